"""Past sales from a CSV file: one line of goods in each row, read whole before anything is done with them.

Columns, in any order, named in the first row: ``date`` (``2026-03-14`` or ``2026-03-14T16:05``), ``member`` (empty for
a customer nobody knew), ``amount`` (what was paid for the line, ``250.00`` or ``250,00``); and, where they are known,
``article``, ``category``, ``quantity`` (``1`` or ``1.350``), ``sale`` (rows with the same one, member and time are one
basket; without it each row is a sale) and ``protection`` (``alcohol``, ``deposit`` ...: goods that never count). Comma,
semicolon or tab. Other columns are passed by. A row whose amount is zero or negative is a return: it is counted and
left out.
"""

from __future__ import annotations

import csv
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from sys import intern

from pos_app.domain.catalogue import Protection
from pos_app.domain.errors import BadFile, Refused
from pos_app.domain.loyalty.calendar_days import is_in_reach
from pos_app.domain.loyalty.simulate import PastLine, PastSale
from pos_app.domain.money import Currency, parse_amount, parse_decimal

NEEDED = ("date", "member", "amount")
KNOWN = (*NEEDED, "article", "category", "quantity", "sale", "protection")

_PROTECTIONS = {each.value: each for each in Protection}

Row = tuple[int, str, str, int, str, str, int, Protection | None]
"""Minutes since day 1 of the calendar, sale, member, amount, article, category, thousandths, protection."""


@dataclass(slots=True)
class PastSales:
    """What a file holds, as far as it is this share's: rows in order of time, mistakes with their line."""

    rows: list[Row] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    left_out: int = 0
    unused: tuple[str, ...] = ()

    @property
    def first(self) -> date | None:
        """The first day."""
        return date.fromordinal(self.rows[0][0] // 1440) if self.rows else None

    @property
    def last(self) -> date | None:
        """The last day."""
        return date.fromordinal(self.rows[-1][0] // 1440) if self.rows else None

    def sales(self) -> Iterator[PastSale]:
        """Each sale, in order of time."""
        days: dict[int, date] = {}
        for (minutes, _sale, member), lines in groupby(self.rows, key=itemgetter(0, 1, 2)):
            ordinal, minute = divmod(minutes, 1440)
            day = days.get(ordinal) or days.setdefault(ordinal, date.fromordinal(ordinal))
            yield PastSale(day, minute, member, tuple([PastLine(*row[3:]) for row in lines]))


def read_sales(path: Path, currency: Currency, share: int = 0, shares: int = 1) -> PastSales:
    """Read those rows whose member falls into ``share`` of ``shares``.

    Raises :class:`BadFile` where the file or its first row cannot be used. What is wrong in other rows is collected.
    """
    found = PastSales()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            delimiter = _delimiter(file.readline())
            file.seek(0)
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            columns = _columns(path, next(reader, []), found)
            reading = _Reading(found, currency, columns)
            for row in reader:
                if row:
                    reading.row(row, reader.line_num, share, shares)
    except OSError as error:
        raise BadFile(str(path), None, f"the file cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadFile(str(path), None, "the file is not UTF-8 text; save it as CSV UTF-8") from error
    except csv.Error as error:
        raise BadFile(str(path), reader.line_num, f"this is not CSV: {error}") from error
    found.rows.sort(key=itemgetter(0, 1) if "sale" in columns else itemgetter(0))
    return found


class _Reading:
    def __init__(self, found: PastSales, currency: Currency, columns: dict[str, int]) -> None:
        self.found, self.currency, self.columns = found, currency, columns
        self.width = max(columns.values()) + 1
        self.days: dict[str, int | None] = {}

    def row(self, row: list[str], line: int, share: int, shares: int) -> None:
        """Take one row, or note what is wrong with it."""
        columns = self.columns
        if len(row) < self.width:
            if share == 0:
                self.wrong(line, f"{self.width} columns are needed, here are {len(row)}")
            return
        member = row[columns["member"]].strip()
        sale = row[columns["sale"]].strip() if "sale" in columns else ""
        key = member or sale
        if shares > 1 and (zlib.crc32(key.encode()) if key else line) % shares != share:
            return
        minutes, amount = self.minutes(row[columns["date"]].strip(), line), self.amount(row, line)
        quantity = self.quantity(row, line)
        if minutes is None or amount is None or quantity is None:
            return
        if amount <= 0:
            self.found.left_out += 1
            return
        article, category = self.name(row, "article"), self.name(row, "category")
        named = self.name(row, "protection")
        protection = _PROTECTIONS.get(named)
        if named and protection is None:
            known = ", ".join(_PROTECTIONS)
            self.wrong(line, f"protection: one of {known} is expected, here is {named[:40]!r}")
            return
        self.found.rows.append(
            (minutes, sale or str(line), intern(member), amount, article, category, quantity, protection)
        )

    def wrong(self, line: int, words: str) -> None:
        self.found.errors.append((line, words))

    def minutes(self, text: str, line: int) -> int | None:
        day, _, clock = text.replace(" ", "T", 1).partition("T")
        if day not in self.days:
            self.days[day] = _ordinal(day)
        ordinal, minute = self.days[day], _minute(clock)
        if ordinal is None or minute is None:
            self.wrong(
                line, f"date: a day such as 2026-03-14 or 2026-03-14T16:05 is expected, here is {text!r}"
            )
            return None
        return ordinal * 1440 + minute

    def amount(self, row: list[str], line: int) -> int | None:
        text = row[self.columns["amount"]].strip()
        whole, _, fraction = text.partition(".")
        if len(fraction) == self.currency.exponent and len(text) < 12 and (whole + fraction).isdecimal():
            return int(whole + fraction)
        try:
            return parse_amount(text, self.currency)
        except Refused:
            said = f"amount: {self.currency.code} with at most {self.currency.exponent} decimals is expected"
            self.wrong(line, f"{said}, here is {text[:40]!r}")
            return None

    def quantity(self, row: list[str], line: int) -> int | None:
        if "quantity" not in self.columns:
            return 1000
        text = row[self.columns["quantity"]].strip()
        if text in {"", "1"}:
            return 1000
        try:
            milli = parse_decimal(text, 3)
        except Refused:
            milli = 0
        if milli > 0:
            return milli
        self.wrong(line, f"quantity: a number such as 2 or 1.350 is expected, here is {text[:40]!r}")
        return None

    def name(self, row: list[str], column: str) -> str:
        return intern(row[self.columns[column]].strip()) if column in self.columns else ""


def _columns(path: Path, header: list[str], found: PastSales) -> dict[str, int]:
    names = [name.strip().lower() for name in header]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise BadFile(str(path), 1, f"the first row names the columns; missing here: {', '.join(missing)}")
    found.unused = tuple(name for name in names if name and name not in KNOWN)
    return {name: names.index(name) for name in KNOWN if name in names}


def _delimiter(header: str) -> str:
    return max(",;\t", key=header.count)


def _ordinal(day: str) -> int | None:
    try:
        found = date.fromisoformat(day) if len(day) == 10 else None
    except ValueError:
        return None
    return found.toordinal() if found and is_in_reach(found) else None


def _minute(clock: str) -> int | None:
    """Minutes after midnight; noon where no time is given. Seconds and a zone are passed by: shop time is meant."""
    if not clock:
        return 720
    hours, minutes = clock[:2], clock[3:5]
    if clock[2:3] != ":" or not (hours.isdecimal() and minutes.isdecimal() and len(minutes) == 2):
        return None
    return int(hours) * 60 + int(minutes) if int(hours) < 24 and int(minutes) < 60 else None
