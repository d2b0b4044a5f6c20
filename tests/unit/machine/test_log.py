"""The till's log file: there, rotated, and never in the way of a sale."""

import contextlib
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_app.machine.log import LARGEST_BYTES, log_to


@pytest.fixture(autouse=True)
def _root_as_before() -> Iterator[None]:
    root = logging.getLogger()
    level, handlers = root.level, list(root.handlers)
    yield
    for handler in list(root.handlers):
        if handler not in handlers:
            root.removeHandler(handler)
            with contextlib.suppress(OSError):  # what a full disk did not take is still in its hands
                handler.close()
    root.setLevel(level)


def test_events_go_to_the_file_one_a_line_with_their_time_and_place(tmp_path: Path) -> None:
    log_to(tmp_path / "data")
    logging.getLogger("till.test").info("sold %d", 7)
    (line,) = (tmp_path / "data" / "trofast.log").read_text("utf-8").splitlines()
    assert line.endswith(" INFO till.test: sold 7")
    assert line[:4].isdigit()


def test_what_is_below_the_level_is_not_kept(tmp_path: Path) -> None:
    log_to(tmp_path)
    logging.getLogger("till.test").debug("every byte of a scan")
    assert (tmp_path / "trofast.log").read_text("utf-8") == ""


def test_a_restart_writes_on(tmp_path: Path) -> None:
    (tmp_path / "trofast.log").write_text("yesterday\n", "utf-8")
    log_to(tmp_path)
    logging.getLogger("till.test").info("today")
    first, second = (tmp_path / "trofast.log").read_text("utf-8").splitlines()
    assert (first, second[-5:]) == ("yesterday", "today")


def test_a_log_that_has_grown_large_is_kept_as_one_older_file(tmp_path: Path) -> None:
    current, older = tmp_path / "trofast.log", tmp_path / "trofast.log.1"
    older.write_text("long ago", "utf-8")
    current.write_text("x" * (LARGEST_BYTES + 1), "utf-8")
    log_to(tmp_path)
    assert current.stat().st_size == 0
    assert older.stat().st_size == LARGEST_BYTES + 1


def test_a_till_that_runs_for_weeks_does_not_fill_its_disk(tmp_path: Path) -> None:
    log_to(tmp_path)
    log = logging.getLogger("till.test")
    for _ in range(3 * LARGEST_BYTES // 100_000):
        log.info("x" * 100_000)
    sizes = [path.stat().st_size for path in tmp_path.iterdir()]
    assert sum(sizes) <= 2 * (LARGEST_BYTES + 200_000)


def test_where_no_file_can_be_written_the_till_goes_on_without(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be", "utf-8")
    handler = log_to(tmp_path / "data")
    logging.getLogger("till.test").info("nobody reads this")
    assert isinstance(handler, logging.NullHandler)


def test_a_disk_that_fills_up_later_says_nothing_on_the_screen(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "trofast.log").symlink_to("/dev/full")
    log_to(tmp_path)
    logging.getLogger("till.test").info("the disk is full")
    assert capfd.readouterr().err == ""
