"""What is owed to others for points between two days: partners for points that were taken to them, causes for points
that were given (LOYALTY §2, Partnership and Values-based).

Each movement is settled under the version of its programme that was in force when it was posted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from pos_app.domain.loyalty.programme import Programme
from sync.server.calendar.company_days import day_begins_ms, zone_of
from sync.server.companies import Company
from sync.server.desk.refusal import NotDone
from sync.server.programmes import in_force_at
from sync.server.schema import tables

PARTNER, CAUSE = "partner", "cause"


@dataclass(frozen=True, slots=True)
class Owed:
    """What one partner or cause is owed by one programme: ``points`` that members gave, in how many movements, and the
    money for them (minor units of ``currency``).
    """

    programme_id: str
    kind: str
    code: str
    name: str
    points: int
    movements: int
    amount_minor: int
    currency: str


def settlement(connection: Connection, company: Company, first: date, last: date) -> list[Owed]:
    """Everything owed for movements posted from ``first`` through ``last`` (the company's days), by programme, kind and
    code. Points that were given back since are taken off on the day they came back.
    """
    if last < first:
        raise NotDone(f"--to {last} is before --from {first}.")
    zone = zone_of(connection, company.company_id)
    group, entry = tables.posting_group.c, tables.posting.c
    rows = connection.execute(
        select(
            group.programme_id,
            group.rule,
            group.kind,
            group.group_id,
            group.posted_ms,
            group.account,
            func.sum(entry.points).label("points"),
        )
        .join(
            tables.posting,
            (entry.company_id == group.company_id)
            & (entry.member_id == group.member_id)
            & (entry.group_id == group.group_id),
        )
        .where(
            group.company_id == company.company_id,
            group.kind.in_(["donate", "convert", "reverse"]),
            group.posted_ms >= day_begins_ms(zone, first),
            group.posted_ms < day_begins_ms(zone, last + timedelta(days=1)),
            entry.bucket.in_(["donated", "converted"]),
        )
        .group_by(
            group.programme_id,
            group.rule,
            group.kind,
            group.member_id,
            group.group_id,
            group.posted_ms,
            group.account,
        )
        .order_by(group.posted_ms)
    ).all()
    sums: dict[tuple[str, str, str, str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    versions: dict[int, dict[str, Programme]] = {}
    for row in rows:
        programme = _version(connection, company, row.posted_ms, versions).get(row.programme_id)
        found = _worth(programme, row.rule, row.account, int(row.points)) if programme else None
        if programme is None or found is None:
            continue
        kind, name, amount = found
        total = sums[row.programme_id, kind, row.rule, name, programme.currency]
        total[0] += int(row.points)
        total[1] += 1
        total[2] += amount
    return [
        Owed(programme_id, kind, code, name, points, movements, amount, currency)
        for (programme_id, kind, code, name, currency), (points, movements, amount) in sorted(sums.items())
    ]


def _version(
    connection: Connection, company: Company, at_ms: int, versions: dict[int, dict[str, Programme]]
) -> dict[str, Programme]:
    """The programmes in force at an instant; looked up once for each time that something was published."""
    if not versions:
        table = tables.programme.c
        times = connection.execute(
            select(table.published_ms).where(table.company_id == company.company_id).distinct()
        ).scalars()
        for published_ms in times:
            found = in_force_at(connection, company.company_id, published_ms)
            versions[published_ms] = {each.programme_id: each for each in found}
    newest = max((each for each in versions if each <= at_ms), default=None)
    return versions[newest] if newest is not None else {}


def _worth(programme: Programme, code: str, account: str, points: int) -> tuple[str, str, int] | None:
    """Kind, name and money of points that left the programme's own account; none for other movements (rewards)."""
    if account != programme.account:
        return None
    for cause in programme.causes:
        if cause.code == code:
            return CAUSE, cause.name, _blocks(points, cause.per_points) * cause.value_minor
    for partner in programme.partners:
        if partner.code == code and partner.our_points:
            return PARTNER, partner.name, _blocks(points, partner.our_points) * partner.settlement_minor
    return None


def _blocks(points: int, block: int) -> int:
    """Whole blocks, also of points that came back."""
    whole = abs(points) // max(block, 1)
    return whole if points >= 0 else -whole
