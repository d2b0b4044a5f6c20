"""A printer behind a queue of Windows: our bytes go through its print service untouched (data type RAW).

The service tells little. What it tells is told on: no such queue, paused, no paper, an earlier job that is stuck. A
document counts as printed when the service has handed all of it to the printer's port and let the job go, which is the
word of a printer that answers nothing itself; whoever wants the printer's own word uses its network or serial port. A
job that does not go is taken out of the queue again: it would print long after somebody has printed another copy.

Every call opens the queue anew and lets go of it, on the thread that asks; nothing here ever shows a dialog.
"""

from __future__ import annotations

import importlib
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol, cast

from drivers.printers.printer import CONFIRMED, Outcome, SendResult
from drivers.state import READY, Cause, Condition, DeviceState

_log = logging.getLogger(__name__)

DOCUMENT_NAME = "Trofast"
"""What the queue shows of a job: never whose receipt it is."""
_PRINT_S = 8.0
_LOOK_EVERY_S = 0.05
_JOBS_LOOKED_AT = 16
_DELETE_JOB = 5

_QUEUE_CAUSES = (  # bits of a queue's status, the worst first
    (0x00000004, Cause.NOT_FOUND),  # being deleted
    (0x00000010, Cause.PAPER_OUT),
    (0x00400000, Cause.COVER_OPEN),
    (0x00000008, Cause.HARDWARE_ERROR),  # paper jam
    (0x00000040, Cause.PAPER_OUT),  # a paper problem that it does not name
    (0x00001000 | 0x00000080 | 0x02000000, Cause.UNREACHABLE),  # not available, offline, its server offline
    (0x00000001, Cause.QUEUE_PAUSED),
    (0x00100000 | 0x00000002, Cause.HARDWARE_ERROR),
)
_WORKS_OFFLINE = 0x00000400
"""An attribute, and how Windows says that a printer on the USB is unplugged."""

_JOB_CAUSES = (  # bits of a job's status
    (0x00000040, Cause.PAPER_OUT),
    (0x00000020, Cause.UNREACHABLE),  # offline
    (0x00000001, Cause.QUEUE_PAUSED),
    (0x00000002 | 0x00000200 | 0x00000400, Cause.QUEUE_STUCK),  # error, blocked, wants a person
)
_TAKEN_OUT = 0x00000004 | 0x00000100
"""Somebody deletes the job, or has."""
_PRINTED = 0x00000080 | 0x00001000

_ERROR_CAUSES = {
    5: Cause.NO_PERMISSION,
    39: Cause.DISK_FULL,
    112: Cause.DISK_FULL,
    1722: Cause.SPOOLER,  # the service does not run
    1753: Cause.SPOOLER,
    1801: Cause.NOT_FOUND,  # no such queue
    1905: Cause.NOT_FOUND,  # deleted
}
_NO_SUCH_JOB = 87

Answer = Mapping[str, Any]


class Spooler(Protocol):
    """What is used of pywin32's `win32print`; its errors carry a `winerror`."""

    def OpenPrinter(self, queue: str, /) -> Any: ...  # noqa: D102, N802 - pywin32 describes and names these
    def ClosePrinter(self, handle: Any, /) -> None: ...  # noqa: D102, N802
    def GetPrinter(self, handle: Any, level: int, /) -> Answer: ...  # noqa: D102, N802
    def EnumJobs(self, handle: Any, first: int, count: int, level: int, /) -> Sequence[Answer]: ...  # noqa: D102, N802
    def GetJob(self, handle: Any, job: int, level: int, /) -> Answer: ...  # noqa: D102, N802
    def SetJob(self, handle: Any, job: int, level: int, info: None, command: int, /) -> None: ...  # noqa: D102, N802
    def StartDocPrinter(self, handle: Any, level: int, info: tuple[str, None, str], /) -> int: ...  # noqa: D102, N802
    def StartPagePrinter(self, handle: Any, /) -> None: ...  # noqa: D102, N802
    def WritePrinter(self, handle: Any, data: bytes, /) -> int: ...  # noqa: D102, N802
    def EndPagePrinter(self, handle: Any, /) -> None: ...  # noqa: D102, N802
    def EndDocPrinter(self, handle: Any, /) -> None: ...  # noqa: D102, N802
    def AbortPrinter(self, handle: Any, /) -> None: ...  # noqa: D102, N802


