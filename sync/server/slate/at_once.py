"""A slate on which nothing stays: each question is a statement, and each change is written as it is made.

For whoever moves one member's books by hand or by the calendar, and for a record that has to be taken in by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from contextlib import AbstractContextManager
from typing import Any

from sqlalchemy import Connection, Table

from sync.server.slate.reading import read_line, read_lines
from sync.server.slate.slate import Answer, Figure, Line, Slate
from sync.server.slate.writing import add_all, change_all, count_all, drop_all, put_all
from sync.server.turns import all_or_nothing, is_beside, take_turns


class AtOnce(Slate):
    """The books of a company behind one connection."""

    def __init__(self, connection: Connection, company_id: str) -> None:
        self.company_id = company_id
        self._connection = connection

    @property
    def is_beside(self) -> bool:
        """See the base class."""
        return is_beside(self._connection)

    @property
    def connection(self) -> Connection:
        """See the base class; there is nothing to write."""
        return self._connection

    def line(self, table: Table, *key: Any) -> Line | None:
        """See the base class."""
        return read_line(self._connection, table, self.company_id, key)

    def lines(self, table: Table, owner: str) -> Collection[Line]:
        """See the base class."""
        return read_lines(self._connection, table, self.company_id, [owner])

    def add(self, table: Table, *lines: Line) -> None:
        """See the base class."""
        if lines:
            add_all(self._connection, table, lines)

    def put(self, table: Table, line: Line) -> None:
        """See the base class."""
        put_all(self._connection, table, [line])

    def change(self, table: Table, line: Line, **values: Any) -> None:
        """See the base class."""
        change_all(self._connection, table, [(line, {**line, **values})])

    def drop(self, table: Table, line: Line) -> None:
        """See the base class."""
        drop_all(self._connection, table, [line])

    def count(self, table: Table, line: Line, *sums: str) -> None:
        """See the base class."""
        count_all(self._connection, table, [line], sums)

    def figure(self, figure: Figure, owner: str) -> int:
        """See the base class."""
        return figure.ask(self._connection, [owner]).get(owner, 0)

    def fixed(self, name: Hashable, ask: Callable[[Connection], Answer]) -> Answer:
        """See the base class."""
        return ask(self._connection)

    def take_turns(self, names: Iterable[str]) -> None:
        """See the base class."""
        take_turns(self._connection, self.company_id, names)

    def one_record(self) -> AbstractContextManager[None]:
        """See the base class."""
        return all_or_nothing(self._connection)
