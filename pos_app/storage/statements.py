"""Core statements, compiled once to SQL and run on the held connection: the schema's names checked, no cost per run."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from sqlalchemy import Insert, Select, Table, bindparam, literal_column
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.sql.elements import ClauseElement

DIALECT = sqlite_dialect(paramstyle="qmark")


class Prepared:
    """A statement whose parameters are given by position, in the order of :attr:`parameters`.

    Compiled at its first use, so that importing the modules that hold them stays cheap. Every value must be a
    ``bindparam`` without a value, or literal SQL: a value hidden inside raises ``ValueError``.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement

    @cached_property
    def _compiled(self) -> tuple[str, tuple[str, ...]]:
        compiled = self._statement.compile(dialect=DIALECT)
        hidden = [name for name, value in compiled.params.items() if value is not None]
        if hidden:
            raise ValueError(f"values hidden in a prepared statement: {hidden}")
        positions = getattr(compiled, "positiontup", None) or ()
        return str(compiled), tuple(positions)

    @cached_property
    def sql(self) -> str:
        """The SQL text, with ``?`` for each parameter."""
        return self._compiled[0]

    @property
    def parameters(self) -> tuple[str, ...]:
        """The parameters' names in the order in which their values are given."""
        return self._compiled[1]


def at_most(statement: Select[Any], name: str) -> Select[Any]:
    """The statement with a limit given at run time under ``name``; SQLite's dialect would hide an offset of its own."""
    return statement.limit(bindparam(name)).offset(literal_column("0"))


def insert_all(table: Table) -> Prepared:
    """An insert of one whole row, values in the order of the table's columns."""
    return Prepared(Insert(table))
