"""Doctor: what is well is said in a word, what is not with what to do; and looking changes nothing."""

import os
import shutil
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from sync.server.care.backups import make_backup
from sync.server.care.doctor import examine
from sync.server.care.findings import Finding, State
from sync.server.care.sqlite_data import SqliteData
from sync.server.companies import new_epoch
from sync.server.config import PostgresUrl, ServerSettings, load_settings
from sync.server.desk import fleet
from sync.server.fleet.failing import outcome_from
from sync.server.schema.columns import metadata
from sync.server.sightings import Sight, write_sights
from tests.unit.sync.server.desk_stage import do
from tests.unit.sync.server.stage import FakeTill, Shop

DAY_MS = 86_400_000
pytestmark = pytest.mark.sqlite


@pytest.fixture
def settings(shop: Shop) -> ServerSettings:
    path = shop.folder / "server.toml"
    path.write_text('[files]\ndatabase = "server.db"\n[backup]\nfolder = "copies"\n')
    (shop.folder / "server.db").chmod(0o600)
    make_backup(SqliteData(shop.folder / "server.db"), shop.folder / "copies", shop.clock())
    return load_settings(path)


def to_do(shop: Shop, settings: ServerSettings) -> dict[str, Finding]:
    return {each.check: each for each in examine(settings, shop.clock()) if each.state is not State.OK}


def seen(shop: Shop, till: FakeTill, offset_ms: int = 0, waiting: int = 0) -> None:
    sight = Sight(shop.clock(), offset_ms, waiting, "trofast-0.1.0")
    with shop.database.write() as connection:
        write_sights(connection, [(till.place.company_id, till.place.till_id, sight)])


def test_a_healthy_server_has_nothing_to_do(shop: Shop, settings: ServerSettings) -> None:
    till = shop.till()
    till.sell()
    shop.taken(till)
    found = examine(settings, shop.clock(), is_thorough=True)
    assert [each for each in found if each.state is not State.OK] == []
    assert {"database", "schema", "clock", "days", "tills", "people", "disk", "backups", "address"} <= {
        each.check for each in found
    }


def test_what_waits_for_a_person_is_told_with_the_command_that_helps(
    shop: Shop, settings: ServerSettings, caplog: pytest.LogCaptureFixture
) -> None:
    till, other = shop.till(1), shop.till(2)
    copy = other.twin()
    till.write("invented", b"")
    till.sell(receipt_number=7)
    shop.taken(till)
    other.sell()
    shop.taken(other)
    copy.sell()
    shop.declined(copy)
    assert "forked" in caplog.text
    with shop.database.write() as connection:
        new_epoch(connection, shop.company.company_id, shop.clock.ms)
    found = to_do(shop, settings)
    assert set(found) == {"parked", "flags", "copied tills", "leases"}
    assert "1 records could not be applied" in found["parked"].says
    assert "parked list" in found["parked"].do
    assert "till take-in" in found["copied tills"].do
    assert "2 tills have not reported" in found["leases"].says


def test_clocks_and_tills_that_are_not_heard_of_are_told(shop: Shop, settings: ServerSettings) -> None:
    tills = [shop.till(number) for number in (1, 2, 3)]
    for till in tills:
        seen(shop, till)
    seen(shop, tills[0], offset_ms=3_600_000)
    assert "3600 s from the server's clock" in to_do(shop, settings)["till clock"].says
    for till in tills:
        seen(shop, till, offset_ms=-3_600_000, waiting=4)
    assert "it may be this one" in to_do(shop, settings)["clock"].says
    shop.clock.ms += 5 * DAY_MS
    missed = to_do(shop, settings)["unseen till"]
    assert "for 5 days with 4 records" in missed.says
    shop.clock.ms -= 6 * DAY_MS
    assert to_do(shop, settings)["clock"].state is State.STOP


