"""The disk under the server's database file fails to sync, once; later its power goes too (DURABLE-FIRST).

After the failure the server acknowledges nothing more and says so; after a restart it takes in what waited. What it
then acknowledged is on the disk, with nothing that was not synced.
"""

from __future__ import annotations

import signal
import time
from pathlib import Path

import httpx

from tests.faults import wire
from tests.faults.failing_disk import FailingDisk
from tests.faults.shop import Shop, open_shop
from tests.faults.wire import Row

DATABASE = "server.db"
LOG = f"{DATABASE}-wal"
SALES_AT_ONCE = 20
MOST_ROUNDS = 40
"""By then the log was brought into the file several times."""


def failing_commit(folder: Path, number: int) -> Row:
    """The ``number``-th sync of the log fails: a push is not stored, and the till is told to come back."""
    return _play(folder, number, LOG, is_told=True, fault="fsync fails under the server")


def failing_checkpoint(folder: Path, number: int) -> Row:
    """The ``number``-th sync of the file fails, while the log is brought into it: what is there stays in the log."""
    return _play(folder, number, DATABASE, is_told=False, fault="fsync fails at the server's checkpoint")


def _play(folder: Path, number: int, name: str, *, is_told: bool, fault: str) -> Row:
    after = folder / "after"
    with (
        FailingDisk(folder / "disk", after) as disk,
        open_shop(folder / "site", folder / "disk" / DATABASE) as shop,
    ):
        wire.start(shop)
        disk.fail(number, name)
        for _ in range(MOST_ROUNDS):
            shop.sell(SALES_AT_ONCE)
            shop.follow().until(
                lambda status: shop.hear(status)["link"] != "online" or shop.acked() == shop.sold.records
            )
            if disk.has_failed:
                break
        else:
            shop.lies.append("nothing was ever synced")
        if is_told:
            _look_at_refusal(shop)
        shop.site.stop_server(signal.SIGKILL)
        shop.site.start_server()
        restarted = time.monotonic_ns()
        shop.until_well()
        well_ms = (time.monotonic_ns() - restarted) // 1_000_000
        shop.follow().close()
        disk.power_off()
        shop.site.stop_server(signal.SIGKILL)
        found = shop.compare(after / DATABASE)
        return Row(fault, 1, shop.acked(), found.lost, found.doubled, tuple(shop.lies), well_ms)


def _look_at_refusal(shop: Shop) -> None:
    """The till knows that it waits, the server says why to whoever runs it, and takes nothing more in."""
    told = shop.until_told()
    if told["link"] != "trouble":
        shop.lies.append(f"{told['link']} ({told['detail']})")
    ready = httpx.get(f"{shop.site.url}/ready", timeout=10, trust_env=False)
    if ready.status_code != 503 or "disk" not in ready.json().get("problem", ""):
        shop.lies.append(f"/ready: {ready.status_code} {ready.text}")
    acked = shop.acked()
    shop.sell()
    shop.follow().until(lambda status: shop.hear(status)["waiting_records"] > told["waiting_records"])
    if shop.acked() != acked:
        shop.lies.append("something was acknowledged after the disk had failed")
