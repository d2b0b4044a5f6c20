"""A printer as the rest of the till knows it: it takes whole documents and says what became of each.

PRINT-TRISTATE: a document was printed (`CONFIRMED`), did certainly not begin to print (`NOT_SENT`), or
nobody can know (`UNKNOWN`). Only the middle one may be tried again without asking a person: printing a
receipt twice is a second receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.state import Cause, DeviceState


class Outcome(StrEnum):
    """What became of one document."""

    CONFIRMED = "confirmed"
    NOT_SENT = "not_sent"
    """Not one byte of it reached the printer: safe to send again."""
    UNKNOWN = "unknown"
    """Some of it may have been printed: a person must look."""


@dataclass(frozen=True, slots=True)
class SendResult:
    """`cause` says why a document was not confirmed; `detail` is technical text for the log."""

    outcome: Outcome
    cause: Cause = Cause.NONE
    detail: str = ""


CONFIRMED = SendResult(Outcome.CONFIRMED)


class Printer(Protocol):
    """One printer. Not safe for several threads: a `PrinterWorker` owns it. No method raises for the
    device.
    """

    @property
    def name(self) -> str:
        """What the settings call it."""
        ...

    def send(self, data: bytes) -> SendResult:
        """Print one whole rendered document and wait until its outcome is known, or cannot become known."""
        ...

    def state(self) -> DeviceState:
        """How the printer stands now; answers within a second."""
        ...

    def close(self) -> None:
        """Let go of the device."""
        ...
