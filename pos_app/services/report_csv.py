"""A report as CSV that a spreadsheet opens with a double click, and an accountant's program reads.

UTF-8 with its mark, without which Excel reads another alphabet. Numbers are plain, without groups, with the decimal
sign of the shop's language; where that is a comma, the cells are parted by semicolons, as a spreadsheet of that country
expects. Days are ISO. A header and the rows, no sum: whoever reads it adds up by themselves.
"""

from __future__ import annotations

import csv
import io
import re

from pos_app.domain import formatting
from pos_app.domain.report_table import Cell, CellKind, Column, ReportTable

_FORMULA = re.compile(r"^[\s\x00-\x1f]*[=+\-@|%]|^[\t\r\n]")
"""How a text begins that a spreadsheet would run (https://owasp.org/www-community/attacks/CSV_Injection)."""


def as_csv(table: ReportTable, language: str) -> bytes:
    """The whole file."""
    decimal_sign = formatting.locale_for(language).decimal_sign
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";" if decimal_sign == "," else ",", lineterminator="\r\n")
    writer.writerow([head(column, table) for column in table.columns])
    for row in table.rows:
        writer.writerow(
            [
                _cell(cell, column.kind, table, decimal_sign)
                for cell, column in zip(row, table.columns, strict=True)
            ]
        )
    return text.getvalue().encode("utf-8-sig")


def head(column: Column, table: ReportTable) -> str:
    """A column's title, with the unit that its plain numbers have."""
    unit = {CellKind.MONEY: table.currency.code, CellKind.SHARE: "%"}.get(column.kind, "")
    return f"{column.title} {unit}".rstrip()


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before it, where it looks like one. What an article
    is called was typed by somebody.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def scaled(cell: int, kind: CellKind, table: ReportTable) -> tuple[int, int]:
    """How many decimals a number's last digits are, and the number: 12.50 is ``(1250, 2)``."""
    decimals = {CellKind.MONEY: table.currency.exponent, CellKind.QUANTITY: 3, CellKind.SHARE: 2}.get(kind, 0)
    return cell, decimals


def _cell(cell: Cell, kind: CellKind, table: ReportTable, decimal_sign: str) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell if kind is CellKind.DAY else harmless(cell)
    number, decimals = scaled(cell, kind, table)
    digits = str(abs(number)).rjust(decimals + 1, "0")
    minus = "-" if number < 0 else ""
    if not decimals:
        return f"{minus}{digits}"
    return f"{minus}{digits[:-decimals]}{decimal_sign}{digits[-decimals:]}"
