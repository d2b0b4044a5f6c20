"""Reading a CSV file that a person made: UTF-8, ``;`` or ``,``, a header line, every mistake with its line."""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pos_app.domain.errors import BadFile, Refusal, Refused
from pos_app.domain.money import Currency, parse_amount, parse_decimal

Value = TypeVar("Value")
MOST_BYTES = 256 * 1024 * 1024
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns a file must and may have."""

    required: Sequence[str]
    optional: Sequence[str] = ()


class Cells:
    """One data line. Every method gives a checked value, or notes the mistake and gives a harmless stand-in; ask
    :attr:`is_good` before the line is used.
    """

    def __init__(self, path: Path, line: int, cells: dict[str, str], mistakes: list[BadFile]) -> None:
        self.path = path
        self.line = line
        self.is_good = True
        self._cells = cells
        self._mistakes = mistakes

    def wrong(self, column: str, expected: str) -> None:
        """Note a mistake in this line."""
        self.is_good = False
        self._mistakes.append(BadFile(str(self.path), self.line, f"{column}: {expected}"))

    def raw(self, column: str) -> str:
        """The cell as written, without blanks around it; empty when the column is not there."""
        return self._cells.get(column, "").strip()

    def text(self, column: str, *, most: int = 200, empty: bool = False) -> str:
        """Text of at most ``most`` characters."""
        value = self.raw(column)
        if not value and not empty:
            self.wrong(column, "a text is needed")
        elif len(value) > most:
            self.wrong(column, f"at most {most} characters, here are {len(value)}")
        return value

    def identifier(self, column: str, *, empty: bool = False) -> str:
        """An id: letters, digits, dot, hyphen and underscore, at most 64."""
        value = self.raw(column)
        if not (value or empty) or (value and not _ID.fullmatch(value)):
            self.wrong(column, f"an id of letters, digits, . _ - (1 to 64), not {value[:40]!r}")
        return value

    def whole(self, column: str, default: int, *, at_least: int = 0, at_most: int = 10**9) -> int:
        """A whole number between two bounds; ``default`` for an empty cell."""
        value = self.raw(column)
        if not value:
            return default
        if not (value.isascii() and value.isdigit()) or not at_least <= int(value[:19]) <= at_most:
            self.wrong(column, f"a whole number from {at_least} to {at_most}, not {value[:40]!r}")
            return default
        return int(value)

    def price(self, column: str, currency: Currency) -> int | None:
        """A price in minor units, 0 for what is given away; ``None`` for an empty cell."""
        value = self.raw(column)
        if not value:
            return None
        try:
            amount = parse_amount(value, currency)
        except Refused as refused:
            self.wrong(column, _amount_words(refused, value, currency.exponent))
            return None
        if amount < 0:
            self.wrong(column, f"a price of 0 or more, not {value[:40]!r}")
        return amount

    def percent(self, column: str) -> int | None:
        """A percentage from 0 to 100 in basis points; ``None`` for an empty cell."""
        value = self.raw(column).removesuffix("%")
        if not value:
            return None
        try:
            basis_points = parse_decimal(value, 2)
        except Refused as refused:
            self.wrong(column, _amount_words(refused, value, 2))
            return None
        if not 0 <= basis_points <= 10_000:
            self.wrong(column, f"a percentage from 0 to 100, not {value[:40]!r}")
            return None
        return basis_points

    def choice(self, column: str, choices: Sequence[str], default: str) -> str:
        """One of the words; ``default`` for an empty cell."""
        value = self.raw(column)
        if not value:
            return default
        if value not in choices:
            near = difflib.get_close_matches(value, [str(each) for each in choices], n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            self.wrong(column, f"one of {', '.join(c for c in choices if c)}, not {value[:40]!r}{hint}")
            return default
        return value

    def yes_no(self, column: str, *, default: bool) -> bool:
        """``yes`` or ``no``."""
        return self.choice(column, ("yes", "no"), "yes" if default else "no") == "yes"

    def colour(self, column: str) -> str:
        """``#RRGGBB`` or empty."""
        value = self.raw(column)
        if value and not _COLOUR.fullmatch(value):
            self.wrong(column, f"a colour such as #A9713F, not {value[:40]!r}")
        return value


def read_rows(
    paths: Sequence[Path],
    columns: Columns,
    mistakes: list[BadFile],
    make: Callable[[Cells], Value],
) -> list[Value]:
    """What ``make`` gives for every data line of all files; lines with mistakes give nothing and are noted."""
    found: list[Value] = []
    for path in paths:
        for cells in _lines(path, columns, mistakes):
            value = make(cells)
            if cells.is_good:
                found.append(value)
    return found


def _lines(path: Path, columns: Columns, mistakes: list[BadFile]) -> Iterator[Cells]:
    text = _text(path, mistakes)
    if text is None:
        return
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") >= first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: list[str] | None = None
    start = 1
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            mistakes.append(BadFile(str(path), start, f"a line of CSV ({error})"))
            return
        if header is None:
            header = [cell.strip() for cell in cells]
            if not _check_header(path, header, columns, mistakes):
                return
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(header):
            words = f"{len(header)} cells as in the header, here are {len(cells)}"
            mistakes.append(BadFile(str(path), start, words))
            continue
        yield Cells(path, start, dict(zip(header, cells, strict=True)), mistakes)
    if header is None:
        mistakes.append(BadFile(str(path), 1, f"a header line with {', '.join(columns.required)}"))


def _check_header(path: Path, header: Sequence[str], columns: Columns, mistakes: list[BadFile]) -> bool:
    known = [*columns.required, *columns.optional]
    wrong = [f"the header needs a column {name}" for name in columns.required if name not in header]
    for name in header:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(known)}"
            wrong.append(f"no column {name[:40]!r} is known here{hint}")
    twice = sorted({name for name in header if header.count(name) > 1})
    wrong += [f"the column {name[:40]!r} stands there twice" for name in twice]
    mistakes += [BadFile(str(path), 1, expected) for expected in wrong]
    return not wrong


def _text(path: Path, mistakes: list[BadFile]) -> str | None:
    try:
        if path.stat().st_size > MOST_BYTES:
            mistakes.append(BadFile(str(path), None, f"at most {MOST_BYTES} bytes"))
            return None
        encoded = path.read_bytes()
    except OSError as error:
        mistakes.append(BadFile(str(path), None, f"a file that can be read ({error.strerror})"))
        return None
    try:
        return encoded.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = encoded.count(b"\n", 0, error.start) + 1
        mistakes.append(BadFile(str(path), line, "text in UTF-8; save the file as UTF-8"))
        return None


def _amount_words(refused: Refused, value: str, decimals: int) -> str:
    if refused.reason is Refusal.AMOUNT_TOO_MANY_DECIMALS:
        return f"at most {decimals} decimals, not {value[:40]!r}"
    return f"a number such as {'12.50' if decimals else '12500'}, not {value[:40]!r}"
