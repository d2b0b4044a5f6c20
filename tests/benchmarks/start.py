"""``start``: from nothing to a till that is ready to scan, against a bare window of the same toolkit.

Both are fresh processes of the same interpreter, in turns, timed from before the process exists until it writes a byte:
the bare window when it has been painted, the till when its database is open and checked, its window painted and the
next scan would be sold. The till starts on a full shop's replica, as the first till of the day does.
"""

from __future__ import annotations

from pathlib import Path

from pos_app.storage.opening import open_till_store
from tests.benchmarks.big_shop import KEY, BigShop, a_copy, big_shop
from tests.benchmarks.connections import count_rows, pragmas_of
from tests.benchmarks.lookup import raw_connection
from tests.benchmarks.processes import started
from tests.benchmarks.row import Pragmas, Row
from tests.stage import goods

GOAL = 3.0
BARE_WINDOW = Path(__file__).with_name("bare_window.py")


def measure(folder: Path, *, quick: bool) -> Row:
    """Start both again and again. The first of each is not counted: it compiles what was never run before."""
    shop = a_copy(big_shop(folder, quick=quick), "start")
    compiled = folder / "compiled"
    pragmas = first_opening(shop)
    ours_ms: list[float] = []
    reference_ms: list[float] = []
    for number in range(1 + (2 if quick else 15)):
        with started(["-m", "pos_app", "till", "--config", str(shop.config)], compiled) as (_, ours):
            pass
        with started([str(BARE_WINDOW)], compiled) as (_, reference):
            pass
        if number:
            ours_ms.append(ours)
            reference_ms.append(reference)
    return Row(
        "start",
        "ratio",
        "ms",
        tuple(ours_ms),
        tuple(reference_ms),
        GOAL,
        rows_ours=replica_rows(shop),
        rows_reference=0,
        pragmas_ours=pragmas,
    )


def first_opening(shop: BigShop) -> Pragmas:
    """Open ``till.db`` the way the till does and read its settings back: another process's connection can not be asked.

    This also makes the file, as a till that was used before has one.
    """
    store = open_till_store(shop.data, KEY, company_id=goods.COMPANY, till_id=goods.TILL)
    try:
        return pragmas_of(store.database.connection)
    finally:
        store.close()


def replica_rows(shop: BigShop) -> int:
    """Articles and members in the shop's replica."""
    connection = raw_connection(shop)
    try:
        return count_rows(connection, "article", "member")
    finally:
        connection.close()
