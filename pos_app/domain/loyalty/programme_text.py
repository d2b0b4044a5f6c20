"""A programme as an owner writes it: TOML text in, a :class:`Programme` out, or every mistake with its line."""

from __future__ import annotations

import difflib
import hashlib
import re
import tomllib
from collections.abc import Mapping
from typing import Any, NoReturn

from pos_app.domain.errors import BadFile, Refused
from pos_app.domain.loyalty.programme import EarnBase, EarnRule, Programme, RedemptionRule, Tier
from pos_app.domain.money import CURRENCIES, Currency, Rounding, parse_amount

_KEYS: Mapping[str, frozenset[str]] = {
    "": frozenset({"programme", "version", "name", "currency", "account", "earn", "tier", "redemption"}),
    "earn": frozenset({"points", "per", "rounding", "base", "with_tax", "minimum"}),
    "tier": frozenset({"code", "name", "from_points", "earn_percent"}),
    "redemption": frozenset({"block", "value", "minimum"}),
}


def programme_from_text(text: str, path: str) -> Programme:
    """The programme that ``text`` says. ``path`` is only for messages.

    Raises :class:`BadFile` with the line and what was expected there; amounts are strings such as ``"1.00"`` so
    that no float ever stands between an owner and a point.
    """
    return _Reader(text, path).programme()


class _Reader:
    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path
        try:
            self.tree: dict[str, Any] = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            line = int(found.group(1)) if found else text.count("\n") + 1
            raise BadFile(path, line, f"this is not TOML: {error}") from error

    def programme(self) -> Programme:
        self._known_keys(self.tree, "")
        code = self._text(self.tree, "currency", "")
        if code not in CURRENCIES:
            self._fail("currency", "", f"a currency of {', '.join(sorted(CURRENCIES))}")
        currency = CURRENCIES[code]
        tiers = tuple(self._tier(table, n) for n, table in enumerate(self._tables("tier")))
        if [tier.from_points for tier in tiers] != sorted({tier.from_points for tier in tiers}):
            self._fail("from_points", "tier", "tiers in rising order of from_points, no two the same")
        if len({tier.code for tier in tiers}) != len(tiers):
            self._fail("code", "tier", "a different code for each tier")
        return Programme(
            programme_id=self._text(self.tree, "programme", ""),
            version=self._whole(self.tree, "version", "", at_least=1),
            name=self._text(self.tree, "name", ""),
            currency=code,
            account=self._text(self.tree, "account", "", default="points"),
            digest=hashlib.sha256(self.text.encode()).hexdigest(),
            earn=self._earn(currency),
            tiers=tiers,
            redemption=self._redemption(currency),
        )

    def _earn(self, currency: Currency) -> EarnRule:
        table = self._table("earn")
        return EarnRule(
            points=self._whole(table, "points", "earn", at_least=1),
            per_minor=self._amount(table, "per", "earn", currency, at_least=1),
            rounding=Rounding(self._choice(table, "rounding", "earn", [*Rounding], Rounding.FLOOR)),
            base=EarnBase(self._choice(table, "base", "earn", [*EarnBase], EarnBase.NET_OF_REDEMPTION)),
            with_tax=self._yes_no(table, "with_tax", "earn", default=True),
            minimum_minor=self._amount(table, "minimum", "earn", currency, at_least=0, default="0"),
        )

    def _tier(self, table: dict[str, Any], nth: int) -> Tier:
        self._known_keys(table, "tier", nth)
        return Tier(
            code=self._text(table, "code", "tier", nth=nth),
            name=self._text(table, "name", "tier", nth=nth),
            from_points=self._whole(table, "from_points", "tier", at_least=0, nth=nth),
            earn_percent=self._whole(table, "earn_percent", "tier", at_least=1, default=100, nth=nth),
        )

    def _redemption(self, currency: Currency) -> RedemptionRule | None:
        if "redemption" not in self.tree:
            return None
        table = self._table("redemption")
        return RedemptionRule(
            block=self._whole(table, "block", "redemption", at_least=1),
            value_minor=self._amount(table, "value", "redemption", currency, at_least=1),
            minimum=self._whole(table, "minimum", "redemption", at_least=0, default=0),
        )

    def _table(self, name: str) -> dict[str, Any]:
        table = self.tree.get(name)
        if not isinstance(table, dict):
            self._fail(name, "", f"a table [{name}]")
        self._known_keys(table, name)
        return table

    def _tables(self, name: str) -> list[dict[str, Any]]:
        tables = self.tree.get(name, [])
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            self._fail(name, "", f"tables [[{name}]]")
        return tables

    def _known_keys(self, table: Mapping[str, Any], where: str, nth: int = 0) -> None:
        for key in table:
            if key not in _KEYS[where]:
                near = difflib.get_close_matches(key, _KEYS[where], n=1)
                hint = f"; did you mean {near[0]!r}?" if near else ""
                self._fail(key, where, f"no key {key!r} is known here{hint}", nth)

    def _text(
        self, table: Mapping[str, Any], key: str, where: str, default: str | None = None, nth: int = 0
    ) -> str:
        value = table.get(key, default)
        if not isinstance(value, str) or not value.strip():
            self._fail(key, where, f"{key} = a text in quotes", nth)
        return value

    def _whole(
        self,
        table: Mapping[str, Any],
        key: str,
        where: str,
        *,
        at_least: int,
        default: int | None = None,
        nth: int = 0,
    ) -> int:
        value = table.get(key, default)
        if not isinstance(value, int) or isinstance(value, bool) or not at_least <= value <= 10**9:
            self._fail(key, where, f"{key} = a whole number of at least {at_least}", nth)
        return value

    def _yes_no(self, table: Mapping[str, Any], key: str, where: str, *, default: bool) -> bool:
        value = table.get(key, default)
        if not isinstance(value, bool):
            self._fail(key, where, f"{key} = true or false")
        return value

    def _choice(
        self, table: Mapping[str, Any], key: str, where: str, choices: list[str], default: str
    ) -> str:
        value = table.get(key, default)
        if value not in choices:
            self._fail(key, where, f"{key} = one of {', '.join(str(choice) for choice in choices)}")
        return str(value)

    def _amount(
        self,
        table: Mapping[str, Any],
        key: str,
        where: str,
        currency: Currency,
        *,
        at_least: int,
        default: str | None = None,
    ) -> int:
        text = table.get(key, default)
        expected = f'{key} = an amount in quotes such as "1.00", at most {currency.exponent} decimals'
        if not isinstance(text, str):
            self._fail(key, where, expected)
        try:
            amount = parse_amount(text, currency)
        except Refused:
            self._fail(key, where, expected)
        if amount < at_least:
            self._fail(key, where, expected)
        return amount

    def _fail(self, key: str, where: str, expected: str, nth: int = 0) -> NoReturn:
        raise BadFile(self.path, self._line_of(key, where, nth), expected)

    def _line_of(self, key: str, where: str, nth: int) -> int:
        """The line of ``key`` in the ``nth`` table ``where``; the table's own line when the key is not there."""
        inside, seen, table_line = where == "", -1, 1
        for number, line in enumerate(self.text.splitlines(), start=1):
            header = re.match(r"\s*\[+\s*([\w.-]+)\s*\]+", line)
            if header:
                seen += header.group(1) == where
                inside = header.group(1) == where and seen == nth
                table_line = number if inside else table_line
                if where == "" and header.group(1) == key:
                    return number
            elif inside and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line):
                return number
        return table_line
