"""A report as a workbook: real numbers with their formats, a head that stays in sight, a sum below.

Written by XlsxWriter: it writes and does nothing else, has no libraries of its own, and takes a text for a text, so
that no name becomes a formula.
"""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pos_app.domain.report_table import Cell, CellKind, ReportTable
from pos_app.services.report_csv import head, scaled

if TYPE_CHECKING:
    from pos_app.domain.store import Store

_HEAD_ROW = 4
_WIDEST = 48


def as_xlsx(table: ReportTable, shop: Store, made: str) -> bytes:
    """The whole file. ``made`` says when and at which till, in words."""
    import xlsxwriter

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(held, options) as book:
        book.set_properties({"title": table.title, "company": shop.name, "comments": made})
        sheet = book.add_worksheet(_sheet_name(table.title))
        bold = book.add_format({"bold": True})
        sheet.write_string(0, 0, table.title, book.add_format({"bold": True, "font_size": 16}))
        sheet.write_string(1, 0, f"{shop.name}, {table.span_text}")
        sheet.write_string(2, 0, made, book.add_format({"font_color": "#5C6860"}))
        title = book.add_format({"bold": True, "bottom": 1, "bg_color": "#DDF0E6", "text_wrap": True})
        formats = [book.add_format({"num_format": _format(column.kind, table)}) for column in table.columns]
        sums = [
            book.add_format({"num_format": _format(column.kind, table), "bold": True, "top": 1})
            for column in table.columns
        ]
        for place, column in enumerate(table.columns):
            sheet.write_string(_HEAD_ROW, place, head(column, table), title)
            sheet.set_column(place, place, _width(table, place))
        for number, row in enumerate(table.rows, start=_HEAD_ROW + 1):
            _write(sheet, number, row, table, formats)
        end = _HEAD_ROW + len(table.rows) + 1
        if table.total:
            _write(sheet, end, table.total, table, sums)
        for number, (said, minor) in enumerate(table.notes, start=end + 2):
            sheet.write_string(number, 0, said, None if minor is None else bold)
            if minor is not None:
                place = next(at for at, each in enumerate(table.columns) if each.kind is CellKind.MONEY)
                _write_number(sheet, number, place, minor, CellKind.MONEY, table, formats[place])
        sheet.freeze_panes(_HEAD_ROW + 1, 1)
        if table.rows:
            sheet.autofilter(_HEAD_ROW, 0, end - 1, len(table.columns) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_ROW)
    return held.getvalue()


def _write(sheet: Any, number: int, row: tuple[Cell, ...], table: ReportTable, formats: list[Any]) -> None:
    for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
        if isinstance(cell, int):
            _write_number(sheet, number, place, cell, column.kind, table, formats[place])
        elif cell is None:
            sheet.write_blank(number, place, None, formats[place])
        else:
            sheet.write_string(number, place, cell, formats[place])


def _write_number(
    sheet: Any, number: int, place: int, cell: int, kind: CellKind, table: ReportTable, form: Any
) -> None:
    """Exact: the decimal is written digit by digit. A workbook counts a share as a part of one."""
    scale, decimals = scaled(cell, kind, table)
    places = decimals + 2 if kind is CellKind.SHARE else decimals
    sheet.write_number(number, place, Decimal(scale).scaleb(-places), form)


def _format(kind: CellKind, table: ReportTable) -> str:
    match kind:
        case CellKind.MONEY:
            return "#,##0" + ("." + "0" * table.currency.exponent if table.currency.exponent else "")
        case CellKind.QUANTITY:
            return "#,##0.###"
        case CellKind.SHARE:
            return "0.0%"
        case CellKind.COUNT:
            return "#,##0"
        case _:
            return "@"


def _width(table: ReportTable, place: int) -> int:
    longest = max([len(row[place]) for row in table.rows if isinstance(row[place], str)], default=0)  # type: ignore[arg-type]
    return min(max(longest + 2, 12), _WIDEST)


def _sheet_name(title: str) -> str:
    """At most 31 characters, without what a sheet's name may not hold."""
    return "".join(each for each in title if each not in "[]:*?/\\")[:31]
