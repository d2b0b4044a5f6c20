"""What the reports panel shows: one page at a time, every text ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QCoreApplication

from pos_app.domain.report_span import SpanLength
from pos_app.domain.report_sums import ReportBy
from pos_app.ui.viewmodels.state import Choice, ListEntry, Tone

if TYPE_CHECKING:
    from pos_app.domain.receipt_document import ReceiptDocument

KINDS, DAYS, TABLE, OUT, RECEIPTS, RECEIPT = "kinds", "days", "table", "out", "receipts", "receipt"
PRINT, PDF, XLSX, CSV = "print", ".pdf", ".xlsx", ".csv"
LENGTH = "length:"
"""Before the word of a length of time: a day is one, and what a report can be by."""
_ICONS = {
    ReportBy.DAY: "next",
    ReportBy.HOUR: "next",
    ReportBy.CASHIER: "member",
    ReportBy.ARTICLE: "tag",
    ReportBy.CATEGORY: "basket",
    ReportBy.VAT: "scale",
    ReportBy.TENDER: "cash",
    ReportBy.DISCOUNT: "discount",
    ReportBy.LOYALTY: "points",
}


class Bar(Struct, frozen=True):
    """One bar of the chart: what it is of, and what it is worth."""

    key: str
    name: str
    worth: int
    selected: bool = False


class ReportsState(Struct, frozen=True):
    """``choices`` are reports or ways out; ``lengths`` and ``span_text`` say which days; ``bars`` and ``rows`` are the
    report, ``total`` what it comes to. ``paper`` is a receipt to look at.
    """

    page: str = KINDS
    title: str = ""
    choices: tuple[Choice, ...] = ()
    lengths: tuple[Choice, ...] = ()
    span_text: str = ""
    bars: tuple[Bar, ...] = ()
    rows: tuple[ListEntry, ...] = ()
    selected: str | None = None
    total: tuple[str, str] | None = None
    text: str = ""
    notice: str = ""
    tone: Tone = "quiet"
    paper: ReceiptDocument | None = None
    primary_text: str = ""
    can_accept: bool = False
    can_go_back: bool = False
    can_take_out: bool = False


def kind_choices() -> tuple[Choice, ...]:
    """Every report, in the screen's language."""
    translate = QCoreApplication.translate
    said = {
        ReportBy.DAY: translate("ReportsModel", "By day"),
        ReportBy.HOUR: translate("ReportsModel", "By hour"),
        ReportBy.CASHIER: translate("ReportsModel", "By cashier"),
        ReportBy.ARTICLE: translate("ReportsModel", "By article"),
        ReportBy.CATEGORY: translate("ReportsModel", "By category"),
        ReportBy.VAT: translate("ReportsModel", "VAT"),
        ReportBy.TENDER: translate("ReportsModel", "Payments"),
        ReportBy.DISCOUNT: translate("ReportsModel", "Discounts"),
        ReportBy.LOYALTY: translate("ReportsModel", "Points"),
    }
    return tuple(Choice(by.value, text, icon=_ICONS[by]) for by, text in said.items())


def length_choices(chosen: SpanLength) -> tuple[Choice, ...]:
    """How many days at once."""
    translate = QCoreApplication.translate
    said = {
        SpanLength.DAY: translate("ReportsModel", "Day"),
        SpanLength.WEEK: translate("ReportsModel", "Week"),
        SpanLength.MONTH: translate("ReportsModel", "Month"),
        SpanLength.YEAR: translate("ReportsModel", "Year"),
        SpanLength.OTHER: translate("ReportsModel", "From – to"),
    }
    return tuple(
        Choice(f"{LENGTH}{length.value}", text, "", length is chosen) for length, text in said.items()
    )


def out_choices(*, has_printer: bool) -> tuple[Choice, ...]:
    """Where a report can go."""
    translate = QCoreApplication.translate
    printed = (Choice(PRINT, translate("ReportsModel", "Print here"), icon="printer"),)
    return (
        *(printed if has_printer else ()),
        Choice(PDF, translate("ReportsModel", "PDF file"), icon="park"),
        Choice(XLSX, translate("ReportsModel", "Excel file"), icon="park"),
        Choice(CSV, translate("ReportsModel", "CSV file"), icon="park"),
    )
