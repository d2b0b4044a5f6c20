"""The serial ports of this machine, and how settings name one that changes its number.

Windows gives a device another COM number in another socket, Linux another `/dev/ttyACM`. What stays is the device's
own identity on the USB: maker, product, and its serial number where it has one. `usb:0C2E:0B6A:20391A1234` names such
a port on either system; `usb:0C2E:0B6A` is enough where only one such device is plugged in, and `usb:0C2E:0B6A@1-1.2`
means the one in that socket, for two of a kind without serial numbers.
"""

from __future__ import annotations

import errno
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

USB = "usb:"
FORM = "usb:VID:PID, usb:VID:PID:SERIAL or usb:VID:PID@SOCKET, with the numbers as four hex digits"
_FORM = re.compile(r"usb:([0-9a-f]{4}):([0-9a-f]{4})(?::([^@]+))?(?:@(.+))?", re.IGNORECASE)


class PortInfo(Protocol):
    """What is read of pyserial's description of a port."""

    device: str
    description: str
    vid: int | None
    pid: int | None
    serial_number: str | None
    location: str | None


@dataclass(frozen=True, slots=True)
class FoundPort:
    """One port as a person sees it: what the system calls it, what is behind it, what to write into `path`, and
    whether it is a device of its own on the USB.
    """

    device: str
    description: str
    path: str
    is_usb: bool = False


def is_usb_path(path: str) -> bool:
    """Whether a setting names a device on the USB rather than a port."""
    return path.lower().startswith(USB)


def is_well_formed(path: str) -> bool:
    """Whether a setting that names a device on the USB can be understood."""
    return _FORM.fullmatch(path) is not None


def list_ports() -> list[FoundPort]:
    """The ports that are there now, each with the `path` that still means it after replugging. Asking takes the system
    some milliseconds.
    """
    ports = _all()
    return [
        FoundPort(port.device, port.description, _lasting_path(port, ports), port.vid is not None)
        for port in ports
    ]


def device_of(path: str) -> str:
    """What the system calls the port that a setting names, such as `COM3`; any other path is handed back as it is.

    Raises `OSError` when none is plugged in, or several are and the setting does not say which.
    """
    if not is_usb_path(path):
        return path
    found = [port.device for port in _all() if _is_meant(path, port)]
    if not found:
        raise FileNotFoundError(errno.ENOENT, "no such device is plugged in", path)
    if len(found) > 1:
        raise OSError(errno.ENOENT, f"several are plugged in ({', '.join(found)}): name its socket", path)
    return found[0]


def _all() -> Sequence[PortInfo]:
    from serial.tools.list_ports import comports

    found: list[PortInfo] = sorted(comports())
    return found


def _is_meant(path: str, port: PortInfo) -> bool:
    form = _FORM.fullmatch(path)
    if form is None or port.vid is None or port.pid is None:
        return False
    vid, pid, serial_number, socket = form.groups()
    return (
        (int(vid, 16), int(pid, 16)) == (port.vid, port.pid)
        and (serial_number is None or serial_number.lower() == (port.serial_number or "").lower())
        and (socket is None or socket == port.location)
    )


def _lasting_path(port: PortInfo, ports: Sequence[PortInfo]) -> str:
    if port.vid is None or port.pid is None:
        return port.device
    kind = f"{USB}{port.vid:04X}:{port.pid:04X}"
    tries = [kind]
    if port.serial_number and "@" not in port.serial_number:
        tries.insert(0, f"{kind}:{port.serial_number}")
    if port.location:
        tries += [f"{each}@{port.location}" for each in tries]
    for each in tries:
        if sum(_is_meant(each, other) for other in ports) == 1:
            return each
    return port.device
