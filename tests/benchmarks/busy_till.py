"""``python -m tests.benchmarks.busy_till TILL_TOML ARTICLES``: the till with a cashier in it, for ``memory``.

Runs the till as ``trofast till`` does. Once the window is there the cashier works; then one byte goes to the file
descriptor in TROFAST_READY_FD, and the till stays open until it is ended.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QTimer

from pos_app.commands.window import run_till
from pos_app.ui.window import TillWindow
from tests.benchmarks.big_shop import BigShop
from tests.benchmarks.cashier import BenchCashier
from tests.benchmarks.processes import READY_FD

CUSTOMERS, LINES = 5, 20


def main(config: Path, articles: int) -> int:
    """Run the till until it is ended."""
    ready = int(os.environ.pop(READY_FD))
    shop = BigShop(config.parent, articles, articles)

    def when_shown(window: TillWindow) -> None:
        QTimer.singleShot(500, window, lambda: work_and_tell(window))

    def work_and_tell(window: TillWindow) -> None:
        work(BenchCashier(window), shop)
        os.write(ready, b"1")
        os.close(ready)

    return run_till(str(config), when_shown)


def work(cashier: BenchCashier, shop: BigShop) -> None:
    """Some customers: a card, goods, a search among them, cash."""
    cashier.sign_in()
    for number in range(CUSTOMERS):
        cashier.scan(shop.cards(1, seed=number)[0])
        cashier.settle()
        for code in shop.codes(LINES, seed=100 + number):
            cashier.scan(code)
            cashier.settle()
        for words in ("kaffe mørk", "김치", "сирене", "old mill"):
            cashier.search_goods(words)
        for words in ("Ada", "Жечева", "+4490000123"):
            cashier.search_members(words)
        cashier.pay_in_cash()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2])))
