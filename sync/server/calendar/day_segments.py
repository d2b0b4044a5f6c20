"""Whom a day moves into a segment or out of it, though they did nothing; and what is too old for any of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, delete, exists, select

from pos_app.domain.loyalty.segment_rules import MOST_DAYS, first_day, turns
from sync.server.book.segments import kept_by_rules, settle_segments
from sync.server.calendar.morning import Morning
from sync.server.schema import tables
from sync.server.schema.member_tables import member_history, purchase


def segments(at: Morning, after: str) -> str:
    """Settle the members with a purchase that a window no longer holds, or whose last purchase or joining has become
    as long ago as some segment asks. Nobody else can have moved.
    """
    kept = kept_by_rules(at.programmes)
    if not kept:
        return ""
    turn, ids = turns(kept.values()), set[str]()
    for column, days in (
        (purchase.c.on_day, turn.purchase),
        (member_history.c.last_purchase_on, turn.last_purchase),
        (member_history.c.joined_on, turn.joined),
    ):
        if days:
            due = _due(at, column, days)
            member_id = column.table.c.member_id
            found = due.where(member_id > after).distinct().order_by(member_id).limit(at.left)
            ids.update(at.connection.execute(found).scalars())
    page = at.page_of(sorted(ids))
    moved = settle_segments(at.connection, at.company_id, page.ids, at.programmes, at.day, at.now_ms)
    at.tally.touched |= moved.members
    at.tally.coupons += moved.coupons
    return page.last


def forget_purchases(at: Morning, after: str) -> str:
    """Once a month: purchases that no segment can look back at are forgotten (LOYALTY §6)."""
    if at.day.day != 1:
        return ""
    is_old = purchase.c.on_day < first_day(MOST_DAYS, at.day)
    due = select(purchase.c.member_id).where(purchase.c.company_id == at.company_id, is_old)
    page = at.page(due, purchase.c.member_id, after)
    at.connection.execute(
        delete(purchase).where(
            purchase.c.company_id == at.company_id, purchase.c.member_id.in_(page.ids), is_old
        )
    )
    return page.last


def _due(at: Morning, column: ColumnElement[str], days: Iterable[int]) -> Select[str]:
    """Members for whom that day is so many days ago today."""
    table, member = column.table, tables.member.c
    on = [_days_before(at.day, each) for each in days]
    is_here = exists().where(
        member.company_id == at.company_id, member.member_id == table.c.member_id, member.erased_ms == 0
    )
    return select(table.c.member_id).where(table.c.company_id == at.company_id, column.in_(on), is_here)


def _days_before(day: date, days: int) -> str:
    return (day - timedelta(days=min(days, day.toordinal() - 1))).isoformat()
