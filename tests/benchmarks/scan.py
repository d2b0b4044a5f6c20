"""``scan``: from a scan's arrival in the interface until its line is painted, in the real window without a screen.

100 000 articles in the replica, a member on the sale, 200 different articles one after the other, so that the basket
grows to 200 lines. The clock starts when the scan is handed to the window's inbox; it stops when the list's paint event
for the new line, and every other paint that came with it, has been done. In between the basket is also on its way to
``till.db`` on the store thread, as it is in the shop.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter_ns

from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtGui import QPaintEvent

from pos_app.bootstrap.opening import OpenTill, open_till
from pos_app.bootstrap.surroundings import Surroundings
from pos_app.config import load_settings
from pos_app.ui.app import make_app, speak
from pos_app.ui.widgets.basket_list import BasketList
from pos_app.ui.window import TillWindow
from tests.benchmarks.big_shop import BigShop, a_copy, big_shop
from tests.benchmarks.cashier import BenchCashier, WentWrong
from tests.benchmarks.connections import count_rows, pragmas_of
from tests.benchmarks.lookup import live_connection
from tests.benchmarks.row import SCAN_RUNS, Row

GOAL_MS = 16.0
_PATIENCE_NS = 5_000_000_000


def measure(folder: Path, *, quick: bool) -> Row:
    """Three runs of 200 scans (quick: of 20) after a warm-up customer."""
    shop = a_copy(big_shop(folder, quick=quick), "scan")
    lines = 20 if quick else 200
    with open_window(shop) as (till, window):
        cashier = BenchCashier(window)
        cashier.sign_in()
        one_run(cashier, shop, 20, seed=1)
        took = [sample for run in range(SCAN_RUNS) for sample in one_run(cashier, shop, lines, seed=2 + run)]
        replica = live_connection(till.replica)
        return Row(
            "scan",
            "absolute",
            "ms",
            tuple(took),
            (),
            GOAL_MS,
            rows_ours=count_rows(replica, "article"),
            rows_reference=0,
            pragmas_ours=pragmas_of(replica),
        )


@contextmanager
def open_window(shop: BigShop) -> Iterator[tuple[OpenTill, TillWindow]]:
    """The till of ``shop`` as :mod:`pos_app.bootstrap.run` opens it, without devices and sync child."""
    settings = load_settings(shop.config)
    speak(make_app(), settings.language)
    till = open_till(settings)
    window = TillWindow(Surroundings(till).till_ports())
    try:
        window.open()
        BenchCashier(window).settle()
        yield till, window
    finally:
        window.close()
        till.close()


def one_run(cashier: BenchCashier, shop: BigShop, lines: int, *, seed: int) -> list[float]:
    """The next customer, a member: that many scans, each in milliseconds."""
    cashier.next_customer()
    cashier.scan(shop.cards(1, seed=seed)[0])
    cashier.settle()
    if cashier.window.models.sale.member is None:
        raise WentWrong("the member's card was not recognised")
    took = []
    for number, code in enumerate(shop.codes(lines, seed=seed), start=1):
        took.append(_scan_to_paint(cashier, code, number))
        cashier.settle()
    return took


def _scan_to_paint(cashier: BenchCashier, code: str, line: int) -> float:
    """Milliseconds until line number ``line`` has been painted."""
    selling = cashier.window.selling
    assert selling is not None
    painted = _Painted(selling.basket.lines, line)
    started = perf_counter_ns()
    cashier.scan(code)
    while not painted.seen:
        QCoreApplication.processEvents()
        if perf_counter_ns() - started > _PATIENCE_NS:
            raise WentWrong(f"line {line} was never painted")
    ended = perf_counter_ns()
    painted.leave()
    return (ended - started) / 1e6


class _Painted(QObject):
    """Sees the paint event that covers the new line; the event loop's turn ends after the painting is done."""

    def __init__(self, basket: BasketList, line: int) -> None:
        super().__init__()
        self.seen = False
        self._basket = basket
        self._line = line
        basket.viewport().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look at paint events, swallow nothing."""
        if isinstance(event, QPaintEvent) and self._basket.lines.rowCount() == self._line:
            place = self._basket.visualRect(self._basket.lines.index(self._line - 1, 0))
            self.seen = self.seen or event.region().intersects(place)
        return False

    def leave(self) -> None:
        """Look no more."""
        self._basket.viewport().removeEventFilter(self)
