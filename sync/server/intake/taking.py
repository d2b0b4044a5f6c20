"""Taking new records in, one after the other, each with its effects (KEY=EFFECT), up to the first that may not follow
(CHAIN, SAME-ID-OTHER-BYTES).

A batch is read and written together (:class:`~sync.server.slate.gathered.Gathered`). Where that cannot be, because a
row that one of them leaves does not fit, all of it is undone and its records go one by one, each in a savepoint of its
own (POISON-ASIDE): the same code on another slate, and the same rows in the end.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

import msgspec
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from pos_app.domain.loyalty.programme import Programme
from sync.protocol.v1.problems import Code
from sync.server.book.members import is_erased, publish_members
from sync.server.database import NotBeside
from sync.server.holding.lease_ending import close_told
from sync.server.intake.apply import Effects, Place, apply_fact, enrolled_as
from sync.server.intake.arrivals import Arrival
from sync.server.intake.attempt import attempt
from sync.server.intake.catching_up import catch_up
from sync.server.intake.fate import fate_of
from sync.server.intake.keeping_aside import is_sealed, keep_aside
from sync.server.intake.replay import Flag
from sync.server.problems import Declined
from sync.server.programmes import in_force
from sync.server.schema import tables
from sync.server.schema.dialects import among, as_key, is_too_large, storable
from sync.server.schema.waiting_tables import awaiting
from sync.server.slate.at_once import AtOnce
from sync.server.slate.gathered import Gathered, OneByOne
from sync.server.slate.slate import Slate
from sync.server.turns import all_or_nothing


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


@dataclass(slots=True)
class _Batch:
    """What records leave behind as they are taken in: the till's place, whose books were touched, what was brought that
    others wait for, and why the next record may not follow.
    """

    slate: Slate
    till: TillState
    programmes: tuple[Programme, ...]
    now_ms: int
    members: set[str] = field(default_factory=set)
    brought: set[str] = field(default_factory=set)
    refused: tuple[Arrival, Declined] | None = None


def take(
    connection: Connection,
    till: TillState,
    fresh: Sequence[Arrival],
    now_ms: int,
    *,
    touched: Collection[str] = (),
) -> Declined | None:
    """Store new records, up to the first that may not follow. ``touched`` are those whose books they will touch, as far
    as is known.
    """
    programmes = in_force(connection, till.company_id) if fresh else ()
    known = known_facts(connection, till.company_id, fresh)
    batch = _together(connection, till, programmes, fresh, dict(known), now_ms, touched)
    if batch is None:
        slate = AtOnce(connection, till.company_id)
        batch = _Batch(slate, till, programmes, now_ms)
        _store_all(batch, fresh, known)
    else:
        till.acked, till.head = batch.till.acked, batch.till.head
        till.sales, till.last_receipt = batch.till.sales, batch.till.last_receipt
    refusal = None
    if batch.refused is not None:
        arrival, refusal = batch.refused
        keep_aside(connection, till.company_id, till.till_id, [arrival], refusal.problem.code, now_ms)
    caught_up = catch_up(connection, till.company_id, batch.brought, programmes, now_ms)
    publish_members(connection, till.company_id, batch.members | caught_up, now_ms)
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


def _together(
    connection: Connection,
    till: TillState,
    programmes: tuple[Programme, ...],
    fresh: Sequence[Arrival],
    known: dict[str, bytes],
    now_ms: int,
    touched: Collection[str],
) -> _Batch | None:
    """Read and write the whole batch together; ``None`` where its records must go one by one."""
    slate = Gathered(connection, till.company_id, touched)
    batch = _Batch(slate, replace(till), programmes, now_ms)
    try:
        with all_or_nothing(connection):
            _store_all(batch, fresh, known)
            slate.write()
    except (OneByOne, IntegrityError, DataError, OverflowError):
        return None
    except DBAPIError as error:
        if not is_too_large(error):
            raise
        return None
    return batch


def _store_all(batch: _Batch, fresh: Sequence[Arrival], known: dict[str, bytes]) -> None:
    for arrival in fresh:
        refusal = _why_not(batch.till, arrival, known)
        if refusal is not None:
            batch.refused = arrival, refusal
            return
        if arrival.envelope is not None:
            known[as_key(arrival.envelope.fact_id)] = arrival.hash
        _store(batch, arrival)


def _why_not(till: TillState, arrival: Arrival, known: dict[str, bytes]) -> Declined | None:
    envelope = arrival.envelope
    if not follows(arrival, till.head):
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


def _store(batch: _Batch, arrival: Arrival) -> None:
    slate, till, envelope = batch.slate, batch.till, arrival.envelope
    effects, trouble = _apply(batch, arrival)
    flags = effects.flags + _keep_personal(slate, till, arrival, is_parked=bool(trouble)) + till.flags
    fate, detail = fate_of([flag.code for flag in flags], trouble, effects.awaits)
    key = {"company_id": till.company_id, "till_id": till.till_id, "sequence": arrival.sequence}
    slate.add(
        tables.record,
        {
            **key,
            "fact_id": as_key(envelope.fact_id) if envelope else "",
            "kind": storable(envelope.kind) if envelope else "",
            "version": bounded(envelope.version) if envelope else 0,
            "at_ms": bounded(envelope.at_ms) if envelope else 0,
            "received_ms": batch.now_ms,
            "hash": arrival.hash,
            "envelope": arrival.encoded,
            "fate": fate,
            "detail": storable(detail),
        },
    )
    if envelope is not None:
        slate.add(tables.fact_key, {**key, "fact_id": as_key(envelope.fact_id), "hash": arrival.hash})
    for entry, flag in enumerate(flags):
        detail = storable(flag.detail)
        slate.add(
            tables.review,
            {**key, "entry": entry, "code": flag.code, "detail": detail, "raised_ms": batch.now_ms},
        )
    if effects.awaits:
        if slate.is_beside:
            raise NotBeside  # what it waits for may be on its way in at this moment
        slate.add(awaiting, {**key, "subject": as_key(effects.awaits), "received_ms": batch.now_ms})
    batch.members |= effects.members
    batch.brought |= effects.brought
    till.acked, till.head = arrival.sequence, arrival.hash
    if effects.receipt_number is not None:
        till.sales += effects.is_sale
        till.last_receipt = bounded(effects.receipt_number)


def _apply(batch: _Batch, arrival: Arrival) -> tuple[Effects, str]:
    """The record's effects, or none and why it is parked (POISON-ASIDE)."""
    envelope, till, slate = arrival.envelope, batch.till, batch.slate
    if envelope is None:
        return Effects(), "the envelope cannot be read"
    personal = arrival.personal if is_sealed(arrival) else None
    place = Place(
        *(till.company_id, till.till_id, till.store_id, till.last_receipt, batch.now_ms),
        batch.programmes,
        personal,
        fact=arrival.fact,
    )
    return attempt(slate, till.till_id, arrival.sequence, lambda: apply_fact(slate, place, envelope))


