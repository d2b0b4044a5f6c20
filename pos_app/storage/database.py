"""One held connection to one encrypted file, whose faults come out as sentences for the cashier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

from pos_app.storage.driver import Connection, DriverError, Value, connect, prepare
from pos_app.storage.faults import cannot_sell, fault_of
from pos_app.storage.statement import Statement

_INDEX_BYTES = 32 * 1024


class Database:
    """A file and the connection to it. Every method raises :class:`~pos_app.domain.errors.CannotSell` for the
    world's faults and lets the driver's own error through where the fault is ours.
    """

    def __init__(self, path: Path, connection: Connection) -> None:
        self.path = path
        self.connection = connection

    @classmethod
    def open(
        cls, path: Path, key: bytes, *, create: bool = False, durable: bool = True, read_only: bool = False
    ) -> Database:
        """Open and prepare a file; ``unreadable_key`` when the key does not fit it."""
        connection: Connection | None = None
        try:
            connection = connect(path, key, create=create, read_only=read_only)
            if read_only:
                connection.execute("SELECT count(*) FROM sqlite_master")
            else:
                prepare(connection, durable=durable)
        except DriverError as error:
            if connection is not None:
                connection.close()
            fault = fault_of(error, opening=True)
            if fault is None:
                raise
            if fault.cause == "damaged" and _has_no_room(path.parent):
                fault = cannot_sell("disk_full")
            raise fault from error
        return cls(path, connection)

    def run(self, statement: Statement, values: Sequence[Value] = ()) -> int:
        """Run a statement that returns no rows; how many rows it changed."""
        try:
            return self.connection.execute(statement.sql, values).rowcount
        except DriverError as error:
            _raise(error)

    def run_many(self, statement: Statement, rows: Iterable[Sequence[Value]]) -> None:
        """Run a statement once for each row."""
        try:
            self.connection.executemany(statement.sql, rows)
        except DriverError as error:
            _raise(error)

    def row(self, statement: Statement, values: Sequence[Value] = ()) -> tuple[Any, ...] | None:
        """The first row of the answer."""
        try:
            return self.connection.execute(statement.sql, values).fetchone()
        except DriverError as error:
            _raise(error)

    def rows(self, statement: Statement, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """All rows of the answer."""
        try:
            return self.connection.execute(statement.sql, values).fetchall()
        except DriverError as error:
            _raise(error)

    def number(self, statement: Statement, values: Sequence[Value] = ()) -> int:
        """The one number that the answer is; nothing counts as 0."""
        row = self.row(statement, values)
        return int(row[0] or 0) if row else 0

    def sql(self, text: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
        """Run plain SQL (settings, schema) and return all its rows."""
        try:
            return self.connection.execute(text, values).fetchall()
        except DriverError as error:
            _raise(error)

    def begin(self) -> None:
        """Start writing: ``BEGIN IMMEDIATE``, so that two processes queue up here and never in the middle."""
        self.sql("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make it durable. On a fault the transaction is undone before the error is raised."""
        try:
            self.connection.execute("COMMIT")
        except DriverError as error:
            self.rollback()
            _raise(error)

    def rollback(self) -> None:
        """Undo whatever is not committed; SQLite may have done so itself (a full disk), which is no error."""
        if self.connection.in_transaction:
            self.sql("ROLLBACK")

    @contextmanager
    def writing(self) -> Iterator[Database]:
        """A small transaction of its own: committed when the block ends, undone when it raises."""
        self.begin()
        try:
            yield self
            self.commit()
        finally:
            self.rollback()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()


def _has_no_room(folder: Path) -> bool:
    """Whether the index of the write-ahead log can not be made there, which SQLite calls an I/O error."""
    import shutil

    return shutil.disk_usage(folder).free < _INDEX_BYTES


def _raise(error: Exception) -> NoReturn:
    fault = fault_of(error)
    if fault is None:
        raise error
    raise fault from error
