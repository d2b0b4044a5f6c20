"""``scan-under-load``: from a scan to its painted line, as ``scan`` has it, while the sync child loads a whole shop.

The till sells from the replica in use. Its cursor was set to 0, as a server that was restored makes it, so the child
(the real one, a process of its own) fetches 100 000 articles and 100 000 members anew from a server process on loopback
and writes them into a replica aside. Scanning begins when the first rows are on the disk, and each run has to end
before the load does. A load belongs to one run: the next begins another.
"""

from __future__ import annotations

import time
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from pos_app.machine.sync_child import SyncChild, SyncStatus
from pos_app.storage import replica_files as files
from pos_app.storage.replica_writer import ReplicaWriter
from pos_app.ui.inbox import Link, LinkReport
from pos_app.ui.window import TillWindow
from sync.client.keys import DeviceKey
from sync.protocol.v1.member_messages import MemberRow
from sync.protocol.v1.messages import (
    ArticleRow,
    CashierRow,
    CategoryRow,
    Enrol,
    Enrolled,
    ProgrammeRow,
    StoreRow,
)
from sync.protocol.v1.messages import Row as ToldRow
from sync.server import enrol
from sync.server.changes import Publication, publish
from tests.benchmarks.big_shop import DEVICE_KEY, KEY, BigShop, a_copy, big_shop, rows_of
from tests.benchmarks.cashier import BenchCashier, WentWrong
from tests.benchmarks.central_shop import CentralShop
from tests.benchmarks.connections import count_rows, pragmas_of
from tests.benchmarks.lookup import live_connection
from tests.benchmarks.row import SCAN_RUNS, Row
from tests.benchmarks.scan import GOAL_MS, one_run, open_window
from tests.stage import goods
from tests.unit.sync.server.stage import open_shop

_PAGE = 2_000
_PATIENCE_S = 60.0
_SOME_ROWS = 100_000
"""Bytes on the disk that only rows can have brought."""


def measure(folder: Path, *, quick: bool) -> Row:
    """Three runs of 200 scans (quick: of 20, and the small shop may be loaded before they end)."""
    shop = a_copy(big_shop(folder, quick=quick), "scan-under-load")
    central = CentralShop(folder / "scan-under-load-server", None, ())
    place = _told_everything(central, shop)
    lines = 20 if quick else 200
    with central.serving() as url:
        _enrolled_at(shop, url, place)
        took: list[float] = []
        with open_window(shop) as (till, window):
            cashier = BenchCashier(window)
            cashier.sign_in()
            one_run(cashier, shop, 20, seed=1)
            for run in range(SCAN_RUNS):
                load = _Load(shop, window)
                try:
                    took += one_run(cashier, shop, lines, seed=2 + run)
                    if load.is_over and not quick:
                        raise WentWrong("the load was over before the scans were")
                finally:
                    load.stop()
            replica = live_connection(till.replica)
            return Row(
                "scan-under-load",
                "absolute",
                "ms",
                tuple(took),
                (),
                GOAL_MS,
                rows_ours=count_rows(replica, "article"),
                rows_reference=0,
                pragmas_ours=pragmas_of(replica),
            )


class _Load:
    """A first load by the sync child, which has written some rows when this is made."""

    def __init__(self, shop: BigShop, window: TillWindow) -> None:
        writer = ReplicaWriter(shop.data, KEY)
        writer.discard()
        writer.apply((), 0, full=False)
        self._before = writer.version
        writer.close()
        self._window = window
        self._said = SyncStatus("offline", replica=self._before)
        self._child = SyncChild(shop.config, self._hear)
        self._child.start()
        until = time.monotonic() + _PATIENCE_S
        empty = 0
        while not (self.is_over or (empty and _aside_bytes(shop) > empty + _SOME_ROWS)):
            empty = empty or _aside_bytes(shop)
            QCoreApplication.processEvents()
            if time.monotonic() > until:
                self.stop()
                raise WentWrong(f"the load never began: {self._said}")

    @property
    def is_over(self) -> bool:
        """Whether the loaded replica is the one in use."""
        return self._said.replica != self._before

    def stop(self) -> None:
        """End the child."""
        self._child.stop()

    def _hear(self, status: SyncStatus) -> None:
        self._said = status
        link = Link(status.link) if status.link in (*Link,) else Link.ERROR
        self._window.inbox.link.emit(LinkReport(link, status.detail, status.waiting_sales))


def _aside_bytes(shop: BigShop) -> int:
    """How large the replica aside is by now, with what is in its write-ahead log; 0 while there is none."""
    newest = max(files.numbers(shop.data), default=0)
    if newest <= files.current_number(shop.data):
        return 0
    path = files.replica_path(shop.data, newest)
    return sum(each.stat().st_size for each in (path, path.with_name(path.name + "-wal")) if each.exists())


def _told_everything(central: CentralShop, shop: BigShop) -> Enrolled:
    """A server that tells tills the shop's rows, and knows this till."""
    server = open_shop(central.folder)
    try:
        rows = rows_of(shop)
        with server.database.write() as connection:
            while page := [_publication(row) for row in islice(rows, _PAGE)]:
                publish(connection, server.company.company_id, page)
            code = enrol.make_code(connection, server.company.company_id, "s1", 1, server.clock())
            asked = Enrol(code=code.code, public_key=DeviceKey(DEVICE_KEY).public_key, software="benchmark")
            place = enrol.enrol(connection, asked, server.clock())
    finally:
        server.database.close()
    if not isinstance(place, Enrolled):
        raise WentWrong("the till was not enrolled")
    return place


def _publication(row: ToldRow) -> Publication:
    match row:
        case ArticleRow():
            return Publication("article", row.article_id, row)
        case MemberRow():
            return Publication("member", row.member_id, row)
        case CategoryRow():
            return Publication("category", row.category_id, row)
        case CashierRow():
            return Publication("cashier", row.cashier_id, row)
        case StoreRow():
            return Publication("store", row.store_id, row)
        case ProgrammeRow():
            return Publication("programme", f"{row.programme_id}@{row.version}", row)
    raise WentWrong(f"a shop has no {type(row).__name__}")


def _enrolled_at(shop: BigShop, url: str, place: Enrolled) -> None:
    """Let the till's settings name the server that runs now."""
    text = shop.config.read_text(encoding="utf-8")
    for old, new in (
        ("http://127.0.0.1:9", url),
        (goods.TILL, place.till_id),
        (goods.STORE, place.store_id),
    ):
        text = text.replace(f'"{old}"', f'"{new}"')
    shop.config.write_text(text, encoding="utf-8")
