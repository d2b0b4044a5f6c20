"""A parked record is applied again, after an upgrade that knows its kind or after what it lacked was put right; or a
person decides that it has no effect.

The record, its effects, its new fate and the decision are one transaction (KEY=EFFECT): released twice, it does nothing
the second time. A record whose first part was done when it came (a return that waited for its sale) does the rest only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from pos_app.domain.loyalty.programme import Programme
from sync.protocol.envelope import Envelope, open_envelope
from sync.protocol.v1.messages import Personal
from sync.server.book.members import publish_members
from sync.server.care.decisions import decider, note
from sync.server.companies import Company
from sync.server.desk.refusal import NotDone
from sync.server.intake.apply import Effects, Place, apply_fact, apply_what_waited, enrolled_as
from sync.server.intake.attempt import attempt
from sync.server.intake.awaiting import A_PERSON, WAITING, wait_for, wait_is_over, waits_for
from sync.server.intake.catching_up import add_flags, catch_up
from sync.server.intake.fate import PARKED, SET_ASIDE, fate_of
from sync.server.intake.taking import bounded
from sync.server.programmes import in_force
from sync.server.schema import tables
from sync.server.schema.dialects import as_key, storable
from sync.server.schema.return_tables import returned
from sync.server.schema.waiting_tables import awaiting
from sync.server.slate.at_once import AtOnce
from sync.server.slate.slate import Slate

RELEASED = "released"


def the_record(connection: Connection, company: Company, till_id: str, sequence: int) -> Row[Any]:
    """A till's record; raises :class:`NotDone` where there is none."""
    found = connection.execute(
        select(tables.record).where(*_this(tables.record, company.company_id, till_id, sequence))
    ).one_or_none()
    if found is None:
        raise NotDone(f"Till {till_id[:64]!r} has no record {sequence}: see `trofast-server parked list`.")
    return found


def release(
    connection: Connection,
    company: Company,
    till_id: str,
    sequence: int,
    *,
    by: str,
    reason: str,
    now_ms: int,
) -> str:
    """Apply a parked record; returns what became of it: "" for nothing special, else its fate and detail.

    Raises :class:`NotDone` when it is not parked, or cannot be applied still: then nothing was changed.
    """
    who = decider(by, reason, now_ms)
    record = the_record(connection, company, till_id, sequence)
    if record.fate not in {PARKED, SET_ASIDE}:
        raise NotDone(f"Record {sequence} of that till is not parked: there is nothing to release.")
    envelope = _opened(connection, company.company_id, record)
    programmes = in_force(connection, company.company_id)
    waiting = waits_for(connection, company.company_id, till_id, sequence)
    place = _place(connection, record, programmes, now_ms)
    apply: Callable[[Slate, Place, Envelope], Effects] = apply_what_waited if waiting else apply_fact
    slate = AtOnce(connection, company.company_id)
    effects, trouble = attempt(
        *(slate, till_id, sequence),
        partial(apply, slate, place, envelope),
    )
    if trouble:
        raise NotDone(f"Record {sequence} cannot be applied still: {trouble}. It stays parked.")
    key = {"company_id": company.company_id, "till_id": till_id, "sequence": sequence}
    if waiting:
        wait_is_over(connection, company.company_id, waiting)
    if effects.awaits:
        row = {**key, "subject": as_key(effects.awaits), "received_ms": record.received_ms}
        connection.execute(insert(awaiting), row)
    codes = add_flags(connection, company.company_id, till_id, sequence, effects, now_ms)
    fate, detail = fate_of([*codes, *(flag.code for flag in effects.flags)], "", effects.awaits)
    connection.execute(
        update(tables.record)
        .where(*_this(tables.record, company.company_id, till_id, sequence))
        .values(fate=fate, detail=storable(detail))
    )
    _forget_key(connection, company.company_id, till_id, sequence)
    _count(connection, place, effects)
    note(connection, company.company_id, till_id, sequence, record.fate, RELEASED, who)
    caught_up = catch_up(connection, company.company_id, effects.brought, programmes, now_ms)
    publish_members(connection, company.company_id, effects.members | caught_up, now_ms)
    return f"{fate}: {detail}" if fate else ""


