"""Holds the signatures for a tax office against the records that they were made over, one after the other."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from pos_app.domain.norway.signing import FIRST_PREVIOUS, Signable
from pos_app.storage import signatures
from pos_app.storage.database import Database
from pos_app.storage.signature_statements import COUNT_SIGNATURES, SIGNATURE_OF_RECORD

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey


class SignatureWalk:
    """Follows the chain of signatures from the first signed record to the last, in their order."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._keys = {key.version: key.public_key for key in signatures.signing_keys(database)}
        self._previous = FIRST_PREVIOUS
        self._seen = 0

    def problem(self, sequence: int, words: Signable) -> str:
        """What is wrong with the signature of that record; "" when nothing is, or it was never signed."""
        row = self._database.row(SIGNATURE_OF_RECORD, (sequence,))
        if row is None:
            return ""
        number, signature, version = row
        text, self._previous = words.text(self._previous), signature
        self._seen += 1
        if number != words.number:
            return "its signature for the tax office stands under another number"
        if not is_right(self._keys.get(version, ""), text, signature):
            return "its signature for the tax office is not over what the record says"
        return ""

    def is_complete(self) -> bool:
        """Whether every signature was of a record that was asked for."""
        return self._database.number(COUNT_SIGNATURES) == self._seen


def is_right(public_key: str, text: str, signature: str) -> bool:
    """Whether the key whose public half this is (PEM) signed the text; ``signature`` is base64."""
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    try:
        key, made = _read(public_key), base64.b64decode(signature, validate=True)
        key.verify(made, text.encode(), padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - SAF-T asks for it
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True


def _read(public_key: str) -> RSAPublicKey:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    key = load_pem_public_key(public_key.encode())
    if not isinstance(key, RSAPublicKey):
        raise ValueError("made with another kind of key")  # noqa: TRY004 - the text is wrong
    return key
