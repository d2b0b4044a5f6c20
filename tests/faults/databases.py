"""PostgreSQL fails under the server while a till sells: killed whole, stopped at once, hung up on, silent.

After each the till has said that something is wrong where somebody could see it, nothing that it holds for stored is
missing, and it and the server find together again without anybody's hand.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tests.faults import kills
from tests.faults.database_line import DatabaseLine
from tests.faults.shop import Shop, open_shop
from tests.faults.wire import Row, Scene, row
from tests.stage.postgres import USER, Cluster

LONGEST_CALM_S = 1.0
SILENCE_S = 3.0
_RECORDS = "SELECT count(*) FROM record"


@dataclass(frozen=True)
class Below:
    """What is under the server: a cluster, and the line that leads there."""

    cluster: Cluster
    line: DatabaseLine


@contextmanager
def shop_on_postgres(folder: Path, cluster: Cluster) -> Iterator[tuple[Shop, Below]]:
    """A shop whose server reaches the cluster over a line that can break."""
    cluster.execute("CREATE DATABASE shop")
    with (
        DatabaseLine(cluster.folder) as line,
        open_shop(folder, f"postgresql://{USER}@/shop?host={line.folder}") as shop,
    ):
        shop.books = replace(shop.books, place=cluster.url("shop"))
        yield shop, Below(cluster, line)


@contextmanager
def selling(shop: Shop) -> Iterator[None]:
    """A till that sells all the while; afterwards all must become well."""
    shop.close_till()
    seller = kills.Seller(shop)
    shop.follow()
    seller.start()
    try:
        yield
    finally:
        seller.kill()
    shop.lost += kills.take_over(shop, seller.said, tills=1)


def lose(shop: Shop, below: Below, how: Callable[[], None], times: int, seed: int, fault: str) -> Row:
    """The database goes away in the middle of what it does, and comes back after the till has said so."""
    draw, longest = random.Random(seed), 0
    with selling(shop):
        for _ in range(times):
            time.sleep(draw.uniform(0, LONGEST_CALM_S))
            acked = shop.acked()
            how()
            shop.until_told()
            below.cluster.start()
            began = time.monotonic_ns()
            has = shop.books.number(_RECORDS)
            if has < acked:
                shop.lost.append(f"{acked} records were acknowledged, {has} are there after the restart")
            shop.until_more_than(acked)
            longest = max(longest, (time.monotonic_ns() - began) // 1_000_000)
    longest = max(longest, shop.until_well())
    return row(shop, fault, times, longest)


def end_backends(shop: Shop, below: Below, times: int, seed: int) -> Row:
    """Every connection of the server is ended by the database, at any point of what it does."""
    draw = random.Random(seed)
    end = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'trofast-server'"
    ended = 0
    with selling(shop):
        for _ in range(times):
            time.sleep(draw.uniform(0, LONGEST_CALM_S / 4))
            ended += int(str(below.cluster.execute(end)[0][0]))
    assert ended, "the server had no connection"
    return row(shop, "the database ends every connection", times, shop.until_well())


def cut_pushes(shop: Shop, below: Below, step: int) -> Row:
    """The connection breaks in the transaction of a push, after every ``step``-th byte of what the database answers."""
    line, longest, times = below.line, 0, 0
    shop.sell()
    shop.until_well()
    for after in range(0, line.push_bytes, step):
        line.cut_push(after)
        shop.sell()
        longest = max(longest, shop.until_well())
        times += line.was_cut()
    assert times, "no push was cut"
    return row(shop, "connection to the database cut in a push", times, longest)


def hang_up(shop: Shop, below: Below, times: int, seed: int) -> Row:
    """Every connection to the database breaks at once, at any time."""
    draw = random.Random(seed)
    with selling(shop):
        for _ in range(times):
            time.sleep(draw.uniform(0, LONGEST_CALM_S / 4))
            below.line.hang_up()
    return row(shop, "every connection to the database cut", times, shop.until_well())


def fall_silent(shop: Shop, below: Below, times: int) -> Row:
    """The database does not answer any more and hangs up on nobody, until it does."""
    longest = 0
    for _ in range(times):
        below.line.fall_silent()
        shop.sell()
        shop.until_told()
        shop.sell()
        below.line.speak()
        longest = max(longest, shop.until_well())
    return row(shop, "the database falls silent", times, longest)


def scenes(below: Below, times: int, cuts: int, step: int, seed: int) -> dict[str, Scene]:
    """All of them by name: ``times`` for those that start PostgreSQL anew, ``cuts`` for the quick ones."""
    end = below.cluster.end
    restarts: dict[str, tuple[Callable[[], None], str]] = {
        "database-killed": (below.cluster.kill_everybody, "the whole database killed"),
        "database-orphaned": (partial(end, signal.SIGKILL), "the first process of the database killed"),
        "database-stopped": (partial(end, signal.SIGQUIT), "the database stopped at once"),
    }
    made: dict[str, Scene] = {
        name: partial(lose, below=below, how=how, times=times, seed=seed, fault=fault)
        for name, (how, fault) in restarts.items()
    }
    made["database-ends"] = partial(end_backends, below=below, times=cuts, seed=seed)
    made["database-cut"] = partial(cut_pushes, below=below, step=step)
    made["database-hung-up"] = partial(hang_up, below=below, times=cuts, seed=seed)
    made["database-silent"] = partial(fall_silent, below=below, times=times)
    return made


NAMES = (
    "database-killed",
    "database-orphaned",
    "database-stopped",
    "database-ends",
    "database-cut",
    "database-hung-up",
    "database-silent",
)
