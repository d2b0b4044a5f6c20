"""An update as whoever installs it takes it, step by step, between two releases that are processes of their own."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from pos_app.storage.database import Database
from pos_app.storage.lock import FileLock
from pos_app.storage.opening import open_for_sync
from pos_app.storage.schema import SCHEMA_VERSION
from pos_app.storage.verify import verify_database
from tests.integration.bootstrap.test_stopped_till import stopped
from tests.integration.bootstrap.test_window import eventually
from tests.stage.contents import Contents
from tests.stage.contents import contents as read_all
from tests.stage.other_release import Release, make_release, this_release
from tests.stage.ready_till import ReadyTill, make_ready_till
from tests.stage.tills import KEY, open_store, sell_many

SALES = 6


@pytest.fixture
def till(tmp_path: Path) -> ReadyTill:
    return make_ready_till(tmp_path / "till", sales=SALES)


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A later release with another schema."""
    return make_release(tmp_path_factory.mktemp("later"), schemas=1)


@pytest.fixture(scope="module")
def old() -> Release:
    return this_release()


def contents(till: ReadyTill) -> Contents:
    return read_all(till.data / "till.db", KEY)


def note(till: ReadyTill) -> dict[str, object]:
    told = json.loads((till.data / "update.json").read_text("utf-8"))
    assert isinstance(told, dict)
    return told


def is_whole(till: ReadyTill, records: int = SALES) -> bool:
    report = verify_database(till.data, KEY)
    return report.ok and report.records == records


def test_way_back_a_good_release_changes_the_schema_and_no_row(
    till: ReadyTill, old: Release, later: Release
) -> None:
    before = contents(till)
    prepared = old.update("prepare", till.toml)
    assert (prepared.returncode, prepared.stdout) == (0, f"prepared: {SALES} records\n"), prepared.stderr
    assert (note(till)["state"], note(till)["from"], note(till)["sequence"]) == (
        "prepared",
        old.version,
        SALES,
    )
    checked = later.update("start-up-check", till.toml)
    assert (checked.returncode, checked.stdout) == (0, f"ok {later.version}\n"), checked.stderr
    assert (note(till)["state"], note(till)["from"], note(till)["to"]) == (
        "checked",
        old.version,
        later.version,
    )
    after = contents(till)
    assert after.version == SCHEMA_VERSION + 1
    assert after.but("shelf_note", "parked") == before.but("parked")
    assert is_whole(till)

    went = old.update("way-back", till.toml)
    assert went.returncode == 0, went.stderr
    assert "every record" in went.stdout
    assert contents(till) == before
    assert note(till)["state"] == "way-back"
    assert is_whole(till)
    assert old.update("start-up-check", till.toml).returncode == 0


def test_way_back_what_was_written_with_the_new_release_is_never_given_up(
    till: ReadyTill, old: Release, later: Release
) -> None:
    old.update("prepare", till.toml)
    later.update("start-up-check", till.toml)
    database = Database.open(till.data / "till.db", KEY)
    database.sql("PRAGMA user_version = 1")  # as if this release could write to it
    database.close()
    store = open_store(till.data)
    sell_many(store, 1)
    store.database.sql(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    store.close()
    before = contents(till)
    went = old.update("way-back", till.toml)
    assert went.returncode == 1
    assert "a sale would be lost" in went.stderr
    assert contents(till) == before
    assert note(till)["state"] == "checked"
    assert is_whole(till, SALES + 1)


def test_way_back_an_update_that_was_cut_off_is_prepared_anew(
    till: ReadyTill, old: Release, later: Release
) -> None:
    before = contents(till)
    old.update("prepare", till.toml)
    later.update("start-up-check", till.toml)
    assert old.update("prepare", till.toml).returncode == 0
    assert contents(till) == before
    assert (note(till)["state"], note(till)["sequence"]) == ("prepared", SALES)
    later.update("start-up-check", till.toml)
    assert old.update("way-back", till.toml).returncode == 0
    assert contents(till) == before


@pytest.mark.parametrize(
    ("fault", "limit_s", "reason"),
    [("raises", 60, "aborted"), ("aborts", 60, "aborted"), ("hangs", 8, "time")],
)
def test_way_back_a_release_whose_window_does_not_come_is_found_out_and_undone(
    tmp_path: Path, till: ReadyTill, old: Release, fault: str, limit_s: int, reason: str
) -> None:
    bad = make_release(tmp_path / "bad", schemas=1, fault=fault)
    before = contents(till)
    old.update("prepare", till.toml)
    checked = bad.update("start-up-check", till.toml, "--limit", str(limit_s))
    assert checked.returncode == 1
    assert "does not work on this till" in checked.stderr
    told = note(till)
    assert (told["state"], told["to"]) == ("failed", bad.version)
    assert str(told["reason"]).startswith(f"{reason}: ")
    assert contents(till).version == SCHEMA_VERSION + 1, "the data were migrated before the window failed"
    assert old.update("way-back", till.toml).returncode == 0
    assert contents(till) == before


def test_way_back_a_migration_that_fails_changes_nothing(
    tmp_path: Path, till: ReadyTill, old: Release
) -> None:
    bad = make_release(tmp_path / "bad", schemas=2, then="raise RuntimeError('half way')")
    before = contents(till)
    old.update("prepare", till.toml)
    assert bad.update("start-up-check", till.toml).returncode == 1
    assert note(till)["state"] == "failed"
    assert contents(till) == before
    went = old.update("way-back", till.toml)
    assert went.returncode == 0
    assert "as they are" in went.stdout
    assert note(till)["state"] == "way-back"


def test_way_back_a_start_that_meets_data_of_a_newer_release_takes_it(
    till: ReadyTill, old: Release, later: Release
) -> None:
    """The power went after the new release had migrated the data, and before it was the one that runs."""
    old.update("prepare", till.toml)
    later.update("start-up-check", till.toml)
    with stopped(till.toml) as process:
        assert process.says() == {"selling": True}
        assert process.process.wait(30) == 0
    assert note(till)["state"] == "way-back"
    report = verify_database(till.data, KEY)
    assert (report.ok, report.sales) == (True, SALES)

    later.update("start-up-check", till.toml)
    (till.data / "before-update" / "till.db").unlink()
    for copy in till.data.glob("till-before-schema-*"):
        copy.unlink()
    with stopped(till.toml) as process:
        assert process.says()["cause"] == "newer_data"
        process.press("close")
        assert process.process.wait(30) == 3


def test_a_check_that_is_told_to_end_takes_its_child_along(tmp_path: Path, till: ReadyTill) -> None:
    slow = make_release(tmp_path / "slow", fault="hangs")

    def holder() -> int:
        """Who has the till's data; asking for the lock would be in the way of who wants it."""
        return int((till.data / "till.lock").read_text("ascii") or 0)

    with slow.start(slow.command("update", "start-up-check", "--config", till.toml)) as process:
        assert eventually(lambda: holder() not in (0, os.getpid()))
        child = holder()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)
    assert eventually(lambda: not Path(f"/proc/{child}").exists())


