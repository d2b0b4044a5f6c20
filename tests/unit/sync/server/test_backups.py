"""Backups: one moment of a database that goes on, checked; and put back into an empty place as a new epoch."""

import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sync.protocol.v1.problems import Code
from sync.server.care.backups import backups_in, check_backup, make_backup, the_backup
from sync.server.care.holdings import holdings
from sync.server.care.restoring import restore
from sync.server.care.sqlite_data import SqliteData
from sync.server.opening import open_database
from sync.server.problems import CannotRun
from sync.server.schema import tables
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import START_MS, Shop

HOUR_MS = 3_600_000
pytestmark = pytest.mark.sqlite


@pytest.fixture
def data(shop: Shop) -> SqliteData:
    return SqliteData(shop.folder / "server.db")


def test_a_backup_says_what_is_in_it_and_only_its_owner_can_read_it(shop: Shop, data: SqliteData) -> None:
    till = shop.till()
    till.sell(member=shop.member_view())
    till.sell()
    shop.taken(till)
    made, gone = make_backup(data, shop.folder / "copies", START_MS)
    assert gone == []
    [held] = made.manifest.companies
    assert (held.company, held.epoch) == (shop.company.company_id, shop.company.epoch)
    assert (held.records, held.sales, held.members) == (2, 2, 2)
    [of_the_till] = held.tills
    assert (of_the_till.sequence, of_the_till.head) == (2, till.hashes[1].hex())
    assert made.file.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in made.path.parent.iterdir()) == [made.file.name, made.path.name]
    check_backup(the_backup(made.path.parent), data)
    assert the_backup(made.file) == the_backup(made.path) == made


def test_a_backup_is_one_moment_while_others_write(shop: Shop, data: SqliteData) -> None:
    till = shop.till()
    for _ in range(60):
        till.sell(member=shop.member_view())
    begun = threading.Event()

    def serve() -> int:
        for sequence in range(1, 61):
            shop.taken(till, sequence, sequence)
            begun.set()
        return 60

    with ThreadPoolExecutor(1) as tills:
        serving = tills.submit(serve)
        begun.wait(60)
        made = [make_backup(data, shop.folder / "copies", START_MS + number)[0] for number in range(4)]
        assert serving.result() == 60
    for backup in made:
        [held] = backup.manifest.companies
        assert held.records == held.sales == held.tills[0].sequence
        copy = open_database(backup.file)
        try:
            audit(copy)
        finally:
            copy.close()


def test_only_the_newest_are_kept_and_only_after_a_new_one_is_there(
    shop: Shop, data: SqliteData, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shop.folder / "copies"
    made = [make_backup(data, folder, START_MS + number * HOUR_MS)[0] for number in range(3)]
    strange = folder / "notes.txt"
    strange.write_text("mine")
    with monkeypatch.context() as patch:
        patch.setattr(SqliteData, "look_into", _unsound)
        with pytest.raises(CannotRun, match="not sound"):
            make_backup(data, folder, START_MS + 3 * HOUR_MS, keep=1)
    assert backups_in(folder) == made[::-1]
    newest, gone = make_backup(data, folder, START_MS + 3 * HOUR_MS, keep=2)
    assert gone == [made[1].path, made[0].path]
    assert backups_in(folder) == [newest, made[2]]
    assert not made[0].file.exists()
    assert strange.exists()
    assert not list(folder.glob("*.part"))


def _unsound(_data: SqliteData, copy: Path) -> None:
    raise CannotRun(f"{copy} is not sound")


def test_a_backup_that_was_changed_or_lost_is_not_taken_for_one(shop: Shop, data: SqliteData) -> None:
    made, _ = make_backup(data, shop.folder / "copies", START_MS)
    whole = made.file.read_bytes()
    made.file.write_bytes(whole[:5000] + bytes([whole[5000] ^ 1]) + whole[5001:])
    with pytest.raises(CannotRun, match="SHA-256 differs"):
        check_backup(made, data)
    made.file.unlink()
    with pytest.raises(CannotRun, match="is not there"):
        check_backup(made, data)
    with pytest.raises(CannotRun, match="no backup in"):
        the_backup(shop.folder)
    made.path.write_text("{}")
    with pytest.raises(CannotRun, match="no manifest"):
        the_backup(made.path)


def test_epoch_a_restored_server_is_refilled_by_its_tills_and_loses_nothing(
    shop: Shop, data: SqliteData, tmp_path_factory: pytest.TempPathFactory
) -> None:
    till = shop.till()
    till.sell(member=shop.member_view())
    shop.taken(till)
    made, _ = make_backup(data, shop.folder / "copies", START_MS)
    for _ in range(3):
        till.sell(member=shop.member_view())
    shop.taken(till, 2)
    expected = shop.member_view().points

    place = SqliteData(tmp_path_factory.mktemp("elsewhere") / "server.db")
    done = restore(made, place, shop.clock.ms)
    [held] = done.companies
    assert (held.records, done.made_ms) == (1, START_MS)
    assert held.epoch not in {"", shop.company.epoch}
    assert place.path.stat().st_mode & 0o777 == 0o600
    assert sorted(each.name for each in place.path.parent.iterdir()) == ["server.db"]
    restored = Shop(open_database(place.path), shop.company, place.path.parent)
    try:
        assert restored.declined(till, 4, 4).problem.code == Code.GAP
        reply = restored.taken(till, 2)
        assert (reply.acked, reply.epoch) == (4, held.epoch)
        assert restored.member_view().points == expected
        assert restored.count(tables.sale) == 4
        audit(restored.database)
    finally:
        restored.database.close()


def test_a_restore_never_overwrites_and_leaves_nothing_when_it_fails(
    shop: Shop, data: SqliteData, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, _ = make_backup(data, shop.folder / "copies", START_MS)
    before = audit(shop.database)
    with pytest.raises(CannotRun, match="never overwrites"):
        restore(made, data, shop.clock.ms)
    assert audit(shop.database) == before
    folder = tmp_path_factory.mktemp("elsewhere")
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", _no_space)
        with pytest.raises(OSError, match="No space"):
            restore(made, SqliteData(folder / "server.db"), shop.clock.ms)
    assert list(folder.iterdir()) == []


def _no_space(*_: object) -> None:
    raise OSError(28, "No space left on device")


def test_what_is_counted_is_what_a_database_holds(shop: Shop) -> None:
    with shop.database.read() as connection:
        [held] = holdings(connection)
    assert (held.records, held.members, held.tills) == (0, 2, ())
    assert held.postings > 0
