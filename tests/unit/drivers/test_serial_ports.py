"""Ports by what is plugged in, and why a port could not be opened on Windows."""

from __future__ import annotations

import errno
from dataclasses import dataclass

import pytest
from serial import SerialException
from serial.tools import list_ports as pyserial_list

from drivers.scanners.finding import usb_ports
from drivers.serial_line import opening_cause
from drivers.serial_ports import FoundPort, device_of, list_ports
from drivers.settings import PrinterSettings, ScannerSettings, SettingsError
from drivers.state import Cause


@dataclass(order=True)
class Port:
    """As pyserial describes one."""

    device: str
    description: str = "n/a"
    vid: int | None = None
    pid: int | None = None
    serial_number: str | None = None
    location: str | None = None


BUILT_IN = Port("COM1", "Communications Port (COM1)")
SCANNER = Port("COM3", "Honeywell scanner", 0x0C2E, 0x0B6A, "20391A1234", "1-1.2")
TWIN_A = Port("COM4", "USB-SERIAL CH340", 0x1A86, 0x7523, "", "1-3")
TWIN_B = Port("COM12", "USB-SERIAL CH340", 0x1A86, 0x7523, "", "1-4")


@pytest.fixture
def plugged(monkeypatch: pytest.MonkeyPatch) -> list[Port]:
    """What is plugged in; the test changes it."""
    ports = [SCANNER, BUILT_IN, TWIN_B, TWIN_A]
    monkeypatch.setattr(pyserial_list, "comports", lambda: list(ports))
    return ports


def test_each_port_is_listed_with_the_path_that_lasts(plugged: list[Port]) -> None:
    assert {(port.device, port.path) for port in list_ports()} == {
        ("COM1", "COM1"),
        ("COM3", "usb:0C2E:0B6A:20391A1234"),
        ("COM4", "usb:1A86:7523@1-3"),
        ("COM12", "usb:1A86:7523@1-4"),
    }
    plugged.remove(TWIN_B)
    assert FoundPort("COM4", "USB-SERIAL CH340", "usb:1A86:7523", is_usb=True) in list_ports()
    assert all(device_of(port.path) == port.device for port in list_ports())


def test_whoever_sets_a_till_up_is_offered_what_lasts(plugged: list[Port]) -> None:
    assert set(usb_ports()) == {"usb:0C2E:0B6A:20391A1234", "usb:1A86:7523@1-3", "usb:1A86:7523@1-4"}


def test_a_device_keeps_its_path_when_it_comes_back_under_another_number(plugged: list[Port]) -> None:
    assert device_of("usb:0c2e:0b6a:20391a1234") == "COM3"
    plugged[0] = Port("COM7", "Honeywell scanner", 0x0C2E, 0x0B6A, "20391A1234", "1-2")
    assert device_of("usb:0c2e:0b6a:20391a1234") == "COM7"
    assert device_of("usb:0C2E:0B6A") == "COM7"


def test_twins_are_told_apart_by_their_socket_or_not_at_all(plugged: list[Port]) -> None:
    assert device_of("usb:1A86:7523@1-4") == "COM12"
    with pytest.raises(OSError, match="several are plugged in") as caught:
        device_of("usb:1A86:7523")
    assert opening_cause(caught.value) is Cause.NOT_FOUND
    assert "COM4" in str(caught.value)


def test_a_device_that_is_away_is_not_found(plugged: list[Port]) -> None:
    plugged.clear()
    with pytest.raises(FileNotFoundError) as caught:
        device_of("usb:0C2E:0B6A")
    assert opening_cause(caught.value) is Cause.NOT_FOUND


@pytest.mark.parametrize("path", ["COM3", r"\\.\COM12", "/dev/ttyACM0"])
def test_a_path_is_taken_as_it_is(plugged: list[Port], path: str) -> None:
    plugged.clear()
    assert device_of(path) == path
    assert ScannerSettings(path=path).path == path


@pytest.mark.parametrize("path", ["usb:", "usb:0C2E", "usb:0C2E:0B6A:", "USB:xyzw:0B6A", "usb:0C2E:0B6A@"])
def test_a_path_that_means_no_device_is_named_when_the_settings_are_read(path: str) -> None:
    with pytest.raises(SettingsError, match="path: usb:VID:PID"):
        ScannerSettings(path=path)
    with pytest.raises(SettingsError, match="path: usb:VID:PID"):
        PrinterSettings(kind="serial", path=path)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("PermissionError(13, 'Access is denied.', None, 5)", Cause.BUSY),
        ("FileNotFoundError(2, 'The system cannot find the file specified.', None, 2)", Cause.NOT_FOUND),
        ("OSError(22, 'The semaphore timeout period has expired.', None, 121)", Cause.UNREACHABLE),
        ("PermissionError(13, 'A device which does not exist was specified.', None, 433)", Cause.NOT_FOUND),
        ("OSError(22, 'Enheten er ikke tilkoblet.', None, 1167)", Cause.UNPLUGGED),
    ],
)
def test_windows_number_in_pyserials_words_is_the_cause(said: str, cause: Cause) -> None:
    assert opening_cause(SerialException(f"could not open port 'COM3': {said}")) is cause


def test_a_number_of_the_system_itself_comes_first() -> None:
    assert opening_cause(OSError(errno.EACCES, "Permission denied")) is Cause.NO_PERMISSION
    assert opening_cause(SerialException(errno.EBUSY, "could not open port")) is Cause.BUSY
    assert opening_cause(SerialException("no number at all")) is Cause.NOT_FOUND
