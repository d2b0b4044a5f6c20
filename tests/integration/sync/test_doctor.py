"""``trofast doctor`` as a person runs it: a real server and a real till, which sells meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from pos_app.storage.lock import FileLock
from tests.stage.ready_till import make_ready_till, trofast
from tests.stage.site import ROOT, Site


def _told(*words: str | Path) -> tuple[int, dict[str, dict[str, str]]]:
    done = trofast("doctor", "--json", *words)
    assert done.stderr == ""
    found = json.loads(done.stdout)
    ours = [each for each in found if each["code"].endswith((".our_fault", ".too_slow"))]
    assert not ours
    return done.returncode, {each["code"]: each for each in found}


def test_a_till_and_its_real_server_agree(enrolled: Site) -> None:
    assert enrolled.trofast("sync").returncode == 0
    _, found = _told("--config", enrolled.till_toml)
    assert found["network.takes"]["standing"] == "ok"
    assert found["keys.there"]["standing"] == "ok"
    assert found["waiting.nothing"]["standing"] == "ok"
    assert {each["standing"] for each in found.values() if each["area"] == "network"} == {"ok"}


def test_a_till_that_was_reported_stolen_hears_so(enrolled: Site) -> None:
    till = enrolled.status()["till"]
    enrolled.server("till", "revoke", "--till", till, "--by", "kari", "--reason", "lost")
    code, found = _told("--config", enrolled.till_toml)
    assert code == 1
    assert found["network.revoked"]["standing"] == "wrong"


def test_a_till_that_sells_is_looked_at_and_keeps_its_devices(tmp_path: Path) -> None:
    till = make_ready_till(tmp_path / "till", sales=1)
    ours, theirs = os.pipe()
    window = subprocess.Popen(
        [sys.executable, "-m", "pos_app", "till", "--config", str(till.toml)],
        cwd=ROOT,
        pass_fds=(theirs,),
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "TROFAST_READY_FD": str(theirs)},
    )
    try:
        os.close(theirs)
        assert os.read(ours, 1) == b"\n"
        code, found = _told("--config", till.toml)
        assert code == 1  # its server is not there
        assert found["processes.open"]["standing"] == "ok"
        assert found["screen.in_sight"]["standing"] == "ok"
        assert found.keys() & {"devices.in_use", "devices.in_use_ready"}
        assert found["database.sound"]["standing"] == "ok"
        assert window.poll() is None
    finally:
        os.close(ours)
        window.terminate()
        window.wait(20)
    lock = FileLock(till.data / "till.lock").acquire()
    lock.release()


def test_it_reads_well_in_a_terminal(tmp_path: Path) -> None:
    till = make_ready_till(tmp_path / "till")
    done = trofast("doctor", "--config", till.toml)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert lines[0].startswith("ok    Settings: till.toml is right: till 2 of store grunerlokka")
    assert all(line.startswith(("ok    ", "look  ", "wrong ", "      ")) for line in lines[:-1])
    to_do = sum(line.startswith(("look  ", "wrong ")) for line in lines)
    assert lines[-1] == f"{to_do} to do"
