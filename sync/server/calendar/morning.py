"""One day at one company, while the days' run is at it: what its steps share.

A step takes members in the order of their ids, so many at a time, and does a thing once however often it is asked
(KEY=EFFECT): the run may stop after any piece and go on later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, Select

from pos_app.domain.loyalty.programme import Programme


@dataclass(slots=True)
class Tally:
    """What was done: points and things, and the ids of those whose books changed (holders among them)."""

    expired_points: int = 0
    tiers_dropped: int = 0
    memberships_ended: int = 0
    rewarded_points: int = 0
    coupons: int = 0
    touched: set[str] = field(default_factory=set)
    summed: list[date] = field(default_factory=list)
    """The days whose accounts were added up."""


@dataclass(slots=True)
class Morning:
    """A day at a company, in its zone; ``left`` is how many members this piece of work may still take."""

    connection: Connection
    company_id: str
    zone: ZoneInfo
    programmes: tuple[Programme, ...]
    day: date
    now_ms: int
    left: int
    tally: Tally
    is_summed: bool = False
    """Whether what accounts came to at the end of the day before was added up already."""

    @property
    def books_day(self) -> date:
        """The day in whose sums that belongs which is written off now: the one that is over, until it was summed."""
        return self.day if self.is_summed else self.day - timedelta(days=1)

    @property
    def today(self) -> str:
        """The day, ISO."""
        return self.day.isoformat()

    def page(self, due: Select[str], member_id: ColumnElement[str], after: str) -> Page:
        """The next members of ``due`` behind ``after``, as many as may still be taken."""
        ids = self.connection.execute(
            due.where(member_id > after).distinct().order_by(member_id).limit(self.left)
        ).scalars()
        return self.page_of(list(ids))

    def page_of(self, ids: Sequence[str]) -> Page:
        """The first of these members, sorted and each once, as many as may still be taken."""
        taken = tuple(ids[: self.left])
        last = taken[-1] if taken and len(taken) == self.left else ""
        self.left -= len(taken)
        return Page(taken, last)


@dataclass(frozen=True, slots=True)
class Page:
    """Some members; ``last`` is the last of them, empty where nobody comes after."""

    ids: tuple[str, ...]
    last: str


Step = Callable[[Morning, str], str]
"""Does its part for members behind an id; returns the last id it came to, empty when it is through. It is asked only
while some may be taken.
"""