def set_aside(
    connection: Connection,
    company: Company,
    till_id: str,
    sequence: int,
    *,
    by: str,
    reason: str,
    now_ms: int,
) -> None:
    """A parked or waiting record is to have no (further) effect. It is kept, and can be released later all the same."""
    who = decider(by, reason, now_ms)
    record = the_record(connection, company, till_id, sequence)
    if record.fate not in {PARKED, WAITING}:
        raise NotDone(f"Record {sequence} of that till is neither parked nor waiting.")
    waiting = waits_for(connection, company.company_id, till_id, sequence)
    if waiting:
        wait_for(connection, company.company_id, waiting, A_PERSON)
    connection.execute(
        update(tables.record)
        .where(*_this(tables.record, company.company_id, till_id, sequence))
        .values(fate=SET_ASIDE, detail=record.detail)
    )
    note(connection, company.company_id, till_id, sequence, record.fate, SET_ASIDE, who)


def _this(table: Any, company_id: str, till_id: str, sequence: int) -> tuple[Any, ...]:
    return (table.c.company_id == company_id, table.c.till_id == till_id, table.c.sequence == sequence)


def _opened(connection: Connection, company_id: str, record: Row[Any]) -> Envelope:
    """The record's envelope. One that could not be read when it came gets its name in the books now."""
    try:
        envelope = open_envelope(record.envelope)
    except msgspec.MsgspecError:
        raise NotDone(
            f"Record {record.sequence} cannot be read by this version: only `parked set-aside` is possible."
        ) from None
    if record.fact_id:
        return envelope
    named = (envelope.company_id, envelope.till_id, envelope.sequence)
    if named != (company_id, enrolled_as(record.till_id), record.sequence):
        raise NotDone(f"Record {record.sequence} names another company, till or sequence.")
    key = tables.fact_key
    taken = connection.execute(
        select(key.c.sequence).where(
            key.c.company_id == company_id, key.c.fact_id == as_key(envelope.fact_id)
        )
    ).first()
    if taken is not None:
        raise NotDone(f"The id of record {record.sequence} belongs to another record.")
    named_by = {"company_id": company_id, "till_id": record.till_id, "sequence": record.sequence}
    connection.execute(insert(key), {**named_by, "fact_id": as_key(envelope.fact_id), "hash": record.hash})
    connection.execute(
        update(tables.record)
        .where(*_this(tables.record, company_id, record.till_id, record.sequence))
        .values(
            fact_id=as_key(envelope.fact_id),
            kind=storable(envelope.kind),
            version=bounded(envelope.version),
            at_ms=bounded(envelope.at_ms),
        )
    )
    return envelope


def _place(connection: Connection, record: Row[Any], programmes: tuple[Programme, ...], now_ms: int) -> Place:
    """Where the record stands in its till's journal: it is judged by what came before it, not by what came since."""
    till = tables.till.c
    store_id = connection.execute(
        select(till.store_id).where(till.company_id == record.company_id, till.till_id == record.till_id)
    ).scalar_one()
    before = 0, 0
    for table in (tables.sale, returned):
        found = connection.execute(
            select(table.c.sequence, table.c.receipt_number)
            .where(
                table.c.company_id == record.company_id,
                table.c.till_id == record.till_id,
                table.c.sequence < record.sequence,
            )
            .order_by(table.c.sequence.desc())
            .limit(1)
        ).one_or_none()
        if found is not None:
            before = max(before, (found.sequence, found.receipt_number))
    return Place(
        *(record.company_id, record.till_id, store_id, before[1], now_ms, programmes),
        personal=_personal(connection, record),
        came_ms=record.received_ms,
    )


def _personal(connection: Connection, record: Row[Any]) -> Personal | None:
    kept = connection.execute(
        select(tables.personal).where(
            *_this(tables.personal, record.company_id, record.till_id, record.sequence)
        )
    ).one_or_none()
    if kept is None:
        return None
    return Personal(member_id=kept.member_id, salt=kept.salt, sealed=kept.sealed, new_key=kept.new_key)


def _forget_key(connection: Connection, company_id: str, till_id: str, sequence: int) -> None:
    """The member's key was kept beside the parked record only until the member has it."""
    table = tables.personal
    connection.execute(
        update(table)
        .where(*_this(table, company_id, till_id, sequence), table.c.new_key != b"")
        .values(new_key=b"")
    )


def _count(connection: Connection, place: Place, effects: Effects) -> None:
    """A sale that is in the books now counts at its till; a late number never sets the till's last one back."""
    if effects.receipt_number is None:
        return
    till = tables.till
    mine = (till.c.company_id == place.company_id, till.c.till_id == place.till_id)
    number = bounded(effects.receipt_number)
    connection.execute(update(till).where(*mine).values(sales=till.c.sales + int(effects.is_sale)))
    connection.execute(update(till).where(*mine, till.c.last_receipt < number).values(last_receipt=number))
