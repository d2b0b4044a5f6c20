"""A report as a table: what the screen, the paper and every file have in common. Cells are numbers yet; each way out
writes them as its readers expect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain import formatting
from pos_app.domain.catalogue import Unit
from pos_app.domain.formatting import Locale
from pos_app.domain.money import Currency, Rounding, divide
from pos_app.domain.report import Report, ReportRow, worth_of
from pos_app.domain.report_sums import ASIDES, POINTS_OFF, REST, ReportBy, Sums
from pos_app.domain.report_words import ReportWords


class CellKind(StrEnum):
    """How a column's cells are meant."""

    TEXT = "text"
    DAY = "day"
    """A text that is an ISO day."""
    COUNT = "count"
    QUANTITY = "quantity"
    """Thousandths."""
    MONEY = "money"
    """Minor units of the report's currency."""
    SHARE = "share"
    """Basis points."""


Cell = str | int | None
"""``None`` where there is nothing to say: an average of no sales."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column's title and the kind of its cells."""

    title: str
    kind: CellKind


@dataclass(frozen=True, slots=True)
class ReportNames:
    """Names for ids; the id itself where none is known."""

    cashier: Callable[[str], str]
    category: Callable[[str], str]
    programme: Callable[[str], str]
    tender: Callable[[str], str]
    known: Mapping[str, str]
    """Of articles and offers, by their keys."""


@dataclass(frozen=True, slots=True)
class ReportTable:
    """``rows`` belong to ``keys`` one by one; ``worths`` are what a chart draws, of the rows that stand first. Where
    there is no room for all columns, the one at ``main`` is told, and those in ``detail`` below it. ``notes`` are
    (words, minor units), or a sentence without an amount.
    """

    title: str
    span_text: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...]
    """Empty where rows do not add up to anything."""
    worths: tuple[int, ...]
    main: int
    detail: tuple[int, ...]
    notes: tuple[tuple[str, int | None], ...]
    currency: Currency


def name_of(by: ReportBy, key: str, names: ReportNames, words: ReportWords) -> str:
    """What a row is called."""
    if key == REST:
        return words.rest
    match by:
        case ReportBy.CASHIER:
            return names.cashier(key)
        case ReportBy.CATEGORY:
            return names.category(key) if key else words.no_category
        case ReportBy.TENDER:
            return names.tender(key)
        case ReportBy.HOUR:
            return f"{key}–{(int(key) + 1) % 24:02}"
        case ReportBy.VAT:
            return formatting.percent(int(key.rpartition(":")[2]), formatting.locale_for(words.language))
        case ReportBy.DISCOUNT:
            kind, _, reason = key.partition(":")
            said = words.discount_kinds.get(kind, kind)
            if kind == POINTS_OFF:
                return said
            return f"{said}: {names.known.get(key) or reason or words.unnamed}"
        case ReportBy.LOYALTY:
            what = key.partition(":")[0]
            return words.happened.get(what, what)
        case _:
            return names.known.get(key, key)


def table_of(report: Report, names: ReportNames, words: ReportWords) -> ReportTable:
    """The report with its columns."""
    writer = _COLUMNS[report.by]
    locale = formatting.locale_for(words.language)
    span = report.span
    days = [formatting.iso_date(day, locale) for day in (span.first, span.last)]
    text = days[0] if span.first == span.last else words.span.format(first=days[0], last=days[1])
    columns = (Column(words.firsts[report.by], _first_kind(report.by)), *writer(words))
    cells = _CELLS[report.by]
    shown = (*report.rows, *report.told)
    whole = ReportRow("", words.total, report.whole)
    return ReportTable(
        words.titles[report.by],
        text,
        columns,
        tuple(row.key for row in shown),
        tuple((row.name, *cells(row, report, names)) for row in shown),
        () if report.by is ReportBy.LOYALTY else (words.total, *cells(whole, report, names)),
        tuple(worth_of(report.by, row.sums) for row in report.rows),
        *_SHORT[report.by],
        tuple(_notes(report, words)),
        report.currency,
    )


def _first_kind(by: ReportBy) -> CellKind:
    return CellKind.DAY if by is ReportBy.DAY else CellKind.TEXT


