"""Norwegian sale hours, against a table written by hand from the law, for every day of a year."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pos_app.domain.catalogue import Protection
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.norway.alcohol_hours import AlcoholHours
from pos_app.domain.norway.holidays import easter, holidays
from pos_app.domain.sale_hours import check_hours, open_until
from tests.stage.goods import BEER, CAPPUCCINO, article

LAW = AlcoholHours()

# 2026, read from alkoholloven § 3-7 and a calendar: every day that is neither an ordinary weekday (until 20) nor a
# Saturday (until 18) nor a Sunday (closed).
CLOSED_2026 = {
    *(
        "01-01",
        "04-02",
        "04-03",
        "04-05",
        "04-06",
        "05-01",
        "05-14",
        "05-17",
        "05-24",
        "05-25",
        "12-25",
        "12-26",
    ),
}
SHORT_2026 = {"04-01", "12-24", "12-31"}
"""The Wednesday before Maundy Thursday, Christmas Eve, New Year's Eve; not 30 April, nor 13 May before Ascension."""


@pytest.mark.parametrize(
    "day",
    [
        *("1818-03-22", "1943-04-25", "2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31"),
        *("2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25", "2049-04-18", "2285-03-22"),
    ],
)
def test_easter_falls_where_almanacs_have_it(day: str) -> None:
    assert easter(int(day[:4])) == date.fromisoformat(day)


def test_a_year_has_ten_holidays_beside_its_sundays() -> None:
    assert sorted(each.isoformat()[5:] for each in holidays(2025)) == [
        *("01-01", "04-17", "04-18", "04-20", "04-21", "05-29", "06-08", "06-09", "12-25", "12-26"),
    ]


def test_beer_is_sold_on_each_day_of_2026_as_long_as_the_law_has_it() -> None:
    day = date(2026, 1, 1)
    wrong = []
    while day.year == 2026:
        key = day.isoformat()[5:]
        until = 20
        if key in CLOSED_2026 or day.weekday() == 6:
            until = 0
        elif key in SHORT_2026 or day.weekday() == 5:
            until = 18
        span = LAW.span(BEER, day)
        found = (span.from_minute, span.until_minute) if span else None
        if found != ((8 * 60, until * 60) if until else None):
            wrong.append((day.isoformat(), found))
        day += timedelta(days=1)
    assert wrong == []


def test_a_weekday_eve_of_first_and_seventeenth_of_may_is_like_any_other() -> None:
    for day in (date(2025, 4, 30), date(2027, 4, 30), date(2028, 5, 16)):
        span = LAW.span(BEER, day)
        assert span is not None
        assert span.until_minute == 20 * 60


def test_a_municipality_may_give_less_and_never_more() -> None:
    town = AlcoholHours(
        from_minute=9 * 60,
        before_holidays_until=17 * 60,
        easter_eve_until=15 * 60,
        whitsun_eve_until=16 * 60,
        christmas_eve_until=13 * 60,
        new_years_eve_until=14 * 60,
    )
    days = {(4, 4): 15, (5, 23): 16, (12, 24): 13, (12, 31): 14, (4, 11): 17, (4, 13): 20}
    for (month, day), hour in days.items():
        span = town.span(BEER, date(2026, month, day))
        assert span is not None
        assert (span.from_minute, span.until_minute) == (9 * 60, hour * 60)


@pytest.mark.parametrize(
    "change",
    [{"weekdays_until": 1201}, {"easter_eve_until": 1081}, {"served_until": 1621}, {"served_from": 359}],
)
def test_hours_that_no_municipality_may_give_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="alkoholloven"):
        AlcoholHours(**change)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def refused(text: str, hours: AlcoholHours = LAW) -> Refused:
    with pytest.raises(Refused) as caught:
        check_hours(hours, BEER, at(text))
    return caught.value


def test_the_last_minute_sells_and_the_stroke_of_the_hour_does_not() -> None:
    check_hours(LAW, BEER, at("2026-03-02T08:00"))
    check_hours(LAW, BEER, at("2026-03-02T19:59:59"))
    late = refused("2026-03-02T20:00")
    assert late.reason is Refusal.NOT_SOLD_ANY_MORE
    assert late.facts == {"article": BEER.name, "until": "20:00", "day": "2026-03-03", "since": "08:00"}
    assert refused("2026-03-02T07:59:59").reason is Refusal.NOT_SOLD_YET
    easter_off = refused("2026-04-02T12:00")
    assert (easter_off.reason, easter_off.facts["day"]) == (Refusal.NOT_SOLD_TODAY, "2026-04-04")
    check_hours(LAW, CAPPUCCINO, at("2026-04-05T23:00"))
    check_hours(LAW, article("Lettøl 2,4 %", 2990, minimum_age=18), at("2026-04-05T23:00"))


def test_what_is_served_goes_on_past_midnight_and_on_sundays() -> None:
    pub = AlcoholHours(served_categories=("bar",), served_from=11 * 60, served_until=25 * 60)
    pint = article("Fatøl 0,4 l", 9900, category_id="bar", protection=Protection.ALCOHOL)
    assert open_until(pub, pint, at("2026-03-01T23:30")) == at("2026-03-02T01:00")
    check_hours(pub, pint, at("2026-03-02T00:59"))
    with pytest.raises(Refused):
        check_hours(pub, pint, at("2026-03-02T01:00"))
    assert refused("2026-03-01T12:00", pub).reason is Refusal.NOT_SOLD_TODAY
