"""The server's database as the rest of the server sees it, whichever it is.

========== ============================================== ==========================================================
ask for    on SQLite                                      on PostgreSQL
========== ============================================== ==========================================================
``write``  the one writer                                 alone: waits until nobody else writes, and keeps them out
``beside`` the same                                       side by side with others who write beside; locks what it
                                                          touches (:mod:`sync.server.turns`)
``read``   one snapshot                                   one snapshot
``note``   one snapshot                                   a write that nobody misses after a crash
========== ============================================== ==========================================================

Only what tills wait for goes beside: so a command of the desk, an import or the days' run needs no thought about who
else writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import TypeVar

from sqlalchemy import Connection

Result = TypeVar("Result")
Work = Callable[[Connection], Result]


class NotBeside(Exception):
    """What a transaction met has to be done alone: it is begun again so (:meth:`Database.written`)."""


class Database:
    """Make one with :func:`~sync.server.opening.open_database`; :meth:`close` lets go of it."""

    is_shared = False
    """Whether other processes may write while this one does."""
    writers = 1
    """How many threads of one process may write at once."""
    trouble = ""
    """Why nothing is written any more until the server is started anew, in a sentence; "" while all is well."""

    def write(self) -> AbstractContextManager[Connection]:
        """One writing transaction, alone: all or nothing, durable when the block is left without an error."""
        raise NotImplementedError

    def read(self) -> AbstractContextManager[Connection]:
        """One snapshot of the data, for reading only."""
        raise NotImplementedError

    @contextmanager
    def beside(self) -> Iterator[Connection]:
        """One writing transaction side by side with others, as durable as :meth:`write`."""
        with self.write() as connection:
            yield connection

    @contextmanager
    def note(self) -> Iterator[Connection]:
        """For what is looked up and noted with every request."""
        with self.read() as connection:
            yield connection

    def written(self, work: Work[Result], *, beside: bool = False) -> Result:
        """What ``work`` returns, after its transaction is durable. It may be begun again from the start where another
        transaction, or a database that went away, came between (then nothing of it was kept).
        """
        if beside:
            with suppress(NotBeside), self.beside() as connection:
                return work(connection)
        with self.write() as connection:
            return work(connection)

    def looked_up(self, work: Work[Result], *, note: bool = False) -> Result:
        """What ``work`` finds in one snapshot, or notes."""
        with self.note() if note else self.read() as connection:
            return work(connection)

    def forget_old_pages(self) -> None:
        """See to it that nothing which was erased lives on in the database's own files."""
        raise NotImplementedError

    def count_what_grew(self) -> int:
        """Let the database count its tables that have grown manifold (:mod:`sync.server.growth`); how many."""
        return 0

    def close(self) -> None:
        """Close every connection."""
        raise NotImplementedError
