"""The end of a day, step by step: what is still open, a checked copy, a signed checkpoint, and the server's word that
it has the day as this till has it.

Every step may be done again: the copy of a day takes the place of an earlier one, a question changes nothing. So a
closing that was cut off anywhere is simply begun again, and one without the network is confirmed tomorrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pos_app.domain.day_close import Confirmation, DayHere, DayThere, Outcome, compare
from pos_app.services.ports import Ports, PrintState


class NotAnswered(Exception):
    """The server could not be asked, or would not say; ``sentence`` tells a manager which and what is safe."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class DayBooks(Protocol):
    """What the till's files can tell and give of a day. Used on the store thread."""

    def here(self, business_date: str) -> DayHere:
        """The journal's head and the day's counts."""

    def copy(self, business_date: str) -> Path:
        """A verified copy of the till's data, in place of an earlier one of that day."""

    def checkpoint(self, business_date: str) -> Path:
        """The journal's head, signed with the till's key, beside the copies."""

    def unconfirmed(self) -> list[str]:
        """Business days with sales or returns that the server has not confirmed yet, oldest first."""

    def note_confirmed(self, business_date: str, sequence: int, at_ms: int) -> None:
        """The server has that day up to that record."""


class DayAnswers(Protocol):
    """The server's side. May wait for it: never on the interface thread."""

    def send(self) -> None:
        """Bring it what waits; raises :class:`NotAnswered`."""

    def ask(self, business_date: str, sequence: int) -> DayThere:
        """What it has of a day; raises :class:`NotAnswered`."""


@dataclass(frozen=True, slots=True)
class OpenMatters:
    """What a manager wants to know before closing. ``basket``: goods stand on the counter; ``prints`` are receipts of
    which nobody knows whether they were printed; ``records`` and ``sales`` wait for the server.
    """

    basket: bool
    parked: int
    prints: int
    records: int
    sales: int

    @property
    def hinders(self) -> bool:
        """Whether the day cannot be closed like this: a basket on the counter would belong to no day."""
        return self.basket


def open_matters(ports: Ports) -> OpenMatters:
    """Look. Run on the store thread."""
    with ports.store.unit_of_work() as work:
        kept = work.open_basket()
        return OpenMatters(
            basket=kept is not None and not kept.basket.is_empty,
            parked=len(work.parked()),
            prints=sum(job.state is PrintState.SENT_UNKNOWN for job in work.print_jobs()),
            records=work.waiting_records(),
            sales=work.waiting_sales(),
        )


def confirm_day(
    books: DayBooks, answers: DayAnswers, business_date: str, now_ms: int
) -> tuple[Confirmation, str]:
    """Send what waits, ask for the day, compare, and remember it when both have the same. Returns the outcome, and a
    sentence where the server did not answer. Waits for the server.
    """
    here = books.here(business_date)
    try:
        answers.send()
        there = answers.ask(business_date, here.sequence)
    except NotAnswered as error:
        return Confirmation(Outcome.NO_ANSWER), error.sentence
    found = compare(here, there)
    if found.outcome is Outcome.CONFIRMED:
        books.note_confirmed(business_date, here.sequence, now_ms)
    return found, ""
