"""Stores where a member has not been for long: their tills need not know whose card it is any more."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select

from sync.server.book.at_stores import REMEMBERED_DAYS
from sync.server.calendar.morning import Morning
from sync.server.schema.member_tables import member_store


def forget_stores(at: Morning, after: str) -> str:
    """Stores forget members who were not there for so long. Those are told anew: in brief, where it was whole."""
    at_store = member_store.c
    is_old = at_store.last_day < (at.day - timedelta(days=REMEMBERED_DAYS)).isoformat()
    due = select(at_store.member_id).where(at_store.company_id == at.company_id, is_old)
    page = at.page(due, at_store.member_id, after)
    at.connection.execute(
        delete(member_store).where(
            at_store.company_id == at.company_id, at_store.member_id.in_(page.ids), is_old
        )
    )
    at.tally.touched.update(page.ids)
    return page.last
