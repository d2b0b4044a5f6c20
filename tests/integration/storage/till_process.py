"""A till as a process of its own, for tests that kill it: ``python -m tests.integration.storage.till_process``."""

from __future__ import annotations

import sys
from pathlib import Path

from pos_app.services.till_store import OpenBasket
from pos_app.storage.leases import TillLeases
from tests.stage import goods
from tests.stage.lease_side import hear, lease, redeemed
from tests.stage.tills import ADA, KEY, nth_sale, open_store, receipt_job, sell


def sell_for_ever(folder: Path) -> None:
    """Say each receipt number after its commit returned (DURABLE-FIRST)."""
    store = open_store(folder)
    while True:
        sale = sell(store, member=goods.member(), personal=ADA)
        print(sale.receipt_number, flush=True)


def stop_in_mid_sale(folder: Path) -> None:
    """Keep a basket, write all of its sale, say so, and wait to be killed before the commit."""
    store = open_store(folder)
    sale = nth_sale(1, member=goods.member())
    with store.unit_of_work() as uow:
        uow.save_open_basket(OpenBasket(sale.basket, sale.tenders))
        uow.commit()
    with store.unit_of_work() as uow:
        uow.add_sale(sale, ADA, receipt_job(sale))
        print("written, not committed", flush=True)
        sys.stdin.read()


def take_and_stop_in_mid_sale(folder: Path) -> None:
    """Take points from a lease, write the sale that uses them, say so, and wait to be killed before the commit."""
    store = open_store(folder)
    hear(folder, lease(300))
    leases = TillLeases(folder, KEY)
    assert leases.take("r1", "lease-1", "points", 200, goods.AT_MS + 1)
    sale = redeemed(1, "r1", 200)
    with store.unit_of_work() as uow:
        uow.add_sale(sale, ADA, receipt_job(sale))
        print("taken and written, not committed", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    {"sell": sell_for_ever, "stop": stop_in_mid_sale, "take": take_and_stop_in_mid_sale}[sys.argv[1]](
        Path(sys.argv[2])
    )
