"""What the books are read and written through, whether each row goes by itself or a whole batch together.

Rows are mappings from column to value. Tables are those whose key begins with the company and then an *owner* (a
member, a holder, a till): an owner's rows lie together, in the database and here. ``company_id`` stands in the rows and
is left out of the keys.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

Answer = TypeVar("Answer")
Line = Mapping[str, Any]
"""One row: a value for each column."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum over rows that only ever become more: ``ask`` finds it for many owners, ``adds`` says what a new row of
    ``table`` moves it by. Two of the same ``name`` are the same.
    """

    table: Table = field(compare=False)
    name: Hashable
    ask: Callable[[Connection, Sequence[str]], Mapping[str, int]] = field(compare=False)
    adds: Callable[[Line], int] = field(compare=False)


class Slate(ABC):
    """Rows of one company's books. A piece of work has one slate, and nobody else changes those rows meanwhile: it has
    their turns, or is alone (:mod:`sync.server.turns`).
    """

    company_id: str

    @property
    @abstractmethod
    def is_beside(self) -> bool:
        """Whether others write while this work does (:func:`sync.server.turns.is_beside`)."""

    @property
    @abstractmethod
    def connection(self) -> Connection:
        """For statements of one's own: whatever is on the slate is written before, and read anew after. Ask for it at
        each use; never keep it while the slate is used.
        """

    @abstractmethod
    def line(self, table: Table, *key: Any) -> Line | None:
        """The row with this key."""

    @abstractmethod
    def lines(self, table: Table, owner: str) -> Collection[Line]:
        """All of an owner's rows (of :data:`LIVE` tables those that live), in no order."""

    @abstractmethod
    def add(self, table: Table, *lines: Line) -> None:
        """New rows. One whose key is there already is a mistake: an :class:`~sqlalchemy.exc.IntegrityError`, at once
        or when the batch is written.
        """

    @abstractmethod
    def put(self, table: Table, line: Line) -> None:
        """A whole row, new or in the place of the one with its key."""

    @abstractmethod
    def change(self, table: Table, line: Line, **values: Any) -> None:
        """Put these values into a row that is there (``line`` as it was read); the others are left alone."""

    @abstractmethod
    def drop(self, table: Table, line: Line) -> None:
        """A row is no more."""

    @abstractmethod
    def count(self, table: Table, line: Line, *sums: str) -> None:
        """Add what stands under ``sums`` to the row with this key; where there is none, it is made."""

    @abstractmethod
    def figure(self, figure: Figure, owner: str) -> int:
        """A sum over an owner's rows; 0 for none."""

    @abstractmethod
    def fixed(self, name: Hashable, ask: Callable[[Connection], Answer]) -> Answer:
        """Something that no fact of a till changes (who is a store's hub, whose card a cashier has)."""

    @abstractmethod
    def take_turns(self, names: Iterable[str]) -> None:
        """Have these books to oneself (:func:`sync.server.turns.take_turns`)."""

    @abstractmethod
    def one_record(self) -> AbstractContextManager[None]:
        """A part that may fail by itself: then none of it is left (POISON-ASIDE)."""


def key_of(table: Table, line: Line) -> tuple[Any, ...]:
    """A row's key, without the company."""
    return tuple(line[name] for name in key_names(table))


def key_names(table: Table) -> tuple[str, ...]:
    """The names of a key's columns, without the company."""
    names = _KEYS.get(table)
    if names is None:
        names = _KEYS[table] = tuple(column.name for column in table.primary_key)[1:]
    return names


_KEYS: dict[Table, tuple[str, ...]] = {}
