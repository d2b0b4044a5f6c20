"""A cashier's own card: refused on sales that they ring up, and on receipts that they claim; a colleague may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain.basket import with_member
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.tender import cash
from pos_app.services import claiming, selling
from pos_app.services.own_card import check_not_own_card
from tests.stage import goods
from tests.stage.counter import INGRID, OLE
from tests.stage.tills import fact_id
from tests.unit.services.conftest import Till

ADA = goods.known_member()


@pytest.fixture
def shop(till: Till) -> Till:
    """Ingrid is Ada in private life."""
    till.stage.staff.people = [replace(INGRID, member_id=goods.MEMBER_ID), OLE]
    return till


def test_a_cashier_does_not_ring_up_a_sale_on_their_own_card(shop: Till) -> None:
    basket = with_member(goods.basket(goods.CAPPUCCINO), goods.MEMBER_ID)
    with pytest.raises(Refused) as caught:
        selling.sell(shop.ports, "ingrid", basket, ADA, [cash(4900)])
    assert caught.value.reason is Refusal.OWN_CARD
    assert shop.records() == 0
    assert selling.sell(shop.ports, "ole", basket, ADA, [cash(4900)]).sale.member == ADA.view


def test_a_cashier_does_not_claim_a_receipt_for_themselves(shop: Till) -> None:
    with pytest.raises(Refused) as caught:
        claiming.claim(shop.ports, "ingrid", ADA, fact_id(0x77))
    assert caught.value.reason is Refusal.OWN_CARD
    claiming.claim(shop.ports, "ole", ADA, fact_id(0x77))
    assert shop.records() == 1


def test_who_is_no_member_and_who_is_not_on_the_list_may_sell_to_anybody(shop: Till) -> None:
    check_not_own_card(shop.ports, "ole", ADA)
    check_not_own_card(shop.ports, "gone", ADA)
    check_not_own_card(shop.ports, "ingrid", None)
