"""A member stands at a counter where they never were before: the till asks, and its store knows them from then on."""

from __future__ import annotations

from sqlalchemy import Connection, select

from sync.protocol.v1.member_messages import MemberAsked, MemberRow, MemberTold
from sync.protocol.v1.messages import Row
from sync.server.book.at_stores import is_at_store, note_at_store
from sync.server.book.found_by import found_by
from sync.server.calendar.company_days import company_day
from sync.server.changes import tell_again
from sync.server.schema import tables
from sync.server.slate.at_once import AtOnce
from sync.server.snapshots.packing import row_of
from sync.server.turns import take_turns

MOST = 8
"""A phone serves a household, not a town."""


def tell_whole(
    connection: Connection, company_id: str, store_id: str, asked: MemberAsked, now_ms: int
) -> MemberTold:
    """Who is meant, whole. The store's other tills are told with their next changes, and so is this one: what it keeps
    of the answer only comes earlier. Asking again says the same and changes nothing.
    """
    ids = _meant(connection, company_id, asked)
    take_turns(connection, company_id, ids)
    day = company_day(connection, company_id, now_ms)
    for each in ids:
        was_known = is_at_store(connection, company_id, each, store_id)
        note_at_store(AtOnce(connection, company_id), each, store_id, day)
        if not was_known:
            tell_again(connection, company_id, "member", each)
    company = tables.company.c
    cursor = connection.execute(select(company.cursor).where(company.company_id == company_id)).scalar_one()
    rows = (_told(connection, company_id, each) for each in ids)
    return MemberTold(members=tuple(row for row in rows if isinstance(row, MemberRow)), cursor=cursor)


def _meant(connection: Connection, company_id: str, asked: MemberAsked) -> list[str]:
    """The members of that id or number who are not erased."""
    member, named = tables.member.c, {asked.member_id}
    if asked.number_hash:
        named = found_by(connection, company_id, asked.number_hash)
    found = (
        select(member.member_id)
        .where(member.company_id == company_id, member.erased_ms == 0, member.member_id.in_(named))
        .order_by(member.member_id)
        .limit(MOST)
    )
    return sorted(connection.execute(found).scalars())


def _told(connection: Connection, company_id: str, member_id: str) -> Row | None:
    published = tables.published.c
    row = connection.execute(
        select(published.row).where(
            published.company_id == company_id,
            published.kind == "member",
            published.row_id == member_id,
            published.gone == 0,
        )
    ).scalar_one_or_none()
    return None if row is None else row_of(row)
