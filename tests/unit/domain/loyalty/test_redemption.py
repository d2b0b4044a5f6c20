"""How many points may be used: never more than there are, never more than is to pay, whole blocks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.basket import add_article
from pos_app.domain.catalogue import Protection
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.gift_card import GiftCard
from pos_app.domain.loyalty.programme import RedemptionRule
from pos_app.domain.loyalty.redemption import Limit, RedemptionRoom, room, to_pay_by_points, value_of
from pos_app.domain.pricing import price
from tests.stage.goods import CAPPUCCINO, article, basket, programme

rules = st.builds(
    RedemptionRule,
    block=st.integers(min_value=1, max_value=500),
    value_minor=st.integers(min_value=1, max_value=5000),
    minimum=st.integers(min_value=0, max_value=2000),
)
balances = st.integers(min_value=-1000, max_value=100_000)
to_pay = st.integers(min_value=0, max_value=1_000_000)


@pytest.mark.parametrize(
    ("balance", "due_minor", "points", "worth_minor", "limit"),
    [
        (1240, 36_812, 1200, 12_000, Limit.BALANCE),
        (1240, 4900, 400, 4000, Limit.TO_PAY),
        (99, 36_812, 0, 0, Limit.BALANCE),
        (1240, 999, 0, 0, Limit.TO_PAY),
        (-50, 36_812, 0, 0, Limit.BALANCE),
    ],
)
def test_a_hundred_points_are_ten_kroner(
    balance: int, due_minor: int, points: int, worth_minor: int, limit: Limit
) -> None:
    assert room(programme(), balance, due_minor) == RedemptionRoom(points, worth_minor, 100, 0, limit)


def test_below_the_least_nothing_may_be_used_and_the_reason_is_told() -> None:
    least = programme(redemption=RedemptionRule(100, 1000, minimum=500))
    assert room(least, 450, 36_812).limit is Limit.MINIMUM
    with pytest.raises(Refused) as refused:
        value_of(least, 400, 1240, 36_812)
    assert refused.value.reason is Refusal.POINTS_TOO_FEW
    assert refused.value.facts == {"least": 500}


@pytest.mark.parametrize(
    ("points", "reason"),
    [
        (0, Refusal.POINTS_NOT_POSITIVE),
        (-100, Refusal.POINTS_NOT_POSITIVE),
        (150, Refusal.POINTS_NOT_WHOLE_BLOCK),
        (1300, Refusal.POINTS_TOO_MANY),
    ],
)
def test_points_that_may_not_be_used_are_refused_with_the_reason(points: int, reason: Refusal) -> None:
    with pytest.raises(Refused) as refused:
        value_of(programme(), points, 1240, 36_812)
    assert refused.value.reason is reason


def test_a_programme_without_redemption_has_no_room() -> None:
    with pytest.raises(Refused) as refused:
        room(programme(redemption=None), 1240, 36_812)
    assert refused.value.reason is Refusal.NO_PROGRAMME


@given(rules, balances, to_pay)
def test_the_room_is_within_the_balance_and_what_is_to_pay(
    rule: RedemptionRule, balance: int, due_minor: int
) -> None:
    found = room(programme(redemption=rule), balance, due_minor)
    assert 0 <= found.most_points <= max(balance, 0)
    assert 0 <= found.most_minor <= due_minor
    assert found.most_points % rule.block == 0
    assert found.most_points == 0 or found.most_points >= rule.minimum
    assert (found.most_points == 0) == (found.most_minor == 0)


@given(rules, balances, to_pay, st.integers(min_value=-100, max_value=100_000))
def test_exactly_what_there_is_room_for_has_a_value(
    rule: RedemptionRule, balance: int, due_minor: int, points: int
) -> None:
    rules_in_force = programme(redemption=rule)
    most = room(rules_in_force, balance, due_minor)
    allowed = 0 < points <= most.most_points and points % rule.block == 0 and points >= rule.minimum
    if allowed:
        worth = value_of(rules_in_force, points, balance, due_minor)
        assert worth * rule.block == points * rule.value_minor
        assert worth <= due_minor
    else:
        with pytest.raises(Refused):
            value_of(rules_in_force, points, balance, due_minor)


def test_points_never_pay_for_money_on_a_gift_card() -> None:
    load = article("Gavekort", None, protection=Protection.GIFT_CARD)
    card = GiftCard("ab" * 16, "4242", "2029-03-01")
    bought = add_article(basket(CAPPUCCINO), load, price_minor=50_000, gift_card=card)
    assert to_pay_by_points(programme(), bought, price(bought), 54_900) == 4_900
    assert to_pay_by_points(programme(), bought, price(bought), 1_000) == 1_000
