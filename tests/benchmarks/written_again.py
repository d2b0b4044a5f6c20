"""The very rows that the server's database gained, written once more with nothing but the driver.

A second set of the same tables (same columns, keys and indexes) begins as a copy. After each batch the rows it lacks
are read out of the server's tables, ready-made, and written into it in one durable transaction. Rows that a batch
changes rather than adds (a member's balance, what tills are told of them, the day's sums) are the server's work alone:
the reference writes fewer rows, never more.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import psycopg
import sqlcipher3.dbapi2 as sqlite
from sqlalchemy import Table

import sync.server.app  # noqa: F401 - it knows every table, and knowing them is what fills the metadata
from sync.server.schema.columns import metadata
from tests.benchmarks.row import Pragmas

_TABLES: tuple[Table, ...] = tuple(metadata.sorted_tables)
_SQLITE_SETTINGS = ("journal_mode", "synchronous", "secure_delete", "page_size", "wal_autocheckpoint")
_POSTGRES_SETTINGS = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")


class SqliteAgain:
    """The rows of the file ``ours``, written again into a copy of it with the same settings."""

    def __init__(self, ours: Path) -> None:
        again = ours.with_name("again.db")
        shutil.copyfile(ours, again)
        self._target = _sqlite(again)
        self._source = _sqlite(ours)
        self._source.execute("ATTACH ? AS again", (str(again),))

    def write_again(self) -> int:
        """Write what was gained since the last time; how long it took, in nanoseconds."""
        ready = []
        for table in _TABLES:
            rows = self._source.execute(f"SELECT ours.* {_gained(table, 'main', 'again')}").fetchall()
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                ready.append((f"INSERT INTO {table.name} VALUES ({marks})", rows))
        started = perf_counter_ns()
        self._target.execute("BEGIN IMMEDIATE")
        for insert, rows in ready:
            self._target.executemany(insert, rows)
        self._target.execute("COMMIT")
        return perf_counter_ns() - started

    def count(self) -> tuple[int, int]:
        """How many rows there are, in ours and in the other."""
        ours, again = (
            sum(
                self._source.execute(f"SELECT count(*) FROM {schema}.{table.name}").fetchone()[0]
                for table in _TABLES
            )
            for schema in ("main", "again")
        )
        return ours, again

    def settings(self) -> Pragmas:
        """What the writing connection says of itself."""
        return _settings_of(self._target)

    def close(self) -> None:
        """Close both files."""
        self._source.close()
        self._target.close()


class PostgresAgain:
    """The rows of the database at ``url``, written again by COPY from text into a schema of its own beside them."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)
        with self._connection.transaction():
            self._execute("CREATE SCHEMA again")
            for table in _TABLES:
                self._execute(f"CREATE TABLE again.{table.name} (LIKE public.{table.name} INCLUDING ALL)")
                self._execute(f"INSERT INTO again.{table.name} SELECT * FROM public.{table.name}")

    def write_again(self) -> int:
        """Write what was gained since the last time; how long it took, in nanoseconds."""
        ready = []
        for table in _TABLES:
            text = self._copied(f"COPY (SELECT ours.* {_gained(table, 'public', 'again')}) TO STDOUT")
            if text:
                ready.append((f"COPY again.{table.name} FROM STDIN".encode(), text))
        self._connection.commit()
        started = perf_counter_ns()
        with self._connection.cursor() as cursor:
            for statement, text in ready:
                with cursor.copy(statement) as copy:
                    copy.write(text)
        self._connection.commit()
        return perf_counter_ns() - started

    def count(self) -> tuple[int, int]:
        """How many rows there are, in ours and in the other."""
        ours, again = (
            sum(self._one(f"SELECT count(*) FROM {schema}.{table.name}") for table in _TABLES)
            for schema in ("public", "again")
        )
        self._connection.commit()
        return ours, again

    def settings(self) -> Pragmas:
        """What the connection says of itself."""
        found = {name: self._one(f"SHOW {name}") for name in _POSTGRES_SETTINGS}
        self._connection.commit()
        return found

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _copied(self, statement: str) -> bytes:
        with self._connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
            return b"".join(bytes(part) for part in copy)

    def _execute(self, statement: str) -> psycopg.Cursor[Any]:
        return self._connection.execute(statement.encode())

    def _one(self, statement: str) -> Any:
        row = self._execute(statement).fetchone()
        assert row is not None
        return row[0]


def sqlite_settings(file: Path) -> Pragmas:
    """What a connection to a server's file says of itself, opened with the same settings."""
    connection = _sqlite(file)
    try:
        return _settings_of(connection)
    finally:
        connection.close()


def _settings_of(connection: Any) -> Pragmas:
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in _SQLITE_SETTINGS}


def _gained(table: Table, ours: str, again: str) -> str:
    same = " AND ".join(f"there.{column.name} = ours.{column.name}" for column in table.primary_key)
    return (
        f"FROM {ours}.{table.name} AS ours"
        f" WHERE NOT EXISTS (SELECT 1 FROM {again}.{table.name} AS there WHERE {same})"
    )


def _sqlite(path: Path) -> Any:
    connection = sqlite.connect(str(path), timeout=10, isolation_level=None)
    for setting in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {setting}").fetchall()
    return connection
