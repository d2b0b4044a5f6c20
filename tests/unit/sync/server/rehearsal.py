"""A shop whose every transaction is undone in the end: properties try thousands of histories on one database.

Nothing is committed, so nothing waits for the disk; what a transaction undoes when it fails is undone here too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import Phase
from sqlalchemy import Connection

from sync.server.opening import Database
from tests.unit.sync.server.stage import Clock, Shop

QUICK = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
"""Without the phase that explains a failure: it traces every line, for minutes where a database is involved."""


class Undone(Database):
    """A database inside one transaction of another."""

    def __init__(self, path: Path, connection: Connection) -> None:
        self.path = path
        self.connection = connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One change: all or nothing."""
        with self.connection.begin_nested():
            yield self.connection

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
            yield replace(shop, database=Undone(shop.database.path, connection), clock=Clock(shop.clock.ms))
            raise Over
    except Over:
        pass
