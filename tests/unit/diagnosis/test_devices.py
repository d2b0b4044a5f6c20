"""The doctor on scanners, printers, card terminals and fonts: real pty devices and real sockets."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from drivers.printers.fonts import FontMissingError
from pos_app.machine.device_notes import DeviceNotes, read_notes
from pos_app.storage.lock import FileLock
from tests.stage import bad_printer
from tests.stage.bad_printer import NetworkStage, PrinterMind
from tests.stage.pty_device import PtyDevice
from tests.unit.diagnosis.conftest import Patient, standing


def _scanner(patient: Patient, path: Path) -> None:
    patient.till.write_toml(more=f'\n[[scanner]]\nname = "counter scanner"\npath = "{path}"\n')


def _printer(patient: Patient, port: int) -> None:
    patient.till.write_toml()
    text = patient.till.toml.read_text("utf-8")
    text = text.replace(
        'kind = "file"\npath = "receipts"', f'kind = "network"\nhost = "127.0.0.1"\nport = {port}'
    )
    patient.till.toml.write_text(text, "utf-8")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_a_scanner_that_is_plugged_in_opens_and_one_that_is_not_is_missed(
    patient: Patient, tmp_path: Path
) -> None:
    _scanner(patient, tmp_path / "scanner")
    with PtyDevice(tmp_path / "scanner") as device:
        found = patient.examine("devices")
        assert found["devices.port_opens"].says.startswith("counter scanner:")
        device.unplug()
    found = patient.examine("devices")
    assert standing(found, "devices.no_port") == "wrong"
    assert str(tmp_path / "scanner") in found["devices.no_port"].says


def test_a_scanner_that_another_program_has_is_told(patient: Patient, tmp_path: Path) -> None:
    from drivers.serial_line import open_port

    _scanner(patient, tmp_path / "scanner")
    with PtyDevice(tmp_path / "scanner"):
        port = open_port(str(tmp_path / "scanner"), 9600, "none")
        try:
            assert standing(patient.examine("devices"), "devices.busy") == "wrong"
        finally:
            port.close()


def test_a_port_that_this_user_may_not_open_names_the_group(
    patient: Patient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "scanner").touch()
    _scanner(patient, tmp_path / "scanner")
    monkeypatch.setattr("drivers.serial_line.open_port", refuse)
    found = patient.examine("devices")["devices.no_port_right"]
    assert "adduser trofast" in found.do


def test_a_device_that_the_till_has_is_asked_of_the_till(patient: Patient, tmp_path: Path) -> None:
    _scanner(patient, tmp_path / "scanner")
    notes = DeviceNotes(patient.till.data)
    notes.begin()
    with PtyDevice(tmp_path / "scanner") as device:
        lock = FileLock(patient.till.data / "till.lock").acquire()
        try:
            assert standing(patient.examine("devices"), "devices.in_use") == "ok"
            notes.note("scanner", "ready")
            notes.note("printer", "trouble.paper_out")
            found = patient.examine("devices")
            assert standing(found, "devices.in_use_ready") == "ok"
            assert standing(found, "devices.paper_out") == "wrong"
            notes.note("printer", "ready.paper_low")
            assert standing(patient.examine("devices"), "devices.paper_low") == "look"
            assert device.hear(0.05) == b""
        finally:
            lock.release()
    notes.begin()
    assert read_notes(patient.till.data) == {}


def test_notes_that_are_nonsense_count_for_nothing(tmp_path: Path) -> None:
    for text in ("", "[1]", "{", "\u00ff"):
        (tmp_path / "devices").write_text(text, "utf-8")
        assert read_notes(tmp_path) == {}


def test_notes_on_a_disk_that_takes_none_keep_nobody_from_anything(tmp_path: Path) -> None:
    DeviceNotes(tmp_path / "not-there").note("printer", "ready")


@pytest.mark.parametrize(
    ("status", "code", "how"),
    [
        (bad_printer.ALL_WELL, "devices.ready", "ok"),
        (bad_printer.PAPER_OUT, "devices.paper_out", "wrong"),
        (bad_printer.PAPER_LOW, "devices.paper_low", "look"),
        (bad_printer.COVER_OPEN, "devices.cover_open", "wrong"),
    ],
)
def test_a_printer_says_how_it_is(patient: Patient, status: bytes, code: str, how: str) -> None:
    with NetworkStage(PrinterMind(status=status)) as printer:
        _printer(patient, printer.port)
        assert standing(patient.examine("devices"), code) == how
        assert not printer.mind.received


def test_a_printer_that_is_off_is_told(patient: Patient) -> None:
    _printer(patient, _free_port())
    assert standing(patient.examine("devices"), "devices.unreachable") == "wrong"


def test_a_till_without_a_printer_and_one_without_its_logo_are_told(patient: Patient) -> None:
    patient.till.write_toml(more='logo = "logo.png"\n')
    assert "logo.png" in patient.examine("devices")["devices.no_logo"].says
    text = patient.till.toml.read_text("utf-8")
    patient.till.toml.write_text(text[: text.index("[printer]")], "utf-8")
    assert standing(patient.examine("devices"), "devices.no_printer") == "look"


def test_a_card_terminal_is_connected_to_and_asked_nothing(patient: Patient) -> None:
    with socket.create_server(("127.0.0.1", 0)) as terminal:
        port = terminal.getsockname()[1]
        more = f'\n[terminal]\nkind = "zvt"\nhost = "127.0.0.1"\nport = {port}\n'
        patient.till.write_toml(more=more)
        assert standing(patient.examine("devices"), "devices.terminal_there") == "ok"
        accepted, _ = terminal.accept()
        with accepted:
            assert accepted.recv(100) == b""
    assert standing(patient.examine("devices"), "devices.terminal_away") == "wrong"
    patient.till.write_toml(more=more.replace("127.0.0.1", "no.such.name.invalid"))
    assert "devices.terminal_there" not in patient.examine("settings")


def test_a_machine_without_the_fonts_for_a_receipt_is_told(
    patient: Patient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(character: str, *_: object, **__: object) -> None:
        raise FontMissingError(character)

    monkeypatch.setattr("drivers.printers.fonts.font_for", none)
    assert "fonts-noto-cjk" in patient.examine("devices")["devices.no_font"].do
