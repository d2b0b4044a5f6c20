"""What arrives: a pushed batch taken apart, after its shape and its one signature were found good (SIGNED-BATCH).

Needs no database; what becomes of the records is :mod:`sync.server.intake.receiving`.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sync.protocol.envelope import Envelope, open_envelope
from sync.protocol.v1.messages import Personal, Push, batch_bytes
from sync.protocol.v1.problems import Code
from sync.server.problems import Declined

MOST_RECORDS = 500
LARGEST_SEQUENCE = 2**53


@dataclass(slots=True)
class Arrival:
    """One record of a batch: its place by counting, its hash, and what its envelope says if it can be read. ``fact`` is
    what stands in it, once somebody has read that.
    """

    sequence: int
    hash: bytes
    encoded: bytes
    envelope: Envelope | None
    personal: Personal | None
    fact: object = None


def check_batch(push: Push, company_id: str, till_id: str, public_key: bytes) -> list[Arrival]:
    """The batch's records, after its shape and its one signature were found good (SIGNED-BATCH).

    Raises :class:`Declined`: 400 malformed, 401 for a signature that is not the till's, 413 for too many records.
    """
    if (push.company_id, push.till_id) != (company_id, till_id):
        raise Declined(400, Code.MALFORMED, "the batch names another company or till than the request")
    if len(push.records) > MOST_RECORDS:
        raise Declined(413, Code.TOO_LARGE, f"at most {MOST_RECORDS} records in a batch")
    if not push.records or not 1 <= push.first <= push.last <= LARGEST_SEQUENCE:
        raise Declined(400, Code.MALFORMED, "a batch holds records first to last, counted from 1")
    if push.last - push.first + 1 != len(push.records):
        raise Declined(400, Code.MALFORMED, "first and last do not count the batch's records")
    signed = batch_bytes(push.company_id, push.till_id, push.first, push.last, push.head)
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(push.signature, signed)
    except InvalidSignature:
        raise Declined(401, Code.BAD_SIGNATURE, "the batch's signature is not this till's") from None
    arrivals = [
        Arrival(
            push.first + place,
            hashlib.sha256(record.envelope).digest(),
            record.envelope,
            _opened(record.envelope),
            record.personal,
        )
        for place, record in enumerate(push.records)
    ]
    if arrivals[-1].hash != push.head:
        raise Declined(400, Code.MALFORMED, "the head is not the hash of the last record")
    return arrivals


def _opened(encoded: bytes) -> Envelope | None:
    try:
        return open_envelope(encoded)
    except msgspec.MsgspecError:
        return None
