"""Reading what a person wrote in TOML: typed values, or a :class:`BadFile` with the line and what was expected.

Shared by programmes, ``till.toml`` and ``server.toml``, so that every such file fails in the same helpful way.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Sequence
from typing import Any, NoReturn

from pos_app.domain.errors import BadFile, Refused
from pos_app.domain.money import Currency, parse_amount

_MISSING = object()


class Page:
    """A whole file of TOML text. ``path`` is only for messages."""

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        try:
            tree = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found.group(1)) if found else max(len(text.rstrip("\n").split("\n")), 1)
            raise BadFile(path, line, f"this is not TOML: {error}") from error
        except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets without end
            raise BadFile(
                path, None, "this is TOML that nobody could mean: a number or a nesting too long"
            ) from error
        self.root = Table(self, tree, "", 0)


class Table:
    """One table of a :class:`Page`: ask for values by key; a bad or missing one raises :class:`BadFile`."""

    def __init__(self, page: Page, values: dict[str, Any], name: str, nth: int) -> None:
        self._page = page
        self._values = values
        self._name = name
        self._nth = nth

    def only(self, known: Collection[str]) -> None:
        """Refuse keys that nobody knows, and suggest the nearest one."""
        for key in self._values:
            if key not in known:
                import difflib  # only a mistake needs it, and a till starts with none

                near = difflib.get_close_matches(key, known, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else f"; known are {', '.join(sorted(known))}"
                self.fail(key, f"no key {key!r} is known here{hint}")

    def has(self, key: str) -> bool:
        """Whether the key is there."""
        return key in self._values

    def text(self, key: str, default: str | None = None, *, empty: bool = False) -> str:
        """A text in quotes."""
        value = self._values.get(key, default)
        if not isinstance(value, str) or not (value.strip() or empty):
            self.fail(key, f'{key} = "a text in quotes"')
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; none when the key is missing."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.fail(key, f'{key} = ["texts", "in quotes"]')
        return tuple(value)

    def whole(self, key: str, default: int | None = None, *, at_least: int = 0, at_most: int = 10**9) -> int:
        """A whole number between two bounds."""
        value = self._values.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not at_least <= value <= at_most:
            self.fail(key, f"{key} = a whole number from {at_least} to {at_most}")
        return value

    def yes_no(self, key: str, *, default: bool) -> bool:
        """``true`` or ``false``."""
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            self.fail(key, f"{key} = true or false")
        return value

    def choice(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of the words."""
        value = self._values.get(key, default)
        if value not in choices:
            self.fail(key, f"{key} = one of {', '.join(str(choice) for choice in choices)}")
        return str(value)

    def amount(self, key: str, currency: Currency, default: str | None = None, *, at_least: int = 0) -> int:
        """An amount in quotes, so that no float ever stands between an owner and a point; in minor units."""
        text = self._values.get(key, default)
        expected = f'{key} = an amount in quotes such as "1.00", at most {currency.exponent} decimals'
        if not isinstance(text, str):
            self.fail(key, expected)
        try:
            amount = parse_amount(text, currency)
        except Refused:
            self.fail(key, expected)
        if amount < at_least:
            self.fail(key, expected)
        return amount

    def table(self, key: str, *, required: bool = True) -> Table:
        """The table ``[key]``; an empty one when it may be missing and is."""
        value = self._values.get(key, _MISSING)
        if value is _MISSING and not required:
            return Table(self._page, {}, key, 0)
        if not isinstance(value, dict):
            self.fail(key, f"a table [{key}]")
        return Table(self._page, value, key, 0)

    def tables(self, key: str) -> list[Table]:
        """The tables ``[[key]]``, in order; none when there are none."""
        value = self._values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.fail(key, f"tables [[{key}]]")
        return [Table(self._page, item, key, nth) for nth, item in enumerate(value)]

    def fail(self, key: str, expected: str) -> NoReturn:
        """Raise :class:`BadFile` at the line of ``key``, or at this table when the key is not there."""
        raise BadFile(self._page.path, self._line_of(key), expected)

    def _line_of(self, key: str) -> int:
        inside, seen, table_line = self._name == "", -1, 1
        within = f"{self._name}.{key}" if self._name else key
        for number, line in enumerate(self._page.text.split("\n"), start=1):
            header = re.match(r"\s*\[+\s*([\w.-]+)\s*\]+", line)
            if header:
                if header.group(1) == within and (self._name == "" or seen == self._nth):
                    return number
                seen += header.group(1) == self._name
                inside = header.group(1) == self._name and seen == self._nth
                table_line = number if inside else table_line
            elif inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]", line):
                return number
            elif seen < 0 and self._name and re.match(rf"\s*{re.escape(self._name)}\s*[=.]", line):
                table_line = number  # the table is written inline, or key by key with dots
                if re.search(rf"[.{{,]\s*{re.escape(key)}\s*=", line):
                    return number
        return table_line
