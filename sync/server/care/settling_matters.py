"""Flags and records kept aside: a named person looked, and is done with them. Nothing in the books moves by that."""

from __future__ import annotations

from sqlalchemy import Connection, Table, select, update

from sync.server.care.decisions import decider, note
from sync.server.companies import Company
from sync.server.desk.refusal import NotDone
from sync.server.intake.fate import FLAGGED, fate_of
from sync.server.schema import tables

SETTLED = "settled"


def settle(
    connection: Connection,
    company: Company,
    till_id: str,
    sequence: int,
    *,
    what: str = "",
    by: str,
    reason: str,
    now_ms: int,
) -> list[str]:
    """Settle the flags of a record, and what was kept aside at its place: all, or those called ``what``. Returns what
    was settled. Raises :class:`NotDone` when nothing was open.
    """
    who = decider(by, reason, now_ms, option="--note")
    flags = _settle(connection, tables.review, "code", company.company_id, till_id, sequence, what, now_ms)
    aside = _settle(
        connection, tables.quarantine, "reason", company.company_id, till_id, sequence, what, now_ms
    )
    if not flags and not aside:
        called = f" called {what[:40]!r}" if what else ""
        raise NotDone(
            f"There is no open flag{called} and nothing{called} kept aside at record {sequence} of that till."
            " A parked record is released or set aside: see `trofast-server parked`."
        )
    if flags:
        _say_what_is_left(connection, company.company_id, till_id, sequence)
    done = list(dict.fromkeys([*flags, *aside]))
    for each in done:
        note(connection, company.company_id, till_id, sequence, each, SETTLED, who)
    return done


def _settle(
    connection: Connection,
    table: Table,
    name: str,
    company_id: str,
    till_id: str,
    sequence: int,
    what: str,
    now_ms: int,
) -> list[str]:
    mine = [
        table.c.company_id == company_id,
        table.c.till_id == till_id,
        table.c.sequence == sequence,
        table.c.settled_ms == 0,
    ]
    if what:
        mine.append(table.c[name] == what)
    found = list(connection.execute(select(table.c[name]).where(*mine)).scalars())
    connection.execute(update(table).where(*mine).values(settled_ms=now_ms))
    return found


def _say_what_is_left(connection: Connection, company_id: str, till_id: str, sequence: int) -> None:
    """The record's fate names the flags that nobody has settled yet."""
    review, record = tables.review.c, tables.record
    left = list(
        connection.execute(
            select(review.code)
            .where(
                review.company_id == company_id,
                review.till_id == till_id,
                review.sequence == sequence,
                review.settled_ms == 0,
            )
            .order_by(review.entry)
        ).scalars()
    )
    fate, detail = fate_of(left, "", "")
    connection.execute(
        update(record)
        .where(
            record.c.company_id == company_id,
            record.c.till_id == till_id,
            record.c.sequence == sequence,
            record.c.fate == FLAGGED,
        )
        .values(fate=fate, detail=detail)
    )
