"""``trofast-server hub doctor`` on a real hub beside a real server."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlcipher3 import dbapi2

from pos_app.bootstrap.own_place import place_of
from pos_app.diagnosis import network
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.examine import Check, examine
from sync.hub import examining
from sync.hub.examining import examine_hub
from sync.server.care.findings import Finding, State
from tests.integration.bootstrap.test_window import eventually
from tests.stage.site import LONG_S, ROOT, SERVER, Site, run


def found_in(path: Path) -> dict[str, Finding]:
    return {each.check: each for each in examine_hub(path)}


def to_do(path: Path) -> set[str]:
    return {name for name, each in found_in(path).items() if each.state is not State.OK}


@pytest.fixture
def hub_toml(enrolled: Site) -> Path:
    """A hub that has its place, and is not started."""
    path = enrolled.folder / "hub" / "hub.toml"
    code = enrolled.server("enrol-code", "--store", "torget", "--hub").strip()
    enrol = ("hub", "enrol", "--config", path, "--server", enrolled.url, "--code", code)
    done = run(SERVER, *enrol, "--host", "127.0.0.1", "--port", "0")
    assert done.returncode == 0, done.stderr
    return path


def test_a_hub_that_runs_beside_its_server_is_well_and_what_is_missing_is_told(
    enrolled: Site, hub_toml: Path
) -> None:
    assert to_do(hub_toml) == {"listens", "tills"}
    assert "another port each time" in found_in(hub_toml)["listens"].says
    process = subprocess.Popen(
        [*SERVER, "run", "--role", "hub", "--config", str(hub_toml)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdout is not None
        port = process.stdout.readline().rpartition(":")[2].strip()
        text = hub_toml.read_text("utf-8")
        hub_toml.write_text(re.sub(r"port = 0", f"port = {port}", text), "utf-8")
        assert eventually(lambda: not to_do(hub_toml)), found_in(hub_toml)
        done = run(SERVER, "hub", "doctor", "--config", hub_toml, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        assert {each["check"] for each in json.loads(done.stdout)} >= {"settings", "key", "data", "server"}
        assert enrolled.trofast("sync").returncode == 0  # the till hears who its hub is
        with enrolled.till_toml.open("a", encoding="utf-8") as file:
            file.write(f'\n[hub]\nurl = "http://127.0.0.1:{port}"\n')
        at_till = examine(Case(enrolled.till_toml, place_of), checks=[Check(network.AREA, network.check)])
        assert {each.code for each in at_till} == {"network.reached", "network.takes", "network.hub"}
        enrolled.server("hub", "retire", "--store", "torget", "--by", "Kari", "--reason", "a new PC")
        assert eventually(lambda: to_do(hub_toml) == {"server"})
        assert "retired" in found_in(hub_toml)["server"].do
        enrolled.stop_server()
        away = found_in(hub_toml)["server"]
        assert (away.state, "can not be reached" in away.says) == (State.LOOK, True)
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=LONG_S)
    assert "nothing answers" in found_in(hub_toml)["listens"].says
    done = run(SERVER, "hub", "doctor", "--config", hub_toml)
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "2 to do"


def test_what_a_hub_lacks_is_told_with_what_to_do(hub_toml: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = hub_toml.parent
    data, key = folder / "hub.db", folder / "hub.key"
    data.chmod(0o644)
    key.chmod(0o644)
    assert {"file mode", "key"} <= to_do(hub_toml)
    data.chmod(0o600)
    key.chmod(0o600)
    file = dbapi2.connect(str(data), isolation_level=None)
    file.execute("UPDATE state SET hub_ms = 1")
    assert "the server was last heard" in found_in(hub_toml)["heard"].says
    for version, state in ((99, State.STOP), (0, State.LOOK)):
        file.execute(f"PRAGMA user_version = {version}")
        assert found_in(hub_toml)["schema"].state is state
    file.close()
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10 << 20))
    assert found_in(hub_toml)["disk"].state is State.STOP
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=300 << 20))
    assert found_in(hub_toml)["disk"].state is State.LOOK
    monkeypatch.setattr(examining, "now_ms", lambda: 1_000_000)
    assert "from the server's" in found_in(hub_toml)["clock"].says
    data.write_bytes(os.urandom(9000))
    assert "Never put a copy" in found_in(hub_toml)["data"].do
    data.unlink()
    assert "is not there" in found_in(hub_toml)["data"].says
    key.unlink()
    assert "retire it" in found_in(hub_toml)["key"].do
    hub_toml.write_text("[hub]\n", "utf-8")
    [mistake] = examine_hub(hub_toml)
    assert mistake.state is State.STOP
