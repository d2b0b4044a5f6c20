"""Taking a pushed batch in: signature, sequence, chain; then every record with its effects in one transaction.

The order of questions is the order of the invariants. SIGNED-BATCH and the batch's own shape need no database
(:mod:`sync.server.intake.arrivals`). Inside the transaction (:func:`receive`) come FORK for what is stored already,
the gap, CHAIN and SAME-ID-OTHER-BYTES for what is new, and then the effects, each record in a savepoint of its own
(POISON-ASIDE). Sent again, the stored part is compared and passed over, and the reply is made from what is stored
(KEY=EFFECT).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from sqlalchemy import Connection, insert, select, update

from pos_app.domain.loyalty.programme import Programme
from sync.protocol.v1.messages import PushReply, RecordFate
from sync.protocol.v1.problems import Code
from sync.server.book.members import is_erased, publish_members
from sync.server.database import NotBeside
from sync.server.holding.lease_ending import close_told
from sync.server.intake.apply import LOOKING_BACK, Effects, Place, apply_fact, enrolled_as
from sync.server.intake.arrivals import Arrival
from sync.server.intake.attempt import attempt
from sync.server.intake.catching_up import catch_up
from sync.server.intake.fate import fate_of
from sync.server.intake.from_revoked import taken_of
from sync.server.intake.keeping_aside import ask_from, is_sealed, keep_aside
from sync.server.intake.replay import Flag
from sync.server.intake.side_by_side import take_turns_for
from sync.server.problems import Declined
from sync.server.programmes import in_force
from sync.server.schema import tables
from sync.server.schema.dialects import as_key, storable
from sync.server.schema.waiting_tables import awaiting
from sync.server.turns import is_beside

log = logging.getLogger("trofast.server")


@dataclass(slots=True)
class TillState:
    """A till's place in its journal as the server has it; moves on with every record that is stored."""

    company_id: str
    till_id: str
    store_id: str
    acked: int
    head: bytes
    sales: int
    last_receipt: int
    frozen: str
    flags: list[Flag] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Throughout:
    """What is the same for a whole batch: what could change it writes alone, or is no fact of a till."""

    programmes: tuple[Programme, ...]
    own_cards: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Written:
    """Rows that one batch adds, written together: at its end, or before a fact that looks back at another."""

    records: list[dict[str, Any]] = field(default_factory=list)
    keys: list[dict[str, Any]] = field(default_factory=list)
    personal: list[dict[str, Any]] = field(default_factory=list)
    reviews: list[dict[str, Any]] = field(default_factory=list)
    awaiting: list[dict[str, Any]] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    brought: set[str] = field(default_factory=set)

    def flush(self, connection: Connection) -> None:
        """Write the rows gathered so far."""
        for table, rows in (
            (tables.record, self.records),
            (tables.fact_key, self.keys),
            (tables.personal, self.personal),
            (tables.review, self.reviews),
            (awaiting, self.awaiting),
        ):
            if rows:
                connection.execute(insert(table), rows)
                rows.clear()


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
        keep_aside(connection, company_id, till_id, others, "frozen", now_ms)
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
        forked = not _follows(fresh[0], till.head)
    if forked:
        return _freeze(connection, till, arrivals, stored, now_ms)
    fresh, too_late, till.flags = taken_of(connection, company_id, till_id, fresh)
    take_turns_for(connection, company_id, fresh)
    refusal = take(connection, till, fresh, now_ms)
    if refusal is None and too_late:
        keep_aside(connection, company_id, till_id, too_late, "revoked", now_ms)
        sentence = "this till was reported lost or stolen; what it made since is kept aside"
        refusal = Declined(403, Code.REVOKED, sentence, acked=till.acked)
    if refusal is not None:
        return refusal
    company = tables.company
    epoch, cursor = connection.execute(
        select(company.c.epoch, company.c.cursor).where(company.c.company_id == company_id)
    ).one()
    fates = _fates(connection, till, arrivals)
    return PushReply(acked=till.acked, epoch=epoch, fates=fates, cursor=cursor)


