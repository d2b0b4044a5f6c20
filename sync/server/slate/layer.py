"""What is to be written: new rows, changed rows, and sums to add, table by table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Table

from sync.server.slate.slate import Line

Key = tuple[Any, ...]


@dataclass(slots=True)
class Layer:
    """Changes of one record, or of all that came before it."""

    added: dict[Table, list[Line]] = field(default_factory=dict)
    changed: dict[Table, dict[Key, tuple[Line | None, Line | None]]] = field(default_factory=dict)
    """By key: the row as the database has it and as it is to be; ``None`` for none."""
    counted: dict[tuple[Table, tuple[str, ...]], dict[Key, Line]] = field(default_factory=dict)
    """By table and the columns that are sums, by key: the whole row with what is to be added."""

    def add(self, table: Table, lines: Iterable[Line]) -> None:
        """New rows."""
        self.added.setdefault(table, []).extend(lines)

    def change(self, table: Table, key: Key, before: Line | None, after: Line | None) -> None:
        """A row is another now."""
        there = self.changed.setdefault(table, {})
        known = there.get(key)
        there[key] = (known[0] if known else before, after)

    def count(self, table: Table, key: Key, line: Line, sums: tuple[str, ...]) -> None:
        """So much more of something."""
        there = self.counted.setdefault((table, sums), {})
        known = there.get(key)
        there[key] = {**line, **{name: known[name] + line[name] for name in sums}} if known else line

    def lay_on(self, later: Layer) -> None:
        """What came later joins what came before."""
        for table, lines in later.added.items():
            self.add(table, lines)
        for table, changes in later.changed.items():
            for key, (before, after) in changes.items():
                self.change(table, key, before, after)
        for (table, sums), counts in later.counted.items():
            for key, line in counts.items():
                self.count(table, key, line, sums)
