"""A two-way connection to a printer, and the conversation held over it.

What a network and a serial printer have in common: ask whether it can print, send, ask whether it is done.
Where they differ (how bytes travel, how a broken link shows) is a `Link`.
"""

from __future__ import annotations

import time
from typing import Protocol

from drivers.printers.printer import CONFIRMED, Outcome, SendResult
from drivers.printers.status import IS_DONE, QUESTIONS, is_done, is_status, read_status
from drivers.state import READY, Cause, Condition, DeviceState

_ANSWER_S = 0.4
_CHUNK_BYTES = 1024


class LinkError(OSError):
    """The connection cannot be made or is broken. `cause` says which of the causes a person can act on.

    `maybe_taken` is true when some bytes of the write that failed may have gone out.
    """

    def __init__(self, cause: Cause, detail: str, *, maybe_taken: bool = False) -> None:
        super().__init__(detail)
        self.cause = cause
        self.detail = detail
        self.maybe_taken = maybe_taken


class Link(Protocol):
    """An open connection. Every method may raise `LinkError`."""

    def write(self, data: bytes, deadline: float) -> int:
        """Hand over some of `data` before `deadline` (steady seconds); returns how many bytes were taken."""
        ...

    def read(self, wait_s: float) -> bytes:
        """The bytes that have arrived, waiting up to `wait_s` for the first."""
        ...

    def drained(self, deadline: float) -> bool:
        """Wait until the other side has taken everything written; false if that cannot be seen in time."""
        ...


def ask_state(link: Link) -> DeviceState:
    """Put the status questions and read the answers."""
    while link.read(0):
        pass  # whatever came unasked (automatic status, line noise) is no answer to what we ask now
    deadline = time.monotonic() + _ANSWER_S
    _write_all(link, b"".join(QUESTIONS), deadline)
    answers = bytearray()
    while len(answers) < len(QUESTIONS) and (left := deadline - time.monotonic()) > 0:
        answers += link.read(left)
    if not answers:
        return DeviceState(Condition.TROUBLE, Cause.NO_ANSWER)
    return read_status(bytes(answers))


def converse(link: Link, data: bytes, *, answers_status: bool, send_s: float, print_s: float) -> SendResult:
    """Send one document over an open link and find out what became of it.

    `send_s` bounds the handing over of its bytes, `print_s` the waiting for the printer's word afterwards.
    For a printer that never answers, the document counts as printed when the printer has taken all of it.
    """
    if answers_status:
        try:
            state = ask_state(link)
        except LinkError as error:
            return SendResult(Outcome.NOT_SENT, error.cause, error.detail)
        if not state.is_ready:
            return SendResult(Outcome.NOT_SENT, state.cause, state.detail)
    taken = 0
    deadline = time.monotonic() + send_s
    payload = data + IS_DONE if answers_status else data
    try:
        while taken < len(payload):
            step = link.write(payload[taken : taken + _CHUNK_BYTES], deadline)
            if step == 0:
                return _stuck(link, taken, answers_status)
            taken += step
        if answers_status:
            return _await_done(link, time.monotonic() + print_s)
        if link.drained(deadline):
            return CONFIRMED
        return SendResult(Outcome.UNKNOWN, Cause.NO_ANSWER, "the printer has not taken all of it")
    except LinkError as error:
        outcome = Outcome.UNKNOWN if taken or error.maybe_taken else Outcome.NOT_SENT
        return SendResult(outcome, error.cause, f"after {taken} of {len(payload)} bytes: {error.detail}")


def _await_done(link: Link, deadline: float) -> SendResult:
    """Wait for the word that everything was printed; ask meanwhile, so that an empty roll shows at once."""
    statuses = bytearray()
    asked = False
    ask_at = time.monotonic() + _ANSWER_S
    while (now := time.monotonic()) < deadline:
        if now >= ask_at and not asked:
            _write_all(link, b"".join(QUESTIONS), now + _ANSWER_S)
            asked = True
        for byte in link.read(min(deadline - now, _ANSWER_S / 4)):
            if is_done(byte):
                _collect(link, len(QUESTIONS) - len(statuses) if asked else 0)
                return CONFIRMED
            if not is_status(byte):
                return SendResult(Outcome.UNKNOWN, Cause.BAD_ANSWER, f"answered {byte:#04x}")
            statuses.append(byte)
        if len(statuses) >= len(QUESTIONS):
            state = read_status(bytes(statuses[: len(QUESTIONS)]))
            if not state.is_ready:
                return SendResult(Outcome.UNKNOWN, state.cause, "stopped in the middle of the document")
            statuses.clear()
            asked, ask_at = False, time.monotonic() + _ANSWER_S
    return SendResult(Outcome.UNKNOWN, Cause.NO_ANSWER, "no word that the document was printed")


def _collect(link: Link, outstanding: int) -> None:
    """Take in the answers still on their way, so that they are not mistaken for those to the next question."""
    deadline = time.monotonic() + _ANSWER_S
    while outstanding > 0 and (left := deadline - time.monotonic()) > 0:
        outstanding -= len(link.read(left))


def _stuck(link: Link, taken: int, answers_status: bool) -> SendResult:
    """The printer takes no more bytes: say why, if it tells."""
    outcome = Outcome.UNKNOWN if taken else Outcome.NOT_SENT
    state = ask_state(link) if answers_status else READY
    cause = state.cause if state.cause is not Cause.NONE else Cause.NO_ANSWER
    return SendResult(outcome, cause, f"the printer took {taken} bytes and no more")


def _write_all(link: Link, data: bytes, deadline: float) -> None:
    taken = 0
    while taken < len(data):
        step = link.write(data[taken:], deadline)
        if step == 0:
            raise LinkError(Cause.NO_ANSWER, "the printer takes no bytes")
        taken += step
