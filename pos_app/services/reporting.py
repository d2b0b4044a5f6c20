"""Reports: made from the till's roll-ups, told as a table, printed, and traced back to the receipts behind a row.

Run on a thread of its own (never on the interface's): a report waits for nobody, and nobody waits for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pos_app.domain import formatting
from pos_app.domain.account_day import STORED_VALUE, account_rows
from pos_app.domain.receipt_words import words_for
from pos_app.domain.report import Report, ReportRow, SortBy, in_order, sum_of, usual_sort
from pos_app.domain.report_document import report_document
from pos_app.domain.report_span import ReportSpan
from pos_app.domain.report_sums import ReportBy, Sums
from pos_app.domain.report_table import ReportNames, ReportTable, name_of, table_of
from pos_app.domain.report_words import ReportWords, report_words_for
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.store import Store
from pos_app.domain.tender_words import tender_names
from pos_app.services.report_ports import ReportBook, TracedPage

if TYPE_CHECKING:
    from pos_app.domain.account_day import AccountDay
    from pos_app.domain.catalogue import Category
    from pos_app.domain.loyalty.programme import Programme
    from pos_app.domain.members import Cashier
    from pos_app.domain.receipt_document import ReceiptDocument
    from pos_app.services.ports import Ports

REPORTS = tuple(by for by in ReportBy if by is not ReportBy.ASIDE)
"""Every report there is."""


@dataclass(frozen=True, slots=True)
class Shop:
    """What a report needs of its till beside the book: gathered once, so that another thread can do the rest."""

    store: Store
    till_number: int
    names: ReportNames
    language: str
    """Of the report's words: the store's, or the screen's."""
    programmes: tuple[Programme, ...] = ()
    accounts: Callable[[], Sequence[AccountDay]] = tuple
    """What the server told of the company's accounts, read when a report wants it."""


def shop_of(ports: Ports, language: str = "") -> Shop:
    """The shop with the names that its till knows. Quick; safe on the interface thread."""
    return shop_with(
        ports.counter.store,
        ports.counter.till_number,
        ports.staff.cashiers(),
        ports.catalogue.categories(),
        ports.programmes.in_force(),
        language,
        ports.accounts.days if ports.accounts is not None else tuple,
    )


def shop_with(
    store: Store,
    till_number: int,
    cashiers: Iterable[Cashier],
    categories: Iterable[Category],
    programmes: Iterable[Programme],
    language: str = "",
    accounts: Callable[[], Sequence[AccountDay]] = tuple,
) -> Shop:
    """The same from its parts."""
    said, rules = language or store.language, tuple(programmes)
    whose = {each.programme_id: each.name for each in rules}
    names = ReportNames(
        cashier=_from({each.cashier_id: each.name for each in cashiers}),
        category=_from({each.category_id: each.name for each in categories}),
        programme=_from({**whose, STORED_VALUE: report_words_for(said).stored_value}),
        tender=_from(tender_names(words_for(said))),
        known={},
    )
    return Shop(store, till_number, names, said, rules, accounts)


def make_report(
    shop: Shop,
    book: ReportBook,
    by: ReportBy,
    span: ReportSpan,
    *,
    sort: SortBy | None = None,
    scanned: bool = False,
) -> Report:
    """The report as far as ``book`` was brought up to date; ``scanned`` makes it from the facts one by one."""
    sums = book.scanned if scanned else book.sums

    def rows_by(what: ReportBy) -> Mapping[str, Sums]:
        return sums(what, span, shop.store.currency.code)

    names, words = _names(shop, book, by), report_words_for(shop.language)
    order = sort or usual_sort(by)
    rows = in_order(
        (ReportRow(key, name_of(by, key, names, words), found) for key, found in rows_by(by).items()),
        by,
        order,
    )
    asides: Mapping[str, Sums] = {}
    turnover = Sums()
    if by is ReportBy.TENDER:
        asides = rows_by(ReportBy.ASIDE)
        for day in rows_by(ReportBy.DAY).values():
            turnover.add(day)
    report = Report(by, span, shop.store.currency, rows, sum_of(rows), order, asides, turnover, scanned)
    return _with_accounts(report, shop, words) if by is ReportBy.LOYALTY else report


def _with_accounts(report: Report, shop: Shop, words: ReportWords) -> Report:
    """The report with what the server counted in the same days."""
    found = account_rows(shop.accounts(), report.span, shop.programmes, shop.store.currency)
    day = formatting.iso_date(found.last, formatting.locale_for(words.language)) if found.last else ""
    told = tuple(
        ReportRow(key, words.told[key.partition(":")[0]].format(day=day), sums) for key, sums in found.rows
    )
    return replace(report, told=told, told_days=(found.first, found.last))


def table_for(shop: Shop, report: Report) -> ReportTable:
    """The report with its columns."""
    return table_of(report, shop.names, report_words_for(shop.language))


def _names(shop: Shop, book: ReportBook, by: ReportBy) -> ReportNames:
    """Of articles and offers the names that they had when they were last sold."""
    if by not in (ReportBy.ARTICLE, ReportBy.DISCOUNT):
        return shop.names
    return replace(shop.names, known=book.names(by))


def document_of_table(ports: Ports, table: ReportTable) -> ReceiptDocument:
    """The table for the receipt printer. It is no receipt: it may be printed as often as anybody likes."""
    now_ms, counter = ports.clock.now_ms(), ports.counter
    return report_document(
        table,
        counter.store,
        at_ms=now_ms,
        offset_minutes=ports.clock.offset_minutes(now_ms),
        till_number=counter.till_number,
    )


def made_text(shop: Shop, at_ms: int, offset_minutes: int) -> str:
    """When a report was made, and at which till: stands on every file."""
    words = report_words_for(shop.language)
    at = formatting.date_time(at_ms, offset_minutes, formatting.locale_for(words.language))
    return words.made.format(at=at, till=shop.till_number)


def trace_row(
    shop: Shop, book: ReportBook, by: ReportBy, key: str, span: ReportSpan, *, most: int = 50
) -> TracedPage:
    """The facts behind a row, newest first; go on with a span that ends at the page's ``before``."""
    return book.trace(by, key, span, shop.store.currency.code, most=most)


def receipt_of(ports: Ports, fact: Sale | Return) -> ReceiptDocument:
    """The receipt as it was printed, to look at. Nothing is printed: the one copy is another act."""
    from pos_app.services.receipts import document_for
    from pos_app.services.till_store import PrintJob, PrintKind, PrintState

    fact_id = fact.sale_id if isinstance(fact, Sale) else fact.return_id
    looked_at = PrintJob("", fact_id, PrintKind.RECEIPT, PrintState.CONFIRMED, fact.context.at_ms)
    return document_for(ports, looked_at)


def _from(names: Mapping[str, str]) -> Callable[[str], str]:
    return lambda key: names.get(key) or key
