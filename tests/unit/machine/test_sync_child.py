"""The sync child as a real process: a tiny script in its place, that behaves as badly as a child can."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pos_app.machine import sync_child
from pos_app.machine.sync_child import SyncChild, SyncStatus
from tests.stage.logs import ExpectedLogs

LONG_S = 30


@dataclass
class Heard:
    """What a child's till heard, in order."""

    said: list[SyncStatus] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)

    def __call__(self, status: SyncStatus) -> None:
        with self._news:
            self.said.append(status)
            self._news.notify_all()

    def until(self, claim: Callable[[SyncStatus], bool], times: int = 1) -> SyncStatus:
        with self._news:
            assert self._news.wait_for(lambda: sum(map(claim, self.said)) >= times, LONG_S), self.said[-3:]
            return [status for status in self.said if claim(status)][times - 1]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_child, "_RESTART_S", (0, 0.05))
    monkeypatch.setattr(sync_child, "_LOOK_S", 0.05)


@contextmanager
def child(script: str, heard: Callable[[SyncStatus], None]) -> Iterator[SyncChild]:
    made = SyncChild(Path("till.toml"), heard)
    made._command = [sys.executable, "-S", "-c", "import sys, os, time\n" + script]
    made.start()
    try:
        yield made
    finally:
        made.stop()
        assert made._process is None or made._process.poll() is not None, "nothing is left running"


def online(status: SyncStatus) -> bool:
    return status.link == "online"


FAITHFUL = """
print('{"link": "online", "waiting_sales": 3, "replica": 2, "pid": %d}' % os.getpid(), flush=True)
sys.stdin.read()
"""


def test_the_real_command_is_trofast_sync_follow_on_this_till_s_own_file() -> None:
    command = SyncChild(Path("shop/till.toml"), Heard())._command
    assert command == [sys.executable, "-m", "pos_app", "sync", "--follow", "--config", "shop/till.toml"]


def test_a_status_arrives_as_it_was_said() -> None:
    heard = Heard()
    said = (
        '{"link": "offline", "detail": "refused_connection", "sentence": "Ingen forbindelse på Grünerløkka",'
        ' "waiting_records": 5, "waiting_sales": 3, "replica": 2, "cursor": 90, "news": true}'
    )
    with child(
        f"sys.stdout.buffer.write({said!r}.encode() + b'\\n'); sys.stdout.flush(); sys.stdin.read()", heard
    ):
        status = heard.until(lambda each: each.link == "offline")
    assert status == SyncStatus(
        "offline", "refused_connection", "Ingen forbindelse på Grünerløkka", 5, 3, 2, 90
    )


def test_a_child_that_dies_is_told_and_started_again() -> None:
    heard = Heard()
    with child(FAITHFUL, heard) as running:
        heard.until(online)
        first = running._process
        assert first is not None
        first.kill()
        heard.until(lambda status: (status.link, status.detail) == ("trouble", "sync_ended"))
        heard.until(online, times=2)
        assert running._process is not None
        assert running._process.pid != first.pid


def test_a_child_that_never_says_a_word_is_tried_again_and_again() -> None:
    heard = Heard()
    with child("sys.exit(3)", heard):
        heard.until(lambda status: status.detail == "sync_ended", times=3)
    assert not any(map(online, heard.said))


def test_a_child_that_can_not_even_be_started_is_told_and_tried_again() -> None:
    heard = Heard()
    made = SyncChild(Path("till.toml"), heard)
    made._command = ["/no/such/program"]
    made.start()
    try:
        heard.until(lambda status: status.detail == "sync_ended", times=2)
        made._command = [sys.executable, "-S", "-c", "import sys, os\n" + FAITHFUL]
        heard.until(online)
    finally:
        made.stop()


def test_a_silent_child_is_told_as_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_child, "SILENCE_S", 0.3)
    heard = Heard()
    with child(FAITHFUL, heard):
        heard.until(online)
        heard.until(lambda status: (status.link, status.detail) == ("trouble", "sync_silent"))


def test_a_child_that_speaks_again_after_a_silence_is_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_child, "SILENCE_S", 0.3)
    heard = Heard()
    script = 'print(\'{"link": "online"}\', flush=True); time.sleep(1)\n'
    with child(script + FAITHFUL, heard):
        heard.until(lambda status: status.detail == "sync_silent")
        heard.until(online, times=2)


def test_a_child_that_hangs_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync_child, "SILENCE_S", 0.2)
    monkeypatch.setattr(sync_child, "HUNG_S", 0.6)
    heard = Heard()
    with child("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + FAITHFUL, heard):
        heard.until(online, times=2)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"Traceback (most recent call last):",
        b"{}",
        b"[]",
        b"5",
        b'{"link": "online", "replica": "x"}',
        b"\xff\xfe",
    ],
)
def test_a_line_that_is_no_status_is_passed_over(line: bytes) -> None:
    heard = Heard()
    with child(f"sys.stdout.buffer.write({line!r} + b'\\n'); sys.stdout.flush()\n" + FAITHFUL, heard):
        assert heard.until(online).waiting_sales == 3
    assert all(map(online, heard.said))


def test_a_status_that_breaks_its_reader_costs_only_itself(expected_logs: ExpectedLogs) -> None:
    expected_logs.say("a status of the sync child was not taken")
    heard = Heard()

    def break_once(status: SyncStatus) -> None:
        heard(status)
        if len(heard.said) == 1:
            raise RuntimeError("the screen has a bug")

    with child('print(\'{"link": "offline"}\', flush=True)\n' + FAITHFUL, break_once):
        heard.until(online)


def test_stop_ends_a_child_that_will_not_listen() -> None:
    heard = Heard()
    with child('print(\'{"link": "online"}\', flush=True)\nwhile True: time.sleep(60)', heard):
        heard.until(online)


def test_stop_before_start_and_twice_does_no_harm() -> None:
    made = SyncChild(Path("till.toml"), Heard())
    made.stop()
    made.stop()


PARENT = """
import sys, time
from pathlib import Path
from pos_app.machine.sync_child import SyncChild
def show(status): print(status.sentence, flush=True)
made = SyncChild(Path("till.toml"), show)
made._command = [sys.executable, "-S", "-c", sys.argv[1]]
made.start()
time.sleep(60)
"""
TELLS_ITS_ID = """
import os, sys
print('{"link": "online", "sentence": "%d"}' % os.getpid(), flush=True)
sys.stdin.read()
"""


def test_a_till_that_is_killed_takes_its_child_along() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, TELLS_ITS_ID], stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        its_child = int(parent.stdout.readline())
        parent.kill()
    try:
        assert ends(its_child), "the child outlived its till"
    finally:
        with suppress(ProcessLookupError):
            os.kill(its_child, signal.SIGKILL)


def ends(process_id: int) -> bool:
    """Whether a process that is not ours ends; one that waits to be reaped has ended."""
    due = time.monotonic() + LONG_S
    while time.monotonic() < due:
        try:
            state = Path(f"/proc/{process_id}/stat").read_text("ascii").rpartition(")")[2].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_what_the_servers_clock_shows_more_is_heard_where_it_is_said() -> None:
    assert sync_child._status('{"link": "online", "difference_ms": -1200}') == SyncStatus(
        "online", difference_ms=-1200
    )
    assert sync_child._status('{"link": "online", "difference_ms": null}') == SyncStatus("online")
    assert sync_child._status('{"link": "online"}') == SyncStatus("online")
    assert sync_child._status('{"link": "online", "difference_ms": "soon"}') is None
