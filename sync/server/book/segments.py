"""Segments that rules keep: who belongs to them now, worked out of what members bought.

Settled whenever a member is told to tills (a sale, a return, a claim, joining), and in the days' run for those whom a
day may move; always on the last day that the run has begun, so that a member only ever goes forward.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import msgspec
from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select

from pos_app.domain.loyalty import occasions
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.segment_rules import (
    Counted,
    Part,
    Purchase,
    Segment,
    Window,
    belongs,
    count,
    first_day,
    windows,
)
from sync.server.book.coupons import issue_coupons
from sync.server.calendar.company_days import day_in, zone_of
from sync.server.schema import tables
from sync.server.schema.desk_tables import days_kept
from sync.server.schema.member_tables import member_history, purchase, segment_member


@dataclass(slots=True)
class Moved:
    """The members who came into a segment or went out of one, and how many coupons that brought."""

    members: set[str] = field(default_factory=set)
    coupons: int = 0


Amounts = dict[str, tuple[int, int]]
"""By member: how many purchases, and for how much."""


def kept_by_rules(programmes: Sequence[Programme]) -> dict[str, Segment]:
    """Every segment that the programmes in force keep, by name; of two with one name the first programme's."""
    found: dict[str, Segment] = {}
    for programme in programmes:
        for segment in programme.kept_segments:
            found.setdefault(segment.code, segment)
    return found


def settle_segments(
    connection: Connection,
    company_id: str,
    member_ids: Sequence[str],
    programmes: Sequence[Programme],
    day: date,
    now_ms: int,
    *,
    gives: bool = True,
) -> Moved:
    """Put these members into the segments they belong to on ``day`` and take them out of the others; whoever comes in
    receives its coupons, unless it is a return that brought them in (not ``gives``).
    """
    kept = kept_by_rules(programmes)
    if not (kept and member_ids):
        return Moved()
    who = _alive(connection, company_id, member_ids)
    before: dict[str, set[str]] = defaultdict(set)
    for row in connection.execute(
        select(segment_member).where(
            *_of(segment_member, company_id, who), segment_member.c.segment.in_(kept)
        )
    ):
        before[row.member_id].add(row.segment)
    moved = Moved()
    for member_id, now in _belonging(connection, company_id, who, list(kept.values()), day).items():
        was = before[member_id]
        if now == was:
            continue
        moved.members.add(member_id)
        _take_out(connection, company_id, member_id, was - now)
        _put_in(connection, company_id, member_id, now - was, day)
        for segment in sorted(now - was) if gives else ():
            moved.coupons += _enter(connection, company_id, member_id, programmes, segment, day, now_ms)
    return moved


def since_when(connection: Connection, company_id: str, member_id: str) -> dict[str, str]:
    """The segments that rules have put a member into, and since which day (ISO)."""
    rows = connection.execute(
        select(segment_member).where(
            *_of(segment_member, company_id, [member_id]), segment_member.c.since != ""
        )
    )
    return {row.segment: row.since for row in rows}


def drop_unkept(connection: Connection, company_id: str, programmes: Sequence[Programme]) -> None:
    """Forget who belonged to segments that no programme keeps any more."""
    table = segment_member.c
    connection.execute(
        delete(segment_member).where(
            table.company_id == company_id,
            table.since != "",
            table.segment.not_in(kept_by_rules(programmes)),
        )
    )


def settling_day(connection: Connection, company_id: str) -> date:
    """The last day that the days' run has begun; the company's first where it has not begun any."""
    row = connection.execute(select(days_kept).where(days_kept.c.company_id == company_id)).one_or_none()
    if row is not None:
        return date.fromisoformat(row.day) + timedelta(days=1 if row.step else 0)
    began_ms = connection.execute(
        select(tables.company.c.created_ms).where(tables.company.c.company_id == company_id)
    ).scalar_one()
    return day_in(zone_of(connection, company_id), began_ms)


