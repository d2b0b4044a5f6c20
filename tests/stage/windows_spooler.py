"""Windows' print service, written from its documentation, that misbehaves when told to.

It stands where pywin32's ``win32print`` would. A queue prints each job after so many looks at it, and keeps what came
out of the printer in ``printed``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

JOB_PAUSED, JOB_ERROR, JOB_DELETING, JOB_OFFLINE, JOB_PAPER_OUT = 0x1, 0x2, 0x4, 0x20, 0x40
JOB_PRINTING, JOB_PRINTED, JOB_DELETED, JOB_BLOCKED = 0x10, 0x80, 0x100, 0x200
QUEUE_PAUSED, QUEUE_ERROR, QUEUE_PENDING_DELETION, QUEUE_PAPER_OUT = 0x1, 0x2, 0x4, 0x10
QUEUE_OFFLINE, QUEUE_DOOR_OPEN, QUEUE_JAM = 0x80, 0x400000, 0x8
WORKS_OFFLINE = 0x400
DELETE = 5
ACCESS_DENIED, INVALID_PARAMETER, DISK_FULL, NO_SERVICE, NO_SUCH_QUEUE = 5, 87, 112, 1722, 1801


class SpoolerError(Exception):
    """As ``pywintypes.error``, which is no ``OSError``."""

    def __init__(self, winerror: int, function: str) -> None:
        super().__init__(winerror, function, "as told")
        self.winerror = winerror


@dataclass
class Job:
    """One job; ``status`` is what the service says of it."""

    number: int
    data: bytearray = field(default_factory=bytearray)
    status: int = 0
    is_whole: bool = False
    looked_at: int = 0


@dataclass
class Spooler:
    """One queue, ``queue``, and its printer. ``fails`` names functions and the number that each fails with."""

    queue: str = "EPSON TM-T20"
    status: int = 0
    attributes: int = 0
    fails: dict[str, int] = field(default_factory=dict)
    prints_after_looks: int = 2
    takes_at_once: int = 1 << 20
    takes_in_all: int | None = None
    keeps_printed: bool = False
    status_of_jobs: int = 0
    """Said of every job instead of printing it."""
    becomes: int = 0
    """The queue's status once a job was printed."""
    is_deleted_by_somebody: bool = False
    jobs: list[Job] = field(default_factory=list)
    printed: list[bytes] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    open_handles: int = 0
    _last: int = 0

    def OpenPrinter(self, queue: str, /) -> str:
        self._maybe_fail("OpenPrinter")
        if queue != self.queue:
            raise SpoolerError(NO_SUCH_QUEUE, "OpenPrinter")
        self.open_handles += 1
        return queue

    def ClosePrinter(self, handle: Any, /) -> None:
        self.open_handles -= 1
        self._maybe_fail("ClosePrinter")

    def GetPrinter(self, handle: Any, level: int, /) -> dict[str, Any]:
        self._maybe_fail("GetPrinter")
        assert level == 2
        return {"Status": self.status, "Attributes": self.attributes, "cJobs": len(self.jobs)}

    def EnumJobs(self, handle: Any, first: int, count: int, level: int, /) -> tuple[dict[str, Any], ...]:
        self._maybe_fail("EnumJobs")
        return tuple({"JobId": job.number, "Status": job.status} for job in self.jobs[first : first + count])

    def GetJob(self, handle: Any, job: int, level: int, /) -> dict[str, Any]:
        self._maybe_fail("GetJob")
        found = self._job(job)
        found.looked_at += 1
        if self.is_deleted_by_somebody:
            if found.looked_at > self.prints_after_looks:
                self.jobs.remove(found)
                raise SpoolerError(INVALID_PARAMETER, "GetJob")
            found.status = JOB_DELETING
        elif self.status_of_jobs:
            found.status = self.status_of_jobs
        elif found.looked_at > self.prints_after_looks:
            self._print(found)
        else:
            found.status = JOB_PRINTING
        return {"JobId": found.number, "Status": self._job(job).status}

    def SetJob(self, handle: Any, job: int, level: int, info: None, command: int, /) -> None:
        self._maybe_fail("SetJob")
        assert (level, info, command) == (0, None, DELETE)
        self.jobs.remove(self._job(job))

    def StartDocPrinter(self, handle: Any, level: int, info: tuple[str, None, str], /) -> int:
        self._maybe_fail("StartDocPrinter")
        name, to_file, kind = info
        assert (level, to_file, kind) == (1, None, "RAW")
        self._last += 1
        self.names.append(name)
        self.jobs.append(Job(self._last))
        return self._last

    def StartPagePrinter(self, handle: Any, /) -> None:
        self._maybe_fail("StartPagePrinter")

    def WritePrinter(self, handle: Any, data: bytes, /) -> int:
        self._maybe_fail("WritePrinter")
        job = self.jobs[-1]
        room = self.takes_at_once
        if self.takes_in_all is not None:
            room = min(room, self.takes_in_all - len(job.data))
        job.data += data[:room]
        return min(len(data), room)

    def EndPagePrinter(self, handle: Any, /) -> None:
        self._maybe_fail("EndPagePrinter")

    def EndDocPrinter(self, handle: Any, /) -> None:
        self._maybe_fail("EndDocPrinter")
        self.jobs[-1].is_whole = True

    def AbortPrinter(self, handle: Any, /) -> None:
        self._maybe_fail("AbortPrinter")
        self.jobs.pop()

    def EnumPrinters(self, flags: int, name: None, level: int, /) -> tuple[tuple[int, str, str, str], ...]:
        self._maybe_fail("EnumPrinters")
        assert (flags, level) == (6, 1)
        return ((8388608, f"{self.queue},driver,", self.queue, ""),)

    def _job(self, number: int) -> Job:
        for job in self.jobs:
            if job.number == number:
                return job
        raise SpoolerError(INVALID_PARAMETER, "GetJob")

    def _print(self, job: Job) -> None:
        assert job.is_whole
        if job.status != JOB_PRINTED:
            self.printed.append(bytes(job.data))
            self.status = self.becomes
        job.status = JOB_PRINTED
        if not self.keeps_printed:
            self.jobs.remove(job)

    def _maybe_fail(self, function: str) -> None:
        if function in self.fails:
            raise SpoolerError(self.fails[function], function)
