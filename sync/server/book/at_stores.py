"""Which stores a member has to do with: their tills are told of the member whole, all others in brief.

A store's tills know whole who joined or was served there within the last :data:`REMEMBERED_DAYS`, and whom one of them
asked for because they stood at its counter. So offline somebody who normally shops there is as complete as online, and
a name is on few tills. A small company's members shop in all of its stores: its tills are told of everybody whole.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Connection, case, exists, literal, select

from sync.server.schema import tables
from sync.server.schema.member_tables import member_store
from sync.server.slate.slate import Slate

REMEMBERED_DAYS = 400
"""A year and a little, so that who comes for Christmas is known at Christmas."""
FEW_MEMBERS = 5_000
"""Up to so many are told whole everywhere."""


def note_at_store(slate: Slate, member_id: str, store_id: str, day: date) -> None:
    """A store has to do with a member on that day. Tell tills of the member in the same transaction: those of the
    store may not have known them whole.
    """
    before = slate.line(member_store, member_id, store_id)
    last_day = day.isoformat()
    if before is None or before["last_day"] < last_day:
        key = {"company_id": slate.company_id, "member_id": member_id, "store_id": store_id}
        slate.put(member_store, {**key, "last_day": last_day})


def is_at_store(connection: Connection, company_id: str, member_id: str, store_id: str) -> bool:
    """Whether that store's tills are told of the member whole."""
    at = member_store.c
    found = select(at.last_day).where(
        at.company_id == company_id, at.member_id == member_id, at.store_id == store_id
    )
    return connection.execute(found).first() is not None


def row_for(connection: Connection, company_id: str, store_id: str) -> ColumnElement[bytes]:
    """Of a published row what tills of that store are told."""
    published, at = tables.published.c, member_store.c
    if is_told_of_everybody(connection, company_id):
        return published.row
    is_theirs = exists().where(
        at.company_id == published.company_id, at.member_id == published.row_id, at.store_id == store_id
    )
    return case(
        (published.brief == literal(b""), published.row), (is_theirs, published.row), else_=published.brief
    )


def is_told_of_everybody(connection: Connection, company_id: str) -> bool:
    """Whether the company is so small that every till knows everybody."""
    published, member = tables.published.c, tables.member.c
    stores = select(published.row_id).where(
        published.company_id == company_id, published.kind == "store", published.gone == 0
    )
    if len(connection.execute(stores.limit(2)).all()) < 2:
        return True
    beyond = select(member.member_id).where(member.company_id == company_id).offset(FEW_MEMBERS).limit(1)
    return connection.execute(beyond).first() is None
