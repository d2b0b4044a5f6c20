"""The server's time at a till: right whatever the machine's clock says, and honest about not being known."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

import pytest

from pos_app.domain.member_code import TillTime
from pos_app.machine.server_time import CHECKED_FOR_MS, KnownServerTime, steady_ms, wall_ms

NOON = 1_788_000_000_000


@dataclass
class Machine:
    """Its clocks; the server's is always right."""

    wall: int = NOON
    steady: int = 1_000

    def passes(self, ms: int) -> None:
        self.wall += ms
        self.steady += ms

    def time(self, folder: Path) -> KnownServerTime:
        return KnownServerTime(folder / "server-time", lambda: self.wall, lambda: self.steady)


def test_before_the_first_word_it_is_the_machines_own_time_and_unchecked(tmp_path: Path) -> None:
    assert Machine().time(tmp_path).now() == TillTime(NOON, is_checked=False)


@pytest.mark.parametrize("wrong_by_ms", [-86_400_000, -1, 0, 7_200_000])
def test_server_order_a_wrong_clock_is_corrected_by_the_measured_difference(
    tmp_path: Path, wrong_by_ms: int
) -> None:
    machine = Machine(wall=NOON + wrong_by_ms)
    time = machine.time(tmp_path)
    time.learn(-wrong_by_ms)
    machine.passes(5_000)
    assert time.now() == TillTime(NOON + 5_000, is_checked=True)


def test_setting_the_machines_clock_moves_nothing(tmp_path: Path) -> None:
    machine = Machine()
    time = machine.time(tmp_path)
    time.learn(0)
    machine.wall += 3_600_000
    assert time.now() == TillTime(NOON, is_checked=True)


def test_a_day_without_a_word_from_the_server_leaves_the_time_unchecked(tmp_path: Path) -> None:
    machine = Machine()
    time = machine.time(tmp_path)
    time.learn(2_000)
    machine.passes(CHECKED_FOR_MS - 1)
    assert time.now().is_checked
    machine.passes(1)
    assert time.now() == TillTime(NOON + 2_000 + CHECKED_FOR_MS, is_checked=False)


def test_the_difference_is_remembered_over_a_restart_and_unchecked_then(tmp_path: Path) -> None:
    machine = Machine()
    machine.time(tmp_path).learn(90_000)
    machine.wall += 60_000
    machine.steady = 3
    assert machine.time(tmp_path).now() == TillTime(NOON + 150_000, is_checked=False)


def test_a_dead_battery_is_noticed_by_what_has_certainly_passed(tmp_path: Path) -> None:
    machine = Machine()
    machine.time(tmp_path).learn(0)
    machine.wall = 0
    assert machine.time(tmp_path).now() == TillTime(NOON, is_checked=False)


def test_a_server_that_was_ahead_for_a_while_is_forgotten_when_it_is_right_again(tmp_path: Path) -> None:
    machine = Machine()
    time = machine.time(tmp_path)
    time.learn(10**9)
    time.learn(0)
    assert machine.time(tmp_path).now() == TillTime(NOON, is_checked=False)


def test_the_file_is_written_when_there_is_something_to_remember_and_not_each_second(tmp_path: Path) -> None:
    machine = Machine()
    time = machine.time(tmp_path)
    time.learn(100)
    written = (tmp_path / "server-time").read_text("ascii")
    for _ in range(60):
        machine.passes(1_000)
        time.learn(130)
    assert (tmp_path / "server-time").read_text("ascii") == written
    machine.passes(3_600_000)
    time.learn(130)
    assert (tmp_path / "server-time").read_text("ascii") != written


@pytest.mark.parametrize("content", [b"", b"12", b"x y", b"\xff\xfe", b"1 2 3"])
def test_a_damaged_file_is_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "server-time").write_bytes(content)
    assert Machine().time(tmp_path).now() == TillTime(NOON, is_checked=False)


def test_a_folder_that_takes_no_file_loses_the_memory_alone(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    time = Machine().time(tmp_path / "gone")
    time.learn(5_000)
    assert time.now() == TillTime(NOON + 5_000, is_checked=True)
    assert "could not be remembered" in caplog.text


def test_the_steady_clock_only_runs_forward_and_the_wall_clock_is_in_milliseconds() -> None:
    first = steady_ms()
    assert steady_ms() >= first
    assert wall_ms() > NOON - 10 * 365 * 86_400_000
