"""What a device is doing, in a form the screen can turn into a sentence.

A driver never words a message for the cashier: it names the condition and the cause, and the application's
own translations say it. `detail` is technical text for the log and the service page (a path, a host, an
errno text).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Condition(StrEnum):
    """How a device stands, from the cashier's point of view."""

    READY = "ready"
    GONE = "gone"
    """Unplugged, switched off, or not reachable; the driver keeps looking for it."""
    TROUBLE = "trouble"
    """It answers, and says that it cannot work now: no paper, cover open."""
    OFF = "off"
    """Not started, or stopped on purpose."""


class Cause(StrEnum):
    """Why a device is not ready. The value is the key of the sentence that is shown."""

    NONE = "none"
    PAPER_OUT = "paper_out"
    PAPER_LOW = "paper_low"
    """Still printing: comes with `Condition.READY`."""
    COVER_OPEN = "cover_open"
    OFFLINE = "offline"
    """The printer says so itself: feed button held, or an error it does not name."""
    CUTTER = "cutter"
    HARDWARE_ERROR = "hardware_error"
    NOT_FOUND = "not_found"
    """No such device file, or the host name is unknown."""
    NO_PERMISSION = "no_permission"
    UNREACHABLE = "unreachable"
    """Nobody answers at that address, or the connection broke."""
    NO_ANSWER = "no_answer"
    """Connected, but it does not reply to a status question."""
    BAD_ANSWER = "bad_answer"
    """It replies with something that is no status."""
    BUSY = "busy"
    """Another program holds it."""
    DISK_FULL = "disk_full"
    SPOOLER = "spooler"
    """The system's print service does not run."""
    QUEUE_PAUSED = "queue_paused"
    QUEUE_STUCK = "queue_stuck"
    """An earlier job keeps the system's queue from printing."""
    UNPLUGGED = "unplugged"


@dataclass(frozen=True, slots=True)
class DeviceState:
    """One observation of one device."""

    condition: Condition
    cause: Cause = Cause.NONE
    detail: str = ""

    @property
    def key(self) -> str:
        """The key of the sentence to show, for example `trouble.paper_out`."""
        return f"{self.condition}.{self.cause}" if self.cause is not Cause.NONE else str(self.condition)

    @property
    def is_ready(self) -> bool:
        """Whether the device can be used now."""
        return self.condition is Condition.READY


READY = DeviceState(Condition.READY)
OFF = DeviceState(Condition.OFF)
