"""Signatures for a tax office in ``till.db``, inside a running transaction. A till starts without this module."""

from __future__ import annotations

from pos_app.domain.signed import SigningKey, TransactionSignature
from pos_app.storage import signature_sql as sql
from pos_app.storage.database import Database


def last_signature(database: Database) -> str:
    """The signature of the newest signed transaction; "" before the first."""
    row = database.row(sql.LAST_SIGNATURE)
    return str(row[0]) if row else ""


def version_of(database: Database, public_key: str) -> int:
    """The version of that key; one that never signed here takes the next."""
    known = database.number(sql.VERSION_OF_KEY, (public_key,))
    if known:
        return known
    version = database.number(sql.LAST_KEY_VERSION) + 1
    database.run(sql.ADD_KEY, (version, public_key))
    return version


def add_signature(database: Database, signed: TransactionSignature) -> None:
    """Keep a signature beside its record."""
    row = (signed.sequence, signed.receipt_number, signed.signature, signed.key_version)
    database.run(sql.ADD_SIGNATURE, row)


def signing_keys(database: Database) -> list[SigningKey]:
    """The public halves of every key that signed here, oldest first."""
    return [SigningKey(version, public_key) for version, public_key in database.rows(sql.KEYS)]
