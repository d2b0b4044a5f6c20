"""The demo as a stranger runs it: a whole shop day in one command, and what it leaves behind."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image


@dataclass(frozen=True)
class Played:
    folder: Path
    lines: dict[str, str]

    @property
    def till_toml(self) -> str:
        return self.lines["till"]

    @property
    def server_toml(self) -> str:
        return str(next(self.folder.rglob("server.toml")))


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *words], capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder = tmp_path_factory.mktemp("demo") / "shop"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    environment.pop("DISPLAY", None)
    environment.pop("WAYLAND_DISPLAY", None)
    done = subprocess.run(
        [sys.executable, "-m", "pos_app", "demo", "--config", str(folder / "till.toml")],
        capture_output=True,
        text=True,
        timeout=110,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line)
    return Played(folder, lines)


@pytest.fixture
def server(played: Played) -> Iterator[None]:
    process = subprocess.Popen(
        [sys.executable, "-m", "sync.server", "--config", played.server_toml, "run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    assert "listening on" in process.stdout.readline()
    yield
    process.send_signal(signal.SIGTERM)
    process.wait(10)
    process.stdout.close()


def test_the_demo_sells_twenty_times_and_says_its_six_lines(played: Played) -> None:
    assert played.lines["sales"] == "20"
    assert re.fullmatch(r"ok, \d+ records", played.lines["journal"])
    assert played.lines["server"] == "20 sales, 0 waiting"
    assert Path(played.till_toml).is_file()


def test_the_pictures_can_be_opened(played: Played) -> None:
    with Image.open(played.lines["till picture"]) as till:
        assert till.size == (1366, 768)
    with Image.open(played.lines["receipt picture"]) as receipt:
        assert receipt.height > receipt.width


def test_chain_server_restarted_on_the_same_data_agrees_with_verify(played: Played, server: None) -> None:
    verified = run("pos_app", "verify", "--json", "--config", played.till_toml)
    assert verified.returncode == 0, verified.stderr
    till = json.loads(verified.stdout)
    status = run("sync.server", "--config", played.server_toml, "status", "--json")
    assert status.returncode == 0, status.stderr
    (seen,) = json.loads(status.stdout)["tills"]
    assert till["ok"] is True
    assert (seen["sales"], seen["last_sequence"], seen["chain_head"], seen["parked"]) == (
        till["sales"],
        till["last_sequence"],
        till["chain_head"],
        0,
    )


def test_sync_once_more_has_nothing_to_send(played: Played, server: None) -> None:
    done = run("pos_app", "sync", "--config", played.till_toml)
    assert done.returncode == 0, done.stdout + done.stderr


def test_chain_exported_journal_verifies_without_a_key(played: Played, tmp_path: Path) -> None:
    out = tmp_path / "journal.jsonl"
    exported = run("pos_app", "journal", "export", "-o", str(out), "--config", played.till_toml)
    assert exported.returncode == 0, exported.stderr
    assert run("pos_app", "verify", "--journal", str(out)).returncode == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    out.write_text("\n".join(lines[:3] + lines[4:]) + "\n", encoding="utf-8")
    spoilt = run("pos_app", "verify", "--journal", str(out))
    assert spoilt.returncode == 1
    assert "Traceback" not in spoilt.stdout + spoilt.stderr
    assert "4" in spoilt.stdout + spoilt.stderr
