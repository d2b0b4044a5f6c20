"""Signatures for a tax office in ``till.db``, inside a running transaction. A till starts without this module."""

from __future__ import annotations

from pos_app.domain.signed import SigningKey, TransactionSignature
from pos_app.storage import signature_sql as sql
from pos_app.storage.database import Database


class TillSignatures:
    """The port ``SignatureBook`` on a running transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last(self) -> str:
        """The signature of the newest signed transaction; "" before the first."""
        row = self._database.row(sql.LAST_SIGNATURE)
        return str(row[0]) if row else ""

    def key_version(self, public_key: str) -> int:
        """The version of that key; one that never signed here takes the next."""
        known = self._database.number(sql.VERSION_OF_KEY, (public_key,))
        if known:
            return known
        version = self._database.number(sql.LAST_KEY_VERSION) + 1
        self._database.run(sql.ADD_KEY, (version, public_key))
        return version

    def add(self, signed: TransactionSignature) -> None:
        """Keep a signature beside its record."""
        row = (signed.sequence, signed.receipt_number, signed.signature, signed.key_version)
        self._database.run(sql.ADD_SIGNATURE, row)


def signing_keys(database: Database) -> list[SigningKey]:
    """The public halves of every key that signed here, oldest first."""
    return [SigningKey(version, public_key) for version, public_key in database.rows(sql.KEYS)]