def cell_text(cell: Cell, kind: CellKind, currency: Currency, locale: Locale) -> str:
    """A cell for people."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return formatting.iso_date(cell, locale) if kind is CellKind.DAY else cell
    match kind:
        case CellKind.MONEY:
            return formatting.amount(cell, currency, locale)
        case CellKind.QUANTITY:
            return formatting.quantity(cell, Unit.PIECE, locale)
        case CellKind.SHARE:
            return formatting.percent(divide(cell, 10, Rounding.HALF_UP) * 10, locale)
        case _:
            return formatting.points(cell, locale)


def bar_name(table: ReportTable, place: int) -> str:
    """What stands under a row's bar in a chart: a name, of a day only its number in the month."""
    name = table.rows[place][0]
    return (
        name[-2:].lstrip("0")
        if table.columns[0].kind is CellKind.DAY and isinstance(name, str)
        else str(name)
    )


def _columns(*said: tuple[str, CellKind]) -> tuple[Column, ...]:
    return tuple(Column(title, kind) for title, kind in said)


_N, _Q, _M, _T, _S = (
    CellKind.COUNT,
    CellKind.QUANTITY,
    CellKind.MONEY,
    CellKind.TEXT,
    CellKind.SHARE,
)


def _turnover_columns(words: ReportWords) -> tuple[Column, ...]:
    return _columns(
        *((words.sales, _N), (words.sold, _M), (words.returns, _N), (words.returned, _M)),
        *((words.net, _M), (words.vat, _M), (words.discounts, _M), (words.average, _M)),
    )


def _turnover_cells(row: ReportRow, _: Report, __: ReportNames) -> tuple[Cell, ...]:
    sums = row.sums
    average = divide(sums.amount_minor, sums.count, Rounding.HALF_UP) if sums.count else None
    return (
        *(sums.count, sums.amount_minor, sums.returns, sums.returned_minor),
        *(sums.net_minor, sums.net_tax_minor, sums.off_minor, average),
    )


def _goods_columns(words: ReportWords) -> tuple[Column, ...]:
    return _columns(
        *((words.quantity, _Q), (words.sold, _M), (words.discounts, _M)),
        *((words.returned_quantity, _Q), (words.returned, _M), (words.net, _M), (words.share, _S)),
    )


def _goods_cells(row: ReportRow, report: Report, _: ReportNames) -> tuple[Cell, ...]:
    sums, whole = row.sums, report.whole.net_minor
    share = divide(sums.net_minor * 10_000, whole, Rounding.HALF_UP) if whole > 0 else None
    return (
        *(sums.quantity_milli, sums.amount_minor, sums.off_minor),
        *(sums.returned_milli, sums.returned_minor, sums.net_minor, share),
    )


def _article_columns(words: ReportWords) -> tuple[Column, ...]:
    return (Column(words.number, _T), *_goods_columns(words))


def _article_cells(row: ReportRow, report: Report, names: ReportNames) -> tuple[Cell, ...]:
    return ("" if row.key == REST else row.key, *_goods_cells(row, report, names))


def _vat_columns(words: ReportWords) -> tuple[Column, ...]:
    return _columns(
        *((words.code, _T), (words.sold, _M), (words.base, _M), (words.vat, _M)),
        *((words.returned_base, _M), (words.returned_vat, _M), (words.net_vat, _M)),
    )


def _vat_cells(row: ReportRow, _: Report, __: ReportNames) -> tuple[Cell, ...]:
    sums = row.sums
    return (
        *(row.key.rpartition(":")[0], sums.amount_minor, sums.amount_minor - sums.tax_minor, sums.tax_minor),
        *(sums.returned_minor - sums.returned_tax_minor, sums.returned_tax_minor, sums.net_tax_minor),
    )


def _tender_columns(words: ReportWords) -> tuple[Column, ...]:
    return _columns(
        *((words.times, _N), (words.taken, _M), (words.refunds, _N), (words.refunded, _M)),
        (words.net, _M),
    )


def _tender_cells(row: ReportRow, _: Report, __: ReportNames) -> tuple[Cell, ...]:
    sums = row.sums
    return (sums.count, sums.amount_minor, sums.returns, sums.returned_minor, sums.net_minor)


