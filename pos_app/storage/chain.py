"""Walks a journal record by record and says what is wrong with the first bad one (CHAIN, DENSE-SEQ)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import msgspec

from sync.protocol.envelope import FIRST_PREVIOUS, Envelope, open_envelope


@dataclass(frozen=True, slots=True)
class Link:
    """One record with the columns that stand beside its envelope."""

    sequence: int
    fact_id: str
    kind: str
    at_ms: int
    previous: bytes
    digest: bytes
    envelope: bytes


class Broken(Exception):
    """The first bad record: its sequence and id as far as they can be known, and what is wrong with it."""

    def __init__(self, sequence: int, fact_id: str, what: str) -> None:
        self.sequence = sequence
        self.fact_id = fact_id
        super().__init__(
            f"record {sequence} ({fact_id}): {what}" if fact_id else f"record {sequence}: {what}"
        )


@dataclass
class Chain:
    """What has been walked so far. ``hashes`` is kept for the sequences in ``watched`` (checkpoints)."""

    watched: frozenset[int] = frozenset()
    company_id: str = ""
    till_id: str = ""
    last_sequence: int = 0
    head: bytes = FIRST_PREVIOUS
    hashes: dict[int, bytes] = field(default_factory=dict)

    def follow(self, link: Link) -> Envelope:
        """Check a record and go on to it."""
        envelope = self.check(link)
        self.advance(link, envelope)
        return envelope

    def check(self, link: Link) -> Envelope:
        """The record's envelope when it follows the one before; raises :class:`Broken` otherwise."""
        expected = self.last_sequence + 1
        if link.sequence != expected:
            raise Broken(expected, "", _not_next(expected, link))
        if hashlib.sha256(link.envelope).digest() != link.digest:
            raise Broken(link.sequence, link.fact_id, "its bytes are not those that were written")
        try:
            envelope = open_envelope(link.envelope)
        except msgspec.MsgspecError as error:
            raise Broken(link.sequence, link.fact_id, "its envelope can not be read") from error
        if envelope.previous != self.head or link.previous != self.head:
            raise Broken(link.sequence, link.fact_id, "it does not follow the record before it")
        told = (envelope.sequence, envelope.fact_id, envelope.kind, envelope.at_ms)
        if told != (link.sequence, link.fact_id, link.kind, link.at_ms):
            raise Broken(link.sequence, link.fact_id, "its envelope says otherwise than its row")
        if expected > 1 and (envelope.company_id, envelope.till_id) != (self.company_id, self.till_id):
            raise Broken(link.sequence, link.fact_id, "it was written by another till")
        return envelope

    def advance(self, link: Link, envelope: Envelope) -> None:
        """Go on to a record that was checked."""
        self.company_id, self.till_id = envelope.company_id, envelope.till_id
        self.last_sequence, self.head = link.sequence, link.digest
        if link.sequence in self.watched:
            self.hashes[link.sequence] = link.digest


def _not_next(expected: int, link: Link) -> str:
    if link.sequence > expected + 1:
        return f"it is missing, and so are those up to {link.sequence - 1}"
    if link.sequence == expected + 1:
        return "it is missing or not in its place"
    return f"record {link.sequence} ({link.fact_id}) stands in its place"