def test_backups_that_are_missing_old_or_torn_are_told(shop: Shop, settings: ServerSettings) -> None:
    assert "names no [backup] folder" in to_do(shop, replace(settings, backup_folder=None))["backups"].says
    empty = replace(settings, backup_folder=shop.folder / "none")
    assert "no backup in" in to_do(shop, empty)["backups"].says
    shop.clock.ms += 2 * DAY_MS
    old = to_do(shop, settings)["backups"]
    assert (old.state, "48 h old" in old.says) == (State.LOOK, True)
    [copy] = (shop.folder / "copies").glob("*.db")
    copy.write_bytes(copy.read_bytes()[:-1])
    assert to_do(shop, settings)["backups"].state is State.STOP


def test_a_place_that_is_full_readable_by_others_or_open_to_the_network_is_told(
    shop: Shop, settings: ServerSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=50 << 20))
    (shop.folder / "server.db").chmod(0o644)
    found = to_do(shop, replace(settings, host="0.0.0.0"))
    assert {"disk", "backup disk", "file mode", "address"} == set(found)
    assert (found["disk"].state, found["address"].state) == (State.STOP, State.LOOK)
    assert "TLS" in found["address"].do


def test_a_database_that_is_missing_damaged_or_of_another_version_is_told(
    shop: Shop, settings: ServerSettings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("other")
    missing = replace(settings, database=folder / "server.db")
    assert to_do(shop, missing)["database"].state is State.STOP
    assert not (folder / "server.db").exists()
    shutil.copy(next((shop.folder / "copies").glob("*.db")), folder / "server.db")
    with (folder / "server.db").open("r+b") as file:
        file.seek(4096)
        file.write(os.urandom(4096 * 5))
    assert to_do(shop, missing)["database"].state is State.STOP
    shutil.copy(next((shop.folder / "copies").glob("*.db")), folder / "newer.db")
    with (folder / "newer.db").open("r+b") as file:
        file.seek(60)  # PRAGMA user_version
        file.write((99).to_bytes(4, "big"))
    newer = replace(settings, database=folder / "newer.db")
    assert "newer trofast-server" in to_do(shop, newer)["schema"].do
    nobody = PostgresUrl("postgresql://trofast:hemmelig@127.0.0.1:1/trofast")
    away = to_do(shop, replace(settings, database=nobody))["database"]
    assert away.state is State.STOP
    assert "hemmelig" not in away.says


def test_looking_changes_nothing(shop: Shop, settings: ServerSettings) -> None:
    def rows() -> list[int]:
        return [shop.count(table) for table in metadata.sorted_tables]

    before = rows()
    examine(settings, shop.clock())
    assert rows() == before
    assert sorted(path.name for path in Path(shop.folder).iterdir() if "server" in path.name) == [
        "server.db",
        "server.db-shm",
        "server.db-wal",
        "server.toml",
    ]


def test_a_held_release_and_a_till_that_does_not_come_to_its_release_are_told(
    shop: Shop, settings: ServerSettings
) -> None:
    first, other = shop.till(1, group="pilot"), shop.till(2)
    do(shop, fleet.offer, "0.2.0", (), not_before_ms=0, hold_after=1, by="Ingrid")
    seen(shop, first)
    seen(shop, other)
    behind = {"held release", "tills behind", "failed updates"}
    assert behind.isdisjoint(to_do(shop, settings))
    shop.clock.ms += 8 * 86_400_000
    seen(shop, first)
    late = to_do(shop, settings)["tills behind"]
    assert late.says.startswith("1 tills"), "the other is dark, and another finding"
    assert "s1 till 1" in late.says
    with shop.database.write() as connection:
        sight = Sight(shop.clock(), 0, 0, "trofast-0.1.0", outcome_from("failed:0.2.0:1"))
        write_sights(connection, [(first.place.company_id, first.place.till_id, sight)])
    found = to_do(shop, settings)
    assert found["held release"].says.endswith('went back at 1 till of group "pilot": s1 till 1')
    assert "`update release` it" in found["held release"].do
    assert "tills behind" not in found
