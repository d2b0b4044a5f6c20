"""Documents of X and Z reports and of the drawer's slips, with the names that this till knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pos_app.domain.cash_slip_document import cash_slip, count_slip
from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.drawer import DrawerCount
from pos_app.domain.period_document import period_document
from pos_app.domain.period_report import PeriodReport
from pos_app.domain.receipt_document import DrawerPulse, ReceiptDocument

if TYPE_CHECKING:
    from pos_app.services.ports import Ports


def document_of(ports: Ports, done: CounterEvent | DrawerCount | PeriodReport) -> tuple[str, ReceiptDocument]:
    """What is printed once that is written, under the fact's id; a drawer opened without a sale prints nothing."""
    if isinstance(done, PeriodReport):
        return done.report_id, document_of_report(ports, done)
    if isinstance(done, DrawerCount):
        return done.count_id, document_of_count(ports, done)
    if done.kind is CounterEventKind.DRAWER_OPENED:
        return done.event_id, document_that_opens(ports)
    return done.event_id, document_of_cash(ports, done)


def document_of_report(ports: Ports, report: PeriodReport) -> ReceiptDocument:
    """An X or Z report in the store's language. It may be printed as often as anybody likes: it is no receipt."""
    groups = {category.category_id: category.name for category in ports.catalogue.categories()}
    return period_document(
        report,
        ports.counter.store,
        cashier_name=_names(ports),
        group_name=lambda group_id: groups.get(group_id, group_id or "–"),
    )


def document_of_cash(ports: Ports, event: CounterEvent) -> ReceiptDocument:
    """The slip of a paid-in, paid-out or drop."""
    return cash_slip(event, ports.counter.store, _names(ports))


def document_of_count(ports: Ports, count: DrawerCount) -> ReceiptDocument:
    """The slip of a count."""
    return count_slip(count, ports.counter.store, _names(ports))


def document_that_opens(ports: Ports) -> ReceiptDocument:
    """No paper: the drawer alone, once its opening is journalled."""
    return ReceiptDocument((DrawerPulse(),), ports.counter.store.language, "drawer")


def _names(ports: Ports) -> Callable[[str], str]:
    names = {cashier.cashier_id: cashier.name for cashier in ports.staff.cashiers()}
    return lambda cashier_id: names.get(cashier_id, cashier_id)
