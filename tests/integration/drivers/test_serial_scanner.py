"""A serial scanner on a pseudo-terminal: real bytes, unplugged and plugged in again."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from drivers.devices import build_serial_scanner
from drivers.scanners.codes import Refused, RefusedReason, Scan
from drivers.scanners.symbology import Symbology
from drivers.settings import ScannerSettings, SettingsError
from drivers.state import Cause, Condition, DeviceState
from tests.stage.logs import ExpectedLogs
from tests.stage.pty_device import PtyDevice

EAN = "7038010000010"


@dataclass
class Heard:
    """What the scanner's callbacks were told."""

    scans: list[Scan] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    states: list[DeviceState] = field(default_factory=list)

    @property
    def conditions(self) -> list[Condition]:
        return [state.condition for state in self.states]


def until(true: Callable[[], bool], within_s: float = 5) -> None:
    """Wait for something to become true; the limit is generous, a slow machine must not fail a test."""
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.005)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scanner"


@pytest.fixture
def heard(path: Path) -> Iterator[Heard]:
    """A running reader at `path`, whether or not a scanner is there."""
    heard = Heard()
    scanner = build_serial_scanner(
        ScannerSettings(path=str(path), name="counter"),
        on_scan=heard.scans.append,
        on_refused=heard.refused.append,
        on_state=heard.states.append,
    )
    scanner.start()
    yield heard
    scanner.stop()
    assert heard.conditions[-1] is Condition.OFF


def test_scans_arrive_whole_in_order_with_their_symbology(path: Path, heard: Heard) -> None:
    with PtyDevice(path) as scanner:
        until(lambda: Condition.READY in heard.conditions)
        scanner.send(b"]E0" + EAN[:5].encode())
        time.sleep(0.03)
        scanner.send(EAN[5:].encode() + b"\r\n")
        scanner.send(b"]Q1TF1:token-123\r\n")
        until(lambda: len(heard.scans) == 2)
        assert heard.scans == [
            Scan(EAN, Symbology.EAN, "counter"),
            Scan("TF1:token-123", Symbology.QR, "counter"),
        ]
        assert heard.refused == []


def test_noise_is_refused_and_the_next_scan_is_read(path: Path, heard: Heard) -> None:
    with PtyDevice(path) as scanner:
        until(lambda: Condition.READY in heard.conditions)
        scanner.send(bytes(range(128, 256)) * 32)
        until(lambda: len(heard.refused) == 1)
        time.sleep(0.3)
        scanner.send(EAN.encode() + b"\r")
        until(lambda: len(heard.scans) == 1)
        assert len(heard.refused) == 1


def test_a_truncated_frame_is_refused_by_itself(path: Path, heard: Heard) -> None:
    with PtyDevice(path) as scanner:
        until(lambda: Condition.READY in heard.conditions)
        scanner.send(b"70380")
        until(lambda: len(heard.refused) == 1)
        assert heard.refused == [Refused(RefusedReason.TRUNCATED, "70380")]


def test_unplugging_shows_and_plugging_in_goes_on(path: Path, heard: Heard) -> None:
    with PtyDevice(path) as scanner:
        until(lambda: heard.conditions[-1:] == [Condition.READY])
        scanner.send(b"70380")
        time.sleep(0.05)
        scanner.unplug()
        until(lambda: heard.conditions[-1] is Condition.GONE)
        scanner.plug()
        until(lambda: heard.conditions[-1] is Condition.READY)
        scanner.send(EAN.encode() + b"\r\n")
        until(lambda: len(heard.scans) == 1)
        assert heard.scans[0].text == EAN
        assert [refused.reason for refused in heard.refused] == [RefusedReason.TRUNCATED]


def test_a_device_named_by_its_usb_identity_is_followed_from_port_to_port(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As COM3 becomes COM7 in another socket: no name leads from the one to the other."""
    plugged: list[ListPortInfo] = []
    monkeypatch.setattr(list_ports, "comports", lambda: list(plugged))
    heard = Heard()
    scanner = build_serial_scanner(
        ScannerSettings(path="usb:0C2E:0B6A:20391A", name="counter"),
        on_scan=heard.scans.append,
        on_refused=heard.refused.append,
        on_state=heard.states.append,
    )
    scanner.start()
    try:
        until(lambda: heard.conditions == [Condition.GONE])
        assert heard.states[0].cause is Cause.NOT_FOUND
        for name in ("ttyACM0", "ttyACM1"):
            with PtyDevice(tmp_path / name) as device:
                plugged[:] = [usb_port(device.path, "20391A"), usb_port(tmp_path / "other", "9")]
                until(lambda: heard.conditions[-1] is Condition.READY)
                device.send(EAN.encode() + b"\r")
                until(lambda: heard.scans[-1:] == [Scan(EAN, None, "counter")])
                heard.scans.clear()
                plugged.clear()
            until(lambda: heard.conditions[-1] is Condition.GONE)
    finally:
        scanner.stop()


def usb_port(device: Path, serial_number: str) -> ListPortInfo:
    info = ListPortInfo(str(device), skip_link_detection=True)
    info.vid, info.pid, info.serial_number = 0x0C2E, 0x0B6A, serial_number
    return info


def test_a_path_that_leads_to_another_device_is_followed(path: Path, heard: Heard) -> None:
    """The old terminal stays open, as a device does whose file is gone: only the path tells."""
    with PtyDevice(path) as old:
        until(lambda: heard.conditions[-1:] == [Condition.READY])
        path.unlink()
        until(lambda: heard.conditions[-1] is Condition.GONE)
        with PtyDevice(path) as new:
            until(lambda: heard.conditions[-1] is Condition.READY)
            new.send(EAN.encode() + b"\r")
            until(lambda: len(heard.scans) == 1)
        assert old.path == path


def test_a_scanner_that_is_not_there_is_looked_for(path: Path, heard: Heard) -> None:
    until(lambda: heard.conditions == [Condition.GONE])
    assert heard.states[0].cause is Cause.NOT_FOUND
    with PtyDevice(path):
        until(lambda: heard.conditions == [Condition.GONE, Condition.READY])


def test_a_failing_callback_loses_one_call_and_stopping_leaves_no_thread(
    path: Path, expected_logs: ExpectedLogs
) -> None:
    expected_logs.say("a scanner callback failed")
    seen: list[Scan] = []

    def on_scan(scan: Scan) -> None:
        seen.append(scan)
        if len(seen) == 1:
            raise RuntimeError("a bug of the listener")

    with PtyDevice(path) as device:
        scanner = build_serial_scanner(
            ScannerSettings(path=str(path)),
            on_scan=on_scan,
            on_refused=lambda refused: None,
            on_state=lambda state: None,
        )
        scanner.start()
        until(lambda: scanner.state.is_ready)
        device.send(EAN.encode() + b"\r" + EAN.encode() + b"\r")
        until(lambda: len(seen) == 2)
        scanner.stop()
        scanner.stop()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("scanner-")]


def test_a_wedge_has_no_port_to_read() -> None:
    with pytest.raises(SettingsError, match="kind"):
        build_serial_scanner(
            ScannerSettings(kind="wedge"),
            on_scan=lambda scan: None,
            on_refused=lambda refused: None,
            on_state=lambda state: None,
        )