def take(connection: Connection, till: TillState, fresh: Sequence[Arrival], now_ms: int) -> Declined | None:
    """Store new records one after the other, up to the first that may not follow."""
    written = _Written()
    programmes = in_force(connection, till.company_id) if fresh else ()
    throughout = _Throughout(programmes)
    known = _known_facts(connection, till.company_id, fresh)
    refusal = None
    for arrival in fresh:
        refusal = _why_not(till, arrival, known)
        if refusal is not None:
            keep_aside(connection, till.company_id, till.till_id, [arrival], refusal.problem.code, now_ms)
            break
        if arrival.envelope is not None:
            known[as_key(arrival.envelope.fact_id)] = arrival.hash
        _store(connection, till, arrival, throughout, written, now_ms)
    written.flush(connection)
    caught_up = catch_up(connection, till.company_id, written.brought, programmes, now_ms)
    publish_members(connection, till.company_id, written.members | caught_up, now_ms)
    connection.execute(
        update(tables.till)
        .where(tables.till.c.company_id == till.company_id, tables.till.c.till_id == till.till_id)
        .values(
            acked=till.acked,
            head=till.head,
            sales=till.sales,
            last_receipt=till.last_receipt,
            seen_ms=now_ms,
        )
    )
    close_told(connection, till.company_id, till.till_id, till.acked, now_ms)
    if refusal is not None:
        refusal.problem = msgspec.structs.replace(refusal.problem, acked=till.acked)
    return refusal


def _why_not(till: TillState, arrival: Arrival, known: dict[str, bytes]) -> Declined | None:
    envelope = arrival.envelope
    if not _follows(arrival, till.head):
        return Declined(
            422, Code.CHAIN_BROKEN, f"record {arrival.sequence} does not follow the one before it"
        )
    if envelope is None:
        return None
    named = (envelope.company_id, envelope.till_id, envelope.sequence)
    if named != (till.company_id, enrolled_as(till.till_id), arrival.sequence):
        return Declined(
            422, Code.CHAIN_BROKEN, f"record {arrival.sequence} names another company, till or sequence"
        )
    if as_key(envelope.fact_id) in known:
        return Declined(
            422,
            Code.SAME_ID_OTHER_BYTES,
            f"the id of record {arrival.sequence} came before with other bytes; both are kept for a person",
        )
    return None


def _store(
    connection: Connection,
    till: TillState,
    arrival: Arrival,
    throughout: _Throughout,
    written: _Written,
    now_ms: int,
) -> None:
    envelope = arrival.envelope
    if envelope is not None and envelope.kind in LOOKING_BACK:
        written.flush(connection)
    effects, trouble = _apply(connection, till, arrival, throughout, now_ms)
    flags = (
        effects.flags
        + _keep_personal(connection, till, arrival, written, is_parked=bool(trouble))
        + till.flags
    )
    fate, detail = fate_of([flag.code for flag in flags], trouble, effects.awaits)
    key = {"company_id": till.company_id, "till_id": till.till_id, "sequence": arrival.sequence}
    written.records.append(
        {
            **key,
            "fact_id": as_key(envelope.fact_id) if envelope else "",
            "kind": storable(envelope.kind) if envelope else "",
            "version": bounded(envelope.version) if envelope else 0,
            "at_ms": bounded(envelope.at_ms) if envelope else 0,
            "received_ms": now_ms,
            "hash": arrival.hash,
            "envelope": arrival.encoded,
            "fate": fate,
            "detail": storable(detail),
        }
    )
    if envelope is not None:
        written.keys.append({**key, "fact_id": as_key(envelope.fact_id), "hash": arrival.hash})
    written.reviews += [
        {**key, "entry": entry, "code": flag.code, "detail": storable(flag.detail), "raised_ms": now_ms}
        for entry, flag in enumerate(flags)
    ]
    if effects.awaits:
        if is_beside(connection):
            raise NotBeside  # what it waits for may be on its way in at this moment
        written.awaiting.append({**key, "subject": as_key(effects.awaits), "received_ms": now_ms})
    written.members |= effects.members
    written.brought |= effects.brought
    till.acked, till.head = arrival.sequence, arrival.hash
    if effects.receipt_number is not None:
        till.sales += effects.is_sale
        till.last_receipt = bounded(effects.receipt_number)


