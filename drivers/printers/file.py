"""A printer behind a file: a device such as `/dev/usb/lp0`, or a folder that another program prints from.

A device file mostly cannot be asked; what it can tell (no paper, not selected) comes through the line
printer's own request. A document is confirmed when the device has taken all of it, in a folder when its
file is complete and on disk under its final name.
"""

from __future__ import annotations

import array
import errno
import os
import select
import stat
import sys
import time
from pathlib import Path

from drivers.printers.printer import CONFIRMED, Outcome, SendResult
from drivers.state import READY, Cause, Condition, DeviceState

_AS_A_DEVICE = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
"""Never waiting in the system, never the process's terminal, and on Windows every byte as it is."""
_LPGETSTATUS = 0x060B
_LP_PAPER_OUT = 0x20
_LP_SELECTED = 0x10
_LP_NO_ERROR = 0x08
_CAUSES = {
    errno.ENOENT: Cause.NOT_FOUND,
    errno.ENODEV: Cause.UNPLUGGED,
    errno.ENXIO: Cause.UNPLUGGED,
    errno.EIO: Cause.UNPLUGGED,
    errno.EACCES: Cause.NO_PERMISSION,
    errno.EPERM: Cause.NO_PERMISSION,
    errno.EROFS: Cause.NO_PERMISSION,
    errno.EBUSY: Cause.BUSY,
    errno.ENOSPC: Cause.DISK_FULL,
    errno.EDQUOT: Cause.DISK_FULL,
}


class FilePrinter:
    """`path` of a device or of a folder. `timeout_s` bounds how long a device may take no bytes at all."""

    def __init__(self, path: Path, *, timeout_s: float = 3.0, name: str = "printer") -> None:
        self._path = path
        self._timeout_s = timeout_s
        self._name = name
        self._spooled = 0

    @property
    def name(self) -> str:
        """What the settings call it."""
        return self._name

    def send(self, data: bytes) -> SendResult:
        """Print one document; see `Printer.send`."""
        if self._path.is_dir():
            return self._spool(data)
        return self._write_device(data)

    def state(self) -> DeviceState:
        """How the device or the folder stands now."""
        try:
            if self._path.is_dir():
                return (
                    READY
                    if os.access(self._path, os.W_OK)
                    else _gone(PermissionError(errno.EACCES, "folder"))
                )
            device = self._open_device()
        except OSError as error:
            return _gone(error)
        try:
            cause = _line_printer_cause(device)
        finally:
            os.close(device)
        return READY if cause is Cause.NONE else DeviceState(Condition.TROUBLE, cause)

    def close(self) -> None:
        """Nothing is kept open between documents."""

    def _spool(self, data: bytes) -> SendResult:
        """One file a document: complete under a hidden name first, so that nobody prints half of it."""
        self._spooled += 1
        name = f"{time.time_ns()}-{os.getpid()}-{self._spooled}.escpos"
        hidden = self._path / f".{name}"
        try:
            with hidden.open("xb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            hidden.rename(self._path / name)
        except OSError as error:
            hidden.unlink(missing_ok=True)
            return SendResult(
                Outcome.NOT_SENT, _CAUSES.get(error.errno or 0, Cause.HARDWARE_ERROR), str(error)
            )
        return CONFIRMED

    def _write_device(self, data: bytes) -> SendResult:
        try:
            device = self._open_device()
        except OSError as error:
            state = _gone(error)
            return SendResult(Outcome.NOT_SENT, state.cause, state.detail)
        taken = 0
        try:
            cause = _line_printer_cause(device)
            if cause is not Cause.NONE:
                return SendResult(Outcome.NOT_SENT, cause)
            while taken < len(data):
                if not _takes_bytes(device, self._timeout_s):
                    outcome = Outcome.UNKNOWN if taken else Outcome.NOT_SENT
                    return SendResult(outcome, Cause.NO_ANSWER, f"the device took {taken} bytes and no more")
                taken += os.write(device, data[taken : taken + 4096])
            cause = _line_printer_cause(device)
        except OSError as error:
            outcome = Outcome.UNKNOWN if taken else Outcome.NOT_SENT
            return SendResult(outcome, _CAUSES.get(error.errno or 0, Cause.HARDWARE_ERROR), str(error))
        finally:
            os.close(device)
        return CONFIRMED if cause is Cause.NONE else SendResult(Outcome.UNKNOWN, cause)

    def _open_device(self) -> int:
        """Open what must exist already: a device that is away must not become an ordinary file."""
        device = os.open(self._path, os.O_WRONLY | _AS_A_DEVICE)
        if stat.S_ISREG(os.fstat(device).st_mode):
            os.close(device)
            raise OSError(errno.ENODEV, f"{self._path} is an ordinary file, neither a device nor a folder")
        return device


def _takes_bytes(device: int, wait_s: float) -> bool:
    """Whether a device takes bytes within `wait_s`; Windows can not be asked, its write waits by itself."""
    if sys.platform == "win32":
        return True
    else:  # noqa: RET505 - so that the type checker sees which system has what
        return bool(select.select((), (device,), (), wait_s)[1])


def _line_printer_cause(device: int) -> Cause:
    """What a line printer's status lines say, or `NONE` for a device that has none."""
    lines = array.array("i", [_LP_SELECTED | _LP_NO_ERROR])
    if sys.platform == "linux":
        import fcntl

        try:
            fcntl.ioctl(device, _LPGETSTATUS, lines)
        except OSError:
            return Cause.NONE
    if lines[0] & _LP_PAPER_OUT:
        return Cause.PAPER_OUT
    if not lines[0] & _LP_NO_ERROR:
        return Cause.HARDWARE_ERROR
    return Cause.NONE if lines[0] & _LP_SELECTED else Cause.OFFLINE


def _gone(error: OSError) -> DeviceState:
    return DeviceState(Condition.GONE, _CAUSES.get(error.errno or 0, Cause.HARDWARE_ERROR), str(error))
