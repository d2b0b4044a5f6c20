"""``backlog``: the sales of one till that was away, pushed to a server with its embedded database, against the very
rows that they become, written straight to the database.

Ours is one push of 200 records by the till's own client: signed, over HTTP to a server process, checked, replayed under
the rules, posted, durable, answered. The reference is handed what that push added to the server's tables and writes it
into a second file in one transaction. They take turns, push by push.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter_ns

from sync.client.own_thread import OwnThread
from sync.client.push import MOST_RECORDS, Pusher
from tests.benchmarks.cashier import WentWrong
from tests.benchmarks.central_shop import AwayTill, central_shop
from tests.benchmarks.row import Row
from tests.benchmarks.written_again import SqliteAgain

GOAL = 1.5
_WARM_UP = 1


def measure(folder: Path, *, quick: bool) -> Row:
    """Push 10 000 sales (quick: 600) and a push before them that is not counted."""
    pushes = 3 if quick else 50
    sales = (_WARM_UP + pushes) * MOST_RECORDS
    shop = central_shop(folder / "backlog", tills=1, sales=sales, members=50 if quick else 1_000)
    with shop.serving() as url:
        again = SqliteAgain(shop.file)
        try:
            before = again.count()
            ours_ms, reference_ms = asyncio.run(_push(shop.tills[0], url, again))
            after = again.count()
            settings = again.settings()
        finally:
            again.close()
    wrote = [(now - then) // (_WARM_UP + pushes) for now, then in zip(after, before, strict=True)]
    return Row(
        "backlog",
        "ratio",
        "ms",
        tuple(ours_ms[_WARM_UP:]),
        tuple(reference_ms[_WARM_UP:]),
        GOAL,
        rows_ours=wrote[0],
        rows_reference=wrote[1],
        pragmas_ours=settings,
        pragmas_reference=settings,
    )


async def _push(away: AwayTill, url: str, again: SqliteAgain) -> tuple[list[float], list[float]]:
    ours_ms: list[float] = []
    reference_ms: list[float] = []
    central = away.central(url)
    async with OwnThread("journal", away.journal.opened) as journal:
        pusher = Pusher(central, journal, _no_new_epoch)
        while away.journal.waiting_records():
            away.journal.make(away.journal.acked() + MOST_RECORDS)
            ours_ms.append(await _timed(pusher.push_once))
            reference_ms.append(again.write_again() / 1e6)
    await central.close()
    return ours_ms, reference_ms


async def _timed(push: Callable[[], Awaitable[object]]) -> float:
    started = perf_counter_ns()
    await push()
    return (perf_counter_ns() - started) / 1e6


async def _no_new_epoch() -> None:
    raise WentWrong("the server says that it was restored")
