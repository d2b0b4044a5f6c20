"""Records that are not stored in their till's journal, because they do not fit it: kept for a person, all the same."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from sync.protocol.envelope import Envelope, open_envelope
from sync.protocol.v1.problems import Code
from sync.server.book.members import is_erased
from sync.server.intake.arrivals import Arrival
from sync.server.schema import tables
from sync.server.schema.dialects import upsert

FORK, FROZEN = "fork", "frozen"
"""Kept aside because the till has a second history, or because it was frozen for that."""
BROKEN = (str(Code.CHAIN_BROKEN), str(Code.SAME_ID_OTHER_BYTES))
"""Kept aside, and the till frozen, because the till's own journal does not fit together: changed, damaged, or a fault
in the till. Nothing that comes behind such a record can follow it.
"""
BACK = 200
"""How many records further back a frozen till is asked for, each time: a batch."""


def keep_aside(
    connection: Connection,
    company_id: str,
    till_id: str,
    arrivals: Sequence[Arrival],
    reason: str,
    now_ms: int,
) -> None:
    """Keep what arrived, with the personal fields beside it as long as their member is not erased. The same record is
    kept once.
    """
    if not arrivals:
        return
    connection.execute(
        upsert(tables.quarantine).on_conflict_do_nothing(),
        [
            {
                "company_id": company_id,
                "till_id": till_id,
                "hash": arrival.hash,
                "sequence": arrival.sequence,
                "reason": reason,
                "envelope": arrival.encoded,
                **_personal_aside(connection, company_id, arrival),
                "received_ms": now_ms,
            }
            for arrival in arrivals
        ],
    )


def is_broken_there(connection: Connection, company_id: str, till_id: str, arrival: Arrival) -> bool:
    """Whether this record came before behind one that it does not follow, in one batch of one machine: then it is that
    machine's journal that is broken, and no copy of it speaks.
    """
    aside = tables.quarantine.c
    found = connection.execute(
        select(aside.hash).where(
            aside.company_id == company_id,
            aside.till_id == till_id,
            aside.hash == arrival.hash,
            aside.reason.in_(BROKEN),
        )
    )
    return found.first() is not None


def ask_from(connection: Connection, company_id: str, till_id: str, acked: int, first: Arrival) -> int:
    """Behind which record a frozen till's records are wanted, where ``acked`` are stored and it sent those from
    ``first`` on: what it had acknowledged before this server was restored may be another history than the one that is
    here, and lie on its disk alone (EPOCH). So, where one of the records before ``first`` is missing, from further
    back, until the two histories meet. That a later one is kept says nothing of those before it: they may have been on
    their way when the line broke.
    """
    missing = _missing_before(connection, company_id, till_id, first)
    return acked if missing == 0 else max(min(acked, missing) - BACK, 0)


def _missing_before(connection: Connection, company_id: str, till_id: str, first: Arrival) -> int:
    """Going back from ``first`` through what is kept aside: the sequence of the first record that is neither kept nor
    stored, or 0 where what is stored is reached. Behind one that cannot be read nobody can look.
    """
    record, aside = tables.record.c, tables.quarantine.c
    envelope, sequence = first.envelope, first.sequence
    while envelope is not None and sequence > 1:
        sequence, before = sequence - 1, envelope.previous
        stored = select(record.sequence).where(
            record.company_id == company_id,
            record.till_id == till_id,
            record.sequence == sequence,
            record.hash == before,
        )
        if connection.execute(stored).first() is not None:
            return 0
        kept = connection.execute(
            select(aside.envelope).where(
                aside.company_id == company_id, aside.till_id == till_id, aside.hash == before
            )
        ).scalar_one_or_none()
        if kept is None:
            return sequence
        envelope = _readable(kept)
    return 0


def _readable(encoded: bytes) -> Envelope | None:
    try:
        return open_envelope(encoded)
    except msgspec.MsgspecError:
        return None


def _personal_aside(connection: Connection, company_id: str, arrival: Arrival) -> dict[str, Any]:
    personal = arrival.personal
    if (
        personal is None
        or not is_sealed(arrival)
        or not 0 < len(personal.member_id) <= 64
        or "\0" in personal.member_id
        or is_erased(connection, company_id, personal.member_id)
    ):
        return {"member_id": "", "personal": b""}
    return {"member_id": personal.member_id, "personal": msgspec.msgpack.encode(personal)}


def is_sealed(arrival: Arrival) -> bool:
    """Whether the personal fields are those whose hash the record holds."""
    personal, envelope = arrival.personal, arrival.envelope
    if personal is None or envelope is None:
        return False
    return hashlib.sha256(personal.salt + personal.sealed).digest() == envelope.personal_hash
