"""A slate for a whole batch: the rows of everybody in it are read at once, and what changes is written at once.

The first question about a table reads it for all owners the batch is known to touch. Changes stay here until the batch
is over, or until somebody asks for the connection: then they are written and everything is read anew. A record's own
changes lie on top of those before it, so that they can be taken away again (POISON-ASIDE); a savepoint is made only
where a record writes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from sync.server.schema.dialects import is_too_large
from sync.server.slate.layer import Key, Layer
from sync.server.slate.reading import LIVE, read_line, read_lines
from sync.server.slate.slate import Answer, Figure, Line, Slate, key_names, key_of
from sync.server.slate.writing import write
from sync.server.turns import all_or_nothing, is_beside, take_turns

_FAR_SIGHTED = 3
"""How often everything is read anew for the whole batch. Where records keep asking for the connection it would be read
for nothing, and only those rows are read that are asked for.
"""


class OneByOne(Exception):
    """The batch cannot be written together: what an earlier record left does not fit. Take its records one by one."""


class Gathered(Slate):
    """The books that a batch touches: those of ``owners``, and of whomever it turns out to touch besides."""

    def __init__(self, connection: Connection, company_id: str, owners: Iterable[str]) -> None:
        self.company_id = company_id
        self._connection = connection
        self._owners = sorted(set(owners))
        self._expected = frozenset(self._owners)
        self._written = 0
        self._whole = Layer()
        self._layer = self._whole
        self._savepoint: ExitStack | None = None
        self._undo: list[Callable[[], None]] | None = None
        self._read: dict[Table, dict[str, dict[Key, Line]]] = {}
        self._read_for_all: set[Table] = set()
        self._figures: dict[Figure, dict[str, int]] = {}
        self._fixed: dict[Hashable, Any] = {}

    @property
    def is_beside(self) -> bool:
        """See the base class."""
        return is_beside(self._connection)

    @property
    def connection(self) -> Connection:
        """See the base class."""
        if self._undo is not None and self._savepoint is None:
            self._write_whole()
            self._savepoint = ExitStack()
            self._savepoint.enter_context(all_or_nothing(self._connection))
        write(self._connection, self._layer)
        self._layer = Layer()
        if self._undo is None:
            self._whole = self._layer
        self._written += 1
        self._forget()
        return self._connection

    def write(self) -> None:
        """Write everything, outside of a record: the batch is over. Raises what the database raises."""
        assert self._undo is None, "a record is being taken in"
        write(self._connection, self._whole)
        self._layer = self._whole = Layer()
        self._forget()

    def line(self, table: Table, *key: Any) -> Line | None:
        """See the base class."""
        found = self._theirs(table, key[0]).get(key)
        if found is None and table in LIVE:
            found = read_line(self.connection, table, self.company_id, key)
        return found

    def lines(self, table: Table, owner: str) -> Collection[Line]:
        """See the base class."""
        return list(self._theirs(table, owner).values())

    def add(self, table: Table, *lines: Line) -> None:
        """See the base class."""
        self._layer.add(table, lines)
        read = self._read.get(table)
        figures = [each for each in self._figures if each.table is table]
        if not read and not figures:
            return
        name = key_names(table)[0]
        for line in lines:
            owner = line[name]
            if read and owner in read:
                self._set(read[owner], key_of(table, line), line)
            for figure in figures:
                known = self._figures[figure]
                if owner in known:
                    self._set(known, owner, known[owner] + figure.adds(line))

    def put(self, table: Table, line: Line) -> None:
        """See the base class."""
        key = key_of(table, line)
        theirs = self._theirs(table, key[0])
        self._layer.change(table, key, theirs.get(key), line)
        self._set(theirs, key, line)

    def change(self, table: Table, line: Line, **values: Any) -> None:
        """See the base class."""
        self.put(table, {**line, **values})

    def drop(self, table: Table, line: Line) -> None:
        """See the base class."""
        key = key_of(table, line)
        theirs = self._theirs(table, key[0])
        self._layer.change(table, key, theirs.get(key), None)
        self._set(theirs, key, None)

    def count(self, table: Table, line: Line, *sums: str) -> None:
        """See the base class."""
        assert table not in self._read, "a row that is counted up is not read here"
        self._layer.count(table, key_of(table, line), line, sums)

    def figure(self, figure: Figure, owner: str) -> int:
        """See the base class."""
        known = self._figures.setdefault(figure, {})
        if owner not in known:
            owners = self._owners_with(owner, is_new=not known)
            chosen = frozenset(owners)
            known |= {**dict.fromkeys(owners, 0), **figure.ask(self._connection, owners)}
            name = key_names(figure.table)[0]
            for line in self._whole.added.get(figure.table, ()):
                if line[name] in chosen:
                    known[line[name]] += figure.adds(line)
            for line in self._own_new(figure.table):
                if line[name] in chosen:
                    self._set(known, line[name], known[line[name]] + figure.adds(line))
        return known[owner]

    def fixed(self, name: Hashable, ask: Callable[[Connection], Answer]) -> Answer:
        """See the base class."""
        if name not in self._fixed:
            self._fixed[name] = ask(self._connection)
        found: Answer = self._fixed[name]
        return found

    def take_turns(self, names: Iterable[str]) -> None:
        """See the base class."""
        take_turns(self._connection, self.company_id, names)

    @contextmanager
    def one_record(self) -> Iterator[None]:
        """See the base class."""
        self._layer, self._undo = Layer(), []
        try:
            yield
            self._keep()
        except BaseException as error:
            self._take_away(error)
            raise
        finally:
            self._layer, self._undo, self._savepoint = self._whole, None, None

    def _keep(self) -> None:
        """The record stands."""
        if self._savepoint is None:
            self._whole.lay_on(self._layer)
        else:
            write(self._connection, self._layer)
            self._savepoint.close()

    def _take_away(self, error: BaseException) -> None:
        """Nothing of the record is left, here and in the database."""
        assert self._undo is not None
        if self._savepoint is None:
            for undo in reversed(self._undo):
                undo()
        else:
            self._forget()
            self._savepoint.__exit__(type(error), error, error.__traceback__)

    def _write_whole(self) -> None:
        """Write what earlier records left, outside of the savepoint that this one needs."""
        try:
            write(self._connection, self._whole)
        except (IntegrityError, DataError, OverflowError) as error:
            raise OneByOne from error
        except DBAPIError as error:
            if is_too_large(error):
                raise OneByOne from error
            raise
        self._whole = Layer()

    def _forget(self) -> None:
        self._read.clear()
        self._figures.clear()
        self._read_for_all.clear()

    def _theirs(self, table: Table, owner: str) -> dict[Key, Line]:
        """An owner's rows as they are now."""
        read = self._read.setdefault(table, {})
        if owner not in read:
            owners = self._owners_with(owner, is_new=table not in self._read_for_all)
            if owner in self._expected:
                self._read_for_all.add(table)
            chosen = frozenset(owners)
            read |= {each: {} for each in owners}
            name = key_names(table)[0]
            for line in read_lines(self._connection, table, self.company_id, owners):
                read[line[name]][key_of(table, line)] = line
            for line in self._whole.added.get(table, ()):
                if line[name] in chosen:
                    read[line[name]][key_of(table, line)] = line
            for line in self._own_new(table):
                if line[name] in chosen:
                    self._set(read[line[name]], key_of(table, line), line)
        return read[owner]

    def _owners_with(self, owner: str, *, is_new: bool) -> list[str]:
        """Whom to read when one is asked for: everybody in the batch, where it is the first time."""
        if is_new and owner in self._expected and self._written < _FAR_SIGHTED:
            return self._owners
        return [owner]

    def _own_new(self, table: Table) -> Sequence[Line]:
        """New rows that the record which is being taken in has left so far."""
        return () if self._undo is None else self._layer.added.get(table, ())

    def _set(self, there: dict[Any, Any], key: Any, value: Any) -> None:
        """Change what was read, so that it can be undone."""
        if self._undo is not None:
            self._undo.append(partial(_put_back, there, key, there.get(key)))
        _put_back(there, key, value)


def _put_back(there: dict[Any, Any], key: Any, value: Any) -> None:
    if value is None:
        there.pop(key, None)
    else:
        there[key] = value