def _belonging(
    connection: Connection, company_id: str, who: Sequence[str], segments: Sequence[Segment], day: date
) -> dict[str, set[str]]:
    history = {
        row.member_id: (row.joined_on, row.last_purchase_on)
        for row in connection.execute(select(member_history).where(*_of(member_history, company_id, who)))
    }
    counted = _count(connection, company_id, who, segments, day)
    found = {}
    for member_id in who:
        joined_on, last_purchase_on = history.get(member_id, ("", ""))
        found[member_id] = {
            segment.code
            for segment in segments
            if belongs(segment, day, joined_on, last_purchase_on, _of_one(counted, member_id))
        }
    return found


def _of_one(counted: dict[Window, Amounts], member_id: str) -> Counted:
    return lambda window: counted[window].get(member_id, (0, 0))


def _count(
    connection: Connection, company_id: str, who: Sequence[str], segments: Sequence[Segment], day: date
) -> dict[Window, Amounts]:
    """What each window holds for these members. Where any goods count, the database adds up."""
    found: dict[Window, Amounts] = {}
    with_goods = []
    for window in windows(segments):
        if window.counts_everything:
            found[window] = _sums(connection, company_id, who, first_day(window.days, day))
        else:
            with_goods.append(window)
    if with_goods:
        oldest = first_day(max(window.days for window in with_goods), day)
        purchases = list(_purchases(connection, company_id, who, oldest))
        for window in with_goods:
            found[window] = {member_id: count(each, window, day) for member_id, each in purchases}
    return found


def _sums(connection: Connection, company_id: str, who: Sequence[str], first: str) -> Amounts:
    rows = connection.execute(
        select(purchase.c.member_id, func.count(), func.sum(purchase.c.spent_minor))
        .where(*_of(purchase, company_id, who), purchase.c.on_day >= first)
        .group_by(purchase.c.member_id)
    )
    return {member_id: (int(times), int(amount)) for member_id, times, amount in rows}


def _purchases(
    connection: Connection, company_id: str, who: Sequence[str], first: str
) -> Iterator[tuple[str, list[Purchase]]]:
    found: dict[str, list[Purchase]] = defaultdict(list)
    for row in connection.execute(
        select(purchase).where(*_of(purchase, company_id, who), purchase.c.on_day >= first)
    ):
        parts = msgspec.json.decode(row.parts, type=tuple[tuple[str, str, int], ...])
        found[row.member_id].append(Purchase(row.on_day, tuple(Part(*part) for part in parts)))
    yield from found.items()


def _alive(connection: Connection, company_id: str, member_ids: Sequence[str]) -> list[str]:
    member = tables.member
    return list(
        connection.execute(
            select(member.c.member_id).where(*_of(member, company_id, member_ids), member.c.erased_ms == 0)
        ).scalars()
    )


def _put_in(connection: Connection, company_id: str, member_id: str, segments: set[str], day: date) -> None:
    key = {"company_id": company_id, "member_id": member_id, "since": day.isoformat()}
    rows = [{**key, "segment": segment} for segment in sorted(segments)]
    if rows:
        connection.execute(insert(segment_member), rows)


def _take_out(connection: Connection, company_id: str, member_id: str, segments: set[str]) -> None:
    if segments:
        connection.execute(
            delete(segment_member).where(
                *_of(segment_member, company_id, [member_id]), segment_member.c.segment.in_(segments)
            )
        )


def _enter(
    connection: Connection,
    company_id: str,
    member_id: str,
    programmes: Sequence[Programme],
    segment: str,
    day: date,
    now_ms: int,
) -> int:
    """Give the coupons for coming in, once on a day, and say how many."""
    coupons = 0
    for programme in programmes:
        given = occasions.entering(programme, segment, day)
        source = entering_source(programme, segment, day.isoformat())
        coupons += len(issue_coupons(connection, company_id, member_id, given.coupons, source, now_ms))
    return coupons


def entering_source(programme: Programme, segment: str, since: str) -> str:
    """The source of what a programme gave for coming into a segment on that day (ISO)."""
    return f"segment/{programme.programme_id}/{segment}/{since}"


def _of(table: Table, company_id: str, member_ids: Sequence[str]) -> tuple[ColumnElement[bool], ...]:
    return table.c.company_id == company_id, table.c.member_id.in_(member_ids)
