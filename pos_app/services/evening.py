"""How far the end of a day has come, told by the till's own records alone: a closing that was cut off at any step goes
on where it was, whoever sits down to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pos_app.domain.counter_event import CounterEvent
from pos_app.domain.day_close import Confirmation, Outcome
from pos_app.domain.errors import JournalUnreadable
from pos_app.domain.period_sum import sum_period
from pos_app.domain.period_totals import NEW_REGISTER
from pos_app.domain.tender import CARDS
from pos_app.services.closing_day import (
    CARD_SLIPS,
    DayAnswers,
    DayBooks,
    OpenMatters,
    card_sum,
    confirm_day,
    open_matters,
)
from pos_app.services.period_reports import is_something
from pos_app.services.quoting import context_now

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pos_app.domain.drawer import OpenDrawer
    from pos_app.domain.period_report import PeriodReport
    from pos_app.domain.period_sum import PeriodFact
    from pos_app.services.ports import Ports


class Step(StrEnum):
    """What there is to do, in this order."""

    MATTERS = "matters"
    COUNT = "count"
    CARDS = "cards"
    PERIOD = "period"
    COPY = "copy"
    CHECKPOINT = "checkpoint"
    SEND = "send"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class DayEnd:
    """What the end of a day reaches beside the till's own ports: its files, and the server's answers."""

    books: DayBooks
    answers: DayAnswers


@dataclass(frozen=True, slots=True)
class SoFar:
    """What is done and what is not.

    ``has_period``: something happened since the last Z, whose report is ``z``. Of the open period, ``cards_minor`` is
    what cards paid less refunds (``has_cards``: any did), and ``cards_off`` how far the terminal's sum was from it,
    where somebody compared. ``day`` is the business day that is closed; ``saved_through`` the record up to which it
    has a copy and a checkpoint; ``days`` the server has yet to confirm. ``broken`` names a record that is not as it was
    written. Where ``is_readable`` is false nothing can be summed over it: there is no Z, and the rest is not known.
    """

    matters: OpenMatters
    drawers: tuple[OpenDrawer, ...]
    has_period: bool
    has_cards: bool
    cards_minor: int
    cards_off: int | None
    z: PeriodReport | None
    day: str
    saved_through: int
    days: tuple[str, ...]
    broken: str = ""
    is_readable: bool = True

    @property
    def is_saved(self) -> bool:
        """Whether the last Z is in a copy that has its checkpoint."""
        return self.z is not None and self.saved_through >= self.z.sequence


def look(ports: Ports, end: DayEnd, *, further: bool = False) -> SoFar:
    """The journal first (``further``: what came since the last look), then what it says. Run on the store thread."""
    broken = end.books.broken(further=further)
    try:
        return _look(ports, end, broken)
    except JournalUnreadable:
        nothing = OpenMatters(False, 0, 0, 0, 0, 0)
        day = context_now(ports).business_date
        return SoFar(nothing, (), True, False, 0, None, None, day, 0, (), broken, is_readable=False)


def _look(ports: Ports, end: DayEnd, broken: str) -> SoFar:
    matters = open_matters(ports)
    with ports.store.unit_of_work() as work:
        z = work.drawers.last_z()
        walk = _Walk(work.drawers.facts(z.sequence if z else 0))
        totals = sum_period(walk, z.totals.grand if z else NEW_REGISTER)
        drawers = tuple(work.drawers.open_drawers())
    day = context_now(ports).business_date if walk.has_something or z is None else z.business_date
    return SoFar(
        matters,
        drawers,
        walk.has_something,
        any(each.kind in CARDS for each in totals.payments),
        card_sum(totals),
        walk.cards_off,
        z,
        day,
        end.books.saved(day),
        tuple(end.books.unconfirmed()),
        broken,
    )


class _Walk:
    """The open period's facts on their way to the sum, looked at in passing."""

    def __init__(self, facts: Iterator[PeriodFact]) -> None:
        self._facts = facts
        self.has_something = False
        self.cards_off: int | None = None

    def __iter__(self) -> Iterator[PeriodFact]:
        for fact in self._facts:
            self.has_something = self.has_something or is_something(fact)
            if isinstance(fact, CounterEvent) and fact.reason == CARD_SLIPS:
                self.cards_off = fact.amount_minor
            yield fact


@dataclass(frozen=True, slots=True)
class DayAnswer:
    """What came of asking for one day. ``sentence`` is said where the server did not answer."""

    day: str
    found: Confirmation
    sentence: str = ""

    @property
    def is_confirmed(self) -> bool:
        """Whether the server has that day as the till has it."""
        return self.found.outcome is Outcome.CONFIRMED


def confirm_closed_days(end: DayEnd, now_ms: int) -> tuple[DayAnswer, ...]:
    """Ask for the days that a Z has closed and the server has not confirmed yet. Waits for it."""
    return confirm_days(end, tuple(end.books.closed()), now_ms)


def confirm_days(end: DayEnd, days: tuple[str, ...], now_ms: int) -> tuple[DayAnswer, ...]:
    """Ask for each of the days, oldest first, until the server no longer answers. Waits for it."""
    answers = []
    for day in days:
        found, sentence = confirm_day(end.books, end.answers, day, now_ms)
        answers.append(DayAnswer(day, found, sentence))
        if found.outcome is Outcome.NO_ANSWER:
            break
    return tuple(answers)
