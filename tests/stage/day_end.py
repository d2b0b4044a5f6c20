"""The end of a day without its machine: copies that are only noted, and a server that has what a test says it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from pos_app.domain.day_close import DayHere, DayThere
from pos_app.domain.period_report import ReportKind
from pos_app.services.closing_day import NotAnswered
from pos_app.services.evening import DayEnd
from tests.stage.store_in_memory import Kept

HEAD, OTHER_HEAD = b"\x01" * 32, b"\x02" * 32


@dataclass
class FakeDayBooks:
    """What the till's files would tell: ``kept`` is what the till has written. ``broken_record`` names a record that
    somebody changed; ``disk_error`` is raised by the next copies.
    """

    kept: Callable[[], Kept]
    broken_record: str = ""
    disk_error: Exception | None = None
    copies: list[str] = field(default_factory=list)
    checkpoints: dict[str, int] = field(default_factory=dict)
    confirmed: dict[str, int] = field(default_factory=dict)

    def _last(self) -> int:
        return self.kept().drawers.records

    def here(self, business_date: str) -> DayHere:
        return DayHere(business_date, self._last(), HEAD, ())

    def broken(self, *, further: bool = False) -> str:
        return self.broken_record

    def saved(self, business_date: str) -> int:
        return self.checkpoints.get(business_date, 0)

    def copy(self, business_date: str) -> Path:
        if self.disk_error is not None:
            raise self.disk_error
        self.copies.append(business_date)
        return Path(business_date)

    def checkpoint(self, business_date: str) -> Path:
        self.checkpoints[business_date] = self._last()
        return Path(business_date)

    def unconfirmed(self) -> list[str]:
        days = sorted({sale.context.business_date for sale in self.kept().sales})
        return [day for day in days if day not in self.confirmed]

    def closed(self) -> list[str]:
        has_z = any(each.kind is ReportKind.Z for each in self.kept().drawers.reports)
        return self.unconfirmed() if has_z else []

    def note_confirmed(self, business_date: str, sequence: int, at_ms: int) -> None:
        self.confirmed[business_date] = sequence


@dataclass
class FakeDayAnswers:
    """``trouble`` is said instead of an answer; ``head`` is the hash that the server has at the till's last record."""

    trouble: str = ""
    head: bytes = HEAD
    asked: list[str] = field(default_factory=list)

    def send(self) -> None:
        if self.trouble:
            raise NotAnswered(self.trouble)

    def ask(self, business_date: str, sequence: int) -> DayThere:
        self.asked.append(business_date)
        return DayThere(sequence, self.head, ())


@dataclass
class FakeDayEnd:
    """Both, and the port made of them."""

    books: FakeDayBooks
    answers: FakeDayAnswers = field(default_factory=FakeDayAnswers)

    def made(self) -> DayEnd:
        return DayEnd(self.books, self.answers)
