"""Signatures that a country's tax office asks for, as a till keeps them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TransactionSignature:
    """The signature over journal record ``sequence``, a sale or a return with that ``receipt_number``, as text, and
    the version of the key that made it.
    """

    sequence: int
    receipt_number: int
    signature: str
    key_version: int


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The public half of a key that signed here, as PEM; versions count from 1, a new key has the next."""

    version: int
    public_key: str
