"""What the reports need of the till's file: roll-ups that are up to date, and the facts behind a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from pos_app.domain.report_span import ReportSpan
from pos_app.domain.report_sums import ReportBy, ReportFact, Sums


@dataclass(frozen=True, slots=True)
class TracedFact:
    """A fact behind a row, and what it added to it."""

    sequence: int
    fact: ReportFact
    sums: Sums


@dataclass(frozen=True, slots=True)
class TracedPage:
    """Facts of whole days, newest first. ``before`` is the day to go on with; "" where there are no more."""

    facts: tuple[TracedFact, ...]
    before: str = ""


class ReportBook(Protocol):
    """The till's reports, on a connection of its own. Used on one thread at a time, and never on the interface's.

    Raises :class:`~pos_app.domain.errors.CannotSell` where the file can not be read.
    """

    def catch_up(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Roll up what the journal has gained; returns the last record that is in now. ``progress`` hears how many of
        how many records are done.
        """

    def sums(self, by: ReportBy, span: ReportSpan, currency: str) -> Mapping[str, Sums]:
        """The rows of a report by their keys, as far as the journal was rolled up."""

    def scanned(self, by: ReportBy, span: ReportSpan, currency: str) -> Mapping[str, Sums]:
        """The same from the journal's own facts, record by record: what the roll-ups are checked against."""

    def names(self, by: ReportBy) -> Mapping[str, str]:
        """What articles or offers were called when they were last sold, by their keys."""

    def trace(self, by: ReportBy, key: str, span: ReportSpan, currency: str, *, most: int = 50) -> TracedPage:
        """The facts behind a row, newest first: as many whole days as make up ``most``."""
