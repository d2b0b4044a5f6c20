"""Reading rows for a slate: one by its key, or those of many owners in one question."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, bindparam, select

from sync.server.schema import tables
from sync.server.schema.dialects import among
from sync.server.schema.lease_tables import lease
from sync.server.slate.slate import Line, key_names

LIVE: dict[Table, ColumnElement[bool]] = {
    tables.lot: tables.lot.c.points_left > 0,
    lease: lease.c.state == "open",
}
"""Tables of which only such rows are read as an owner's: the others stay for ever, and nobody asks for them."""
_MOST_OWNERS = 500


def read_line(connection: Connection, table: Table, company_id: str, key: Sequence[Any]) -> Line | None:
    """The row with this key."""
    asked = {"company": company_id, **{f"key_{number}": part for number, part in enumerate(key)}}
    row = connection.execute(_one(table), asked).mappings().one_or_none()
    return None if row is None else dict(row)


def read_lines(connection: Connection, table: Table, company_id: str, owners: Sequence[str]) -> list[Line]:
    """The rows of these owners."""
    names = tuple(table.c.keys())
    found: list[Line] = []
    for start in range(0, len(owners), _MOST_OWNERS):
        asked = {"company": company_id, "owners": owners[start : start + _MOST_OWNERS]}
        found += [dict(zip(names, row, strict=True)) for row in connection.execute(_theirs(table), asked)]
    return found


@lru_cache(maxsize=128)
def _one(table: Table) -> Select[Any]:
    return select(table).where(
        table.c.company_id == bindparam("company"),
        *(table.c[name] == bindparam(f"key_{number}") for number, name in enumerate(key_names(table))),
    )


@lru_cache(maxsize=128)
def _theirs(table: Table) -> Select[Any]:
    owner = table.c[key_names(table)[0]]
    wanted = select(table).where(table.c.company_id == bindparam("company"), among(owner, "owners"))
    return wanted.where(LIVE[table]) if table in LIVE else wanted
