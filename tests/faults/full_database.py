"""PostgreSQL's disk fills up: the till sells on and says so, and sends all when there is room again (DURABLE-FIRST).

Where PostgreSQL finds no room for its write-ahead log it ends, as it has to; somebody frees space and its supervisor
starts it anew, which is what happens here. The server is the same process throughout.
"""

from __future__ import annotations

from pathlib import Path

from tests.faults import wire
from tests.faults.databases import shop_on_postgres
from tests.faults.filling import MOST_SALES, fill
from tests.faults.wire import Row
from tests.power.mounting import mount_memory
from tests.stage.postgres import Cluster, new_folder

DATABASE_BYTES, LOG_BYTES = 96 << 20, 16 << 20
MEMORY = Path("/dev/shm")
"""It is mounted anew for this process and its children alone."""
_SMALL = {"max_wal_size": "32MB", "min_wal_size": "2MB", "wal_recycle": "off", "shared_buffers": "4MB"}


def full_database(folder: Path, number: int) -> Row:
    """With ``number`` 0 there is no room for rows, with 1 for the write-ahead log: then PostgreSQL ends."""
    mount_memory(MEMORY, DATABASE_BYTES)
    log = MEMORY / "log"
    log.mkdir()
    mount_memory(log, LOG_BYTES)
    making = ("--wal-segsize", "1", "--waldir", str(new_folder(log)))
    with (
        Cluster(_SMALL, new_folder(MEMORY), making) as cluster,
        shop_on_postgres(folder, cluster) as (shop, _),
    ):
        wire.start(shop)
        ballast = fill((MEMORY, log)[number])
        for _ in range(MOST_SALES):
            shop.sell(20)
            told = shop.follow().until(
                lambda status: shop.hear(status)["link"] != "online" or shop.acked() == shop.sold.records
            )
            if told["link"] != "online":
                break
        else:
            shop.lies.append("a full disk took every push")
        assert shop.site.process is not None
        if shop.site.process.poll() is not None:
            shop.lies.append("the server ended")
        acked = shop.acked()
        ballast.unlink()
        while not cluster.answers():  # it recovers by itself, or has ended on the way
            if cluster.has_ended:
                cluster.start()
        if shop.books.number("SELECT count(*) FROM record") < acked:
            shop.lost.append("a full disk lost what had been acknowledged")
        fault = ("disk full under the database", "no room for the database's log")[number]
        return wire.row(shop, fault, 1, shop.until_well())