def _keep_personal(slate: Slate, till: TillState, arrival: Arrival, *, is_parked: bool) -> list[Flag]:
    """Keep the sealed personal fields beside the record, unless their member was erased (FORGETTABLE)."""
    personal, envelope = arrival.personal, arrival.envelope
    if personal is None or envelope is None:
        return []
    if not is_sealed(arrival):
        return [Flag("personal-differs", "the personal fields are not those that the record sealed")]
    if not 0 < len(personal.member_id) <= 64 or "\0" in personal.member_id:
        return [Flag("personal-differs", "the personal fields name no member")]
    if not is_erased(slate.connection, till.company_id, personal.member_id):
        slate.add(
            tables.personal,
            {
                "company_id": till.company_id,
                "member_id": personal.member_id,
                "till_id": till.till_id,
                "sequence": arrival.sequence,
                "salt": personal.salt,
                "sealed": personal.sealed,
                "new_key": personal.new_key if is_parked else b"",
            },
        )
    return []


def follows(arrival: Arrival, head: bytes) -> bool:
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


def known_facts(connection: Connection, company_id: str, arrivals: Sequence[Arrival]) -> dict[str, bytes]:
    """The hashes of those facts that are stored, by id."""
    ids = [as_key(arrival.envelope.fact_id) for arrival in arrivals if arrival.envelope]
    rows = connection.execute(
        select(tables.fact_key.c.fact_id, tables.fact_key.c.hash).where(
            tables.fact_key.c.company_id == company_id, among(tables.fact_key.c.fact_id, ids)
        )
    )
    return {row.fact_id: row.hash for row in rows}
