"""The outer envelope of a journal record: opaque versioned bytes, readable for ever (OPAQUE-ENVELOPE, CHAIN).

The envelope is a msgpack array. Its SHA-256 is the record's hash, and it holds the hash of the record before, so
changing, swapping or dropping a record shows. The body inside is opaque to all but the version that wrote it.
"""

from __future__ import annotations

import hashlib

import msgspec

FIRST_PREVIOUS = bytes(32)
"""What the first record of a till names as the hash before it."""


class Envelope(msgspec.Struct, frozen=True, array_like=True):
    """One journal record. ``sequence`` is dense from 1 per till (DENSE-SEQ); ``fact_id`` is its UUIDv7.

    ``personal_hash`` is the salted SHA-256 of the sealed personal fields that travel beside it, or empty
    (FORGETTABLE: the fields can be destroyed, the chain still verifies).
    """

    version: int
    company_id: str
    till_id: str
    sequence: int
    fact_id: str
    kind: str
    at_ms: int
    previous: bytes
    personal_hash: bytes
    body: bytes


def seal(envelope: Envelope) -> tuple[bytes, bytes]:
    """The envelope's bytes and their SHA-256."""
    encoded = msgspec.msgpack.encode(envelope)
    return encoded, hashlib.sha256(encoded).digest()


_decoder = msgspec.msgpack.Decoder(Envelope)


def open_envelope(encoded: bytes) -> Envelope:
    """Decode the outer envelope; raises :class:`msgspec.DecodeError` (or its ValidationError) when it is not one.

    A later version may append fields: they are passed over, which array-like structs allow.
    """
    try:
        return _decoder.decode(encoded)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError("the envelope holds what is no text, or too deep a nest") from error
