"""What a list of receipts says of each one behind a report's row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from pos_app.domain import formatting
from pos_app.domain.report_sums import ReportBy
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.services.report_ports import TracedFact
from pos_app.ui.viewmodels.state import ListEntry
from pos_app.ui.viewmodels.words import Words


def receipt_row(found: TracedFact, by: ReportBy, cashier: Callable[[str], str], words: Words) -> ListEntry:
    """Its number, when and by whom, and what it added to the row."""
    translate = QCoreApplication.translate
    fact = found.fact
    when = formatting.date_time(fact.context.at_ms, fact.context.offset_minutes, words.locale)
    if isinstance(fact, Sale):
        title = translate("ReportsModel", "Receipt {number}").format(number=fact.receipt_number)
    elif isinstance(fact, Return):
        title = translate("ReportsModel", "Return {number}").format(number=fact.receipt_number)
    else:
        title = translate("ReportsModel", "Without buying")
    note = f"{when} · {cashier(fact.seller.cashier_id)}"
    return ListEntry(str(found.sequence), title, note, _added(found, by, words))


def _added(found: TracedFact, by: ReportBy, words: Words) -> str:
    sums = found.sums
    match by:
        case ReportBy.LOYALTY:
            return words.points(sums.points) if sums.points else words.amount(sums.amount_minor)
        case ReportBy.DISCOUNT:
            return words.amount(sums.off_minor)
        case ReportBy.VAT:
            return words.amount(sums.net_tax_minor)
        case _:
            return words.amount(sums.net_minor)