def test_a_till_is_not_updated_in_the_middle_of_its_day(till: ReadyTill, old: Release) -> None:
    found = old.update("ready", till.toml)
    assert (found.returncode, "since the day was closed" in found.stdout) == (1, True)


def test_a_till_that_sold_nothing_is_ready_unless_its_window_is_open(tmp_path: Path, old: Release) -> None:
    till = make_ready_till(tmp_path / "till")
    assert old.update("ready", till.toml).returncode == 0
    lock = FileLock(till.data / "till.lock").acquire()
    found = old.update("ready", till.toml)
    assert (found.returncode, "window is open" in found.stdout) == (1, True)
    assert old.update("ready", till.toml, "--may-close-window").returncode == 0
    assert old.update("start-up-check", till.toml).returncode == 1
    assert not (till.data / "update.json").exists(), "a till in use says nothing of the release"
    lock.release()
    assert old.update("start-up-check", till.toml).returncode == 0


def test_a_till_without_a_place_may_always_be_updated(tmp_path: Path, old: Release) -> None:
    toml = tmp_path / "till.toml"
    for step in ("ready", "prepare", "start-up-check", "way-back", "status"):
        done = old.update(step, toml)
        assert (done.returncode, done.stderr) == (0, ""), step
    assert list(tmp_path.iterdir()) == []


def test_what_the_check_finds_wrong_is_said(till: ReadyTill, old: Release) -> None:
    (till.folder / "device.key").rename(till.folder / "aside")
    assert old.update("start-up-check", till.toml).returncode == 1
    assert str(note(till)["reason"]).startswith("device_key: ")
    (till.folder / "aside").rename(till.folder / "device.key")
    database = Database.open(till.data / "till.db", KEY)
    database.sql("DROP TRIGGER journal_immutable_update")
    database.sql("UPDATE journal SET envelope = x'00' WHERE sequence = 3")
    database.close()
    assert old.update("start-up-check", till.toml).returncode == 1
    assert note(till)["reason"] == "journal: Record 3 is not as it was written."


def test_a_sync_that_is_at_it_is_waited_for_and_then_told(till: ReadyTill, old: Release) -> None:
    database, lock = open_for_sync(till.data, KEY)
    try:
        assert old.update("way-back", till.toml).returncode == 1
        checked = old.update("start-up-check", till.toml)
        assert checked.returncode == 1
        assert "still running" in checked.stderr
        assert not (till.data / "update.json").exists()
    finally:
        database.close()
        lock.release()


def test_a_full_disk_lets_nothing_be_prepared(till: ReadyTill, monkeypatch: pytest.MonkeyPatch) -> None:
    from pos_app.domain.errors import CannotSell
    from pos_app.storage import before_update

    monkeypatch.setattr(before_update, "_SPARE_BYTES", 1 << 60)
    with pytest.raises(CannotSell) as caught:
        before_update.keep_copy(till.data, KEY)
    assert caught.value.cause == "disk_full"
    (till.folder / "till.key").rename(till.folder / "aside")
    done = this_release().update("prepare", till.toml)
    assert (done.returncode, "key" in done.stderr) == (1, True), "whoever installs asks for 1: no"
    assert not (till.data / "before-update").exists()


def test_the_copy_is_nobody_elses(till: ReadyTill, old: Release) -> None:
    old.update("prepare", till.toml)
    assert (till.data / "before-update").stat().st_mode & 0o777 == 0o700
    if os.name == "posix":
        assert (till.data / "before-update" / "till.db").stat().st_uid == os.geteuid()
