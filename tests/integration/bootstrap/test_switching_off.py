"""A till that is told to end by the machine it runs on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from pos_app.storage.database import Database
from tests.stage.ready_till import PROJECT, ReadyTill, make_ready_till, trofast
from tests.stage.tills import KEY

PATIENCE_S = 30


def run_and_switch_off(till: ReadyTill) -> int:
    """Start the till, wait until it can scan, say SIGTERM; its exit code."""
    ours, theirs = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "pos_app", "till", "--config", str(till.toml)],
        cwd=PROJECT,
        pass_fds=(theirs,),
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "TROFAST_READY_FD": str(theirs)},
    )
    os.close(theirs)
    try:
        assert os.read(ours, 1) == b"\n"
        process.send_signal(signal.SIGTERM)
        return process.wait(PATIENCE_S)
    finally:
        os.close(ours)
        if process.poll() is None:
            process.kill()
            process.wait()


def test_a_till_that_is_switched_off_closes_like_one_that_a_person_closes(tmp_path: Path) -> None:
    till = make_ready_till(tmp_path / "till")
    assert run_and_switch_off(till) == 0
    kept = Database.open(till.data / "till.db", KEY, read_only=True)
    kinds = [kind for (kind,) in kept.sql("SELECT kind FROM counter_event")]
    kept.close()
    assert kinds[-2:] == ["till-started", "till-stopped"]
    assert "records" in trofast("verify", "--config", till.toml).stdout
