"""Writing many rows, each kind of change to a table as one statement; texts are made once.

PostgreSQL gets new rows by COPY, and what may meet a row that is there as an array for each column; SQLite gets row
after row within its own process. Rows are handed to the driver as they are: for a thousand of them SQLAlchemy would
work ten times as long as the database does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import (
    BigInteger,
    Connection,
    Delete,
    Insert,
    LargeBinary,
    Table,
    bindparam,
    delete,
    insert,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

from sync.server.schema.dialects import upsert
from sync.server.slate.layer import Layer
from sync.server.slate.slate import Line, key_names

_WORTH_A_COPY = 8
"""Fewer rows than this are inserted: a COPY costs two messages more."""
_OLD = "old_"
_CONFLICT = " ON CONFLICT "


def write(connection: Connection, layer: Layer) -> None:
    """Write all of it. Raises what the database raises."""
    for table, lines in layer.added.items():
        add_all(connection, table, lines)
    for table, changes in layer.changed.items():
        _write_changes(connection, table, [each for each in changes.values() if each[0] != each[1]])
    for (table, sums), counts in layer.counted.items():
        count_all(connection, table, list(counts.values()), sums)


def add_all(connection: Connection, table: Table, lines: Sequence[Line]) -> None:
    """New rows; those that name the same columns go together."""
    for names, alike in _by(lines, tuple).items():
        if len(alike) >= _WORTH_A_COPY and connection.dialect.name == "postgresql":
            _copy(connection, table, names, alike)
        else:
            _execute_many(connection, _insert_of(table, names), alike)


def put_all(connection: Connection, table: Table, lines: Sequence[Line]) -> None:
    """Whole rows, new or in the place of those with their key."""
    key = ("company_id", *key_names(table))
    for names, alike in _by(lines, tuple).items():
        others = tuple(name for name in names if name not in key)
        _execute_many(connection, _put_of(table, names, others), alike)


def count_all(connection: Connection, table: Table, lines: Sequence[Line], sums: tuple[str, ...]) -> None:
    """Add what stands under ``sums``, or make the row."""
    for names, alike in _by(lines, tuple).items():
        _execute_many(connection, _count_of(table, names, sums), alike)


def drop_all(connection: Connection, table: Table, lines: Sequence[Line]) -> None:
    """These rows are no more."""
    if lines:
        _execute_many(connection, _delete_of(table), [_old_key(table, line) for line in lines])


def _write_changes(
    connection: Connection, table: Table, changes: Sequence[tuple[Line | None, Line | None]]
) -> None:
    put_all(connection, table, [after for before, after in changes if before is None and after is not None])
    drop_all(connection, table, [before for before, after in changes if before is not None and after is None])
    there = [(before, after) for before, after in changes if before is not None and after is not None]
    change_all(connection, table, there)


def change_all(connection: Connection, table: Table, changes: Sequence[tuple[Line, Line]]) -> None:
    """Rows that are there, as they were and as they are to be: what differs is written."""
    differing: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for before, after in changes:
        others = tuple(name for name, value in after.items() if before.get(name) != value)
        if others:
            differing[others].append(after)
    for others, lines in differing.items():
        for names, alike in _by(lines, tuple).items():
            _execute_many(connection, _put_of(table, names, others), alike)


def _old_key(table: Table, line: Line) -> Line:
    return {_OLD + name: line[name] for name in ("company_id", *key_names(table))}


def _by(
    lines: Sequence[Line], kind: Callable[[Line], tuple[str, ...]]
) -> Mapping[tuple[str, ...], list[Line]]:
    groups: dict[tuple[str, ...], list[Line]] = defaultdict(list)
    for line in lines:
        groups[kind(line)].append(line)
    return groups


@lru_cache(maxsize=256)
def _insert_of(table: Table, names: tuple[str, ...]) -> Insert:
    return insert(table).values({name: bindparam(name) for name in names})


@lru_cache(maxsize=256)
def _put_of(table: Table, names: tuple[str, ...], others: tuple[str, ...]) -> Insert:
    """A row of ``names``; where it is there already it gets the ``others`` of them."""
    new = upsert(table).values({name: bindparam(name) for name in names})
    key = ["company_id", *key_names(table)]
    changed = {name: new.excluded[name] for name in others}
    return (
        new.on_conflict_do_update(index_elements=key, set_=changed)
        if changed
        else new.on_conflict_do_nothing()
    )


@lru_cache(maxsize=256)
def _count_of(table: Table, names: tuple[str, ...], sums: tuple[str, ...]) -> Insert:
    new = upsert(table)
    key = ["company_id", *key_names(table)]
    more = {name: table.c[name] + new.excluded[name] for name in sums}
    return new.values({name: bindparam(name) for name in names}).on_conflict_do_update(
        index_elements=key, set_=more
    )


@lru_cache(maxsize=64)
def _delete_of(table: Table) -> Delete:
    return delete(table).where(
        *(table.c[name] == bindparam(_OLD + name) for name in ("company_id", *key_names(table)))
    )


@lru_cache(maxsize=512)
def _text_of(statement: Insert | Delete, dialect: Dialect) -> tuple[str, tuple[str, ...] | None]:
    """A statement as the driver takes it, and the order of its values where they have no names."""
    compiled = statement.compile(dialect=dialect)
    return str(compiled), tuple(compiled.positiontup) if compiled.positiontup is not None else None


@lru_cache(maxsize=512)
def _text_of_arrays(statement: Insert, dialect: Dialect) -> tuple[str, tuple[tuple[str, type], ...]]:
    """The same for rows that come as an array for each column: its name, and what it is an array of."""
    text, _ = _text_of(statement, dialect)
    head, _, rest = text.partition(" VALUES (")
    values, conflict, tail = rest.partition(_CONFLICT)
    assert isinstance(statement.table, Table)
    kinds = {name: _kind_of(statement.table, name) for name in re.findall(r"%\((\w+)\)s", values)}
    arrays = ", ".join(f"%({name})s::{words}[]" for name, (words, _) in kinds.items())
    text = f"{head} SELECT * FROM unnest({arrays}){conflict}{tail}"  # noqa: S608 - our own tables and columns
    return text, tuple((name, kind) for name, (_, kind) in kinds.items())


def _kind_of(table: Table, name: str) -> tuple[str, type]:
    match table.c[name].type:
        case BigInteger():
            return "BIGINT", int
        case LargeBinary():
            return "BYTEA", bytes
    return "TEXT", str


def _plain(value: Any, kind: type) -> Any:
    """An array holds values of one type: no ``bool`` among numbers, no ``StrEnum`` among texts. What is of another kind
    altogether is left for the database to refuse.
    """
    return kind(value) if isinstance(value, kind) else value


def _execute_many(connection: Connection, statement: Insert | Delete, lines: Sequence[Line]) -> None:
    if isinstance(statement, Insert) and len(lines) > 1 and connection.dialect.name == "postgresql":
        text, columns = _text_of_arrays(statement, connection.dialect)
        arrays = {name: [_plain(line[name], kind) for line in lines] for name, kind in columns}
        connection.exec_driver_sql(text, arrays)
        return
    text, order = _text_of(statement, connection.dialect)
    if order is None:
        connection.exec_driver_sql(text, [dict(line) for line in lines])
    else:
        in_order = itemgetter(*order) if len(order) > 1 else lambda line: (line[order[0]],)
        connection.exec_driver_sql(text, [in_order(line) for line in lines])


def _copy(connection: Connection, table: Table, names: tuple[str, ...], lines: Sequence[Line]) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for line in lines:
                copy.write_row(list(line.values()))
    except psycopg.Error as error:
        raise DBAPIError.instance(
            f"COPY {table.name}",
            None,
            error,
            psycopg.Error,
            hide_parameters=True,
            connection_invalidated=driver.closed,
            dialect=connection.dialect,
        ) from error