def _apply(
    connection: Connection,
    till: TillState,
    arrival: Arrival,
    throughout: _Throughout,
    now_ms: int,
) -> tuple[Effects, str]:
    """The record's effects, or none and why it is parked (POISON-ASIDE)."""
    if arrival.envelope is None:
        return Effects(), "the envelope cannot be read"
    personal = arrival.personal if is_sealed(arrival) else None
    place = Place(
        *(till.company_id, till.till_id, till.store_id, till.last_receipt, now_ms),
        throughout.programmes,
        personal,
        own_cards=throughout.own_cards,
    )
    envelope = arrival.envelope
    return attempt(
        *(connection, till.till_id, arrival.sequence), lambda: apply_fact(connection, place, envelope)
    )


def _keep_personal(
    connection: Connection, till: TillState, arrival: Arrival, written: _Written, *, is_parked: bool
) -> list[Flag]:
    """Keep the sealed personal fields beside the record, unless their member was erased (FORGETTABLE)."""
    personal, envelope = arrival.personal, arrival.envelope
    if personal is None or envelope is None:
        return []
    if not is_sealed(arrival):
        return [Flag("personal-differs", "the personal fields are not those that the record sealed")]
    if not 0 < len(personal.member_id) <= 64 or "\0" in personal.member_id:
        return [Flag("personal-differs", "the personal fields name no member")]
    if not is_erased(connection, till.company_id, personal.member_id):
        written.personal.append(
            {
                "company_id": till.company_id,
                "member_id": personal.member_id,
                "till_id": till.till_id,
                "sequence": arrival.sequence,
                "salt": personal.salt,
                "sealed": personal.sealed,
                "new_key": personal.new_key if is_parked else b"",
            }
        )
    return []


def _freeze(
    connection: Connection,
    till: TillState,
    arrivals: Sequence[Arrival],
    stored: dict[int, bytes],
    now_ms: int,
) -> Declined:
    """FORK: two histories under one till. Nothing more is taken from it; what came is kept for a person."""
    aside = [a for a in arrivals if stored.get(a.sequence) != a.hash]
    keep_aside(connection, till.company_id, till.till_id, aside, "fork", now_ms)
    connection.execute(
        update(tables.till)
        .where(tables.till.c.company_id == till.company_id, tables.till.c.till_id == till.till_id)
        .values(frozen="fork", seen_ms=now_ms)
    )
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


def _follows(arrival: Arrival, head: bytes) -> bool:
    """Whether the record names the one before it. One that cannot be read is held by the next one's word (CHAIN)."""
    return arrival.envelope is None or arrival.envelope.previous == head


def bounded(number: int) -> int:
    """A till's number as the database can hold it; the envelope keeps the number itself."""
    return max(min(number, 2**63 - 1), -(2**63))


def till_state(connection: Connection, company_id: str, till_id: str) -> TillState:
    """Where a till is in its journal."""
    table = tables.till
    row = connection.execute(
        select(table).where(table.c.company_id == company_id, table.c.till_id == till_id).with_for_update()
    ).one()
    return TillState(
        company_id,
        till_id,
        row.store_id,
        row.acked,
        row.head,
        row.sales,
        row.last_receipt,
        row.frozen,
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


def _known_facts(connection: Connection, company_id: str, arrivals: Sequence[Arrival]) -> dict[str, bytes]:
    ids = [as_key(arrival.envelope.fact_id) for arrival in arrivals if arrival.envelope]
    rows = connection.execute(
        select(tables.fact_key.c.fact_id, tables.fact_key.c.hash).where(
            tables.fact_key.c.company_id == company_id, tables.fact_key.c.fact_id.in_(ids)
        )
    )
    return {row.fact_id: row.hash for row in rows}


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
