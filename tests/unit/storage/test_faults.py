"""What the world does to an open till, done for real: each comes out as a sentence, and nothing is half-written."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from pos_app.domain.errors import CannotSell
from pos_app.storage.database import Database
from pos_app.storage.driver import IntegrityError, pragma
from pos_app.storage.faults import fault_of
from pos_app.storage.opening import SqliteTillStore
from pos_app.storage.verify import verify_database
from tests.stage import goods
from tests.stage.tills import ADA, KEY, PAGE, nth_sale, open_store, receipt_job, sell, sell_many


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteTillStore]:
    opened = open_store(tmp_path)
    yield opened
    opened.close()


def try_to_sell(store: SqliteTillStore) -> CannotSell:
    with pytest.raises(CannotSell) as caught:
        sell(store, member=goods.member(), personal=ADA)
    return caught.value


def test_one_tx_a_full_disk_leaves_no_half_sale_and_selling_goes_on_when_there_is_room(
    store: SqliteTillStore, tmp_path: Path
) -> None:
    sell_many(store, 3)
    store.database.sql(f"PRAGMA max_page_count = {pragma(store.database.connection, 'page_count')}")
    sold = 3
    error = None
    while error is None:
        try:
            sell(store, member=goods.member(), personal=ADA)
            sold += 1
        except CannotSell as full:
            error = full
    assert error.cause == "disk_full"
    assert "not paid" in error.sentence
    assert try_to_sell(store).cause == "disk_full"
    store.database.sql("PRAGMA max_page_count = 100000")
    assert sell(store).receipt_number == sold + 1
    assert verify_database(tmp_path, KEY).sales == sold + 1


def test_another_program_that_holds_the_data_too_long_is_named(
    store: SqliteTillStore, tmp_path: Path
) -> None:
    store.database.sql("PRAGMA busy_timeout = 50")
    other = Database.open(tmp_path / "till.db", KEY)
    other.begin()
    error = try_to_sell(store)
    assert error.cause == "locked"
    assert "try again" in error.sentence
    other.rollback()
    other.close()
    assert sell(store).receipt_number == 1


def test_a_file_that_may_not_be_written_is_named(store: SqliteTillStore, tmp_path: Path) -> None:
    sell(store)
    readable = Database.open(tmp_path / "till.db", KEY, read_only=True)
    with pytest.raises(CannotSell) as caught:
        readable.sql("DELETE FROM parked")
    assert caught.value.cause == "read_only"
    readable.close()


def test_damage_that_is_met_while_selling_is_named(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    sell_many(store, 5)
    store.close()
    path = tmp_path / "till.db"
    content = bytearray(path.read_bytes())
    for page in range(2, len(content) // PAGE):
        content[page * PAGE + 50] ^= 1
    path.write_bytes(content)
    with pytest.raises(CannotSell) as caught:
        open_store(tmp_path)
    assert caught.value.cause == "damaged"
    assert "delete nothing" in caught.value.sentence


def test_our_own_bug_stays_an_error_of_its_own_kind(store: SqliteTillStore) -> None:
    sale = sell(store)
    with pytest.raises(IntegrityError) as caught, store.unit_of_work() as uow:
        uow.add_sale(sale, None, None)
    assert fault_of(caught.value) is None
    assert fault_of(ValueError()) is None


def test_a_till_that_is_opened_on_a_full_disk_says_that_it_is_full_and_not_that_it_is_damaged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log's index is made when the till opens, and is the first thing that finds no room: files that may not grow
    give SQLite the same error as a disk without room does.
    """
    with closing(open_store(tmp_path)) as store:
        sell_many(store, 2)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4 * PAGE, hard))
    try:
        with pytest.raises(CannotSell) as no_growth:
            open_store(tmp_path)
        monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=8 * PAGE - 1))
        with pytest.raises(CannotSell) as full:
            open_store(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (no_growth.value.cause, full.value.cause) == ("damaged", "disk_full")
    with closing(open_store(tmp_path)) as store:
        assert sell(store).receipt_number == 3


def test_one_tx_a_unit_of_work_within_another_is_our_own_bug(store: SqliteTillStore) -> None:
    sale = nth_sale(1)
    with store.unit_of_work() as uow:
        with pytest.raises(Exception, match="within a transaction"), store.unit_of_work():
            pass
        uow.add_sale(sale, None, receipt_job(sale))
        uow.commit()
    with store.unit_of_work() as uow:
        assert uow.last_sale() == sale
