"""The days that a report is about: local business days, both ends included."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from pos_app.domain.errors import TillError

LONGEST_DAYS = 366 * 11
"""The books are kept ten years; a longer span is a slip of the finger."""


class NoSuchSpan(TillError):
    """Days that are none, that stand the wrong way round, or that are further apart than anybody keeps books."""


class SpanLength(StrEnum):
    """How long a span is that somebody picks with one touch."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    OTHER = "other"
    """From one day to another."""


@dataclass(frozen=True, slots=True)
class ReportSpan:
    """From ``first`` through ``last``, ISO days; :func:`span_between` looks whether they are."""

    first: str
    last: str

    @property
    def days(self) -> int:
        """How many days."""
        return (date.fromisoformat(self.last) - date.fromisoformat(self.first)).days + 1

    @property
    def length(self) -> SpanLength:
        """Which of the usual lengths it has, from its first day on."""
        for length in (SpanLength.DAY, SpanLength.WEEK, SpanLength.MONTH, SpanLength.YEAR):
            if span_around(self.first, length) == self:
                return length
        return SpanLength.OTHER


@dataclass(frozen=True, slots=True)
class WholeMonths:
    """A span cut where months begin: days, whole months (``2026-03``), days; a part that is empty is ``None``."""

    head: ReportSpan | None
    months: tuple[str, str] | None
    tail: ReportSpan | None


def span_between(first: str, last: str) -> ReportSpan:
    """From one day to another, as ``2026-03-01``; raises :class:`NoSuchSpan`."""
    try:
        ends = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError as error:
        raise NoSuchSpan(f"{first} to {last}: a day is written as 2026-03-31.") from error
    if not 0 <= (ends[1] - ends[0]).days < LONGEST_DAYS:
        raise NoSuchSpan(f"{first} to {last}: the first day comes first, and eleven years are the most.")
    return ReportSpan(ends[0].isoformat(), ends[1].isoformat())


def typed_day(text: str) -> str:
    """The ISO day that somebody typed as people write it: day, month and year, in six digits (of this century) or
    eight, with blanks, points or strokes or without. Raises :class:`NoSuchSpan`.
    """
    digits = "".join(sign for sign in text if sign not in " .-/")
    if not (digits.isascii() and digits.isdigit() and len(digits) in (6, 8)):
        raise NoSuchSpan(f"{text}: a day is typed as 31032026 or 310326.")
    year = int(digits[4:]) + (2000 if len(digits) == 6 else 0)
    try:
        return date(year, int(digits[2:4]), int(digits[:2])).isoformat()
    except ValueError as error:
        raise NoSuchSpan(f"{text}: no calendar has that day.") from error


def span_around(day: str, length: SpanLength) -> ReportSpan:
    """The day, week (from Monday), month or year that an ISO day lies in."""
    at = date.fromisoformat(day)
    match length:
        case SpanLength.WEEK:
            first = at - timedelta(days=at.weekday())
            last = first + timedelta(days=6)
        case SpanLength.MONTH:
            first, last = at.replace(day=1), _month_end(at)
        case SpanLength.YEAR:
            first, last = at.replace(month=1, day=1), at.replace(month=12, day=31)
        case _:
            first = last = at
    return ReportSpan(first.isoformat(), last.isoformat())


def step_span(span: ReportSpan, by: int) -> ReportSpan:
    """The span of the same length before (-1) or after it (1); as it is where the calendar ends."""
    first, last = date.fromisoformat(span.first), date.fromisoformat(span.last)
    try:
        if span.length in (SpanLength.MONTH, SpanLength.YEAR):
            beside = first - timedelta(days=1) if by < 0 else last + timedelta(days=1)
            return span_around(beside.isoformat(), span.length)
        away = timedelta(days=by * span.days)
        return ReportSpan((first + away).isoformat(), (last + away).isoformat())
    except OverflowError:
        return span


def whole_months(span: ReportSpan) -> WholeMonths:
    """Where the months of ``span`` are whole, a sum over months says the same as one over their days."""
    first, last = date.fromisoformat(span.first), date.fromisoformat(span.last)
    begins = first if first.day == 1 else _month_end(first) + timedelta(days=1)
    ends = last if last == _month_end(last) else last.replace(day=1) - timedelta(days=1)
    if begins > ends:
        return WholeMonths(span, None, None)
    one = timedelta(days=1)
    head = None if begins == first else ReportSpan(span.first, (begins - one).isoformat())
    tail = None if ends == last else ReportSpan((ends + one).isoformat(), span.last)
    return WholeMonths(head, (begins.isoformat()[:7], ends.isoformat()[:7]), tail)


def _month_end(at: date) -> date:
    return (at.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