def _discount_columns(words: ReportWords) -> tuple[Column, ...]:
    return _columns((words.times, _N), (words.off, _M))


def _discount_cells(row: ReportRow, _: Report, __: ReportNames) -> tuple[Cell, ...]:
    return (row.sums.count, row.sums.off_minor)


def _loyalty_columns(words: ReportWords) -> tuple[Column, ...]:
    return _columns((words.programme, _T), (words.times, _N), (words.points, _N), (words.value, _M))


def _loyalty_cells(row: ReportRow, _: Report, names: ReportNames) -> tuple[Cell, ...]:
    whose = names.programme(row.key.split(":")[1])
    points, minor = row.sums.points, row.sums.amount_minor
    return (whose, row.sums.count or None, points if points or not minor else None, minor or None)


_COLUMNS: Mapping[ReportBy, Callable[[ReportWords], tuple[Column, ...]]] = {
    ReportBy.DAY: _turnover_columns,
    ReportBy.HOUR: _turnover_columns,
    ReportBy.CASHIER: _turnover_columns,
    ReportBy.ARTICLE: _article_columns,
    ReportBy.CATEGORY: _goods_columns,
    ReportBy.VAT: _vat_columns,
    ReportBy.TENDER: _tender_columns,
    ReportBy.DISCOUNT: _discount_columns,
    ReportBy.LOYALTY: _loyalty_columns,
}
_CELLS: Mapping[ReportBy, Callable[[ReportRow, Report, ReportNames], tuple[Cell, ...]]] = {
    ReportBy.DAY: _turnover_cells,
    ReportBy.HOUR: _turnover_cells,
    ReportBy.CASHIER: _turnover_cells,
    ReportBy.ARTICLE: _article_cells,
    ReportBy.CATEGORY: _goods_cells,
    ReportBy.VAT: _vat_cells,
    ReportBy.TENDER: _tender_cells,
    ReportBy.DISCOUNT: _discount_cells,
    ReportBy.LOYALTY: _loyalty_cells,
}


_SHORT: Mapping[ReportBy, tuple[int, tuple[int, ...]]] = {
    ReportBy.DAY: (5, (1, 4)),
    ReportBy.HOUR: (5, (1, 4)),
    ReportBy.CASHIER: (5, (1, 4, 7)),
    ReportBy.ARTICLE: (7, (2, 6)),
    ReportBy.CATEGORY: (6, (1, 5)),
    ReportBy.VAT: (7, (3, 5)),
    ReportBy.TENDER: (5, (1, 4)),
    ReportBy.DISCOUNT: (2, (1,)),
    ReportBy.LOYALTY: (3, (1, 2, 4)),
}
"""The column that is told first where there is room for one, and those that are told below it."""


def short_of(table: ReportTable, row: tuple[Cell, ...], locale: Locale) -> tuple[str, str, str]:
    """A row in few words: its name, what stands below it, and what it comes to."""
    kinds = [column.kind for column in table.columns]
    told = [place for place in table.detail if row[place] not in (None, 0, "")]
    main = (
        table.main if row[table.main] is not None or not told else told.pop()
    )  # money, of what has no points

    def text(place: int) -> str:
        return cell_text(row[place], kinds[place], table.currency, locale)

    said = [
        text(place) if kinds[place] is CellKind.TEXT else f"{table.columns[place].title} {text(place)}"
        for place in told
    ]
    return text(0), " · ".join(said), text(main)


def _notes(report: Report, words: ReportWords) -> Iterator[tuple[str, int | None]]:
    """Under the report by tender: from turnover to what was paid, step by step, so that a reader can check it."""
    if report.by is ReportBy.LOYALTY:
        locale = formatting.locale_for(words.language)
        first, last = (formatting.iso_date(day, locale) if day else "" for day in report.told_days)
        said = words.loyalty_told if first else words.loyalty_before if last else words.loyalty_note
        yield said.format(first=first, last=last), None
    if report.by is not ReportBy.TENDER or not report.rows:
        return
    yield words.turnover, report.turnover.net_minor
    for key in ASIDES:
        found = report.asides.get(key, Sums())
        if found.net_minor:
            yield words.asides[key], found.net_minor
    yield words.paid, report.whole.net_minor
