"""Taking a pushed batch in: signature, sequence, chain; then every record with its effects in one transaction.

The order of questions is the order of the invariants. SIGNED-BATCH and the batch's own shape need no database
(:mod:`sync.server.intake.arrivals`). Inside the transaction (:func:`receive`) come FORK for what is stored already and
the gap; then what is new is taken in (:mod:`sync.server.intake.taking`). Sent again, the stored part is compared and
passed over, and the reply is made from what is stored (KEY=EFFECT).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, select, update

from sync.protocol.v1.messages import PushReply, RecordFate
from sync.protocol.v1.problems import Code
from sync.server.intake.arrivals import Arrival
from sync.server.intake.from_revoked import taken_of
from sync.server.intake.keeping_aside import FORK, FROZEN, ask_from, is_broken_there, keep_aside
from sync.server.intake.side_by_side import take_turns_for
from sync.server.intake.taking import TillState, follows, take, till_state
from sync.server.problems import Declined
from sync.server.schema import tables

log = logging.getLogger("trofast.server")


def receive(
    connection: Connection, company_id: str, till_id: str, arrivals: Sequence[Arrival], now_ms: int
) -> PushReply | Declined:
    """Store what is new with its effects and answer. A :class:`Declined` is *returned*, not raised, because what led
    to it (records kept for a person, a frozen till) has to be committed too.
    """
    till = till_state(connection, company_id, till_id)
    stored = _stored_hashes(connection, till, arrivals)
    if till.frozen:
        others = [a for a in arrivals if stored.get(a.sequence) != a.hash]
        keep_aside(connection, company_id, till_id, others, FROZEN, now_ms)
        return Declined(
            409,
            Code.FROZEN,
            f"this till is frozen ({till.frozen}); enrol it anew",
            acked=ask_from(connection, company_id, till_id, till.acked, arrivals[0]),
        )
    forked = any(stored.get(a.sequence, a.hash) != a.hash for a in arrivals)
    fresh = [a for a in arrivals if a.sequence > till.acked]
    if not forked and fresh and fresh[0].sequence > till.acked + 1:
        return Declined(
            409,
            Code.GAP,
            f"records from {till.acked + 1} are missing here; send them first",
            acked=till.acked,
        )
    if not forked and fresh and till.acked:
        forked = not follows(fresh[0], till.head)
        if forked and is_broken_there(connection, company_id, till_id, fresh[0]):
            sentence = f"record {fresh[0].sequence} does not follow the one before it"
            return _freeze_broken(connection, till, fresh, Declined(422, Code.CHAIN_BROKEN, sentence), now_ms)
    if forked:
        return _freeze(connection, till, arrivals, stored, now_ms)
    fresh, too_late, till.flags = taken_of(connection, company_id, till_id, fresh)
    touched = take_turns_for(connection, company_id, fresh)
    refusal = take(connection, till, fresh, now_ms, touched=touched)
    if refusal is None and too_late:
        keep_aside(connection, company_id, till_id, too_late, "revoked", now_ms)
        sentence = "this till was reported lost or stolen; what it made since is kept aside"
        refusal = Declined(403, Code.REVOKED, sentence, acked=till.acked)
    elif refusal is not None and till.acked < fresh[0].sequence:
        return _freeze_broken(connection, till, fresh, refusal, now_ms)
    if refusal is not None:
        return refusal
    company = tables.company
    epoch, cursor = connection.execute(
        select(company.c.epoch, company.c.cursor).where(company.c.company_id == company_id)
    ).one()
    fates = _fates(connection, till, arrivals)
    return PushReply(acked=till.acked, epoch=epoch, fates=fates, cursor=cursor)


def _freeze(
    connection: Connection,
    till: TillState,
    arrivals: Sequence[Arrival],
    stored: dict[int, bytes],
    now_ms: int,
) -> Declined:
    """FORK: two histories under one till. Nothing more is taken from it; what came is kept for a person."""
    aside = [a for a in arrivals if stored.get(a.sequence) != a.hash]
    keep_aside(connection, till.company_id, till.till_id, aside, FORK, now_ms)
    _note_frozen(connection, till, FORK, now_ms)
    log.warning(
        "a till's journal has forked; the till is frozen",
        extra={"till": till.till_id, "sequence": aside[0].sequence},
    )
    return Declined(
        409,
        Code.FORK,
        f"another record stands at sequence {aside[0].sequence} or before it: this till was copied. It is frozen.",
        acked=till.acked,
    )


def _freeze_broken(
    connection: Connection, till: TillState, fresh: Sequence[Arrival], refusal: Declined, now_ms: int
) -> Declined:
    """The next record can never follow, so nothing behind it can (CHAIN, SAME-ID-OTHER-BYTES): from here on all that
    comes is kept for a person (FACTS-NEVER-REJECTED). What stands before it was stored and acknowledged.
    """
    keep_aside(connection, till.company_id, till.till_id, fresh, FROZEN, now_ms)
    _note_frozen(connection, till, str(refusal.problem.code), now_ms)
    log.warning(
        "a till's journal does not fit together; the till is frozen",
        extra={"till": till.till_id, "sequence": fresh[0].sequence},
    )
    refusal.problem = msgspec.structs.replace(refusal.problem, acked=till.acked)
    return refusal


def _note_frozen(connection: Connection, till: TillState, why: str, now_ms: int) -> None:
    connection.execute(
        update(tables.till)
        .where(tables.till.c.company_id == till.company_id, tables.till.c.till_id == till.till_id)
        .values(frozen=why, seen_ms=now_ms)
    )


def _stored_hashes(connection: Connection, till: TillState, arrivals: Sequence[Arrival]) -> dict[int, bytes]:
    table = tables.record
    rows = connection.execute(
        select(table.c.sequence, table.c.hash).where(
            table.c.company_id == till.company_id,
            table.c.till_id == till.till_id,
            table.c.sequence.between(arrivals[0].sequence, arrivals[-1].sequence),
        )
    )
    return {row.sequence: row.hash for row in rows}


def _fates(connection: Connection, till: TillState, arrivals: Sequence[Arrival]) -> tuple[RecordFate, ...]:
    table = tables.record
    rows = connection.execute(
        select(table.c.sequence, table.c.fate, table.c.detail)
        .where(
            table.c.company_id == till.company_id,
            table.c.till_id == till.till_id,
            table.c.sequence.between(arrivals[0].sequence, arrivals[-1].sequence),
            table.c.fate != "",
        )
        .order_by(table.c.sequence)
    )
    return tuple(RecordFate(sequence=r.sequence, fate=r.fate, detail=r.detail) for r in rows)
