"""The set-up window at a real server: from an empty folder to a till that opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from drivers.scanners.finding import PortWatch
from pos_app.bootstrap.opening import open_till
from pos_app.bootstrap.setting_up import Desk, set_up
from pos_app.config import settings_in
from pos_app.ui.set_up_ports import SetUpTrouble
from pos_app.ui.set_up_window import SetUpWindow
from tests.integration.bootstrap.test_stopped_till import stopped
from tests.integration.sync.conftest import _running
from tests.stage.pty_device import PtyDevice
from tests.stage.site import Site

_STEPS_MS = 50


@pytest.fixture
def site(_company: Path, tmp_path: Path) -> Iterator[Site]:
    """A server that runs, and a folder for a till."""
    import shutil

    made = Site(Path(shutil.copytree(_company, tmp_path / "site")))
    made.till_toml.parent.mkdir()
    yield from _running(made)


def test_what_is_typed_makes_a_till_that_opens(site: Site) -> None:
    code = site.server("enrol-code", "--store", "torget", "--till-number", "2").strip()
    shown: list[str] = []

    def on_window(window: SetUpWindow) -> None:
        QTest.keyClicks(window.code.field, f"{site.url} {code.lower()}")
        QTest.keyClick(window.code.field, Qt.Key.Key_Return)
        look = QTimer(window)

        def step() -> None:
            state = window.model.state
            assert not state.happened, state
            if state.step == "devices":
                look.stop()
                assert state.place is not None
                shown.append(state.place.store_name)
                QTest.keyClick(window, Qt.Key.Key_Return)

        look.timeout.connect(step)
        look.start(_STEPS_MS)

    settings = set_up(settings_in("", site.till_toml), on_window)
    assert settings is not None
    assert shown == ["Torget"]
    till = open_till(settings)
    assert till.ports.counter.store.name == "Torget"
    till.close()


def test_a_window_that_is_closed_leaves_a_till_without_a_place(tmp_path: Path) -> None:
    def close(window: SetUpWindow) -> None:
        QTimer.singleShot(0, window.close)

    assert set_up(settings_in("", tmp_path / "till.toml"), close) is None
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_spent_and_a_port_that_read_the_sheet_is_the_tills(site: Site, tmp_path: Path) -> None:
    file = tmp_path / "one.toml"
    site.server(
        "enrol-code", "--store", "torget", "--till-number", "2", "--file", file, "--server-url", site.url
    )
    desk = Desk(settings_in("", site.till_toml))
    text = file.read_text("utf-8")
    file.write_text(text + '\n[screen]\nlanguage = "klingon"\n', "utf-8")
    with pytest.raises(SetUpTrouble) as trouble:
        desk.join_by_file(file, "en")
    assert trouble.value.code == "bad_file"
    assert "line" in trouble.value.detail
    file.write_text(text, "utf-8")
    assert desk.join_by_file(file, "en").language == "en"
    assert not file.exists()
    with pytest.raises(SetUpTrouble) as trouble:
        desk.join("kasse.example AAAA-BBBB-CCCC", "en", "")
    assert trouble.value.code == "other_place"


def test_the_port_that_speaks_is_named(tmp_path: Path) -> None:
    from threading import Event

    said, heard = Event(), []

    def on_scan(path: str, text: str) -> None:
        heard.append((path, text))
        said.set()

    with PtyDevice(tmp_path / "one"), PtyDevice(tmp_path / "two") as two:
        watch = PortWatch([str(tmp_path / "one"), str(tmp_path / "two"), str(tmp_path / "gone")], on_scan)
        watch.start()
        try:
            while not said.wait(0.2):
                two.send(b"1992123\r\n")
        finally:
            watch.stop()
    assert set(heard) == {(str(tmp_path / "two"), "1992123")}


def test_a_till_that_was_just_installed_is_set_up_and_sells_without_another_start(site: Site) -> None:
    """The whole way in one process: no place, the window, a typed line, goods, sign-in."""
    code = site.server("enrol-code", "--store", "torget", "--till-number", "2").strip()
    with stopped(site.till_toml) as process:
        assert process.says() == {"step": "code", "happened": ""}
        process.press("kasse.example K7TQ")
        assert process.says()["happened"] == "Det er ikke en hel kode."
        process.press(f"{site.url} {code}")
        assert process.says() == {"step": "devices", "happened": ""}
        process.press("")
        assert process.says() == {"selling": True}
        assert process.process.wait(30) == 0
