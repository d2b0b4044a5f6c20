"""The books of facts that waited, moved as soon as what they waited for is stored."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from sqlalchemy import Connection, func, insert, select, update

from pos_app.domain.loyalty.programme import Programme
from sync.protocol.envelope import open_envelope
from sync.server.database import NotBeside
from sync.server.intake.apply import Effects, Place, apply_what_waited
from sync.server.intake.attempt import attempt
from sync.server.intake.awaiting import A_PERSON, Waiting, wait_for, wait_is_over, who_waited
from sync.server.intake.fate import fate_of
from sync.server.schema import tables
from sync.server.schema.dialects import storable
from sync.server.slate.at_once import AtOnce
from sync.server.turns import is_beside


def catch_up(
    connection: Connection,
    company_id: str,
    brought: Collection[str],
    programmes: tuple[Programme, ...],
    now_ms: int,
) -> set[str]:
    """Apply every record that waited for something in ``brought``; returns the members it touched."""
    members: set[str] = set()
    waited = who_waited(connection, company_id, brought)
    if waited and is_beside(connection):
        raise NotBeside  # their books are anybody's
    for each in waited:
        members |= _apply(connection, company_id, each, programmes, now_ms)
    return members


def _apply(
    connection: Connection,
    company_id: str,
    waiting: Waiting,
    programmes: tuple[Programme, ...],
    now_ms: int,
) -> set[str]:
    record, till = tables.record, tables.till
    till_id, sequence = waiting.till_id, waiting.sequence
    this = (
        record.c.company_id == company_id,
        record.c.till_id == till_id,
        record.c.sequence == sequence,
    )
    encoded, store_id = connection.execute(
        select(record.c.envelope, till.c.store_id)
        .join(till, (till.c.company_id == record.c.company_id) & (till.c.till_id == record.c.till_id))
        .where(*this)
    ).one()
    place = Place(company_id, till_id, store_id, 0, now_ms, programmes, came_ms=waiting.came_ms)
    slate = AtOnce(connection, company_id)
    effects, trouble = attempt(
        *(slate, till_id, sequence), partial(apply_what_waited, slate, place, open_envelope(encoded))
    )
    if effects.awaits:
        return set()
    flags_before = add_flags(connection, company_id, till_id, sequence, effects, now_ms)
    fate, detail = fate_of(flags_before + [flag.code for flag in effects.flags], trouble, "")
    connection.execute(update(record).where(*this).values(fate=fate, detail=storable(detail)))
    if trouble:
        wait_for(connection, company_id, waiting, A_PERSON)
    else:
        wait_is_over(connection, company_id, waiting)
    return effects.members


def add_flags(
    connection: Connection, company_id: str, till_id: str, sequence: int, effects: Effects, now_ms: int
) -> list[str]:
    """Add the new flags behind those that the record got when it came. Returns the codes that nobody has settled."""
    review = tables.review
    this = (review.c.company_id == company_id, review.c.till_id == till_id, review.c.sequence == sequence)
    before = list(
        connection.execute(
            select(review.c.code).where(*this, review.c.settled_ms == 0).order_by(review.c.entry)
        ).scalars()
    )
    behind = connection.execute(
        select(func.coalesce(func.max(review.c.entry) + 1, 0)).where(*this)
    ).scalar_one()
    rows = [
        {
            "company_id": company_id,
            "till_id": till_id,
            "sequence": sequence,
            "entry": behind + number,
            "code": flag.code,
            "detail": storable(flag.detail),
            "raised_ms": now_ms,
        }
        for number, flag in enumerate(effects.flags)
    ]
    if rows:
        connection.execute(insert(review), rows)
    return before
