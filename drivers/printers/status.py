"""What a printer says about itself: the questions DLE EOT and GS r, and how their answers are read.

DLE EOT is answered at once, even while the printer is stuck; its one-byte answers have four fixed bits,
which tells them from noise. GS r is answered in its turn, after everything sent before it: that is how we
know that a document went through.
"""

from __future__ import annotations

from enum import IntFlag

from drivers.state import READY, Cause, Condition, DeviceState

QUESTIONS = (b"\x10\x04\x01", b"\x10\x04\x02", b"\x10\x04\x03", b"\x10\x04\x04")
"""Printer, cause of being offline, error, paper: asked together, answered in this order."""

IS_DONE = b"\x1dr\x01"
"""Answered by one byte once everything before it has been worked through."""

_FIXED_MASK, _FIXED = 0x93, 0x12
_DONE_MASK, _DONE = 0x90, 0x00
_OFFLINE = 0x08


class _OfflineCause(IntFlag):
    COVER_OPEN = 0x04
    FED_BY_BUTTON = 0x08
    PAPER_END = 0x20
    ERROR = 0x40


class _Error(IntFlag):
    CUTTER = 0x08
    UNRECOVERABLE = 0x20
    RECOVERABLE = 0x04 | 0x40


class _Paper(IntFlag):
    LOW = 0x0C
    OUT = 0x60


def is_status(byte: int) -> bool:
    """Whether a byte can be an answer to DLE EOT."""
    return byte & _FIXED_MASK == _FIXED


def is_done(byte: int) -> bool:
    """Whether a byte can be the answer to `IS_DONE`."""
    return byte & _DONE_MASK == _DONE


def read_status(answers: bytes) -> DeviceState:
    """The state that the four answers to `QUESTIONS` describe, the most useful cause first."""
    if len(answers) != len(QUESTIONS) or not all(is_status(byte) for byte in answers):
        return DeviceState(Condition.TROUBLE, Cause.BAD_ANSWER, answers.hex())
    printer, offline, error, paper = answers
    detail = answers.hex()
    causes = (
        (offline & _OfflineCause.COVER_OPEN, Cause.COVER_OPEN),
        (paper & _Paper.OUT or offline & _OfflineCause.PAPER_END, Cause.PAPER_OUT),
        (error & _Error.CUTTER, Cause.CUTTER),
        (error & (_Error.UNRECOVERABLE | _Error.RECOVERABLE), Cause.HARDWARE_ERROR),
        (offline & _OfflineCause.ERROR, Cause.HARDWARE_ERROR),
        (printer & _OFFLINE or offline & _OfflineCause.FED_BY_BUTTON, Cause.OFFLINE),
    )
    for holds, cause in causes:
        if holds:
            return DeviceState(Condition.TROUBLE, cause, detail)
    if paper & _Paper.LOW:
        return DeviceState(Condition.READY, Cause.PAPER_LOW, detail)
    return READY
