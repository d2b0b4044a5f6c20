"""Which rules of a programme this server can keep: it never publishes a promise that nobody would remember.

The engine decides every family of rules, here and at the till. What needs a memory between two sales (stamps, held
coupons, memberships, birthdays ...) has to be kept by the ledger first; until it is, such a programme can be written,
checked, tried and simulated, and is refused when it is imported.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import get_type_hints

from pos_app.domain.loyalty.condition import Cap, Condition, Period
from pos_app.domain.loyalty.form import Key
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.settings import GiftCardVat, RedeemedPoints
from pos_app.domain.tender import TenderKind

_KEPT = frozenset(
    {
        *("programme_id", "version", "name", "currency", "account", "digest", "settings", "returns", "goals"),
        *("earns", "bonuses", "tiers", "redemption", "offers", "budget", "adjustments", "examples"),
    }
)
_REMEMBERED = (
    *("memberships", "partners", "segments", "consents", "coupon", "birthday", "anniversary"),
    *("bought", "joined_within", "first_purchase"),
)
"""Conditions that look at what a member did or was before this sale, other than points and tier."""
_TAKEN = frozenset({TenderKind.CASH, TenderKind.CARD, TenderKind.POINTS})
"""What a till takes; a rule on any other tender would never hold."""


def not_kept(programme: Programme) -> list[str]:
    """The keys of the programme's file whose state this server does not keep, in the order of the file's form."""
    found = [
        _key(field)
        for field in dataclasses.fields(programme)
        if field.name not in _KEPT and getattr(programme, field.name) != _default(field)
    ]
    for table, when in _conditions(programme):
        found += [f"{table}.when.{name}" for name in _REMEMBERED if getattr(when, name)]
    for table, caps in [("earn", rule.caps) for rule in programme.earns] + [
        ("bonus", rule.caps) for rule in programme.bonuses
    ]:
        found += [f"{table}.cap over a {cap.period}" for cap in caps if _remembers(cap)]
    found += [
        f"offer.once over a {offer.once}" for offer in programme.offers if offer.once is not Period.SALE
    ]
    found += ["earn.account" for rule in programme.earns if rule.account]
    found += [f"tender {kind}" for kind in _tenders(programme) if kind not in _TAKEN]
    if programme.settings.redeemed_points is not RedeemedPoints.PAYMENT:
        found.append("settings.redeemed_points")
    if programme.settings.gift_card is not GiftCardVat.MULTI_PURPOSE:
        found.append("settings.gift_card")
    return list(dict.fromkeys(found))


def _conditions(programme: Programme) -> Iterator[tuple[str, Condition]]:
    for table, rules in (
        ("earn", programme.earns),
        ("bonus", programme.bonuses),
        ("offer", programme.offers),
    ):
        for rule in rules:
            yield table, rule.when


def _tenders(programme: Programme) -> Iterator[TenderKind]:
    for rule in programme.earns:
        yield from rule.tenders
    for _, when in _conditions(programme):
        yield from when.tenders


def _remembers(cap: Cap) -> bool:
    return cap.period is not Period.SALE


def _default(field: dataclasses.Field[object]) -> object:
    return field.default if field.default is not dataclasses.MISSING else None


def _key(field: dataclasses.Field[object]) -> str:
    """What the file calls the field."""
    notes = getattr(get_type_hints(Programme, include_extras=True)[field.name], "__metadata__", ())
    return next((note.name for note in notes if isinstance(note, Key)), field.name)
