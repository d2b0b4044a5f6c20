"""Days kept while the server runs: at leisure, company by company, and never at the cost of a sale."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from sync.server.calendar.days import MOST_DAYS_ALONE
from sync.server.calendar.following_days import follow_days
from sync.server.companies import create_company
from sync.server.schema.desk_tables import days_kept
from sync.server.writer import Writer
from tests.unit.sync.server.calendar_stage import TODAY, give, have, noon_ms, rules
from tests.unit.sync.server.stage import OTHER, Shop

EXPIRING = '[earn]\npoints = 1\nper = "1.00"\n[expiry]\nwhen = "after-earning"\nmonths = 1\n'


def follow_until(shop: Shop, is_enough: Callable[[], bool]) -> None:
    """Follow the days, looking often, until that is so."""

    async def whole() -> None:
        writer = Writer(shop.database)
        following = asyncio.create_task(follow_days(writer, shop.clock, look_s=0.01))
        try:
            await asyncio.to_thread(_wait, is_enough)
        finally:
            following.cancel()
            with suppress(asyncio.CancelledError):
                await following
            writer.close()

    asyncio.run(whole())


def _wait(is_enough: Callable[[], bool]) -> None:
    ends = time.monotonic() + 20
    while not is_enough():
        assert time.monotonic() < ends, "the days were not kept"
        time.sleep(0.01)


def kept(shop: Shop) -> dict[str, str]:
    return {row.company_id: row.day for row in shop.rows(days_kept)}


def test_a_server_that_runs_keeps_the_days_of_each_company(shop: Shop) -> None:
    club = rules(shop, EXPIRING)
    give(shop, club, OTHER, 80, TODAY)
    with shop.database.write() as connection:
        create_company(connection, "seoul", "Seoul", "KRW", shop.clock())
    shop.clock.ms = noon_ms(date(2026, 4, 2))
    follow_until(shop, lambda: kept(shop) == {shop.company.company_id: "2026-04-02", "seoul": "2026-04-02"})
    assert have(shop, club, OTHER).points == 0


def test_a_day_that_begins_while_the_server_runs_is_kept(shop: Shop) -> None:
    shop.clock.ms = noon_ms(date(2026, 3, 2))

    def both() -> bool:
        if kept(shop).get(shop.company.company_id) == "2026-03-02":
            shop.clock.ms = noon_ms(date(2026, 3, 3))
        return kept(shop).get(shop.company.company_id) == "2026-03-03"

    follow_until(shop, both)


def test_a_clock_that_leapt_is_said_once_and_changes_nothing(
    shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    club = rules(shop, EXPIRING)
    give(shop, club, OTHER, 80, TODAY)
    shop.clock.ms = noon_ms(TODAY + timedelta(days=MOST_DAYS_ALONE + 1))
    looks = iter(range(20))
    follow_until(shop, lambda: bool(caplog.records) and next(looks) > 15)
    assert [record.getMessage() for record in caplog.records] == ["days are not kept: the clock leapt ahead"]
    assert have(shop, club, OTHER).points == 80


def test_herd_what_a_day_brings_waits_for_holds_and_sales(shop: Shop) -> None:
    async def whole() -> list[str]:
        writer, began, may_end = Writer(shop.database), threading.Event(), threading.Event()
        order: list[str] = []

        def blocking(_connection: Connection) -> None:
            began.set()
            may_end.wait(10)

        def note(name: str) -> Callable[[Connection], None]:
            return lambda _connection: order.append(name)

        waiting: list[Awaitable[None]] = [asyncio.ensure_future(writer.write(blocking))]
        await asyncio.to_thread(began.wait, 10)
        waiting += [
            asyncio.ensure_future(writer.write(note("day"), leisure=True)),
            asyncio.ensure_future(writer.write(note("sale"))),
            asyncio.ensure_future(writer.write(note("hold"), urgent=True)),
        ]
        await asyncio.sleep(0.05)
        may_end.set()
        await asyncio.gather(*waiting)
        writer.close()
        return order

    assert asyncio.run(whole()) == ["hold", "sale", "day"]
