"""A till that may not sell shows why, and sells once the reason is gone."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from pos_app.bootstrap.opening import open_till
from pos_app.config import load_settings
from tests.stage.ready_till import PROJECT, ReadyTill, make_ready_till
from tests.stage.site import Site


@dataclass
class Stopped:
    """The process, and its hand."""

    process: subprocess.Popen[str]

    def says(self) -> dict[str, object]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the till ended"
        told = json.loads(line)
        assert isinstance(told, dict)
        return told

    def press(self, word: str = "again") -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()


@contextmanager
def stopped(toml: Path) -> Iterator[Stopped]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.integration.bootstrap.stopped_till", str(toml)],
        cwd=PROJECT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    ) as process:
        try:
            yield Stopped(process)
        finally:
            if process.poll() is None:
                process.kill()


def test_a_second_till_shows_the_stop_window_and_sells_once_the_first_is_closed(tmp_path: Path) -> None:
    till: ReadyTill = make_ready_till(tmp_path / "till")
    first = open_till(load_settings(till.toml))
    with stopped(till.toml) as second:
        shown = second.says()
        assert shown["cause"] == "second_till"
        assert shown["happened"]
        assert shown["todo"]
        second.press()
        assert second.says() == shown, "the first is still open"
        first.close()
        second.press()
        assert second.says() == {"selling": True}
        assert second.process.wait(30) == 0
    log = (till.data / "trofast.log").read_text("utf-8")
    assert log.count("the till can not start: second_till") == 1


@pytest.mark.parametrize("secret", ["till.key", "card.secret"])
def test_a_stopped_till_that_is_closed_ends_with_3(tmp_path: Path, secret: str) -> None:
    till = make_ready_till(tmp_path / "till")
    (till.folder / secret).unlink()
    with stopped(till.toml) as process:
        assert process.says()["cause"] == "unreadable_key"
        process.press("close")
        assert process.process.wait(30) == 3


def test_a_till_without_a_catalogue_loads_one_and_starts_by_itself(enrolled: Site) -> None:
    with stopped(enrolled.till_toml) as process:
        assert process.says()["cause"] == "no_catalogue"
        assert process.says() == {"selling": True}
        assert process.process.wait(30) == 0