class WindowsQueuePrinter:
    """`queue` is the printer's name in Windows' settings. `print_s` bounds the waiting for a job to go."""

    def __init__(
        self, queue: str, *, print_s: float = _PRINT_S, name: str = "printer", spooler: Spooler | None = None
    ) -> None:
        self._queue = queue
        self._print_s = print_s
        self._name = name
        self._spooler = spooler

    @property
    def name(self) -> str:
        """What the settings call it."""
        return self._name

    def send(self, data: bytes) -> SendResult:
        """Print one document; see `Printer.send`."""
        job, taken = 0, 0
        try:
            with self._opened() as (spooler, handle):
                state = _state_of(spooler, handle)
                if not state.is_ready:
                    return SendResult(Outcome.NOT_SENT, state.cause, state.detail)
                job = spooler.StartDocPrinter(handle, 1, (DOCUMENT_NAME, None, "RAW"))
                try:
                    spooler.StartPagePrinter(handle)
                    while taken < len(data):
                        step = spooler.WritePrinter(handle, data[taken:])
                        if step <= 0:
                            raise OSError(f"the print service took {taken} of {len(data)} bytes and no more")
                        taken += step
                    spooler.EndPagePrinter(handle)
                    spooler.EndDocPrinter(handle)
                except Exception:
                    _give_up(spooler, handle, job)
                    raise
                return self._follow(spooler, handle, job)
        except Exception as error:  # noqa: BLE001 - our own bugs are raised again by what names the cause
            cause = _cause(error)
            # The service may begin to print before it has the whole document.
            outcome = Outcome.UNKNOWN if taken else Outcome.NOT_SENT
            return SendResult(outcome, cause, f"job {job}: {error}" if job else str(error))

    def state(self) -> DeviceState:
        """How the queue stands now."""
        try:
            with self._opened() as (spooler, handle):
                return _state_of(spooler, handle)
        except Exception as error:  # noqa: BLE001 - as above
            return DeviceState(Condition.GONE, _cause(error), str(error))

    def close(self) -> None:
        """Nothing is kept open between documents."""

    @contextmanager
    def _opened(self) -> Iterator[tuple[Spooler, Any]]:
        if self._spooler is None:
            self._spooler = cast("Spooler", _library())
        handle = self._spooler.OpenPrinter(self._queue)
        try:
            yield self._spooler, handle
        finally:
            try:
                self._spooler.ClosePrinter(handle)
            except Exception as error:  # noqa: BLE001 - a queue that is gone can not be closed, and need not be
                _log.debug("closing a queue failed: %s", error)

    def _follow(self, spooler: Spooler, handle: Any, job: int) -> SendResult:
        """Watch the job until the service has let it go."""
        deadline = time.monotonic() + self._print_s
        cause, was_taken_out = Cause.NONE, False
        while True:
            try:
                status = int(spooler.GetJob(handle, job, 1)["Status"])
            except Exception as error:
                if getattr(error, "winerror", None) != _NO_SUCH_JOB:
                    raise
                break
            if status & _PRINTED and not status & _TAKEN_OUT:
                break  # a queue that keeps its printed jobs
            cause = _first(_JOB_CAUSES, status)
            was_taken_out = was_taken_out or bool(status & _TAKEN_OUT)
            if time.monotonic() >= deadline:
                _take_out(spooler, handle, job)
                state = _state_of(spooler, handle)
                why = next((each for each in (cause, state.cause) if each is not Cause.NONE), Cause.NO_ANSWER)
                return SendResult(Outcome.UNKNOWN, why, f"job {job} did not go, status {status:#x}")
            time.sleep(_LOOK_EVERY_S)
        if was_taken_out:
            return SendResult(Outcome.UNKNOWN, Cause.QUEUE_STUCK, f"job {job} was deleted by somebody else")
        state = _state_of(spooler, handle)
        if state.is_ready:
            return CONFIRMED
        return SendResult(Outcome.UNKNOWN, state.cause, f"job {job} went, and then: {state.detail}")


def queues() -> list[str]:
    """The names of this computer's printer queues, local and connected; empty where Windows' print service, or Windows,
    is not there.
    """
    local, connections = 0x2, 0x4
    try:
        return [name for _, _, name, _ in _library().EnumPrinters(local | connections, None, 1)]
    except ImportError:
        return []
    except Exception as error:  # noqa: BLE001 - as above
        _log.info("the printer queues can not be listed: %s", _cause(error))
        return []


def _library() -> Any:
    """The library; the first import puts the file that both need where a packaged program finds it."""
    importlib.import_module("pywintypes")
    return importlib.import_module("win32print")


def _state_of(spooler: Spooler, handle: Any) -> DeviceState:
    queue = spooler.GetPrinter(handle, 2)
    status = int(queue["Status"])
    cause = _first(_QUEUE_CAUSES, status)
    if cause is Cause.NONE and int(queue["Attributes"]) & _WORKS_OFFLINE:
        cause = Cause.UNREACHABLE
    detail = f"queue status {status:#x}"
    if cause is Cause.NONE and queue["cJobs"]:
        for job in spooler.EnumJobs(handle, 0, _JOBS_LOOKED_AT, 1):
            cause = _first(_JOB_CAUSES, int(job["Status"]))
            if cause is not Cause.NONE:
                detail = f"an earlier job, {job['JobId']}, has status {int(job['Status']):#x}"
                break
    if cause is Cause.NONE:
        return READY
    gone = cause in {Cause.NOT_FOUND, Cause.UNREACHABLE}
    return DeviceState(Condition.GONE if gone else Condition.TROUBLE, cause, detail)


def _first(causes: Sequence[tuple[int, Cause]], status: int) -> Cause:
    return next((cause for bits, cause in causes if status & bits), Cause.NONE)


def _give_up(spooler: Spooler, handle: Any, job: int) -> None:
    """Throw the unfinished job away, as far as the service lets."""
    try:
        spooler.AbortPrinter(handle)
    except Exception as error:  # noqa: BLE001 - it failed already, and why is told by what failed first
        _log.debug("job %d could not be aborted: %s", job, error)
        _take_out(spooler, handle, job)


def _take_out(spooler: Spooler, handle: Any, job: int) -> None:
    try:
        spooler.SetJob(handle, job, 0, None, _DELETE_JOB)
    except Exception as error:  # noqa: BLE001 - it went by itself, or nobody can take it out
        _log.debug("job %d could not be taken out of the queue: %s", job, error)


def _cause(error: Exception) -> Cause:
    """Why Windows refused; an error without its number is our own bug, unless it is one of the system's."""
    number = getattr(error, "winerror", None)
    if number is None and not isinstance(error, OSError):
        raise error
    return _ERROR_CAUSES.get(number or 0, Cause.HARDWARE_ERROR)
