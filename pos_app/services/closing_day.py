"""The end of a day, step by step: what is still open, a checked copy, a signed checkpoint, and the server's word that
it has the day as this till has it.

Every step may be done again: the copy of a day takes the place of an earlier one, a question changes nothing. So a
closing that was cut off anywhere is simply begun again, and one without the network is confirmed tomorrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pos_app.domain.counter_event import CounterEventKind
from pos_app.domain.day_close import Confirmation, DayHere, DayThere, Outcome, compare
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.period_sum import sum_period
from pos_app.domain.period_totals import NEW_REGISTER
from pos_app.domain.tender import CARDS
from pos_app.services.counter_events import event_now
from pos_app.services.period_reports import z_report
from pos_app.services.ports import Ports
from pos_app.services.till_store import PrintState

if TYPE_CHECKING:
    from pos_app.domain.period_report import PeriodReport
    from pos_app.domain.period_totals import PeriodTotals

CARD_SLIPS = "card-slips"
"""The reason of the event that says how far the terminal's own sum was from the till's."""


class NotAnswered(Exception):
    """The server could not be asked, or would not say; ``sentence`` tells a manager which and what is safe."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


class DayBooks(Protocol):
    """What the till's files can tell and give of a day. Used on the store thread."""

    def here(self, business_date: str) -> DayHere:
        """The journal's head and the day's counts."""

    def broken(self, *, further: bool = False) -> str:
        """Names the first record of the journal that is not as it was written, and says what is wrong with it; ""
        where all are. Looks at everything since the last checkpoint, or (``further``) since it looked the last time.
        """

    def saved(self, business_date: str) -> int:
        """Up to which record there is a copy with its checkpoint of that day; 0 where there is none."""

    def copy(self, business_date: str) -> Path:
        """A verified copy of the till's data, in place of an earlier one of that day."""

    def checkpoint(self, business_date: str) -> Path:
        """The journal's head, signed with the till's key, beside the copies."""

    def unconfirmed(self) -> list[str]:
        """Business days with sales or returns that the server has not confirmed yet, oldest first."""

    def closed(self) -> list[str]:
        """Of them those that are closed: nothing was sold or brought back on them since the last Z."""

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
    """What a manager wants to know before closing. ``basket``: goods stand on the counter; ``drawers`` are open and
    have to be counted; ``prints`` are receipts of
    which nobody knows whether they were printed; ``records`` and ``sales`` wait for the server; ``cards`` are
    payments of the card terminal that nobody has settled.
    """

    basket: bool
    drawers: int
    parked: int
    prints: int
    records: int
    sales: int
    cards: int = 0


def open_matters(ports: Ports) -> OpenMatters:
    """Look. Run on the store thread."""
    with ports.store.unit_of_work() as work:
        kept = work.open_basket()
        cards = _open_cards(ports, kept.basket.basket_id if kept else "")
        return OpenMatters(
            basket=kept is not None and not kept.basket.is_empty,
            drawers=len(work.drawers.open_drawers()),
            parked=len(work.parked()),
            prints=sum(job.state is PrintState.SENT_UNKNOWN for job in work.print_jobs()),
            records=work.waiting_records(),
            sales=work.waiting_sales(),
            cards=cards,
        )


def close_period(ports: Ports, cashier_id: str, *, approved_by: str = "") -> PeriodReport | None:
    """The Z report of what happened since the last; ``None`` where that is nothing, or a closing was cut off after it.

    Raises :class:`Refused` ``DRAWER_TO_COUNT`` while a drawer is open. Run on the store thread.
    """
    try:
        report = z_report(ports, cashier_id, approved_by=approved_by)
    except Refused as refused:
        if refused.reason is Refusal.PERIOD_CLOSED_ALREADY:
            return None
        raise
    with ports.store.unit_of_work() as work:
        event = event_now(
            *(ports, cashier_id, CounterEventKind.DAY_CLOSED),
            subject=report.report_id,
            approved_by=approved_by,
        )
        work.add_counter_event(event)
        work.commit()
    return report


def last_z(ports: Ports) -> PeriodReport | None:
    """The Z report that closed the last period. Run on the store thread."""
    with ports.store.unit_of_work() as work:
        return work.drawers.last_z()


def compare_card_slips(ports: Ports, cashier_id: str, terminal_minor: int) -> int | None:
    """What the card terminal's own sum is over (or, negative, short of) the open period's card payments less refunds.
    It is journalled, also when it is nothing: somebody compared. ``None`` where nothing was sold since the last Z.
    Before the Z, so that it belongs to the period. Run on the store thread.
    """
    with ports.store.unit_of_work() as work:
        last = work.drawers.last_z()
        totals = sum_period(
            work.drawers.facts(last.sequence if last else 0), last.totals.grand if last else NEW_REGISTER
        )
        if not totals.sales.count + totals.returns.count:
            return None
        here = card_sum(totals)
        event = event_now(
            *(ports, cashier_id, CounterEventKind.OTHER),
            amount_minor=terminal_minor - here,
            reason=CARD_SLIPS,
        )
        work.add_counter_event(event)
        work.commit()
    return terminal_minor - here


def card_sum(totals: PeriodTotals) -> int:
    """Card payments less refunds, in minor units."""
    return sum(each.amount_minor - each.refunded_minor for each in totals.payments if each.kind in CARDS)


def _open_cards(ports: Ports, basket_id: str) -> int:
    if ports.card_terminal is None:
        return 0
    from pos_app.services.card_payments import matters

    return len(matters(ports, basket_id))


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
