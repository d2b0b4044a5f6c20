"""Days as a shop counts them: leap years, year ends, terms and lots."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.loyalty.calendar_days import (
    days_on,
    in_birthday_window,
    local_day,
    lot_last_day,
    minute_of_day,
    months_on,
    observed,
    period_end,
    period_start,
    tier_until,
    window_start,
)
from pos_app.domain.loyalty.condition import Period
from pos_app.domain.loyalty.earn_rules import Expires, Expiry
from pos_app.domain.loyalty.settings import LeapBirthday
from pos_app.domain.loyalty.status_rules import Birthday, Qualifying, Window
from tests.stage.goods import AT_MS

DAYS = st.dates(min_value=date(1900, 1, 1), max_value=date(9990, 12, 31))


def test_the_local_day_begins_at_local_midnight() -> None:
    assert (local_day(AT_MS, 60), minute_of_day(AT_MS, 60)) == (date(2026, 3, 1), 14 * 60 + 2)
    assert local_day(AT_MS, 60 * 10) == date(2026, 3, 1)
    assert local_day(AT_MS, 60 * 11) == date(2026, 3, 2)
    assert local_day(-1, 0) == date(1969, 12, 31)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 1, date(2026, 9, 30)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(9999, 6, 1), 120, date(9999, 12, 31)),
    ],
)
def test_months_later_is_the_same_day_or_the_months_last(day: date, months: int, expected: date) -> None:
    assert months_on(day, months) == expected


@given(DAYS, st.integers(0, 120), st.integers(0, 120))
def test_more_months_never_end_earlier(day: date, some: int, more: int) -> None:
    assert months_on(day, some) <= months_on(day, some + more)
    assert months_on(day, 0) == day


@pytest.mark.parametrize(
    ("leap", "kept"),
    [(LeapBirthday.FEBRUARY_28, date(2026, 2, 28)), (LeapBirthday.MARCH_1, date(2026, 3, 1))],
)
def test_29_february_is_kept_on_28_february_or_1_march(leap: LeapBirthday, kept: date) -> None:
    assert observed(2, 29, 2026, leap) == kept
    assert observed(2, 29, 2028, leap) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("today", "inside"),
    [
        (date(2025, 12, 28), False),
        (date(2025, 12, 29), True),
        (date(2026, 1, 4), True),
        (date(2026, 1, 5), False),
    ],
)
def test_a_window_around_new_year_reaches_into_both_years(today: date, inside: bool) -> None:
    window = Birthday(days_before=3, days_after=3)
    assert in_birthday_window(1, 1, today, window, LeapBirthday.MARCH_1) is inside


def test_a_whole_month_and_nobody_without_a_date() -> None:
    month = Birthday(whole_month=True)
    assert in_birthday_window(2, 29, date(2026, 2, 1), month, LeapBirthday.FEBRUARY_28)
    assert in_birthday_window(2, 29, date(2026, 3, 31), month, LeapBirthday.MARCH_1)
    assert not in_birthday_window(0, 0, date(2026, 3, 31), month, LeapBirthday.MARCH_1)


@given(st.integers(1, 12), st.integers(1, 28), DAYS, st.integers(0, 30), st.integers(0, 30))
def test_a_window_is_open_once_a_year_for_its_days(
    month: int, day: int, today: date, before: int, after: int
) -> None:
    window = Birthday(days_before=before, days_after=after)
    open_days = sum(
        in_birthday_window(month, day, today + timedelta(days=n), window, LeapBirthday.MARCH_1)
        for n in range(365)
    )
    assert before + after <= open_days <= before + after + 2


@pytest.mark.parametrize(
    ("expiry", "last"),
    [
        (Expiry(), ""),
        (Expiry(Expires.AFTER_EARNING, months=12), "2027-03-01"),
        (Expiry(Expires.END_OF_YEAR), "2026-12-31"),
        (Expiry(Expires.END_OF_YEAR, years=1), "2027-12-31"),
        (Expiry(Expires.AFTER_INACTIVITY, months=6), "2026-11-20"),
    ],
)
def test_a_lot_has_a_last_day(expiry: Expiry, last: str) -> None:
    assert lot_last_day(expiry, date(2026, 3, 1), date(2026, 5, 20)) == last


@pytest.mark.parametrize(
    ("qualifying", "until", "start"),
    [
        (Qualifying(), "", ""),
        (Qualifying(window=Window.CALENDAR_YEAR), "2025-12-31", "2025-01-01"),
        (Qualifying(window=Window.CALENDAR_YEAR, keep_years=1, grace_days=31), "2027-01-31", "2025-01-01"),
        (Qualifying(window=Window.ROLLING, rolling_days=30), "2025-12-19", "2025-10-22"),
    ],
)
def test_a_tier_is_kept_to_the_end_of_its_window_and_its_grace(
    qualifying: Qualifying, until: str, start: str
) -> None:
    reached = date(2025, 11, 20)
    assert (tier_until(qualifying, reached), window_start(qualifying, reached)) == (until, start)


def test_periods_begin_where_the_calendar_says() -> None:
    sunday = date(2026, 3, 1)
    starts = {period: period_start(period, sunday) for period in Period}
    assert starts == {
        Period.SALE: "",
        Period.EVER: "",
        Period.DAY: "2026-03-01",
        Period.WEEK: "2026-02-23",
        Period.MONTH: "2026-03-01",
        Period.YEAR: "2026-01-01",
    }


def test_the_calendar_has_an_end() -> None:
    assert days_on(date(9999, 12, 30), 3660) == date(9999, 12, 31)


@given(DAYS, st.sampled_from([Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR]))
def test_a_period_runs_to_the_day_before_the_next_one(day: date, period: Period) -> None:
    last = date.fromisoformat(period_end(period, day))
    assert day <= last
    assert period_start(period, last) == period_start(period, day)
    assert period_start(period, last + timedelta(days=1)) == (last + timedelta(days=1)).isoformat()


@pytest.mark.parametrize("period", [Period.SALE, Period.EVER])
def test_what_has_no_period_has_no_end(period: Period) -> None:
    assert period_end(period, date(2026, 3, 1)) == ""
