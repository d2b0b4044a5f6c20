"""Makes a snapshot of what tills of one store are told: the same as all pages from the beginning, in another form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from sync.protocol.v1.member_messages import BriefMemberRow, MemberRow
from sync.protocol.v1.messages import ArticleRow
from sync.server.book.at_stores import row_for
from sync.server.changes import ALL_STORES
from sync.server.schema import tables
from sync.server.snapshots.packing import Packer, row_of

Told = Row[*tuple[Any, ...]]
"""A published row: ``row_id``, ``cursor``, ``gone``, ``row``."""
_BY_ID = ("article", "member")
"""Kinds of which there is much."""
_AT_A_TIME = 2_000


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a company's changes are, and in which epoch."""

    cursor: int
    epoch: str


def standing(connection: Connection, company_id: str) -> Standing:
    """Where the company is now."""
    company = tables.company.c
    row = connection.execute(
        select(company.cursor, company.epoch).where(company.company_id == company_id)
    ).one()
    return Standing(row.cursor, row.epoch)


def pieces(connection: Connection, company_id: str, store_id: str) -> Iterator[bytes]:
    """The packed pieces of everything up to now, in the connection's view of the data."""
    packer = Packer()
    for told in _told(connection, company_id, store_id, by_id=False):
        yield from packer.row(told.row)
    last: Told | None = None
    for told in _told(connection, company_id, store_id, by_id=True):
        if last is not None and told.row_id != last.row_id:
            yield from _by_id(packer, last)
        last = told
    if last is not None:
        yield from _by_id(packer, last)
    yield from packer.rest()


def _by_id(packer: Packer, told: Told) -> Iterator[bytes]:
    """An article or a member, by the last that was told of them. Members who are gone are told, for the till may have
    more of them than a row (FORGETTABLE).
    """
    row = row_of(told.row)
    if isinstance(row, ArticleRow):
        yield from packer.article(row, told.cursor)
    elif isinstance(row, MemberRow):
        yield from packer.member(row)
    elif isinstance(row, BriefMemberRow):
        packer.brief(row)
    elif row.kind == "member":  # type: ignore[union-attr]
        yield from packer.row(told.row)


def _told(connection: Connection, company_id: str, store_id: str, *, by_id: bool) -> Iterator[Told]:
    published = tables.published.c
    much = published.kind.in_(_BY_ID)
    theirs = row_for(connection, company_id, store_id).label("row")
    order = (published.kind, published.row_id, published.cursor) if by_id else (published.cursor,)
    yield from connection.execute(
        select(published.row_id, published.cursor, published.gone, theirs)
        .where(
            published.company_id == company_id,
            published.scope.in_([ALL_STORES, store_id]),
            much if by_id else ~much,
        )
        .order_by(*order),
        execution_options={"yield_per": _AT_A_TIME},
    )
