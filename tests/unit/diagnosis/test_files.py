"""The doctor on a till's own files: settings, keys, the database, the replica, the disk and the copies."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from pos_app.diagnosis.machine import Room, kind_of_disk, room_in, time_of_fsync_us
from pos_app.machine.transaction_signer import RsaTransactionSigner
from pos_app.storage.driver import connect
from pos_app.storage.opening import open_till_store
from tests.stage.ready_till import PROJECT
from tests.stage.tills import KEY, open_store
from tests.unit.diagnosis.conftest import Patient, standing

MIB = 1 << 20


def test_a_till_that_is_well_has_nothing_to_do_but_what_a_bare_stage_lacks(patient: Patient) -> None:
    found = patient.examine()
    to_do = {code for code, each in found.items() if each.do}
    assert to_do == {"network.refused", "copies.none"}


def test_nothing_is_changed_by_looking(patient: Patient) -> None:
    before = {path: path.read_bytes() for path in sorted(patient.till.folder.rglob("*")) if path.is_file()}
    patient.examine(is_thorough=True)
    after = {path: path.read_bytes() for path in sorted(patient.till.folder.rglob("*")) if path.is_file()}
    beside = after.keys() - before.keys()
    assert {path.name.rpartition("-")[2] for path in beside} <= {"shm", "wal"}
    assert all(not after[path] for path in beside if path.name.endswith("-wal"))
    assert {path: after[path] for path in before} == before


# ---- settings


def test_a_mistake_in_till_toml_is_named_with_its_line(patient: Patient) -> None:
    text = patient.till.toml.read_text("utf-8").replace("till_number = 2", "till_number = 0")
    patient.till.toml.write_text(text, "utf-8")
    found = patient.examine()["settings.mistake"]
    assert found.standing == "wrong"
    assert found.says.startswith("till.toml:5: expected ")


def test_a_till_toml_that_is_not_there_is_told(patient: Patient) -> None:
    patient.till.toml.unlink()
    assert "there is no such file" in patient.examine()["settings.mistake"].says


def test_a_till_without_a_place_is_told_to_get_one(patient: Patient) -> None:
    patient.till.toml.write_text("[screen]\nsounds = false\n", "utf-8")
    assert standing(patient.examine("settings"), "settings.no_place") == "wrong"


def test_a_till_without_a_server_is_told(patient: Patient) -> None:
    text = patient.till.toml.read_text("utf-8").replace('url = "http://127.0.0.1:9"', 'url = ""')
    patient.till.toml.write_text(text, "utf-8")
    assert standing(patient.examine("settings"), "settings.no_server") == "wrong"


# ---- keys


@pytest.mark.parametrize("name", ["till.key", "device.key", "card.secret"])
def test_a_key_that_is_missing_damaged_or_open_to_others_is_told(patient: Patient, name: str) -> None:
    path = patient.till.folder / name
    secret = path.read_bytes()
    path.chmod(0o644)
    found = patient.examine("keys")
    open_key = found["keys.open_to_others"]
    assert standing(found, "keys.open_to_others") == "wrong"
    assert "0644" in open_key.says
    assert f"chmod 600 {path}" in open_key.do
    path.chmod(0o600)
    path.write_bytes(secret[:-1])
    assert "31 bytes" in patient.examine("keys")["keys.damaged"].says
    path.unlink()
    assert patient.examine("keys")["keys.missing"].says.startswith(f"{name} is missing: without it")


def test_the_fingerprint_of_the_till_s_key_is_shown_and_no_key(patient: Patient) -> None:
    from sync.client.keys import read_key

    key = read_key(patient.till.folder / "device.key")
    says = patient.examine("keys")["keys.there"].says
    assert key.fingerprint in says
    assert key.public_key.hex() not in says


def test_the_key_for_the_tax_office_is_looked_at_where_there_is_one(patient: Patient) -> None:
    path = patient.till.folder / "signing.key"
    assert "signing.key" not in patient.examine("keys")["keys.there"].says
    RsaTransactionSigner(path).warm_up()
    assert "card.secret, signing.key are there" in patient.examine("keys")["keys.there"].says
    path.write_bytes(b"no key")
    assert standing(patient.examine("keys"), "keys.damaged") == "wrong"


def test_a_change_of_the_key_that_broke_off_is_told(patient: Patient) -> None:
    (patient.till.folder / "device.key.new").write_bytes(bytes(32))
    assert standing(patient.examine("keys"), "keys.left_over") == "look"


def test_a_key_of_another_user_is_told(patient: Patient) -> None:
    path = patient.till.folder / "till.key"
    if (
        os.geteuid()
    ):  # only an administrator gives files away; anybody else sees one that is not theirs to read
        path.chmod(0)
        assert standing(patient.examine("keys"), "keys.not_readable") == "wrong"
    else:
        os.chown(path, 65534, 65534)
        assert standing(patient.examine("keys"), "keys.other_owner") == "look"


def test_a_key_that_was_locked_on_another_computer_is_told(patient: Patient) -> None:
    (patient.till.folder / "device.key").write_bytes(b"trofast-dpapi-1\nwhatever was locked")
    assert standing(patient.examine("keys"), "keys.not_unlocked") == "wrong"


# ---- the till's file


def test_a_till_that_was_never_started_is_no_trouble(patient: Patient) -> None:
    for path in patient.till.data.glob("till.db*"):
        path.unlink()
    assert standing(patient.examine("database"), "database.not_yet") == "ok"


def test_a_key_that_does_not_fit_is_told(patient: Patient) -> None:
    (patient.till.folder / "till.key").write_bytes(bytes(32))
    found = patient.examine("database")["database.cannot_open"]
    assert found.standing == "wrong"
    assert "its key does not fit it" in found.says


def test_a_broken_page_is_found(patient: Patient) -> None:
    path = patient.till.data / "till.db"
    with path.open("r+b") as file:
        file.seek(4096 * 2)
        file.write(os.urandom(4096 * 4))
    assert standing(patient.examine("database"), "database.damaged") == "wrong"


def test_a_changed_record_is_found_when_everything_is_looked_through(patient: Patient) -> None:
    database = connect(patient.till.data / "till.db", KEY)
    database.execute("PRAGMA writable_schema = ON")
    for name in [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]:  # type: ignore[attr-defined]
        database.execute(f'DROP TRIGGER "{name}"')
    database.execute("UPDATE sale SET total_minor = total_minor + 1")
    database.close()
    assert standing(patient.examine("database"), "database.sound") == "ok"
    found = patient.examine("database", is_thorough=True)["database.damaged"]
    assert "journal: NOT ok" in found.says


def test_data_of_a_newer_and_of_an_older_program_are_told_apart(patient: Patient) -> None:
    for version, code, how in ((99, "database.newer", "wrong"), (0, "database.older", "look")):
        database = connect(patient.till.data / "till.db", KEY)
        database.execute(f"PRAGMA user_version = {version}")
        database.close()
        assert standing(patient.examine("database"), code) == how


def test_data_of_another_till_are_told(patient: Patient) -> None:
    text = patient.till.toml.read_text("utf-8")
    patient.till.toml.write_text(text.replace("000000000002", "000000000099"), "utf-8")
    assert standing(patient.examine("database"), "database.other_till") == "wrong"


def test_a_file_that_is_not_kept_safely_is_told(patient: Patient) -> None:
    database = connect(patient.till.data / "till.db", KEY)
    database.execute("PRAGMA journal_mode = DELETE").fetchone()
    database.close()
    found = patient.examine("database")["database.not_safe"]
    assert found.standing == "wrong"
    assert "journal mode is delete, wal is needed" in found.says


def test_a_log_that_grew_because_somebody_keeps_it_open_is_told(patient: Patient) -> None:
    with (patient.till.data / "till.db-wal").open("ab") as file:
        file.truncate(65 * MIB)
    assert standing(patient.examine("database"), "database.log_grows") == "look"


def test_a_folder_that_others_may_look_into_is_told(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    patient.till.data.chmod(0o755)
    closed = [each for each in patient.till.folder.parents if not each.stat().st_mode & 0o011]
    for each in closed:
        each.chmod(0o711)
    try:
        found = patient.examine("database")["database.others_read"]
    finally:
        for each in closed:
            each.chmod(0o700)
    assert "mode 0755" in found.says


def test_a_till_that_sells_is_looked_at_without_being_held_up(patient: Patient) -> None:
    store = open_store(patient.till.data)
    try:
        with store.unit_of_work() as work:
            found = patient.examine("database", "processes", "waiting")
            work.commit()
        assert standing(found, "database.sound") == "ok"
        assert standing(found, "waiting.some") == "ok"
    finally:
        store.close()
    open_till_store(patient.till.data, KEY).close()


# ---- the replica


def test_a_till_that_was_told_nothing_yet_is_told(patient: Patient) -> None:
    (patient.till.data / "replica.current").unlink()
    assert standing(patient.examine("stock"), "stock.none_yet") == "wrong"


def test_a_replica_that_can_not_be_read_is_told(patient: Patient) -> None:
    (patient.till.data / "replica-1.db").write_bytes(os.urandom(8192))
    assert standing(patient.examine("stock"), "stock.unreadable") == "wrong"


def test_a_store_without_goods_or_staff_is_told(patient: Patient) -> None:
    database = connect(patient.till.data / "replica-1.db", KEY)
    database.execute("DELETE FROM cashier")
    database.close()
    found = patient.examine("stock")["stock.empty"]
    assert "people who may sign in: 0" in found.says


def test_goods_that_are_old_are_told_unless_the_server_was_heard(patient: Patient) -> None:
    path = patient.till.data / "replica-1.db"
    for each in patient.till.data.glob("replica-1.db*"):
        os.utime(each, (path.stat().st_mtime - 30 * 86_400,) * 2)
    now_ms = int(path.stat().st_mtime * 1000) + 30 * 86_400_000
    patient.answers["wall_ms"] = lambda: now_ms
    assert "for 30 days" in patient.examine("stock")["stock.old"].says
    (patient.till.data / "server-time").write_text(f"0 {now_ms - 1000}\n", "ascii")
    assert standing(patient.examine("stock"), "stock.there") == "ok"


# ---- the disk and the copies


@pytest.mark.parametrize(
    ("room", "code", "how"),
    [
        (Room(50 * MIB, -1, False), "disk.full", "wrong"),
        (Room(500 * MIB, -1, False), "disk.little", "look"),
        (Room(9000 * MIB, 50, False), "disk.no_names", "wrong"),
        (Room(9000 * MIB, 1500, False), "disk.no_names", "look"),
        (Room(9000 * MIB, 9000, True), "disk.read_only", "wrong"),
    ],
)
def test_a_disk_without_room_is_told(patient: Patient, room: Room, code: str, how: str) -> None:
    patient.answers["room_in"] = lambda _: room
    assert standing(patient.examine("disk"), code) == how


@pytest.mark.parametrize(
    ("kind", "code"), [("tmpfs", "disk.in_memory"), ("nfs4", "disk.far_away"), ("cifs", "disk.far_away")]
)
def test_data_where_no_sale_is_safe_is_told(patient: Patient, kind: str, code: str) -> None:
    patient.answers["kind_of_disk"] = lambda _: kind
    assert standing(patient.examine("disk"), code) == "wrong"


@pytest.mark.parametrize(("took_us", "how"), [(300_000, "look"), (2_000_000, "wrong")])
def test_a_disk_that_takes_long_to_keep_a_sale_is_told(patient: Patient, took_us: int, how: str) -> None:
    patient.answers["time_of_fsync_us"] = lambda _: took_us
    assert standing(patient.examine("disk"), "disk.slow") == how


def test_a_folder_that_takes_nothing_is_told(patient: Patient) -> None:
    def refuse(_: Path) -> int:
        raise PermissionError(13, "Permission denied")

    patient.answers["time_of_fsync_us"] = refuse
    assert "Permission denied" in patient.examine("disk")["disk.no_right"].says


def test_a_quota_that_is_used_up_is_a_full_disk(patient: Patient) -> None:
    def refuse(_: Path) -> int:
        raise OSError(122, "Disk quota exceeded")

    patient.answers["time_of_fsync_us"] = refuse
    assert "Only 0 MiB" in patient.examine("disk")["disk.full"].says


@pytest.mark.power
def test_a_disk_that_is_really_full_or_really_read_only_is_told(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.diagnosis.small_disk", str(tmp_path)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    scenes = json.loads(done.stdout)
    assert {"disk.in_memory", "disk.full"} <= set(scenes["room"])
    assert {"disk.full", "disk.no_names", "database.sound"} <= set(scenes["full"])
    assert "disk.no_right" not in scenes["full"]
    assert "disk.read_only" in scenes["read only"]
    assert not [code for codes in scenes.values() for code in codes if code.endswith(".our_fault")]


def test_the_machine_s_own_answers_are_true(tmp_path: Path) -> None:
    assert room_in(tmp_path).free_bytes > 0
    assert kind_of_disk(Path("/proc")) == "proc"
    assert kind_of_disk(Path("/proc"), Path("/nowhere")) == ""
    assert time_of_fsync_us(tmp_path) >= 0
    assert not list(tmp_path.iterdir())


def test_copies_are_missed_when_old_away_or_on_the_same_disk(patient: Patient, tmp_path: Path) -> None:
    assert standing(patient.examine("disk"), "copies.none") == "look"
    copies = patient.till.data / "copies"
    copies.mkdir()
    (copies / "till-2026-01-31.db").touch()
    found = patient.examine("disk")
    assert "2026-01-31" in found["copies.old"].says
    assert standing(found, "copies.same_disk") == "look"
    away = tmp_path / "stick"
    patient.till.write_toml(more=f'\n[files]\ncopies = "{away}"\n')
    assert standing(patient.examine("disk"), "copies.no_folder") == "wrong"


def test_an_ordinary_database_is_no_till_s_file(patient: Patient) -> None:
    path = patient.till.data / "till.db"
    for each in patient.till.data.glob("till.db*"):
        each.unlink()
    plain = sqlite3.connect(path)
    plain.execute("CREATE TABLE t (x)")
    plain.commit()
    plain.close()
    assert standing(patient.examine("database"), "database.cannot_open") == "wrong"


@pytest.mark.parametrize("name", ["till.key", "device.key", "card.secret"])
def test_a_key_that_windows_locked_elsewhere_is_not_called_damaged(patient: Patient, name: str) -> None:
    (patient.till.folder / name).write_bytes(b"trofast-dpapi-1\n" + bytes(200))
    found = patient.examine("keys")
    assert set(found) == {"keys.not_unlocked"}
    assert found["keys.not_unlocked"].says == f"Windows does not unlock {name}."
