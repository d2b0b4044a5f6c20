"""For whom a rule's caps and limits count: each member, or a household together."""

from __future__ import annotations

from collections.abc import Iterator

from pos_app.domain.loyalty.condition import Condition
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.settings import CapsFor


def counts_for_household(programme: Programme | None, rule_id: str) -> bool:
    """Whether one use counts for everybody who shares the account. Birthdays are each person's own: what a rule gives
    on one is never the household's, whatever the programme says of caps.
    """
    if programme is None or programme.household.caps is not CapsFor.HOUSEHOLD:
        return False
    return not any(each == rule_id and when.birthday for each, when in conditioned(programme))


def conditioned(programme: Programme) -> Iterator[tuple[str, Condition]]:
    """What holds under a condition in a programme: each rule's id (a coupon's is marked as one) and when it holds."""
    yield from ((f"coupon:{coupon.code}", coupon.when) for coupon in programme.coupons)
    for rules in (
        *(programme.earns, programme.bonuses, programme.cash_backs, programme.offers),
        *(programme.stamp_cards, programme.perks, programme.access, programme.challenges),
        *(programme.codes, programme.draws),
    ):
        yield from ((rule.rule_id, rule.when) for rule in rules)
