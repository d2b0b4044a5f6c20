"""What tills are told: the newest version of every row, ordered by one growing cursor per company.

A row that changes takes a new cursor and leaves its old place, so paging from 0 is the first load and paging from
anywhere else is the difference; both are the same question. A row that is no more stays as a ``Gone``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import Connection, bindparam, select, update

from sync.protocol.v1.messages import Gone, Row
from sync.server.book.at_stores import row_for
from sync.server.schema import tables
from sync.server.schema.dialects import among
from sync.server.slate.writing import put_all
from sync.server.turns import take_the_cursor

ALL_STORES = ""
MOST_ROWS = 5000
_CHUNK = 400

_encoder = msgspec.msgpack.Encoder()
_SAID = select(tables.published.c.row_id, tables.published.c.row).where(
    tables.published.c.company_id == bindparam("company"),
    tables.published.c.kind == bindparam("kind"),
    tables.published.c.scope == bindparam("scope"),
    among(tables.published.c.row_id, "ids"),
)


@dataclass(frozen=True, slots=True)
class Publication:
    """One row to tell tills. ``scope`` is the store it is for, or :data:`ALL_STORES`; a ``Gone`` row takes the place
    of the row it ends. ``brief`` is what tills of stores are told that a member has nothing to do with.
    """

    kind: str
    row_id: str
    row: Row
    scope: str = ALL_STORES
    brief: Row | None = None


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A :class:`~sync.protocol.v1.messages.Changes` whose rows are already encoded."""

    cursor: int
    more: bool
    epoch: str
    rows: tuple[msgspec.Raw, ...]


def gone(kind: str, row_id: str, scope: str = ALL_STORES) -> Publication:
    """The end of a row."""
    return Publication(kind, row_id, Gone(kind=kind, row_id=row_id), scope)


def publish(connection: Connection, company_id: str, publications: Sequence[Publication]) -> int:
    """Tell tills these rows, in this order; rows that say the same as before are passed over. Returns how many."""
    take_the_cursor(connection, company_id)
    encoded = {(p.kind, p.row_id, p.scope): _encoder.encode(p.row) for p in publications}
    known = _known(connection, company_id, encoded)
    changed = [key for key, row in encoded.items() if known.get(key) != row]
    if not changed:
        return 0
    cursor = _cursor_moved(connection, company_id, len(changed))
    brief = {(p.kind, p.row_id, p.scope): _encoder.encode(p.brief) for p in publications if p.brief}
    ends = {(p.kind, p.row_id, p.scope) for p in publications if isinstance(p.row, Gone)}
    put_all(
        connection,
        tables.published,
        [
            {
                "company_id": company_id,
                "kind": key[0],
                "row_id": key[1],
                "scope": key[2],
                "cursor": cursor - len(changed) + place,
                "gone": int(key in ends),
                "row": encoded[key],
                "brief": brief.get(key, b""),
            }
            for place, key in enumerate(changed, start=1)
        ],
    )
    return len(changed)


def tell_again(connection: Connection, company_id: str, kind: str, row_id: str) -> None:
    """Tell tills a row once more, as it stands: some of them have not heard all of it."""
    take_the_cursor(connection, company_id)
    cursor = _cursor_moved(connection, company_id, 1)
    published = tables.published
    connection.execute(
        update(published)
        .where(
            published.c.company_id == company_id,
            published.c.kind == kind,
            published.c.row_id == row_id,
            published.c.scope == ALL_STORES,
        )
        .values(cursor=cursor)
    )


def page(connection: Connection, company_id: str, store_id: str, cursor: int, limit: int) -> Page:
    """The next rows after ``cursor`` for a till of that store.

    A cursor ahead of the server's (it was restored from a backup, EPOCH) is answered from the beginning.
    """
    newest, epoch = connection.execute(
        select(tables.company.c.cursor, tables.company.c.epoch).where(
            tables.company.c.company_id == company_id
        )
    ).one()
    if cursor > newest:
        cursor = 0
    published = tables.published
    rows = connection.execute(
        select(published.c.cursor, row_for(connection, company_id, store_id).label("row"))
        .where(
            published.c.company_id == company_id,
            published.c.cursor > cursor,
            published.c.scope.in_([ALL_STORES, store_id]),
        )
        .order_by(published.c.cursor)
        .limit(limit + 1)
    ).all()
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(
        cursor=rows[-1].cursor if more else newest,
        more=more,
        epoch=epoch,
        rows=tuple(msgspec.Raw(row.row) for row in rows),
    )


def _cursor_moved(connection: Connection, company_id: str, by: int) -> int:
    moved = connection.execute(
        update(tables.company)
        .where(tables.company.c.company_id == company_id)
        .values(cursor=tables.company.c.cursor + by)
        .returning(tables.company.c.cursor)
    ).scalar_one()
    return int(moved)


def _known(
    connection: Connection, company_id: str, keys: Iterable[tuple[str, str, str]]
) -> dict[tuple[str, str, str], bytes]:
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for kind, row_id, scope in keys:
        alike[kind, scope].append(row_id)
    found: dict[tuple[str, str, str], bytes] = {}
    for (kind, scope), ids in alike.items():
        for start in range(0, len(ids), _CHUNK):
            asked = {"company": company_id, "kind": kind, "scope": scope, "ids": ids[start : start + _CHUNK]}
            found |= {(kind, row_id, scope): row for row_id, row in connection.execute(_SAID, asked)}
    return found
