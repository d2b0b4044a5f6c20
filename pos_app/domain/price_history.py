"""What a price was, for whom and when: which of several changes holds now, and the lowest price before a reduction.

A trader who announces a reduction shows the lowest price applied during the 30 days before it began (directive 98/6/EC
article 6a, which 2019/2161 put in; Norway has it in its price information regulation, no. 1066 of 14 November 2012). A
price that only members pay is a price too, for whoever is one: each audience has a lowest price of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

DAYS_BEFORE = 30
"""How far back the lowest price is looked for."""
LONGEST_DAYS = 120
"""A reduction that has run for so long is a price like any other."""
_DAY_MS = 86_400_000
_MINUTE_MS = 60_000
FOR_EVER = 1 << 62
"""The end of what has not ended, in ms."""


class Audience(StrEnum):
    """Whose price it is. What everybody may buy at, members may as well."""

    EVERYBODY = "everybody"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class PriceEntry:
    """A price that somebody set for an article. Times are ms UTC.

    ``from_ms`` is its place among the others: the day it was planned for, else when the server heard of it
    (SERVER-ORDER). ``first_ms`` is when somebody first paid it: the till that changed it used it at once. A
    ``planned`` one waits for its time; any other holds as soon as it is known. ``price_minor`` None asks the cashier.
    """

    change_id: str
    price_minor: int | None
    first_ms: int
    from_ms: int
    planned: bool = False


@dataclass(frozen=True, slots=True)
class PriceSpan:
    """A price that was asked for from one instant until just before another (ms UTC)."""

    audience: Audience
    price_minor: int
    from_ms: int
    until_ms: int = FOR_EVER


@dataclass(frozen=True, slots=True)
class Reduction:
    """A price that is lower than the lowest of the 30 days before it began."""

    price_minor: int
    begins_ms: int
    lowest_minor: int


def in_force(entries: Sequence[PriceEntry], now_ms: int) -> PriceEntry | None:
    """The entry that holds now: the last of those whose time has come; of two at one time the later in the list."""
    found: PriceEntry | None = None
    for entry in entries:
        if _has_begun(entry, now_ms) and (found is None or entry.from_ms >= found.from_ms):
            found = entry
    return found


def spans(entries: Sequence[PriceEntry], now_ms: int) -> tuple[PriceSpan, ...]:
    """The same as stretches of time, each until the next takes over; where a till ran ahead of the server two overlap.
    Times when the cashier was asked have no price and are left out.
    """
    begun = sorted((each for each in entries if _has_begun(each, now_ms)), key=lambda each: each.from_ms)
    ends = [*(each.from_ms for each in begun[1:]), FOR_EVER][: len(begun)]
    return tuple(
        PriceSpan(Audience.EVERYBODY, each.price_minor, min(each.first_ms, each.from_ms), end)
        for each, end in zip(begun, ends, strict=True)
        if each.price_minor is not None and min(each.first_ms, each.from_ms) < end
    )


def window_start(begins_ms: int, offset_minutes: Callable[[int], int], days: int = DAYS_BEFORE) -> int:
    """The beginning of the local day that is ``days`` days before the one in which ``begins_ms`` lies. Days are the
    store's own, whether they have 23, 24 or 25 hours; ``offset_minutes`` says how far its clock is ahead of UTC.
    """
    day = (begins_ms + offset_minutes(begins_ms) * _MINUTE_MS) // _DAY_MS - days
    return day_start(day, offset_minutes)


def day_start(day: int, offset_minutes: Callable[[int], int]) -> int:
    """When a local day begins (ms UTC); ``day`` counts from 1 January 1970."""
    local = day * _DAY_MS
    guess = local - offset_minutes(local) * _MINUTE_MS
    return local - offset_minutes(guess) * _MINUTE_MS


def local_day_number(at_ms: int, offset_minutes: Callable[[int], int]) -> int:
    """The local day of an instant, counted from 1 January 1970."""
    return (at_ms + offset_minutes(at_ms) * _MINUTE_MS) // _DAY_MS


def lowest_before(
    history: Iterable[PriceSpan],
    audience: Audience,
    reduction_start_ms: int,
    offset_minutes: Callable[[int], int],
    days: int = DAYS_BEFORE,
) -> int | None:
    """The lowest price that this audience could buy at in the ``days`` local days before a reduction began, or ``None``
    where nothing is known of that time. The first of these days counts as a whole: no fewer than 30.
    """
    since_ms = window_start(reduction_start_ms, offset_minutes, days)
    return min(
        (
            span.price_minor
            for span in history
            if _is_for(span, audience) and span.from_ms < reduction_start_ms and span.until_ms > since_ms
        ),
        default=None,
    )


def price_at(history: Iterable[PriceSpan], audience: Audience, at_ms: int) -> int | None:
    """What this audience pays at an instant: the lowest that holds then."""
    return min(
        (
            span.price_minor
            for span in history
            if _is_for(span, audience) and span.from_ms <= at_ms < span.until_ms
        ),
        default=None,
    )


def running_since(history: Sequence[PriceSpan], audience: Audience, now_ms: int) -> int | None:
    """Since when this audience pays what it pays now, or ``None`` where it was never otherwise as far as is known."""
    now_minor = price_at(history, audience, now_ms)
    edges = {edge for span in history for edge in (span.from_ms, span.until_ms) if edge <= now_ms}
    since: int | None = None
    for edge in sorted(edges, reverse=True):
        if price_at(history, audience, edge) != now_minor:
            return since
        since = edge
        before = price_at(history, audience, edge - 1)
        if before is None:
            return None
        if before != now_minor:
            return edge
    return None


def reduction_now(
    history: Sequence[PriceSpan],
    audience: Audience,
    now_ms: int,
    offset_minutes: Callable[[int], int],
    paid: Sequence[PriceSpan] | None = None,
) -> Reduction | None:
    """What may be announced as a reduction for this audience now: a price below the lowest of the 30 days before it
    began. A price that only went back to what it was some weeks ago is none, nor is one that has run for
    :data:`LONGEST_DAYS`. ``paid`` is what was paid before, where offers took something off the prices of ``history``.
    """
    price_minor = price_at(history, audience, now_ms)
    begins_ms = running_since(history, audience, now_ms)
    if price_minor is None or begins_ms is None:
        return None
    if begins_ms < window_start(now_ms, offset_minutes, LONGEST_DAYS):
        return None
    lowest = lowest_before(history if paid is None else paid, audience, begins_ms, offset_minutes)
    if lowest is None or price_minor >= lowest:
        return None
    return Reduction(price_minor, begins_ms, lowest)


def _is_for(span: PriceSpan, audience: Audience) -> bool:
    return span.audience is Audience.EVERYBODY or audience is Audience.MEMBERS


def _has_begun(entry: PriceEntry, now_ms: int) -> bool:
    return not entry.planned or entry.from_ms <= now_ms
