"""``herd``: fifty tills come back at the same instant, each with 5 000 sales, to one server with its embedded database.

Each pushes with the till's own client over a line of its own and waits as that does when it is told to, or not
answered. A sample is the time from the common start until the server has all of one till's sales; the row holds the
slowest till against all of them, so its result is by how much the slowest is behind the median. At the end the server's
own table is counted: a sale that is not there, or is there twice, leaves no row.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter_ns

from sqlalchemy import func, select

from sync.client.backoff import Backoff
from sync.client.own_thread import OwnThread
from sync.client.push import Pusher
from sync.client.trouble import SyncTrouble
from sync.server.opening import open_database
from sync.server.schema import tables
from tests.benchmarks.cashier import WentWrong
from tests.benchmarks.central_shop import AwayTill, central_shop
from tests.benchmarks.row import Row
from tests.benchmarks.written_again import sqlite_settings

GOAL = 3.0


def measure(folder: Path, *, quick: bool) -> Row:
    """Let them all come back (quick: four tills with 40 sales)."""
    tills, sales = (4, 40) if quick else (50, 5_000)
    shop = central_shop(folder / "herd", tills=tills, sales=sales, members=50 if quick else 5_000)
    with shop.serving() as url:
        took_s = asyncio.run(_come_back(shop.tills, url))
    landed = _sales_in(shop.file)
    if landed != tills * sales:
        raise WentWrong(f"{landed} sales of {tills * sales} are at the server")
    return Row(
        "herd",
        "ratio",
        "s",
        (max(took_s),),
        tuple(took_s),
        GOAL,
        rows_ours=landed,
        rows_reference=landed,
        pragmas_ours=sqlite_settings(shop.file),
    )


async def _come_back(tills: tuple[AwayTill, ...], url: str) -> list[float]:
    started = perf_counter_ns()
    return list(await asyncio.gather(*(_push_everything(away, url, started) for away in tills)))


async def _push_everything(away: AwayTill, url: str, started: int) -> float:
    central, patience = away.central(url), Backoff()
    async with OwnThread("journal", away.journal.opened) as journal:
        pusher = Pusher(central, journal, _no_new_epoch)
        while away.journal.waiting_records():
            try:
                await pusher.push_once()
                patience.after_success()
            except SyncTrouble as trouble:
                await asyncio.sleep(patience.after_failure(trouble.retry_after_ms) / 1000)
    ended = perf_counter_ns()
    await central.close()
    return (ended - started) / 1e9


def _sales_in(file: Path) -> int:
    database = open_database(file)
    try:
        with database.read() as connection:
            return connection.execute(select(func.count()).select_from(tables.sale)).scalar_one()
    finally:
        database.close()


async def _no_new_epoch() -> None:
    raise WentWrong("the server says that it was restored")
