"""A server that loses its power while a till pushes to it, and a look at ``server.db`` afterwards (DURABLE-FIRST).

The transactions are the server's own, without HTTP before them: what is said here stands where the reply is sent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import event

from sync.server.on_sqlite import SqliteDatabase
from sync.server.opening import open_database
from tests.power.finding import Finding, Said
from tests.power.plan import Weakness
from tests.power.till import say
from tests.unit.sync.server.stage import Shop, open_shop

MOST_PUSHES = 60
SALES_A_PUSH = 2
DATABASE = "server.db"


def take_pushes(folder: Path, weakness: Weakness) -> None:
    """Take one push after the other; each is said when the server would answer it."""
    shop = open_shop(folder)
    till = shop.till()
    _weaken(shop, weakness)
    say("open")
    for number in range(MOST_PUSHES):
        for _ in range(SALES_A_PUSH):
            till.sell(member=shop.member_view())
        reply = shop.taken(till, first=SALES_A_PUSH * number + 1)
        say("acknowledged", reply.acked, till.hashes[-1].hex())
    shop.database.close()


def _weaken(shop: Shop, weakness: Weakness) -> None:
    if weakness not in {Weakness.SYNC_NORMAL, Weakness.SYNC_OFF}:
        return
    assert isinstance(shop.database, SqliteDatabase)
    engine = shop.database._engine

    def weaken(connection: Any, _: object) -> None:
        connection.execute(f"PRAGMA {weakness}")

    event.listen(engine, "connect", weaken)
    engine.dispose()


def look_at_server(folder: Path, said: Sequence[Said]) -> Finding:
    """Every push that was answered is there whole, nothing is there in part, and the server opens."""
    answered = [each for each in said if each[0] == "acknowledged"]
    finding = Finding(acknowledged=len(answered))
    path = folder / DATABASE
    try:
        if said:
            with closing(sqlite3.connect(path)) as database:
                _look(database, answered, finding)
            open_database(path).close()
    except Exception as error:  # noqa: BLE001 - whatever keeps it from being read is what was to be found
        finding.chain_ok = False
        finding.torn.append(f"the server's database can not be used: {error!r}")
        finding.lost = finding.lost or [f"push {each[1]}: the file can not be read" for each in answered]
    return finding


def _look(database: sqlite3.Connection, answered: Sequence[Said], finding: Finding) -> None:
    ((sound,),) = database.execute("PRAGMA integrity_check(1)")
    finding.torn += [] if sound == "ok" else [str(sound)]
    hashes = dict(database.execute("SELECT sequence, hash FROM record"))
    for _, acked, digest in answered:
        if hashes.get(int(str(acked)), b"").hex() != digest:
            finding.lost.append(f"push up to {acked}: its last record is not there")
    highest = max(hashes, default=0)
    if len(hashes) != highest or highest % SALES_A_PUSH:
        finding.torn.append(f"{len(hashes)} records up to {highest}: a push in part")
    for what, statement in _COUNTS.items():
        ((found,),) = database.execute(statement)
        if found != highest:
            finding.torn.append(f"{what}: {found}, but {highest} records")
    if highest > SALES_A_PUSH * (len(answered) + 1):
        finding.torn.append(f"{highest} records: more than the push under way")


_COUNTS = {
    "sales": "SELECT count(*) FROM sale",
    "the till's last record": "SELECT coalesce(max(acked), 0) FROM till",
    "sales of the days": "SELECT coalesce(sum(sales), 0) FROM day_total",
}
