"""A look at the till in a process of its own."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from pos_app.machine import till_checkup
from pos_app.machine.till_checkup import NotLooked, TillCheckup
from pos_app.services.checkup import Standing
from tests.stage.ready_till import make_ready_till


def test_a_till_looks_at_itself_in_its_own_language_and_writes_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    till = make_ready_till(tmp_path / "till", sales=1)
    checkup = TillCheckup(till.toml, "nb")
    found = {each.code: each for each in checkup.findings()}
    assert found["settings.place"].title == "Innstillinger"
    assert found["network.refused"].standing is Standing.WRONG
    assert zipfile.is_zipfile(checkup.write_bundle())


def test_a_look_that_can_not_be_had_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checkup = TillCheckup(tmp_path / "till.toml", "nb")
    monkeypatch.setattr(till_checkup, "own_command", lambda *_: ["/bin/false"])
    with pytest.raises(NotLooked, match="ended with 1"):
        checkup.findings()
    with pytest.raises(NotLooked, match="the file for the support: 1"):
        checkup.write_bundle()
    monkeypatch.setattr(till_checkup, "own_command", lambda *_: ["/nowhere/trofast"])
    with pytest.raises(NotLooked, match="no process"):
        checkup.findings()
    monkeypatch.setattr(till_checkup, "own_command", lambda *_: ["/bin/sleep", "60"])
    monkeypatch.setattr(till_checkup, "LIMIT_S", 0.2)
    with pytest.raises(NotLooked, match="ended with None"):
        checkup.findings()
