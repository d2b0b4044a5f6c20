"""When goods of a kind may be sold: what a country's calendar answers, and how that is held against a moment.

A sale has to be *completed* in time. So the same question is asked when goods are scanned, so that nobody packs in
vain, and again when they are paid.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from pos_app.domain.catalogue import Article
from pos_app.domain.errors import Refusal, Refused

_DAY_MINUTES = 1440
_LOOK_AHEAD = 14
"""Days: no country keeps a shop from selling something for longer."""


@dataclass(frozen=True, slots=True)
class Span:
    """Minutes after midnight: sold from the first, and no more at the second. Past 1440 it is the next morning."""

    from_minute: int
    until_minute: int


class SaleHours(Protocol):
    """A country's rule for some goods."""

    def span(self, article: Article, day: date) -> Span | None:
        """When that article is sold on that day; ``None``: not at all."""

    def is_bound(self, article: Article) -> bool:
        """Whether the rule is about that article."""


def open_until(hours: SaleHours, article: Article, now: datetime) -> datetime | None:
    """Until when (local) an article that is bound may be sold, or ``None`` where it may not be sold ``now``."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for start in (midnight, midnight - timedelta(days=1)):  # yesterday evening may go on
        span = hours.span(article, start.date())
        if span is None:
            continue
        until = start + timedelta(minutes=span.until_minute)
        if start + timedelta(minutes=span.from_minute) <= now < until:
            return until
    return None


def check_hours(hours: SaleHours, article: Article, now: datetime) -> None:
    """Raise :class:`Refused` where the article may not be sold at that local time: ``NOT_SOLD_YET``,
    ``NOT_SOLD_ANY_MORE`` or ``NOT_SOLD_TODAY``, with ``again`` (the next day, ISO) and the times as they are read.
    """
    if not hours.is_bound(article) or open_until(hours, article, now) is not None:
        return
    today = hours.span(article, now.date())
    minute = now.hour * 60 + now.minute
    if today is not None and minute < today.from_minute:
        raise Refused(Refusal.NOT_SOLD_YET, article=article.name, since=clock_text(today.from_minute))
    again, opens = _next(hours, article, now.date())
    told = {"article": article.name, "day": again, "since": clock_text(opens)}
    if today is None:
        raise Refused(Refusal.NOT_SOLD_TODAY, **told)
    raise Refused(Refusal.NOT_SOLD_ANY_MORE, until=clock_text(today.until_minute), **told)


def clock_text(minute: int) -> str:
    """``20:00``: every country we trade in reads 24 hours at a counter."""
    return f"{minute % _DAY_MINUTES // 60:02}:{minute % 60:02}"


def _next(hours: SaleHours, article: Article, day: date) -> tuple[str, int]:
    for ahead in range(1, _LOOK_AHEAD):
        later = day + timedelta(days=ahead)
        span = hours.span(article, later)
        if span is not None:
            return later.isoformat(), span.from_minute
    return "", 0
