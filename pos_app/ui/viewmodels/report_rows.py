"""What a list of receipts says of each one behind a report's row, the bars over a report, and why there is none."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication

from pos_app.domain import formatting
from pos_app.domain.errors import CannotSell
from pos_app.domain.report_sums import ReportBy
from pos_app.domain.report_table import ReportTable, bar_name
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.services.report_ports import TracedFact
from pos_app.ui.viewmodels.reports_state import Bar
from pos_app.ui.viewmodels.state import ListEntry
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)

_MOST_BARS, _MOST_OTHER_BARS = 31, 8


def bars_of(table: ReportTable | None, by: ReportBy, selected: str) -> tuple[Bar, ...]:
    """A bar for each of the first rows; none where there is nothing to compare, or a note that needs the room."""
    if table is None or len(table.rows) < 2 or table.notes:
        return ()
    most = _MOST_BARS if by in (ReportBy.DAY, ReportBy.HOUR) else _MOST_OTHER_BARS
    return tuple(
        Bar(key, bar_name(table, place), table.worths[place], key == selected)
        for place, key in enumerate(table.keys[:most])
    )


def why_failed(error: Exception) -> str:
    """Why a report was not made or written, in a sentence; what is our own fault is logged."""
    translate = QCoreApplication.translate
    if isinstance(error, CannotSell):
        return translate(
            "ReportsModel", "The till's data can not be read just now. Selling goes on; try again."
        )
    if isinstance(error, OSError):
        said = translate("ReportsModel", "The file could not be written: {why}")
        return said.format(why=error.strerror)
    log.error("a report failed", exc_info=error)
    return translate("ReportsModel", "Something went wrong in the till. The report was not made.")


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
