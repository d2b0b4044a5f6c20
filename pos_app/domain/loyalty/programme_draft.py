"""A programme as an owner writes it, read as far as it can be: each value and each mistake with its line."""

from __future__ import annotations

import datetime as dt
import difflib
import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

from pos_app.domain.errors import Refused
from pos_app.domain.loyalty.calendar_days import is_in_reach
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.shape import Kind, Slot, slots_of
from pos_app.domain.loyalty.toml_lines import SPOILT, Problem, Written, read_lines
from pos_app.domain.money import CURRENCIES, NOK, Currency, parse_amount, parse_decimal

_NOT_WRITTEN = {"digest", "currency"}
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\Z")
_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)\Z|24:00\Z")
_STAND_IN = {"programme_id": "unnamed", "version": 1, "name": "unnamed"}


@dataclass(slots=True)
class Draft:
    """A programme as far as it could be read, with what was wrong and where everything stands.

    ``lines`` gives the line of a path such as ``offers.2.percent_bp``; ``numbers`` says which of the written tables
    of a list could be read, so that paths count as the owner does.
    """

    programme: Programme
    problems: list[Problem]
    lines: dict[str, int] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    root: Written = field(default_factory=lambda: Written({}, 1))

    def say(self, path: str, words: str) -> None:
        """Note a problem where ``path`` stands, or at the nearest table around it."""
        while path and path not in self.lines:
            path = path.rpartition(".")[0]
        self.problems.append(Problem(self.lines.get(path, 1), words))

    def path(self, tables: str, nth: int) -> str:
        """The path of the ``nth`` table that was read."""
        return f"{tables}.{self.numbers[tables][nth]}"


def read_draft(text: str) -> Draft:
    """Read as much of ``text`` as can be read."""
    root, problems = read_lines(text)
    reader = _Reader(problems)
    currency = reader.currency(root)
    reader.lines[""] = 1
    values = reader.values(Programme, root, "", currency)
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    for name, stand_in in _STAND_IN.items():
        values.setdefault(name, stand_in)
    programme = Programme(**{**values, "currency": currency.code, "digest": digest})
    return Draft(programme, problems, reader.lines, reader.numbers, root)


def read_table(table: type, written: Written, currency: Currency) -> tuple[Any, list[Problem]]:
    """One table of the programme language by itself, wherever it was written: what it says, or ``None`` and why."""
    reader = _Reader([])
    values = reader.values(table, written, "", currency)
    return (None if reader.problems else table(**values)), reader.problems


def expected_value(slot: Slot, currency: Currency) -> str:
    """What should stand there, as the owner would write it."""
    return _expected(slot, currency)


class _Reader:
    """Goes through the written tables and the description side by side, and notes every mistake."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        self.lines: dict[str, int] = {}
        self.numbers: dict[str, list[int]] = {}

    def wrong(self, line: int, words: str) -> None:
        self.problems.append(Problem(line, words))

    def currency(self, root: Written) -> Currency:
        """The currency first: amounts are read with its decimals."""
        written = root.value.get("currency")
        if written is not None and written.value is SPOILT:
            return NOK
        code = written.value if written else None
        if isinstance(code, str) and code in CURRENCIES:
            return CURRENCIES[code]
        self.wrong(written.line if written else 1, f"currency = one of {', '.join(sorted(CURRENCIES))}")
        return NOK

    def values(self, table: type, written: Written, path: str, currency: Currency) -> dict[str, Any]:
        """What the table says, by field; mistakes are noted and left out."""
        slots = {slot.key: slot for slot in slots_of(table) if slot.field not in _NOT_WRITTEN}
        known = [*slots, "currency"] if table is Programme else [*slots]
        meant = set()
        for key, inner in written.value.items():
            if key not in known:
                near = difflib.get_close_matches(key, known, n=1)
                meant.update(near)
                hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(sorted(known))}"
                self.wrong(inner.line, f"no key {key!r} is known here; {hint}")
        found: dict[str, Any] = {}
        for slot in slots.values():
            there = written.value.get(slot.key)
            inner_path = f"{path}.{slot.field}" if path else slot.field
            if there is None:
                if slot.is_required and slot.key not in meant:
                    self.wrong(written.line, f"{_expected(slot, currency)} is missing here")
                continue
            self.lines[inner_path] = there.line
            if there.value is SPOILT:
                continue
            value = self.value(slot, there, inner_path, currency)
            if value is not None:
                found[slot.field] = value
        return found

    def value(self, slot: Slot, there: Written, path: str, currency: Currency) -> Any:
        """One key's value, or ``None`` after noting what is wrong with it."""
        if slot.kind is Kind.TABLE:
            return (
                self.tables(slot, there, path, currency)
                if slot.many
                else self.table(slot.of, there, path, slot, currency)
            )
        if not slot.many:
            return self.one(slot, there, currency)
        if not isinstance(there.value, list):
            self.wrong(there.line, _expected(slot, currency))
            return None
        read = [self.one(slot, item, currency) for item in there.value]
        return None if None in read else tuple(read)

    def tables(self, slot: Slot, there: Written, path: str, currency: Currency) -> Any:
        """``[[tables]]``; a single ``[table]`` is one of them."""
        items = [there] if isinstance(there.value, dict) else there.value
        if not isinstance(items, list):
            self.wrong(there.line, f"tables [[{slot.key}]]")
            return None
        read, numbers = [], []
        for nth, item in enumerate(items):
            made = self.table(slot.of, item, f"{path}.{nth}", slot, currency)
            if made is not None:
                read.append(made)
                numbers.append(nth)
        self.numbers[path] = numbers
        return tuple(read)

    def table(self, table: type, there: Written, path: str, slot: Slot, currency: Currency) -> Any:
        """One table as its dataclass."""
        if not isinstance(there.value, dict):
            self.wrong(there.line, f"a table [{slot.key}]")
            return None
        self.lines[path] = there.line
        before = len(self.problems)
        values = self.values(table, there, path, currency)
        return table(**values) if len(self.problems) == before and not _is_spoilt(there) else None

    def one(self, slot: Slot, there: Written, currency: Currency) -> Any:
        """One plain value."""
        value = plain_value(slot, there.value, currency)
        if value is None:
            self.wrong(there.line, _expected(slot, currency))
        return value


