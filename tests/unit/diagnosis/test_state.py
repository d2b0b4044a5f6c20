"""The doctor on what waits, the clock, the program, its processes and the screen."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pos_app.diagnosis import screen
from pos_app.diagnosis.holders import holder_of
from pos_app.diagnosis.machine import (
    free_memory_bytes,
    has_route,
    how_updated,
    installed_version,
    is_clock_kept,
)
from pos_app.machine.wanted_release import WantedRelease
from pos_app.storage.driver import connect
from pos_app.storage.lock import FileLock
from tests.stage import goods
from tests.stage.tills import KEY
from tests.unit.diagnosis.conftest import SOON_AFTER_MS, Patient, standing

DAY_MS = 86_400_000


# ---- what waits


@pytest.mark.parametrize(
    ("days", "code", "how"),
    [(0, "waiting.some", "ok"), (3, "waiting.long", "look"), (9, "waiting.long", "wrong")],
)
def test_records_that_wait_are_told_by_how_long(patient: Patient, days: int, code: str, how: str) -> None:
    patient.answers["wall_ms"] = lambda: SOON_AFTER_MS + days * DAY_MS
    found = patient.examine("waiting")
    assert standing(found, code) == how
    assert "2 records (2 sales)" in found[code].says


def _state(patient: Patient, *statements: str) -> None:
    database = connect(patient.till.data / "till.db", KEY)
    for each in statements:
        database.execute(each)
    database.close()


def test_a_server_that_has_everything_leaves_nothing_waiting(patient: Patient) -> None:
    _state(patient, "INSERT INTO sync_state VALUES (1, 2, 'e', 0)")
    assert "all 2 records" in patient.examine("waiting")["waiting.nothing"].says


def test_a_server_that_has_more_than_the_till_means_a_copy(patient: Patient) -> None:
    _state(patient, "INSERT INTO sync_state VALUES (1, 7, 'e', 0)")
    assert standing(patient.examine("waiting"), "waiting.behind") == "wrong"


def test_cards_receipts_and_records_that_want_a_person_are_counted(patient: Patient) -> None:
    _state(
        patient,
        "INSERT INTO card_intent VALUES "
        "('i', 'payment', 'b', 100, 'NOK', 'asked', 1, '', '', '', '', '', '', '', '', NULL)",
        "INSERT INTO record_fate VALUES (1, 'parked', 'x')",
        *(
            f"INSERT INTO print_job SELECT 'j{number}', id, 'gift', 'queued', 1, 0 FROM journal WHERE sequence = 1"
            for number in range(5)
        ),
    )
    found = patient.examine("waiting")
    assert "1 card payments" in found["waiting.cards"].says
    assert "1 records aside" in found["waiting.set_aside"].says
    assert standing(found, "waiting.unprinted") == "look"


# ---- the clock


def test_a_clock_that_was_set_back_is_told(patient: Patient) -> None:
    patient.answers["wall_ms"] = lambda: goods.AT_MS - DAY_MS
    assert standing(patient.examine("clock"), "clock.set_back") == "wrong"


@pytest.mark.parametrize(("difference_ms", "how"), [(600_000, "look"), (-7_200_000, "wrong")])
def test_a_clock_that_was_off_when_the_server_was_last_heard_is_told(
    patient: Patient, difference_ms: int, how: str
) -> None:
    heard = SOON_AFTER_MS + difference_ms - 5 * 3_600_000
    (patient.till.data / "server-time").write_text(f"{difference_ms} {heard}\n", "ascii")
    found = patient.examine("clock")
    assert standing(found, "clock.off") == how
    assert "(5 h ago)" in found["clock.off"].says


def test_a_clock_that_nothing_keeps_right_is_told(patient: Patient) -> None:
    patient.answers["is_clock_kept"] = lambda: False
    assert standing(patient.examine("clock"), "clock.not_kept") == "look"
    patient.answers["is_clock_kept"] = lambda: None
    assert "is not known" in patient.examine("clock")["clock.right"].says


def test_a_zone_that_the_machine_has_not_is_told(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos_app.diagnosis.clock._zone", lambda _: "Mars/Olympus")
    assert standing(patient.examine("clock"), "clock.no_zone") == "wrong"


# ---- the program


def _update(patient: Patient, **said: object) -> None:
    note = {"from": "0.1.0", "to": "0.2.0", "reason": "", **said}
    (patient.till.data / "update.json").write_text(json.dumps(note), "utf-8")


def test_how_the_last_update_ended_is_told(patient: Patient) -> None:
    assert "program.updated" not in patient.examine("program")
    _update(patient, state="checked", at_ms=1)
    assert standing(patient.examine("program"), "program.updated") == "ok"
    _update(patient, state="prepared", at_ms=SOON_AFTER_MS - 7_200_000)
    assert "2 h ago" in patient.examine("program")["program.prepared"].says
    _update(patient, state="way-back", reason="the window can\nnot be built", at_ms=1)
    found = patient.examine("program")["program.went_back"]
    assert "(the window can not be built)" in found.says
    for nonsense in ("", "[]", "{}", "\u00ff"):
        (patient.till.data / "update.json").write_text(nonsense, "utf-8")
        assert set(patient.examine("program")) == {"program.runs"}


def test_a_release_that_the_office_wants_is_told(patient: Patient) -> None:
    WantedRelease(patient.till.data).heard("9.9.0", SOON_AFTER_MS)
    found = patient.examine("program")
    assert standing(found, "program.wanted") == "look"
    assert "wants 9.9.0" in found["program.wanted"].says


def test_a_program_that_is_not_the_installed_one_is_told(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_app.diagnosis.program.is_packaged", lambda: True)
    monkeypatch.setattr("pos_app.diagnosis.program.version", lambda: "0.1.0")
    patient.answers["installed_version"] = lambda: "0.2.0-1"
    assert standing(patient.examine("program"), "program.not_installed") == "look"
    patient.answers["installed_version"] = lambda: "0.1.0-1"
    assert standing(patient.examine("program"), "program.runs") == "ok"


def test_how_an_installed_till_is_updated_is_told(
    patient: Patient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("pos_app.diagnosis.program.is_packaged", lambda: True)
    for way, how in (("by_itself", "ok"), ("by_hand", "ok"), ("timer_off", "look")):
        patient.answers["how_updated"] = lambda way=way: way
        assert standing(patient.examine("program"), f"program.{way}") == how
    assert how_updated(tmp_path / "none") == "by_hand"
    source = tmp_path / "trofast.sources"
    source.touch()
    program = tmp_path / "systemctl"
    for said, way in (("enabled", "by_itself"), ("disabled", "timer_off")):
        program.write_text(f"#!/bin/sh\necho {said}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert how_updated(source) == way
    program.unlink()
    assert how_updated(source) == ""


def test_faults_of_our_own_are_counted_for_a_week(patient: Patient) -> None:
    def line(ago_ms: int, level: str) -> str:
        at = time.localtime((SOON_AFTER_MS - ago_ms) / 1000)
        return f"{time.strftime('%Y-%m-%d %H:%M:%S', at)},123 {level} pos_app.x: a bug\n"

    log = patient.till.data / "trofast.log"
    log.write_text(line(30 * DAY_MS, "ERROR") + line(DAY_MS, "INFO"), "utf-8")
    assert "program.stumbled" not in patient.examine("program")
    log.write_text(line(DAY_MS, "ERROR") + "Traceback: ERROR\n" + line(60_000, "ERROR"), "utf-8")
    assert "noted 2 faults" in patient.examine("program")["program.stumbled"].says


# ---- processes

_HOLD = (
    "import sys, time; from pathlib import Path; from pos_app.storage.lock import FileLock; "
    "FileLock(Path(sys.argv[-1])).acquire(); print('held', flush=True); time.sleep(60)"
)


def _holding(path: Path, *words: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, *words, str(path)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate(timeout=10)


def test_who_has_the_till_is_told_without_touching_the_lock(patient: Patient) -> None:
    lock = patient.till.data / "till.lock"
    assert holder_of(lock) is None
    assert standing(patient.examine("processes"), "processes.not_open") == "ok"
    process = _holding(lock)
    try:
        holder = holder_of(lock)
        assert holder is not None
        assert holder.pid == process.pid
        assert abs(holder.since_ms - time.time() * 1000) < 60_000
        assert standing(patient.examine("processes"), "processes.open") == "ok"
        process.send_signal(signal.SIGSTOP)
        found = _until_stopped(patient)
        assert f"kill -9 {process.pid}" in found
    finally:
        _end(process)
    assert holder_of(lock) is None
    FileLock(lock).acquire().release()


def _until_stopped(patient: Patient) -> str:
    due = time.monotonic() + 10
    while time.monotonic() < due:
        found = patient.examine("processes")
        if "processes.hangs" in found:
            return found["processes.hangs"].do
    raise AssertionError("a stopped process was not told")


def test_a_command_that_keeps_the_till_from_opening_is_told(patient: Patient) -> None:
    process = _holding(patient.till.data / "till.lock", "pos_app", "close-day")
    try:
        del patient.answers["wall_ms"]
        found = patient.examine("processes")["processes.holds"]
        assert found.standing == "look"
        assert "`trofast close-day`" in found.says
        later = time.time_ns() // 1_000_000 + 3_600_000
        patient.answers["wall_ms"] = lambda: later
        assert standing(patient.examine("processes"), "processes.holds") == "wrong"
    finally:
        _end(process)


def test_a_sync_without_a_window_and_a_window_without_a_sync_are_told(patient: Patient) -> None:
    process = _holding(patient.till.data / "sync.lock", "pos_app", "sync")
    try:
        assert standing(patient.examine("processes"), "processes.sends_alone") == "ok"
    finally:
        _end(process)
    process = _holding(patient.till.data / "till.lock", "pos_app", "till")
    try:
        later = time.time_ns() // 1_000_000 + 3_600_000
        patient.answers["wall_ms"] = lambda: later
        assert standing(patient.examine("processes"), "processes.no_sync") == "wrong"
    finally:
        _end(process)


def test_a_lock_file_that_nobody_holds_is_nobody_s(tmp_path: Path) -> None:
    lock = tmp_path / "till.lock"
    lock.write_text(f"{os.getpid()}\n")
    assert holder_of(lock) is None


def test_little_memory_is_told(patient: Patient) -> None:
    patient.answers["free_memory_bytes"] = lambda: 50 << 20
    assert standing(patient.examine("processes"), "processes.little_memory") == "look"


def test_the_machine_answers_for_itself(tmp_path: Path) -> None:
    assert free_memory_bytes() > 0
    assert is_clock_kept() in {True, False, None}
    assert installed_version() == "" or installed_version()[0].isdigit()
    table = tmp_path / "route"
    table.write_text("Iface Destination Gateway Flags\neth0 00000000 0102A8C0 0003\n")
    assert has_route(table)
    table.write_text("Iface Destination Gateway Flags\neth0 0000FEA9 00000000 0001\n")
    assert has_route(table) is False
    assert has_route(tmp_path / "none") is None


# ---- the screen


def test_a_screen_that_is_named_and_gone_is_told(patient: Patient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.delenv("DISPLAY", raising=False)
    assert standing(patient.examine("screen"), "screen.none_here") == "ok"
    monkeypatch.setenv("DISPLAY", ":97531")
    assert standing(patient.examine("screen"), "screen.no_answer") == "wrong"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind("\0/tmp/.X11-unix/X97531")
        listening.listen()
        assert standing(patient.examine("screen"), "screen.there") == "ok"
    monkeypatch.setenv("DISPLAY", "far.example:0")
    assert standing(patient.examine("screen"), "screen.there") == "ok"


def test_a_library_that_qt_misses_is_named(tmp_path: Path) -> None:
    assert screen.libraries(tmp_path).words.code == "screen.no_qt"
    (tmp_path / "libqxcb.so").write_bytes(b"no library")
    assert screen.libraries(tmp_path).words.code == "screen.no_library"


def test_an_open_window_is_a_screen_that_works(patient: Patient) -> None:
    lock = FileLock(patient.till.data / "till.lock").acquire()
    try:
        assert standing(patient.examine("screen"), "screen.in_sight") == "ok"
    finally:
        lock.release()
