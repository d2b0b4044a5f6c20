"""Which rules of a programme tills and server can keep: no promise is published that nobody could make true.

What the rules remember between two sales is in the server's book of a member. What is left here hangs on the counter:
a rule on a tender that no till takes would never hold.
"""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.domain.loyalty.condition import Condition
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.settings import GiftCardVat
from pos_app.domain.tender import TenderKind

_TAKEN = frozenset({TenderKind.CASH, TenderKind.CARD, TenderKind.POINTS})


def not_kept(programme: Programme) -> list[str]:
    """What in the programme's file cannot be kept, as the file calls it."""
    found = [f"tender {kind}" for kind in _tenders(programme) if kind not in _TAKEN]
    if programme.settings.gift_card is not GiftCardVat.MULTI_PURPOSE:
        found.append("settings.gift_card")
    return list(dict.fromkeys(found))


def conditions(programme: Programme) -> Iterator[Condition]:
    """The conditions of all its rules."""
    for rules in (
        *(programme.earns, programme.bonuses, programme.cash_backs, programme.offers, programme.coupons),
        *(programme.stamp_cards, programme.perks, programme.access, programme.challenges),
        *(programme.codes, programme.draws),
    ):
        yield from (rule.when for rule in rules)


def _tenders(programme: Programme) -> Iterator[TenderKind]:
    for rules in (programme.earns, programme.cash_backs):
        for rule in rules:
            yield from rule.tenders
    for when in conditions(programme):
        yield from when.tenders
