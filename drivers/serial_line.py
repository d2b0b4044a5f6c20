"""What serial scanners and serial printers share: how a port is opened, how it breaks, which device it is."""

from __future__ import annotations

import errno
import os
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
    """The port, opened for this process alone. Raises one of `port_faults()`."""
    import serial

    parities = {"none": serial.PARITY_NONE, "even": serial.PARITY_EVEN, "odd": serial.PARITY_ODD}
    return serial.Serial(
        path,
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
    """Why a port could not be opened."""
    number = getattr(error, "errno", None) or 0
    return _CAUSES.get(number, Cause.NOT_FOUND)
