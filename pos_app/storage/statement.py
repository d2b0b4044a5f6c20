"""What the database runs: SQL text with a ``?`` for each value, however it came about."""

from __future__ import annotations

from typing import Protocol


class Statement(Protocol):
    """One statement."""

    @property
    def sql(self) -> str:
        """The SQL text."""


class Written:
    """A statement whose text is ready: made from its definition beforehand, so that nothing is compiled at the till."""

    __slots__ = ("sql",)

    def __init__(self, sql: str) -> None:
        self.sql = sql