def _is_spoilt(table: Written) -> bool:
    return any(inner.value is SPOILT for inner in table.value.values())


def plain_value(slot: Slot, said: Any, currency: Currency) -> Any:
    """What ``said`` means for a key that is no table; ``None`` where it cannot stand there."""
    match slot.kind:
        case Kind.WHOLE if isinstance(said, int) and not isinstance(said, bool):
            return said if slot.at_least <= said <= slot.at_most else None
        case Kind.YES_NO if isinstance(said, bool):
            return said
        case Kind.AMOUNT | Kind.QUANTITY | Kind.PERCENT if isinstance(said, str):
            return _decimal(slot, said, currency)
        case Kind.TEXT if isinstance(said, str) and said.strip():
            return said
        case Kind.NAME if isinstance(said, str) and _NAME.match(said):
            return said
        case Kind.CHOICE if isinstance(said, str) and said in [*slot.of]:
            return slot.of(said)
        case Kind.DAY:
            return _day(said)
        case Kind.CLOCK if isinstance(said, str) and _CLOCK.match(said):
            return int(said[:2]) * 60 + int(said[3:])
        case Kind.CLOCK if isinstance(said, dt.time) and not said.second and not said.microsecond:
            return said.hour * 60 + said.minute
        case _:
            return None


def _decimal(slot: Slot, said: str, currency: Currency) -> int | None:
    try:
        if slot.kind is Kind.AMOUNT:
            number = parse_amount(said, currency)
        else:
            number = parse_decimal(said, 2 if slot.kind is Kind.PERCENT else 3)
    except Refused:
        return None
    return number if slot.at_least <= number <= slot.at_most else None


def _day(said: Any) -> str | None:
    if isinstance(said, str) and re.match(r"\d{4}-\d\d-\d\d\Z", said):
        try:
            said = dt.date.fromisoformat(said)
        except ValueError:
            return None
    if not isinstance(said, dt.date) or isinstance(said, dt.datetime):
        return None
    return said.isoformat() if is_in_reach(said) else None


def _expected(slot: Slot, currency: Currency) -> str:
    """What should stand there, as the owner would write it."""
    said = _example(slot, currency)
    return f"{slot.key} = [{said}]" if slot.many else f"{slot.key} = {said}"


def _example(slot: Slot, currency: Currency) -> str:
    match slot.kind:
        case Kind.WHOLE:
            return f"a whole number from {slot.at_least} to {slot.at_most}"
        case Kind.YES_NO:
            return "true or false"
        case Kind.AMOUNT:
            return f'an amount in quotes such as "1{".00" if currency.exponent else ""}", {_at_most(slot, currency)}'
        case Kind.QUANTITY:
            return 'a quantity in quotes such as "1.000", at most 3 decimals'
        case Kind.PERCENT:
            return 'per cent in quotes such as "12.5", at most 2 decimals'
        case Kind.NAME:
            return '"a-short-name" of letters, digits and hyphens'
        case Kind.CHOICE:
            return f"one of {', '.join(slot.of)}"
        case Kind.DAY:
            return "a day such as 2026-03-01"
        case Kind.CLOCK:
            return 'a time of day in quotes such as "14:30"'
        case Kind.TABLE:
            return f"a table [{slot.key}]"
        case Kind.TEXT:
            return '"a text in quotes"'


def _at_most(slot: Slot, currency: Currency) -> str:
    least = f", at least {slot.at_least} minor units" if slot.at_least else ""
    return f"at most {currency.exponent} decimals{least}"
