"""What a day gives: coupons for birthdays and for the day of joining; and what it forgets."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, delete, exists, func, select, tuple_

from pos_app.domain.loyalty import occasions
from pos_app.domain.loyalty.calendar_days import observed, period_start
from pos_app.domain.loyalty.condition import Period
from pos_app.domain.loyalty.offer_rules import Issued
from pos_app.domain.loyalty.programme import Programme
from sync.server.book.coupons import issue_coupons
from sync.server.calendar.morning import Morning
from sync.server.schema import tables
from sync.server.schema.member_tables import member_birthday, member_history, usage, usage_move

REMEMBERED_DAYS = 92
"""How long a closed period of a cap is remembered: a till that was offline may still bring a sale of it."""


def birthdays(at: Morning, after: str) -> str:
    """Birthday coupons, once a year, also where the birthday was corrected meanwhile."""
    programmes = _that_issue(at, Issued.BIRTHDAY)
    if not programmes:
        return ""
    table = member_birthday
    kept = _kept_today(at, programmes)
    due = _alive(at, select(table.c.member_id), table.c.member_id).where(
        table.c.company_id == at.company_id, tuple_(table.c.month, table.c.day).in_(kept)
    )
    page = at.page(due, table.c.member_id, after)
    for row in at.connection.execute(
        select(table).where(table.c.company_id == at.company_id, table.c.member_id.in_(page.ids))
    ).all():
        for programme in programmes:
            given = occasions.birthday(programme, row.month, row.day, at.day)
            _issue(at, row.member_id, programme, given, "birthday")
    return page.last


def anniversaries(at: Morning, after: str) -> str:
    """Coupons for the day of joining, every later year."""
    programmes = _that_issue(at, Issued.ANNIVERSARY)
    if not programmes:
        return ""
    table = member_history
    first = at.connection.execute(
        select(func.min(table.c.joined_on)).where(
            table.c.company_id == at.company_id, table.c.joined_on != ""
        )
    ).scalar_one()
    if not first:
        return ""
    kept = _kept_today(at, programmes)
    years = range(int(first[:4]), at.day.year)
    days = [f"{year:04d}-{month:02d}-{day:02d}" for year in years for month, day in kept]
    due = _alive(at, select(table.c.member_id), table.c.member_id).where(
        table.c.company_id == at.company_id, table.c.joined_on.in_(days)
    )
    page = at.page(due, table.c.member_id, after)
    for row in at.connection.execute(
        select(table).where(table.c.company_id == at.company_id, table.c.member_id.in_(page.ids))
    ).all():
        for programme in programmes:
            given = occasions.anniversary(programme, date.fromisoformat(row.joined_on), at.day)
            _issue(at, row.member_id, programme, given, "anniversary")
    return page.last


def forget_periods(at: Morning, after: str) -> str:
    """Once a month: what was used of caps and limits in periods that closed long ago is forgotten."""
    if at.day.day != 1:
        return ""
    since = at.day - timedelta(days=REMEMBERED_DAYS)
    first_days = {
        period.value: period_start(period, since)
        for period in (Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR)
    }
    ids: set[str] = set()
    for period, first in first_days.items():
        due = select(usage.c.member_id).where(
            usage.c.company_id == at.company_id, usage.c.period == period, usage.c.period_start < first
        )
        found = due.where(usage.c.member_id > after).distinct().order_by(usage.c.member_id).limit(at.left)
        ids |= set(at.connection.execute(found).scalars())
    page = at.page_of(sorted(ids))
    for table in (usage, usage_move):
        for period, first in first_days.items():
            at.connection.execute(
                delete(table).where(
                    table.c.company_id == at.company_id,
                    table.c.member_id.in_(page.ids),
                    table.c.period == period,
                    table.c.period_start < first,
                )
            )
    return page.last


def _that_issue(at: Morning, issued: Issued) -> list[Programme]:
    return [each for each in at.programmes if any(coupon.issued is issued for coupon in each.coupons)]


def _kept_today(at: Morning, programmes: list[Programme]) -> list[tuple[int, int]]:
    """Months and days that some programme keeps today: today's own, and 29 February where it falls on today."""
    leap = [observed(2, 29, at.day.year, programme.settings.leap_birthday) for programme in programmes]
    kept = [(at.day.month, at.day.day)]
    return [*kept, (2, 29)] if at.day in leap and kept != [(2, 29)] else kept


def _alive(at: Morning, found: Select[str], member_id: ColumnElement[str]) -> Select[str]:
    """Only members the company has not erased, who joined before this day."""
    member, history = tables.member.c, member_history.alias().c
    joined_now = exists().where(
        history.company_id == at.company_id, history.member_id == member_id, history.joined_on >= at.today
    )
    is_here = exists().where(
        member.company_id == at.company_id, member.member_id == member_id, member.erased_ms == 0
    )
    return found.where(is_here, ~joined_now)


def _issue(at: Morning, member_id: str, programme: Programme, given: occasions.Given, occasion: str) -> None:
    source = f"{occasion}/{programme.programme_id}/{at.day.year}"
    numbers = issue_coupons(at.connection, at.company_id, member_id, given.coupons, source, at.now_ms)
    if numbers:
        at.tally.coupons += len(numbers)
        at.tally.touched.add(member_id)
