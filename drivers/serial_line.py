"""What serial scanners and serial printers share: how a port is opened, how it breaks, which device it is."""

from __future__ import annotations

import errno
import os
import re
import sys
from typing import TYPE_CHECKING

from drivers.settings import Flow, Parity
from drivers.state import Cause

if TYPE_CHECKING:
    import serial

_CAUSES = {
    errno.ENOENT: Cause.NOT_FOUND,
    errno.EACCES: Cause.NO_PERMISSION,
    errno.EPERM: Cause.NO_PERMISSION,
    errno.EAGAIN: Cause.BUSY,
    errno.EBUSY: Cause.BUSY,
}

_WINDOWS_NUMBER = re.compile(r", None, (\d+)\)")
_WINDOWS_CAUSES = {
    5: Cause.BUSY,  # access denied
    32: Cause.BUSY,  # sharing violation
    31: Cause.UNPLUGGED,  # a device attached to the system is not functioning
    121: Cause.UNREACHABLE,  # the semaphore timed out: a wireless one out of reach
    1167: Cause.UNPLUGGED,  # the device is not connected
}

DeviceId = tuple[int, int, int]


def open_port(
    path: str,
    baud: int,
    parity: Parity,
    flow: Flow = "none",
    *,
    timeout_s: float = 0,
    write_timeout_s: float | None = None,
) -> serial.Serial:
    """The port, opened for this process alone; its `port` says what the system calls it. Raises one of
    `port_faults()`.
    """
    import serial

    from drivers.serial_ports import device_of

    parities = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}
    return serial.Serial(
        device_of(path),
        baudrate=baud,
        parity=parities[parity],
        timeout=timeout_s,
        write_timeout=write_timeout_s,
        xonxoff=flow == "xonxoff",
        rtscts=flow == "rtscts",
        dsrdtr=flow == "dsrdtr",
        exclusive=True if os.name == "posix" else None,
    )


def port_faults() -> tuple[type[Exception], ...]:
    """Everything a port raises when its device is away or goes away.

    pyserial lets the terminal's own error through, and a TypeError where the descriptor vanishes under a
    call.
    """
    faults: tuple[type[Exception], ...] = (OSError, TypeError, ValueError)
    if sys.platform == "win32":
        return faults
    else:  # noqa: RET505 - so that the type checker sees which system has what
        import termios

        return (*faults, termios.error)


def device_id(path: str) -> DeviceId | None:
    """Which device a path leads to; `None` when it leads nowhere, or where paths are names only (COM3)."""
    if sys.platform == "win32":
        return None
    else:  # noqa: RET505 - so that the type checker sees which system has what
        try:
            found = os.stat(path)  # noqa: PTH116 - a port's name is not a path on every system
        except OSError:
            return None
        return found.st_dev, found.st_ino, found.st_rdev


def opening_cause(error: Exception) -> Cause:
    """Why a port could not be opened. On Windows pyserial hands on the system's number as text only, and a port that
    another program holds is one to which access is denied.
    """
    number = getattr(error, "errno", None)
    if number:
        return _CAUSES.get(number, Cause.NOT_FOUND)
    told = _WINDOWS_NUMBER.search(str(error))
    return _WINDOWS_CAUSES.get(int(told[1]), Cause.NOT_FOUND) if told else Cause.NOT_FOUND
