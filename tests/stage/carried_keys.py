"""Whether a statement says on which hosts its rows lie (``sync.server.schema.placement``), and whether an engine that
spreads them takes it. Read from the statement itself, as SQLAlchemy is about to run it.

A table of a statement carries its key when the statement's conditions hold both halves of it, the company and the
column that splits the table, to values: by ``=`` or ``IN``, there or on a column that it is joined to by ``=``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import CTE, Delete, Insert, Select, Subquery, Table, Update
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import (
    BinaryExpression,
    BooleanClauseList,
    ClauseElement,
    ColumnClause,
    ColumnElement,
    Grouping,
    TextClause,
    Tuple,
)
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.sql.selectable import Alias, CompoundSelect, FromClause, FromGrouping, Join, SelectBase

from sync.server.schema.columns import metadata
from sync.server.schema.placement import COMPANY, split_by

VOLATILE = frozenset({"clock_timestamp", "timeofday", "random", "gen_random_uuid", "nextval", "txid_current"})
ADVISORY = "advisory"
_REFUSED_WORDS = re.compile(
    r"\b(TABLESAMPLE|GROUPING SETS|ROLLUP|CUBE|RECURSIVE|LATERAL|MERGE INTO|WITH TIES|CURRENT OF|LOCK TABLE|LISTEN"
    r"|NOTIFY|DECLARE|PREPARE TRANSACTION|TRUNCATE)\b"
)
_NAMES = re.compile(r"[a-z_]+")

Place = tuple[FromClause, str]
"""A column of one table as it stands in a statement, which may name the table twice."""


@dataclass(frozen=True)
class Findings:
    """What is to be said of a statement; nothing is the good case."""

    without_key: tuple[str, ...] = ()
    """Tables that are asked on every host."""
    refused: tuple[str, ...] = ()
    """Why an engine that spreads its rows would not run it."""


GOOD = Findings()


def findings(statement: ClauseElement) -> Findings:
    """What is to be said of ``statement`` (a query, a change, or a bare text)."""
    if isinstance(statement, TextClause):
        return _of_text(statement)
    reading = _Reading()
    if isinstance(statement, Insert):
        reading.insert(statement)
    elif isinstance(statement, Update | Delete):
        reading.change(statement)
    elif isinstance(statement, SelectBase):
        reading.query(statement, ())
    else:
        return GOOD
    return reading.findings(statement)


def refused_words(words: str) -> tuple[str, ...]:
    """What a compiled statement says that such an engine does not know, or knows on one host only."""
    return tuple(sorted(set(_REFUSED_WORDS.findall(words))))


def named_in(words: str) -> tuple[str, ...]:
    """The tables that a bare text names."""
    found = set(_NAMES.findall(words.lower()))
    return tuple(sorted(name for name in metadata.tables if name in found))


def _of_text(statement: TextClause) -> Findings:
    words = set(_NAMES.findall(statement.text.lower()))
    if words & {"vacuum", "pragma", "analyze"}:
        return GOOD
    named = named_in(statement.text)
    refused = ("an advisory lock",) if any(ADVISORY in word for word in words) else ()
    return Findings(named, refused)


@dataclass
class _Conditions:
    """Which columns are held to one value, to some values, or to each other."""

    parent: dict[Any, Any] = field(default_factory=dict)
    to_one: set[Place] = field(default_factory=set)
    to_some: set[Place] = field(default_factory=set)

    def root(self, place: Any) -> Any:
        while place in self.parent:
            place = self.parent[place]
        return place

    def same(self, left: Place, right: Place) -> None:
        first, second = self.root(left), self.root(right)
        if first != second:
            self.parent[first] = second

    def are_same(self, left: Place, right: Place) -> bool:
        return bool(self.root(left) == self.root(right))

    def is_held(self, place: Place, *, to_one: bool = False) -> bool:
        wanted = self.root(place)
        values = self.to_one if to_one else self.to_one | self.to_some
        return any(self.root(each) == wanted for each in values)


class _Reading:
    def __init__(self) -> None:
        self.conditions = _Conditions()
        self.without_key: set[str] = set()
        self.refused: set[str] = set()

    def findings(self, statement: ClauseElement) -> Findings:
        names = {
            element.name.lower()
            for element in visitors.iterate(statement)
            if isinstance(element, FunctionElement) and hasattr(element, "name")
        }
        if any(ADVISORY in name for name in names):
            self.refused.add("an advisory lock")
        if isinstance(statement, Update | Delete) and names & VOLATILE:
            self.refused.add("a change by a volatile function")
        return Findings(tuple(sorted(self.without_key)), tuple(sorted(self.refused)))

    def insert(self, statement: Insert) -> None:
        """New rows carry their key; what they are taken from has to, and what is there already keeps it."""
        if statement.select is not None:
            self.query(statement.select, ())
        after = getattr(statement, "_post_values_clause", None)
        for column in dict(getattr(after, "update_values_to_set", ())):
            self._stays(statement.table, column)

    def change(self, statement: Update | Delete) -> None:
        if isinstance(statement, Update):
            for column in statement._values or {}:
                self._stays(statement.table, column)
        froms = [statement.table, *_from_clauses(getattr(statement, "_extra_froms", ()))]
        self._conditions(statement._where_criteria)
        self._check(_leaves(froms), (), None)
        self._nested(statement._where_criteria, tuple(_leaves(froms)))
        values = list((getattr(statement, "_values", None) or {}).values())
        self._nested(values, tuple(_leaves(froms)))

    def query(self, statement: SelectBase | FromClause, outer: tuple[FromClause, ...]) -> None:
        """Read a query; ``outer`` are the tables of those around it, which it may speak of."""
        if isinstance(statement, CompoundSelect):
            for part in statement.selects:
                self.query(part, outer)
            return
        if not isinstance(statement, Select):
            inner = getattr(statement, "element", None)
            if isinstance(inner, SelectBase | FromClause):
                self.query(inner, outer)
            return
        froms = [each for each in statement.get_final_froms() if each not in outer]
        leaves = list(_leaves(froms))
        for leaf in leaves:
            if isinstance(leaf, Subquery | CTE) and isinstance(leaf.element, SelectBase):
                self.query(leaf.element, outer)
                self._through(leaf)
        joins = [on for each in froms for on in _joined_on(each)]
        said = (*statement._where_criteria, *joins)
        self._conditions(said)
        self._check(leaves, outer, statement)
        rest = (*said, *statement._raw_columns, *statement._having_criteria)
        self._nested(rest, (*outer, *leaves))

    def _through(self, leaf: Subquery | CTE) -> None:
        """A column of a query inside is held to what its own column is held to."""
        inner = leaf.element
        if isinstance(inner, Select):
            for mine, its in zip(leaf.c, inner.selected_columns, strict=False):
                if (place := _place(its)) is not None:
                    self.conditions.same((leaf, mine.name), place)

    def _nested(self, clauses: Iterable[Any], outer: tuple[FromClause, ...]) -> None:
        for clause in clauses:
            if isinstance(clause, ClauseElement):
                for found in _queries_in(clause):
                    self.query(found, outer)

    def _stays(self, table: Any, column: Any) -> None:
        name = getattr(column, "name", column)
        if isinstance(table, Table) and table.metadata is metadata:
            split = split_by(table.name)
            if split is not None and name in {COMPANY, split}:
                self.refused.add(f"a row of {table.name} would move to another host")

    def _conditions(self, clauses: Iterable[Any]) -> None:
        to_one, to_some = self.conditions.to_one, self.conditions.to_some
        for clause in clauses:
            one, some, pairs = _held(clause)
            to_one |= one
            to_some |= some
            for left, right in pairs:
                self.conditions.same(left, right)

    def _check(
        self, leaves: Iterable[FromClause], outer: tuple[FromClause, ...], query: Select[Any] | None
    ) -> None:
        mine = [(leaf, *split) for leaf in leaves if (split := _split(leaf)) is not None]
        for leaf, name, column in mine:
            if not all(self.conditions.is_held((leaf, half)) for half in (COMPANY, column)):
                self.without_key.add(name)
        around = [(leaf, *split) for leaf in outer if (split := _split(leaf)) is not None]
        for leaf, name, column in mine:
            others = [each for each in (*mine, *around) if each[0] is not leaf]
            if others and not any(
                self.conditions.are_same((leaf, column), (other, its)) for other, _, its in others
            ):
                self.refused.add(f"{name} is joined to what lies on other hosts")
        if query is not None and query._for_update_arg is not None:
            for leaf, name, column in mine:
                if not self.conditions.is_held((leaf, column), to_one=True):
                    self.refused.add(f"rows of {name} on several hosts are locked")


def _split(leaf: FromClause) -> tuple[str, str] | None:
    table = leaf.element if isinstance(leaf, Alias) else leaf
    if isinstance(table, Table) and table.metadata is metadata:
        column = split_by(table.name)
        return None if column is None else (table.name, column)
    return None


def _from_clauses(found: Iterable[Any]) -> Iterator[FromClause]:
    return (each for each in found if isinstance(each, FromClause))


def _leaves(froms: Iterable[FromClause]) -> Iterator[FromClause]:
    for each in froms:
        if isinstance(each, Join):
            yield from _leaves((each.left, each.right))
        elif isinstance(each, FromGrouping):
            yield from _leaves((each.element,))
        else:
            yield each


def _joined_on(each: FromClause) -> Iterator[ColumnElement[Any]]:
    if isinstance(each, Join):
        if each.onclause is not None:
            yield each.onclause
        yield from _joined_on(each.left)
        yield from _joined_on(each.right)


def _queries_in(clause: ClauseElement) -> Iterator[SelectBase]:
    """The outermost queries inside a clause."""
    if isinstance(clause, SelectBase):
        yield clause
        return
    for child in clause.get_children():
        if not isinstance(child, FromClause):
            yield from _queries_in(child)


def _place(column: Any) -> Place | None:
    table = getattr(column, "table", None) if isinstance(column, ColumnClause) else None
    return None if table is None else (table, column.name)


def _only_column(right: Any) -> Place | None:
    """The column of a query behind ``IN``."""
    query = right.element if isinstance(right, Grouping) else right
    query = getattr(query, "element", query)
    if isinstance(query, Select) and len(query.selected_columns) == 1:
        return _place(next(iter(query.selected_columns)))
    return None


def _is_value(element: Any) -> bool:
    """Whether it is known before the statement runs."""
    return not any(
        isinstance(each, ColumnClause | SelectBase | FromClause) for each in visitors.iterate(element)
    )


_Held = tuple[set[Place], set[Place], list[tuple[Place, Place]]]


def _held(clause: Any) -> _Held:
    """What a condition holds to one value, to some values, and to each other."""
    if isinstance(clause, Grouping):
        return _held(clause.element)
    if isinstance(clause, BooleanClauseList):
        parts = [_held(each) for each in clause.clauses]
        if clause.operator is operators.and_:
            return (
                set().union(*(one for one, _, _ in parts)),
                set().union(*(some for _, some, _ in parts)),
                [pair for _, _, pairs in parts for pair in pairs],
            )
        every = [one | some for one, some, _ in parts]
        return set(), set.intersection(*every) if every else set(), []
    if not isinstance(clause, BinaryExpression):
        return set(), set(), []
    left, right = clause.left, clause.right
    if clause.operator is operators.in_op and (inner := _only_column(right)) is not None:
        place = _place(left)
        return set(), set(), [(place, inner)] if place is not None else []
    if clause.operator is operators.in_op and _is_value(right):
        columns = left.clauses if isinstance(left, Tuple) else [left]
        return set(), {place for each in columns if (place := _place(each)) is not None}, []
    if clause.operator is operators.eq:
        mine, its = _place(left), _place(right)
        if mine is not None and its is not None:
            return set(), set(), [(mine, its)]
        if mine is not None and _is_value(right):
            return {mine}, set(), []
        if its is not None and _is_value(left):
            return {its}, set(), []
    return set(), set(), []
