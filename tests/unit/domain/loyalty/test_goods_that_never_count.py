"""CLASSES of goods that never count, each against each way in which something might be given or lowered.

One row a class and one column a way: what a class may never have is written here once, and not wherever it happens.
"""

from __future__ import annotations

import pytest

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import (
    Basket,
    Discount,
    PriceOverride,
    discount_basket,
    discount_line,
    override_price,
)
from pos_app.domain.catalogue import Protection
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.member_view import MemberView, StampsHeld
from pos_app.domain.loyalty.programme import EarnRule, RedemptionRule, Tier
from pos_app.domain.loyalty.programme_check import check_programme
from pos_app.domain.loyalty.redemption import to_pay_by_points
from pos_app.domain.loyalty.settings import RedeemedPoints, Settings
from pos_app.domain.pricing import price
from tests.stage.goods import article, basket, programme
from tests.stage.loyalty import HEAD, decide, nobody, off, rules

FREE = article("Kopp", 10_000)
EVERY_CLASS = pytest.mark.parametrize("protection", list(Protection))

OFFERS = {
    "percent": 'percent = "50"',
    "amount": 'amount = "10.00"',
    "price": 'price = "1.00"',
    "bundle": 'pieces = 2\nprice = "1.00"',
    "cheapest-free": "pieces = 2",
    "basket-percent": 'percent = "50"',
    "basket-amount": 'amount = "10.00"',
    "gift": 'gift = "vernet"\ngoods = { articles = ["kopp"] }',
}
EARNS = '[[earn]]\npoints = 1\nper = "1.00"\n'
STAMPS = '[[stamp_card]]\nid = "kort"\nname = "Kort"\nstamps = 1\n'
TIERS = programme(earn=EarnRule(1, 100), tiers=(Tier("gull", "Gull", 1),))


def guarded(protection: Protection) -> Basket:
    """Two pieces of one protected article, dear enough for any minimum."""
    return basket((article("Vernet", 10_000, protection=protection), 2000))


def offer(effect: str, more: str) -> str:
    return f'[[offer]]\nid = "o"\nwords = "Tilbud"\neffect = "{effect}"\n{more}\n'


def refusal(act: object) -> Refusal:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    return refused.value.reason


@EVERY_CLASS
def test_classes_nobody_lowers_the_price_by_hand(protection: Protection) -> None:
    goods = guarded(protection)
    by_hand = (
        lambda: discount_line(goods, 1, Discount(basis_points=1_000)),
        lambda: discount_basket(goods, Discount(amount_minor=100)),
        lambda: override_price(goods, 1, 9_999, PriceOverride(10_000, "damaged", "kari")),
    )
    assert [refusal(act) for act in by_hand] == [Refusal.DISCOUNT_PROTECTED] * 3


@EVERY_CLASS
def test_classes_a_discount_on_everything_falls_on_the_other_goods_alone(protection: Protection) -> None:
    mixed = basket((article("Vernet", 10_000, protection=protection), 2000), FREE)
    lowered = price(discount_basket(mixed, Discount(basis_points=5_000)))
    assert [line.net_minor for line in lowered.lines] == [20_000, 5_000]


@EVERY_CLASS
@pytest.mark.parametrize("effect", OFFERS)
def test_classes_no_offer_touches_them(protection: Protection, effect: str) -> None:
    goods = basket((article("Vernet", 10_000, protection=protection), 2000), FREE)
    touched = off(decide(offer(effect, OFFERS[effect]), goods))
    assert 1 not in touched


@EVERY_CLASS
def test_classes_they_earn_no_points_stamps_or_tier_and_reach_no_minimum(protection: Protection) -> None:
    goods = guarded(protection)
    pay = (tenders_of.card(20_000, "1"),)
    minimum = 'when = { minimum = "50.00" }\n'
    view: MemberView = nobody(stamps=(StampsHeld("p", "kort", 0),))
    for text in (EARNS, STAMPS, TIERS, offer("percent", OFFERS["percent"] + "\n" + minimum)):
        decided = decide(text, goods, view=view, tenders=pay)
        assert (decided.points_earned, decided.stamps, decided.line_effects) == (0, (), ())
        assert decided.tier_changes == ()


@EVERY_CLASS
def test_classes_points_lower_no_price_of_theirs(protection: Protection) -> None:
    goods = basket((article("Vernet", 10_000, protection=protection), 2000), FREE)
    reduces = programme(
        settings=Settings(redeemed_points=RedeemedPoints.PRICE_REDUCTION),
        redemption=RedemptionRule(block=1, value_minor=10),
    )
    assert to_pay_by_points(reduces, goods, price(goods), 30_000) == 10_000


@EVERY_CLASS
def test_classes_a_rule_that_names_them_is_a_breach_that_the_check_tells(protection: Protection) -> None:
    text = HEAD + offer("percent", 'percent = "10"\ngoods = { articles = ["x-1"] }')
    (told,) = check_programme(text, "p.toml", {"x-1": protection})
    assert protection.value.replace("_", " ") in told.words
    assert "protected" in told.words


@EVERY_CLASS
def test_classes_only_alcohol_may_be_let_in_to_earn_and_only_to_earn(protection: Protection) -> None:
    let_in = f'[settings]\nearns_on = ["{protection.value}"]\n'
    told = check_programme(HEAD + let_in + EARNS, "p.toml")
    assert bool(told) is (protection is not Protection.ALCOHOL)
    if not told:
        open_rules = rules(let_in + EARNS + offer("percent", OFFERS["percent"]))
        decided = decide(open_rules, guarded(protection), tenders=(tenders_of.card(20_000, "1"),))
        assert (decided.points_earned, off(decided)) == (200, {})


@pytest.mark.parametrize("effect", OFFERS)
def test_the_same_goods_in_no_class_are_touched_by_each_of_these_offers(effect: str) -> None:
    usual = basket((article("Vernet", 10_000), 2000), FREE)
    assert 1 in off(decide(offer(effect, OFFERS[effect]), usual))


def test_every_class_of_the_law_and_of_the_shop_is_among_them() -> None:
    named = {kind.value for kind in Protection}
    assert named >= {"alcohol", "tobacco", "medicine", "infant_formula", "fixed_price_book", "deposit"}
    assert named >= {"carrier_bag", "gift_card", "fee"}
