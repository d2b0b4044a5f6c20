"""A completed sale: paid in full, by somebody old enough, with everything that explains it inside."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.pricing import price
from pos_app.domain.sale import Sale, check_can_pay
from tests.stage import generated
from tests.stage.goods import BEER, CAPPUCCINO, CINNAMON_BUN, basket, context, member, sale, seller


def refusal(act: Callable[[], object]) -> Refusal:
    """Why `act` was refused."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.reason


def test_a_sale_holds_all_that_led_to_it() -> None:
    ada = member()
    sold = sale(basket(CAPPUCCINO, CINNAMON_BUN), member_view=ada)
    assert sold.priced == price(sold.basket)
    assert sold.settlement.is_paid
    assert (sold.member, sold.context, sold.seller) == (ada, context(), seller())
    assert sold.decision.points_earned == 117
    assert [pin.programme_id for pin in sold.decision.programmes] == ["poeng"]


def test_an_empty_basket_is_not_sold() -> None:
    assert refusal(lambda: sale(basket())) is Refusal.BASKET_EMPTY


def test_beer_is_sold_after_the_age_was_seen_and_not_before() -> None:
    assert refusal(lambda: sale(basket(BEER))) is Refusal.AGE_NOT_CONFIRMED
    assert refusal(lambda: check_can_pay(basket(BEER, age_confirmed=17))) is Refusal.AGE_NOT_CONFIRMED
    assert sale(basket(BEER, age_confirmed=18)).priced.total_minor == 4290


def test_too_little_is_refused_with_what_is_missing() -> None:
    with pytest.raises(Refused) as refused:
        sale(basket(CAPPUCCINO), pay=[tenders_of.card(4000, "4711")])
    assert refused.value.reason is Refusal.TENDER_TOO_LITTLE
    assert refused.value.facts == {"due": 900}


def test_too_much_by_card_is_refused() -> None:
    assert refusal(lambda: sale(basket(CAPPUCCINO), pay=[tenders_of.card(5000, "4711")])) is (
        Refusal.TENDER_TOO_MUCH
    )


def test_points_are_a_members() -> None:
    by_points = [tenders_of.points(4900, 490, "r1")]
    assert refusal(lambda: sale(basket(CAPPUCCINO), pay=by_points)) is Refusal.NO_MEMBER
    assert sale(basket(CAPPUCCINO), pay=by_points, member_view=member()).decision.points_redeemed == 490


@given(generated.baskets())
def test_whatever_is_in_the_basket_can_be_sold_for_its_total(bought: Basket) -> None:
    sold: Sale = sale(bought, member_view=member())
    assert sold.settlement.is_paid
    assert sum(tender.amount_minor for tender in sold.tenders) == sold.priced.total_minor
