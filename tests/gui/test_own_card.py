"""The cashier's own card at the window: refused as soon as it is scanned, and before money is taken in any case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.basket import with_member
from pos_app.services.till_store import OpenBasket
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import CAPPUCCINO_CODE, INGRID, OLE, Stage

TOLD = "Dette er ditt eget medlemskort. En annen må slå inn salget, eller selg uten kortet."


@pytest.fixture
def stage() -> Stage:
    """Ingrid, who sells here, is Ada in private life."""
    stage = Stage()
    stage.staff.people = [replace(INGRID, member_id=goods.MEMBER_ID), OLE]
    return stage


def test_the_own_card_is_not_put_on_the_sale_and_the_sale_goes_on(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    till = make_till(stage=stage).sign_in()
    till.scan(CAPPUCCINO_CODE)
    till.window.models.sale.set_member(stage.members.people[0])
    assert till.window.models.messages.history[0].text == TOLD
    assert till.window.models.sale.member is None
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "payment"


def test_a_sale_that_was_parked_with_the_card_is_not_paid_by_its_owner(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    basket = with_member(goods.basket(goods.CAPPUCCINO), goods.MEMBER_ID)
    stage.store.kept.open_basket = OpenBasket(basket)
    till = make_till(stage=stage).sign_in()
    assert till.window.models.sale.member is not None
    till.press(Qt.Key.Key_Return)
    assert till.window.models.messages.history[0].text == TOLD
    assert till.deck.name != "payment"
    till.window.models.sale.set_member(None)
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "payment"
