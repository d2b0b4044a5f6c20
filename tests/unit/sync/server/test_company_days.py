"""The company's calendar: whose day it is, by the server's clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from sync.server.calendar.company_days import (
    USUAL_ZONES,
    company_day,
    day_begins_ms,
    day_in,
    is_zone,
    offset_minutes,
)
from sync.server.companies import create_company
from tests.unit.sync.server.stage import Shop

OSLO = ZoneInfo("Europe/Oslo")


def ms(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> int:
    return int(datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()) * 1000


def test_a_day_ends_at_the_companys_own_midnight(shop: Shop) -> None:
    with shop.database.read() as connection:
        before = company_day(connection, shop.company.company_id, ms(2026, 12, 31, 22, 59, 59))
        after = company_day(connection, shop.company.company_id, ms(2026, 12, 31, 23, 0, 0))
    assert (before, after) == (date(2026, 12, 31), date(2027, 1, 1))


def test_two_companies_on_one_server_have_each_their_own_day(shop: Shop) -> None:
    now_ms = ms(2026, 6, 1, 18)
    with shop.database.write() as connection:
        seoul = create_company(connection, "seoul", "Seoul", "KRW", 0)
        tokyo = create_company(connection, "tokyo", "Tokyo", "KRW", 0, zone="Asia/Tokyo")
        assert (seoul.zone, tokyo.zone) == ("Asia/Seoul", "Asia/Tokyo")
        assert company_day(connection, "seoul", now_ms) == date(2026, 6, 2)
        assert company_day(connection, shop.company.company_id, now_ms) == date(2026, 6, 1)


@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 7, 1)])
def test_a_day_begins_when_the_one_before_has_ended_also_where_the_clock_is_moved(day: date) -> None:
    begins = day_begins_ms(OSLO, day)
    assert day_in(OSLO, begins) == day
    assert day_in(OSLO, begins - 1) < day


def test_the_offset_follows_summer_time() -> None:
    assert offset_minutes(OSLO, ms(2026, 1, 1)) == 60
    assert offset_minutes(OSLO, ms(2026, 7, 1)) == 120


@pytest.mark.parametrize("name", ["", "Oslo", "../etc/passwd", "Europe/Atlantis", "x" * 400])
def test_what_is_no_zone_is_said_to_be_none(name: str) -> None:
    assert not is_zone(name)


def test_every_usual_zone_is_one() -> None:
    assert all(map(is_zone, USUAL_ZONES.values()))
