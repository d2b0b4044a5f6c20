"""Real processes on real files: killed in the middle, two at once, and a disk with no room left."""

import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pos_app.domain.errors import CannotSell
from pos_app.services.till_store import OpenBasket
from pos_app.storage.checkpoint import Checkpoint, make_checkpoint
from pos_app.storage.database import Database
from pos_app.storage.for_sync import SyncJournal, SyncReplica
from pos_app.storage.leases import TillLeases
from pos_app.storage.opening import open_till_store
from pos_app.storage.report import VerifyReport
from pos_app.storage.verify import verify_database
from sync.client.keys import DeviceKey
from tests.stage import goods
from tests.stage.replicas import SHOP, article_row, load, reader
from tests.stage.tills import ADA, KEY, nth_sale, open_store, sell, sell_many

PROJECT = Path(__file__).parents[3]


@contextmanager
def till_process(what: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.integration.storage.till_process", what, str(folder)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_one_tx_a_till_killed_in_mid_sale_has_its_basket_back_and_no_sale(tmp_path: Path) -> None:
    with till_process("stop", tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "written, not committed\n"
        process.kill()
        process.wait()
        assert (tmp_path / "till.db-wal").exists(), "it had no time to tidy up"
    report = verify_database(tmp_path, KEY)
    assert (report.ok, report.records) == (True, 0)
    with closing(open_store(tmp_path)) as store, store.unit_of_work() as uow:
        wanted = nth_sale(1, member=goods.member())
        assert uow.open_basket() == OpenBasket(wanted.basket, wanted.tenders)
        assert (uow.last_sale(), uow.print_jobs()) == (None, [])


def test_lease_a_till_killed_between_taking_and_selling_has_its_lease_whole_again(tmp_path: Path) -> None:
    with till_process("take", tmp_path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken and written, not committed\n"
        with closing(Database.open(tmp_path / "till.db", KEY, read_only=True)) as beside:
            taken = beside.sql("SELECT taken_id, amount, sequence FROM lease_taken")
        assert taken == [("r1", 200, None)], "the taking is durable before there is a sale"
        process.kill()
        process.wait()
    with closing(open_store(tmp_path)), closing(TillLeases(tmp_path, KEY)) as leases:
        (kept,) = leases.of_member(goods.MEMBER_ID)
        assert kept.left("points") == 300
        assert leases.take("r1", "lease-1", "points", 200, goods.AT_MS + 2)


@pytest.mark.parametrize("seed", range(5))
def test_durable_first_every_sale_that_was_said_is_there_after_a_kill(tmp_path: Path, seed: int) -> None:
    with till_process("sell", tmp_path) as process:
        assert process.stdout is not None
        said = 0
        for _ in range(random.Random(seed).randrange(3, 40)):
            said = int(process.stdout.readline())
        process.kill()
        rest, _ = process.communicate()
        said = max([said, *(int(line) for line in rest.splitlines() if line)])
    report = verify_database(tmp_path, KEY)
    assert report.ok, report.problem
    assert said <= report.sales <= said + 1
    with closing(open_store(tmp_path)) as store:
        assert sell(store).receipt_number == report.sales + 1


def test_the_till_and_its_sync_child_write_at_once_and_neither_is_refused(tmp_path: Path) -> None:
    """Each on its own connection, as fast as they can; SQLite's lock does not know threads from processes."""
    with closing(open_store(tmp_path)) as store:
        over = threading.Event()

        def acknowledge() -> int:
            with closing(SyncJournal(tmp_path, KEY)) as outbox:
                while not over.is_set() or outbox.waiting_records():
                    batch = outbox.unacked(outbox.acked(), 10)
                    if batch:
                        outbox.mark_acked(batch[-1][0], "a")
                return outbox.acked()

        with ThreadPoolExecutor(1) as pool:
            acknowledged = pool.submit(acknowledge)
            try:
                sell_many(store, 120)
            finally:
                over.set()
            assert acknowledged.result(60) == 120
    report = verify_database(tmp_path, KEY)
    assert (report.ok, report.sales) == (True, 120)


def test_chain_a_write_ahead_log_that_lost_its_end_is_seen_with_a_checkpoint(tmp_path: Path) -> None:
    """SQLite takes a log up to its first bad frame for all there is: what was committed after it is gone unseen."""
    with closing(open_store(tmp_path / "running")) as store:
        sell_many(store, 12)
        for name in ("till.db", "till.db-wal"):
            shutil.copy(tmp_path / "running" / name, tmp_path / name)
    signed = sign(verify_database(tmp_path, KEY))
    log = tmp_path / "till.db-wal"
    content = bytearray(log.read_bytes())
    content[len(content) * 3 // 4] ^= 1
    log.write_bytes(content)
    unseen = verify_database(tmp_path, KEY)
    assert unseen.ok
    assert unseen.last_sequence < signed.sequence
    seen = verify_database(tmp_path, KEY, signed)
    assert not seen.ok
    assert seen.bad_sequence == unseen.last_sequence + 1
    assert "the till signed" in seen.problem


def sign(report: VerifyReport) -> Checkpoint:
    device = DeviceKey(bytes(32))
    return make_checkpoint(
        company_id=goods.COMPANY,
        till_id=goods.TILL,
        sequence=report.last_sequence,
        head=bytes.fromhex(report.chain_head),
        at_ms=1,
        public_key=device.public_key,
        sign=device.sign,
    )


def test_two_till_processes_never_write_the_same_journal(tmp_path: Path) -> None:
    with till_process("sell", tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(CannotSell) as caught:
            open_store(tmp_path)
        assert caught.value.cause == "second_till"
    open_store(tmp_path).close()


def test_a_catalogue_load_never_holds_up_a_sale_or_a_look_up(tmp_path: Path) -> None:
    """In the middle of a page's transaction, which could last for ever, the till sells and finds its goods."""
    load(tmp_path).close()
    with (
        closing(open_store(tmp_path)) as store,
        closing(reader(tmp_path)) as till,
        closing(SyncReplica(tmp_path, KEY)) as replica,
    ):
        store.database.sql("PRAGMA busy_timeout = 0")
        replica.begin_full()
        for database in (replica._writer._aside, replica._writer._current):
            assert database is not None
            with database.writing():
                database.sql("UPDATE progress SET cursor = cursor + 1")
                assert sell(store, member=goods.member(), personal=ADA).receipt_number > 0
                assert till.goods.by_code("7000000000012") is not None
                assert till.goods.search("kanel")
                assert till.members.search("ada")
        replica.apply((*SHOP, article_row("Ny vare", codes=(("77", 1),))), 300, full=True)
        assert till.goods.by_code("77") is None
        replica.finish_full()
        assert till.refresh()
        assert till.goods.by_code("77") is not None


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A disk of one megabyte where this user may mount one; elsewhere one whose files may not grow (the same error
    comes from the operating system either way: no space)."""
    folder.mkdir()
    mounted = (
        os.geteuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)], check=False, capture_output=True
        ).returncode
    )
    try:
        yield folder
    finally:
        if mounted:
            subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_up_stops_selling_and_loses_nothing(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as folder, closing(open_till_store(folder, KEY)) as store:
        store.database.sql("PRAGMA max_page_count = 230")
        error = None
        sold = 0
        while error is None:
            try:
                sell(store, member=goods.member(), personal=ADA)
                sold += 1
            except CannotSell as full:
                error = full
        assert error.cause == "disk_full"
        assert sold > 0
        report = verify_database(folder, KEY)
        assert (report.ok, report.sales) == (True, sold), report.problem
        with store.unit_of_work() as uow:
            last = uow.last_sale()
            assert last is not None
            assert last.receipt_number == sold
