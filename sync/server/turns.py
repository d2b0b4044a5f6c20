"""Turns: what a transaction that writes beside others has to itself until it is committed (PostgreSQL).

A turn has the name of a book: a member's or a household's id, a gift card's purse, or with a word before it a thing
that several members could reach for (``sale:ID``, ``thing:coupon:NUMBER``, ``phone:HASH``). It is one row, made when it
is first wanted and locked by being counted up. Whoever wants it waits; what is read *after* a turn was taken is how the
one before left it (READ COMMITTED). So: take the turn first, then look.

Take the turns that are known beforehand at once: they are taken in the order of their names, so that two transactions
wait for each other in one direction only. One that is found out later may meet another that goes the other way; the
database ends one of the two, and it begins again (:meth:`~sync.server.database.Database.written`).

Where nobody writes beside (SQLite, or a transaction alone) nothing here does anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, select

from sync.server.schema import tables
from sync.server.schema.worker_tables import turn
from sync.server.slate.writing import count_all

TAKEN = "turns"
"""Where a connection keeps the turns that its transaction has: an option of its execution."""


def take_turns(connection: Connection, company_id: str, names: Iterable[str]) -> None:
    """Have these books to oneself until the transaction ends. Wait for whoever has one of them."""
    taken = _taken(connection)
    if taken is None:
        return
    wanted = sorted({name for name in names if name and (company_id, name) not in taken})
    if wanted:
        rows = [{"company_id": company_id, "name": name, "taken": 1} for name in wanted]
        count_all(connection, turn, rows, ("taken",))
        taken.update((company_id, name) for name in wanted)


def take_the_cursor(connection: Connection, company_id: str) -> None:
    """Be the only one who tells tills of changes until the transaction ends: it is taken last, and rows are looked at
    after it. So cursors are in the order of commits, and the newest row told is the newest there is.
    """
    if _taken(connection) is not None:
        table = tables.company
        wanted = select(table.c.cursor).where(table.c.company_id == company_id)
        connection.execute(wanted.with_for_update(key_share=True))


@contextmanager
def all_or_nothing(connection: Connection) -> Iterator[None]:
    """A part of a transaction that may fail by itself; the turns it took are given back with the rest."""
    taken = _taken(connection)
    before = set(taken or ())
    try:
        with connection.begin_nested():
            yield
    except BaseException:
        if taken is not None:
            taken.intersection_update(before)
        raise


def is_beside(connection: Connection) -> bool:
    """Whether others write while this transaction does."""
    return _taken(connection) is not None


def _taken(connection: Connection) -> set[tuple[str, str]] | None:
    found: set[tuple[str, str]] | None = connection.get_execution_options().get(TAKEN)
    return found
