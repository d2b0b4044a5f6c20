"""The database goes away under the server: killed in the middle of what it does, or for good with a standby in its
place. What was acknowledged is there, and what was sent again is answered as before.
"""

import logging
import signal
import threading
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Self

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
PATIENCE_S = 60.0


def shop_in(cluster: Cluster, folder: Path) -> Shop:
    """A company in a new database of that cluster."""
    cluster.execute('CREATE DATABASE "shop"')
    return open_shop(folder, PostgresUrl(cluster.url("shop")))


class Pushing(threading.Thread):
    """Pushes one sale after the other, each again until it is answered. ``acked`` is what was answered; ``error`` what
    ended it before it had pushed all.
    """

    def __init__(self, shop: Shop, till: FakeTill, wanted: int) -> None:
        super().__init__(daemon=True)
        self.acked: list[int] = []
        self.error: BaseException | None = None
        self._shop, self._till, self._wanted = shop, till, wanted
        self._given_up = threading.Event()

    def run(self) -> None:
        """See the class."""
        try:
            while len(self.acked) < self._wanted and not self._given_up.is_set():
                with suppress(DBAPIError):  # 503: the till comes back
                    reply = self._shop.push(self._till, len(self.acked) + 1, len(self.acked) + 1)
                    assert isinstance(reply, PushReply), reply
                    self.acked.append(reply.acked)
        except BaseException as error:  # noqa: BLE001 - it is raised where it is waited for
            self.error = error

    def until(self, count: int) -> None:
        """Wait until so many were answered."""
        wait_for(lambda: len(self.acked) >= count or self.error is not None)
        if self.error is not None:
            raise self.error

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Nobody pushes on behind a test that failed."""
        self._given_up.set()
        self.join(PATIENCE_S)
        assert not self.is_alive()


def sales(shop: Shop, till: FakeTill, count: int) -> None:
    view = shop.member_view()
    for _ in range(count):
        till.sell(member=view)


@pytest.mark.parametrize("how", [signal.SIGQUIT, signal.SIGKILL], ids=["stopped-at-once", "killed"])
def test_key_effect_the_database_crashes_in_the_middle_and_nothing_acknowledged_is_lost(
    tmp_path: Path, how: signal.Signals, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with Cluster() as cluster:
        shop = shop_in(cluster, tmp_path)
        tills = [shop.till(number) for number in (1, 2)]
        for till in tills:
            sales(shop, till, 30)
        with ExitStack() as running:
            workers = [another(shop, cluster, running) for _ in tills]
            pushing = [running.enter_context(Pushing(*each, 30)) for each in zip(workers, tills, strict=True)]
            for wanted in (4, 12):
                for each in pushing:
                    each.until(wanted)
                told = [list(each.acked) for each in pushing]
                cluster.end(how)
                cluster.start()
                for till, said in zip(tills, told, strict=True):
                    assert acked_in(cluster, till) >= said[-1]
            for each in pushing:
                each.until(30)
            assert [each.acked for each in pushing] == [list(range(1, 31))] * 2
            found = another(shop, cluster, running)
            for till in tills:
                before = found.count(tables.posting)
                assert found.taken(till).acked == 30, "a batch sent again is answered as before"
                assert found.count(tables.posting) == before
            assert found.count(tables.sale) == 60
            audit(found.database)
        shop.database.close()
    assert {each.name for each in caplog.records} <= {"psycopg"}, "it tells of lines that broke"


def another(shop: Shop, cluster: Cluster, until: ExitStack) -> Shop:
    """The same shop, by another worker."""
    database = open_database(PostgresUrl(cluster.url("shop")))
    until.callback(database.close)
    return replace(shop, database=database)


def acked_in(cluster: Cluster, till: FakeTill) -> int:
    """How far a till is, as somebody finds it who looks now."""
    [(acked,)] = cluster.execute(f"SELECT acked FROM till WHERE till_id = '{till.place.till_id}'", "shop")
    assert isinstance(acked, int)
    return acked


@pytest.mark.parametrize("commit", ["on", "remote_apply"])
def test_a_standby_that_takes_over_has_every_acknowledged_sale(
    tmp_path: Path, commit: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
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
            till = shop.till()
            sales(shop, till, 30)
            with Pushing(worker, till, 30) as pushing:
                pushing.until(5)
                first.end(signal.SIGKILL)
                told = list(pushing.acked)
                assert second.execute("SELECT pg_promote()") == [(True,)]
                there = int(str(second.execute("SELECT max(sequence) FROM record", "shop")[0][0]))
                assert there >= told[-1]
                pushing.until(30)
            assert pushing.acked == list(range(1, 31)), "the server finds the new one by itself"
            assert worker.count(tables.sale) == 30
            audit(worker.database)
            for each in (worker, shop):
                each.database.close()
        finally:
            second.__exit__()
    assert {each.name for each in caplog.records} <= {"psycopg"}, "it tells of lines that broke"


def wait_for(claim: Callable[[], bool]) -> None:
    """Wait until it is true."""
    for _ in range(int(PATIENCE_S / 0.02)):
        if claim():
            return
        threading.Event().wait(0.02)
    raise AssertionError("it never came")
