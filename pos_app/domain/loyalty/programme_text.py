"""A programme as an owner writes it: TOML text in, a :class:`Programme` out, or the mistake with its line."""

from __future__ import annotations

import hashlib

from pos_app.domain.loyalty.programme import EarnBase, EarnRule, Programme, RedemptionRule, Tier
from pos_app.domain.money import CURRENCIES, Currency, Rounding
from pos_app.domain.written import Page, Table


def programme_from_text(text: str, path: str) -> Programme:
    """The programme that ``text`` says. ``path`` is only for messages.

    Raises :class:`~pos_app.domain.errors.BadFile` with the line and what was expected there.
    """
    root = Page(text, path).root
    root.only({"programme", "version", "name", "currency", "account", "earn", "tier", "redemption"})
    currency = CURRENCIES[root.choice("currency", sorted(CURRENCIES))]
    return Programme(
        programme_id=root.text("programme"),
        version=root.whole("version", at_least=1),
        name=root.text("name"),
        currency=currency.code,
        account=root.text("account", "points"),
        digest=hashlib.sha256(text.encode()).hexdigest(),
        earn=_earn(root.table("earn"), currency),
        tiers=_tiers(root.tables("tier")),
        redemption=_redemption(root.table("redemption"), currency) if root.has("redemption") else None,
    )


def _earn(table: Table, currency: Currency) -> EarnRule:
    table.only({"points", "per", "rounding", "base", "with_tax", "minimum"})
    return EarnRule(
        points=table.whole("points", at_least=1),
        per_minor=table.amount("per", currency, at_least=1),
        rounding=Rounding(table.choice("rounding", [*Rounding], Rounding.FLOOR)),
        base=EarnBase(table.choice("base", [*EarnBase], EarnBase.NET_OF_REDEMPTION)),
        with_tax=table.yes_no("with_tax", default=True),
        minimum_minor=table.amount("minimum", currency, "0"),
    )


def _tiers(tables: list[Table]) -> tuple[Tier, ...]:
    tiers: list[Tier] = []
    for table in tables:
        table.only({"code", "name", "from_points", "earn_percent"})
        tier = Tier(
            code=table.text("code"),
            name=table.text("name"),
            from_points=table.whole("from_points"),
            earn_percent=table.whole("earn_percent", 100, at_least=1, at_most=10_000),
        )
        if tiers and tier.from_points <= tiers[-1].from_points:
            table.fail("from_points", "from_points above that of the tier before it")
        if any(tier.code == other.code for other in tiers):
            table.fail("code", "a code that no other tier has")
        tiers.append(tier)
    return tuple(tiers)


def _redemption(table: Table, currency: Currency) -> RedemptionRule:
    table.only({"block", "value", "minimum"})
    return RedemptionRule(
        block=table.whole("block", at_least=1),
        value_minor=table.amount("value", currency, at_least=1),
        minimum=table.whole("minimum", 0),
    )
