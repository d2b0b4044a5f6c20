"""X and Z reports: the period's sum, journalled whole. Run on the store thread."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.period_report import PeriodReport, ReportKind
from pos_app.domain.period_sum import PeriodFact, sum_period
from pos_app.domain.period_totals import NEW_REGISTER
from pos_app.services.counter_events import event_now
from pos_app.services.quoting import context_now

if TYPE_CHECKING:
    from pos_app.services.ports import Ports
    from pos_app.services.till_store import UnitOfWork

_QUIET = frozenset(
    {
        *(CounterEventKind.TILL_STARTED, CounterEventKind.TILL_STOPPED, CounterEventKind.SIGNED_OUT),
        CounterEventKind.PROGRAM_CHANGED,
        *(CounterEventKind.X_REPORT, CounterEventKind.DAY_CLOSED, CounterEventKind.JOURNAL_EXPORTED),
    }
)


def x_report(ports: Ports, cashier_id: str, *, approved_by: str = "") -> PeriodReport:
    """What the period adds up to so far. It closes nothing; the whole of it is journalled all the same."""
    with ports.store.unit_of_work() as work:
        report = _write(ports, work, ReportKind.X, cashier_id, approved_by)
        work.commit()
    return report


def z_report(ports: Ports, cashier_id: str, *, approved_by: str = "") -> PeriodReport:
    """Close the period, in one transaction with the report that says what was in it.

    Raises :class:`Refused` ``DRAWER_TO_COUNT`` while a drawer is open, and ``PERIOD_CLOSED_ALREADY`` where nothing
    happened since the last Z.
    """
    with ports.store.unit_of_work() as work:
        if work.drawers.open_drawers():
            raise Refused(Refusal.DRAWER_TO_COUNT)
        last = work.drawers.last_z()
        if not any(is_something(fact) for fact in work.drawers.facts(last.sequence if last else 0)):
            raise Refused(Refusal.PERIOD_CLOSED_ALREADY)
        report = _write(ports, work, ReportKind.Z, cashier_id, approved_by)
        work.commit()
    return report


def is_something(fact: PeriodFact) -> bool:
    """Whether a period has anything to close: that the till was started, or somebody looked, is nothing."""
    return not (isinstance(fact, CounterEvent) and fact.kind in _QUIET)


def _write(
    ports: Ports, work: UnitOfWork, kind: ReportKind, cashier_id: str, approved_by: str
) -> PeriodReport:
    """The event stands before the report, so that it belongs to the period; the report follows right behind."""
    book, now, report_id = work.drawers, context_now(ports), ports.ids.new_id()
    last = book.last_z()
    after = last.sequence if last else 0
    word = CounterEventKind.Z_REPORT if kind is ReportKind.Z else CounterEventKind.X_REPORT
    began_ms = last.at_ms if last else book.began_ms(0)
    totals = sum_period(book.facts(after), last.totals.grand if last else NEW_REGISTER)
    number = (last.number if last else 0) + 1
    event = event_now(ports, cashier_id, word, reason=str(number), subject=report_id, approved_by=approved_by)
    work.add_counter_event(event)
    report = PeriodReport(
        report_id,
        kind,
        number,
        ports.counter.seller(cashier_id),
        began_ms or now.at_ms,
        now.at_ms,
        now.offset_minutes,
        now.business_date,
        now.currency,
        after,
        book.head(),
        totals,
        approved_by,
    )
    book.add_report(report)
    return report
