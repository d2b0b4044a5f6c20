"""What the goods and the members need of the replica that is open."""

from __future__ import annotations

from typing import Any, Protocol

from pos_app.storage.driver import Value
from pos_app.storage.statement import Statement


class Lookup(Protocol):
    """What a look-up needs of the open replica."""

    def row(self, statement: Statement, values: tuple[Value, ...] = ()) -> tuple[Any, ...] | None:
        """The first row."""

    def rows(self, statement: Statement, values: tuple[Value, ...] = ()) -> list[tuple[Any, ...]]:
        """All rows."""

    def matching(self, statement: Statement, text: str, most: int) -> list[tuple[Any, ...]]:
        """Rows whose name has words beginning as ``text``, nearest first."""
