"""The database goes away under the server: killed in the middle of what it does, or for good with a standby in its
place. What was acknowledged is there, and what was sent again is answered as before.
"""

import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from sync.protocol.v1.messages import PushReply
from sync.server.config import PostgresUrl
from sync.server.opening import open_database
from sync.server.schema import tables
from tests.stage.postgres import Cluster
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import FakeTill, Shop, open_shop

pytestmark = pytest.mark.postgres
PATIENCE_S = 30.0


def shop_in(cluster: Cluster, folder: Path) -> Shop:
    """A company in a new database of that cluster."""
    cluster.execute('CREATE DATABASE "shop"')
    return open_shop(folder, PostgresUrl(cluster.url("shop")))


def pushes(shop: Shop, till: FakeTill, acked: list[int], wanted: int) -> Callable[[], None]:
    """Push one sale after the other, each again until it is answered; ``acked`` is what was answered."""

    def push() -> None:
        while len(acked) < wanted:
            try:
                reply = shop.push(till, len(acked) + 1, len(acked) + 1)
            except DBAPIError:
                continue  # 503: the till comes back
            assert isinstance(reply, PushReply), reply
            acked.append(reply.acked)

    return push


def sales(shop: Shop, till: FakeTill, count: int) -> None:
    view = shop.member_view()
    for _ in range(count):
        till.sell(member=view)


@pytest.mark.parametrize("how", [signal.SIGQUIT, signal.SIGKILL], ids=["stopped-at-once", "killed"])
def test_key_effect_the_database_crashes_in_the_middle_and_nothing_acknowledged_is_lost(
    tmp_path: Path, how: signal.Signals
) -> None:
    with Cluster() as cluster:
        shop = shop_in(cluster, tmp_path)
        tills = [shop.till(number) for number in (1, 2)]
        acked: list[list[int]] = [[], []]
        for till in tills:
            sales(shop, till, 30)
        workers = [replace(shop, database=open_database(PostgresUrl(cluster.url("shop")))) for _ in tills]
        threads = [
            threading.Thread(daemon=True, target=pushes(*each, 30))
            for each in zip(workers, tills, acked, strict=True)
        ]
        for thread in threads:
            thread.start()
        for wanted in (4, 12):
            while min(map(len, acked)) < wanted:
                threading.Event().wait(0.002)
            told = [list(each) for each in acked]
            cluster.end(how)
            cluster.start()
            for till, said in zip(tills, told, strict=True):
                assert acked_in(cluster, till) >= said[-1]
        for thread in threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()
        assert acked == [list(range(1, 31))] * 2
        found = replace(shop, database=open_database(PostgresUrl(cluster.url("shop"))))
        for till in tills:
            before = found.count(tables.posting)
            assert found.taken(till).acked == 30, "a batch sent again is answered as before"
            assert found.count(tables.posting) == before
        assert found.count(tables.sale) == 60
        audit(found.database)
        for each in (shop, found, *workers):
            each.database.close()


def acked_in(cluster: Cluster, till: FakeTill) -> int:
    """How far a till is, as somebody finds it who looks now."""
    [(acked,)] = cluster.execute(f"SELECT acked FROM till WHERE till_id = '{till.place.till_id}'", "shop")
    assert isinstance(acked, int)
    return acked


@pytest.mark.parametrize("commit", ["on", "remote_apply"])
def test_a_standby_that_takes_over_has_every_acknowledged_sale(tmp_path: Path, commit: str) -> None:
    first = Cluster({"synchronous_commit": commit})
    with first:
        shop = shop_in(first, tmp_path)
        second = first.standby("second")
        try:
            second.start()
            first.execute("ALTER SYSTEM SET synchronous_standby_names = 'second'")
            first.execute("SELECT pg_reload_conf()")
            wait_for(lambda: first.execute("SELECT sync_state FROM pg_stat_replication") == [("sync",)])
            both = PostgresUrl(f"host={first.folder},{second.folder} dbname=shop user=trofast")
            worker = replace(shop, database=open_database(both))
            till, acked = shop.till(), list[int]()
            sales(shop, till, 30)
            pushing = threading.Thread(daemon=True, target=pushes(worker, till, acked, 30))
            pushing.start()
            wait_for(lambda: len(acked) >= 5)
            first.end(signal.SIGKILL)
            told = list(acked)
            assert second.execute("SELECT pg_promote()") == [(True,)]
            there = int(str(second.execute("SELECT max(sequence) FROM record", "shop")[0][0]))
            assert there >= told[-1]
            pushing.join(PATIENCE_S)
            assert not pushing.is_alive()
            assert acked == list(range(1, 31)), "the server finds the new one by itself"
            assert worker.count(tables.sale) == 30
            audit(worker.database)
            for each in (worker, shop):
                each.database.close()
        finally:
            second.__exit__()


def wait_for(claim: Callable[[], bool]) -> None:
    """Wait until it is true."""
    for _ in range(int(PATIENCE_S / 0.02)):
        if claim():
            return
        threading.Event().wait(0.02)
    raise AssertionError("it never came")
