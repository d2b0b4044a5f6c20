"""A shop whose every transaction is undone in the end: properties try thousands of histories on one database.

Nothing is committed, so nothing waits for the disk; what a transaction undoes when it fails is undone here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from hypothesis import Phase
from sqlalchemy import Connection

from sync.server.database import Database
from sync.server.turns import TAKEN
from tests.unit.sync.server.stage import Clock, Shop

QUICK = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
"""Without the phase that explains a failure: it traces every line, for minutes where a database is involved."""


class Undone(Database):
    """A database inside one transaction of another."""

    def __init__(self, connection: Connection, *, is_shared: bool) -> None:
        self.connection = connection
        self.is_shared = is_shared

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One change: all or nothing."""
        with self.connection.begin_nested():
            yield self.connection

    @contextmanager
    def beside(self) -> Iterator[Connection]:
        """One change that takes the turns it would need if others wrote meanwhile."""
        with self.write() as connection:
            connection.execution_options(**{TAKEN: set() if self.is_shared else None})
            try:
                yield connection
            finally:
                connection.execution_options(**{TAKEN: None})

    def forget_old_pages(self) -> None:
        """Nothing of it is in a file yet."""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """What has been written so far."""
        yield self.connection


@contextmanager
def rehearsing(shop: Shop) -> Iterator[Shop]:
    """The same shop, as it is now; whatever happens to it is undone."""

    class Over(Exception):
        pass

    try:
        with shop.database.write() as connection:
            database = Undone(connection, is_shared=shop.database.is_shared)
            yield replace(shop, database=database, clock=Clock(shop.clock.ms))
            raise Over
    except Over:
        pass
