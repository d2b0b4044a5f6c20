"""The lowest price of the 30 days before a reduction, per audience, against a scan of every hour of those days."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.price_history import (
    FOR_EVER,
    Audience,
    PriceEntry,
    PriceSpan,
    in_force,
    lowest_before,
    price_at,
    reduction_now,
    running_since,
    spans,
)

OSLO = ZoneInfo("Europe/Oslo")
HOUR_MS = 3_600_000


def oslo(at_ms: int) -> int:
    offset = datetime.fromtimestamp(at_ms // 1000, OSLO).utcoffset()
    assert offset is not None
    return offset // timedelta(minutes=1)


def at(day: date, hour: int = 0) -> int:
    return int(datetime.combine(day, time(hour), OSLO).timestamp()) * 1000


def naive_lowest(history: list[PriceSpan], audience: Audience, start_ms: int) -> int | None:
    """Walk the calendar: 30 local days before the day of the start, hour by hour, and what could be paid in each."""
    first = datetime.fromtimestamp(start_ms // 1000, OSLO).date() - timedelta(days=30)
    wanted = (Audience.EVERYBODY,) if audience is Audience.EVERYBODY else tuple(Audience)
    seen: list[int] = []
    instant = datetime.combine(first, time(0), OSLO).astimezone(UTC)
    while (now_ms := int(instant.timestamp()) * 1000) < start_ms:
        seen += [
            each.price_minor
            for each in history
            if each.audience in wanted and each.from_ms <= now_ms < each.until_ms
        ]
        instant += timedelta(hours=1)
    return min(seen, default=None)


_HOURS = st.integers(-70 * 24, 24)
_SPANS = st.lists(
    st.builds(
        lambda audience, price, start, length: (audience, price, start, length),
        st.sampled_from(Audience),
        st.integers(1, 40),
        _HOURS,
        st.none() | st.integers(1, 40 * 24),
    ),
    max_size=8,
)
_DAYS = st.sampled_from([date(2026, 3, 29), date(2026, 4, 20), date(2026, 10, 25), date(2026, 11, 10)])
"""Around both changes of the clock in Norway in 2026."""


@given(_SPANS, _DAYS, st.integers(0, 23), st.sampled_from(Audience))
def test_the_lowest_price_is_what_a_walk_over_every_hour_of_the_30_days_finds(
    rows: list[tuple[Audience, int, int, int | None]], day: date, hour: int, audience: Audience
) -> None:
    start = at(day, hour)
    history = [
        PriceSpan(
            whose,
            price,
            start + begins * HOUR_MS,
            FOR_EVER if length is None else start + (begins + length) * HOUR_MS,
        )
        for whose, price, begins, length in rows
    ]
    assert lowest_before(history, audience, start, oslo) == naive_lowest(history, audience, start)


def test_members_have_a_lowest_price_of_their_own_and_everybodys_counts_for_them_too() -> None:
    start = at(date(2026, 3, 29), 9)
    week = 7 * 24 * HOUR_MS
    history = [
        PriceSpan(Audience.EVERYBODY, 1000, 0, start),
        PriceSpan(Audience.MEMBERS, 800, start - 2 * week, start - week),
        PriceSpan(Audience.EVERYBODY, 700, start - 8 * week, start - 7 * week),
    ]
    assert lowest_before(history, Audience.EVERYBODY, start, oslo) == 1000
    assert lowest_before(history, Audience.MEMBERS, start, oslo) == 800
    assert lowest_before([], Audience.MEMBERS, start, oslo) is None


_NOW = at(date(2026, 4, 10), 12)
_DAY = 24 * HOUR_MS


@pytest.mark.parametrize(
    ("prices", "lowest"),
    [
        ([(0, 1000), (_NOW - _DAY, 800)], 1000),
        ([(0, 1000), (_NOW - 20 * _DAY, 700), (_NOW - 15 * _DAY, 1000), (_NOW - _DAY, 800)], None),
        ([(0, 1000), (_NOW - 60 * _DAY, 700), (_NOW - 50 * _DAY, 1000), (_NOW - _DAY, 800)], 1000),
        ([(0, 800), (_NOW - _DAY, 1000)], None),
        ([(0, 800)], None),
    ],
)
def test_only_a_price_below_the_lowest_of_30_days_is_announced(
    prices: list[tuple[int, int]], lowest: int | None
) -> None:
    history = spans([PriceEntry(str(start), price, start, start) for start, price in prices], _NOW)
    found = reduction_now(history, Audience.EVERYBODY, _NOW, oslo)
    assert (found.lowest_minor if found else None) == lowest


def test_a_price_that_is_set_again_as_it_was_began_when_it_first_was_so() -> None:
    entries = [PriceEntry(str(start), price, start, start) for start, price in [(0, 9), (10, 7), (20, 7)]]
    assert running_since(spans(entries, 30), Audience.EVERYBODY, 30) == 10
    assert running_since(spans(entries[:1], 30), Audience.EVERYBODY, 30) is None
    assert spans([], 30) == spans([PriceEntry("later", 9, 40, 40, planned=True)], 30) == ()


def test_a_planned_price_waits_and_any_other_holds_whatever_the_clock_says() -> None:
    now = PriceEntry("now", 500, first_ms=90, from_ms=200)
    planned = PriceEntry("planned", 400, 300, 300, planned=True)
    later = PriceEntry("later", None, 250, 250)
    assert in_force([now, planned], 100) is now
    assert in_force([now, planned], 300) is planned
    assert in_force([now, planned, later], 299) is later
    assert in_force([planned], 100) is None
    assert price_at(spans([now, planned, later], 400), Audience.EVERYBODY, 95) == 500
    assert price_at(spans([now, planned, later], 400), Audience.EVERYBODY, 260) is None
