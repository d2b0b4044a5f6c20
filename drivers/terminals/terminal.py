"""What a payment terminal is to the till: asked for money, it says approved, declined, or nothing that can be trusted.

Whoever asks writes down beforehand that it asks: a driver keeps nothing, and never asks twice by itself for anything
that moves money.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from drivers.state import DeviceState


class Verdict(StrEnum):
    """What became of a command that moves money."""

    APPROVED = "approved"
    DECLINED = "declined"
    """Nothing was moved, for certain: the terminal said no, or the question never left the till."""
    UNKNOWN = "unknown"
    """It may have been moved. The terminal has to be asked for its last outcome, or a person has to look."""


class Reason(StrEnum):
    """Why an outcome is what it is. The value is the key of the sentence that is shown."""

    NONE = "none"
    CARD_DECLINED = "card_declined"
    CARD_UNREADABLE = "card_unreadable"
    CARD_EXPIRED = "card_expired"
    CARD_BLOCKED = "card_blocked"
    CARD_NOT_TAKEN = "card_not_taken"
    CANCELLED = "cancelled"
    HOST_UNREACHABLE = "host_unreachable"
    """The terminal does not reach the payment company."""
    CLOSE_DAY_FIRST = "close_day_first"
    PAPER_OUT = "paper_out"
    BUSY = "busy"
    NOT_POSSIBLE = "not_possible"
    ALREADY_REVERSED = "already_reversed"
    FAULT = "fault"
    UNREACHABLE = "unreachable"
    """The till does not reach the terminal: it was asked for nothing."""
    LINE_BROKE = "line_broke"
    NO_ANSWER = "no_answer"
    BAD_ANSWER = "bad_answer"
    OTHER_AMOUNT = "other_amount"
    """The terminal speaks of another amount or currency than it was asked for."""
    NOTHING_STORED = "nothing_stored"
    """The terminal remembers no last payment, or does not tell."""


class Progress(StrEnum):
    """What the terminal is waiting for, as far as it says so."""

    INSERT_CARD = "insert_card"
    PIN_PAD = "pin_pad"
    HOST = "host"
    REMOVE_CARD = "remove_card"
    REVERSING = "reversing"
    WAIT = "wait"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the terminal said. Of the card nothing but its kind and its last four digits is ever kept.

    ``amount_minor`` is what the terminal says was moved, in minor units of the currency that it was asked in (0 where
    it names none). ``receipt_no`` and ``trace_no`` are its own numbers for it. ``detail`` is technical text for a log.
    ``total_minor`` is what its end of day comes to, ``None`` where it says nothing of it.
    """

    verdict: Verdict
    reason: Reason = Reason.NONE
    amount_minor: int = 0
    receipt_no: str = ""
    trace_no: str = ""
    terminal_id: str = ""
    card_type: str = ""
    card_end: str = ""
    detail: str = ""
    total_minor: int | None = None


Told = Callable[[Progress], None]
"""Hears what the terminal is doing, on the terminal's thread."""


def nobody_listens(_: Progress) -> None:
    """For whoever shows no progress."""


class PaymentTerminal(Protocol):
    """One terminal. Every call waits for its end, which comes within the deadlines that an installer has set; none
    raises. Amounts are in minor units, ``currency`` is an ISO code.
    """

    def pay(self, amount_minor: int, currency: str, intent_id: str, told: Told = nobody_listens) -> Outcome:
        """Ask for money. ``intent_id`` is the till's own id for it, for logs."""

    def cancel(self) -> None:
        """Ask the running payment to end. Returns at once, from any thread; the payment's own outcome says whether it
        came in time.
        """

    def reverse(self, receipt_no: str, amount_minor: int, currency: str) -> Outcome:
        """Undo a payment of this terminal's open batch by its number. Approved: it is undone."""

    def refund(
        self, amount_minor: int, currency: str, intent_id: str, told: Told = nobody_listens
    ) -> Outcome:
        """Pay money out to a card."""

    def last_outcome(self) -> Outcome:
        """What the terminal remembers of the last thing that it did. Moves nothing, may be asked any time."""

    def end_of_day(self) -> Outcome:
        """Have the terminal close its batch with the payment company, and say what was in it (``total_minor``)."""

    def state(self) -> DeviceState:
        """Whether it can be reached and is ready."""

    def close(self) -> None:
        """Hang up; it is reached again when it is needed."""
