"""Goods without a receipt at the real window: rung up, allowed by somebody, and money only once it is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.errors import CannotSell
from pos_app.domain.returned import Return
from pos_app.ui.keys import Act
from pos_app.ui.viewmodels.returning import NO_RECEIPT
from pos_app.ui.viewmodels.unproven_state import UnprovenState
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE


@pytest.fixture
def till() -> Iterator[Till]:
    made = Till().sign_in()
    made.stage.staff.manager_comes()
    yield made
    made.close()


def shown(till: Till) -> UnprovenState:
    """What the panel shows now."""
    states: list[UnprovenState] = []
    model = till.window.models.unproven
    model.changed.connect(states.append)
    model.show()
    model.changed.disconnect(states.append)
    return states[-1]


def returns(till: Till) -> list[Return]:
    return till.stage.store.kept.returns


def without(till: Till, *codes: str) -> None:
    """Ring these up and say that there is no receipt."""
    till.scan(*codes)
    till.controller.act(Act.RETURN.value)
    till.window.models.returning.choose(NO_RECEIPT)
    till.settle()


def allowed(till: Till) -> None:
    assert till.deck.name == "approval"
    till.type("9876")
    till.press(Qt.Key.Key_Return)


def test_goods_on_the_counter_come_back_once_somebody_allows_it_and_the_counter_is_free(till: Till) -> None:
    without(till, CAPPUCCINO_CODE, BUN_CODE)
    assert till.deck.name == "unproven"
    assert (shown(till).refund_text, shown(till).can_accept) == ("94,00\N{NO-BREAK SPACE}kr", False)
    till.press(Qt.Key.Key_Down)
    assert shown(till).can_accept
    till.scan(BUN_CODE)
    assert shown(till).refund_text == "139,00\N{NO-BREAK SPACE}kr"
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Escape)
    assert (till.deck.name, returns(till), len(till.names)) == ("unproven", [], 2)
    till.press(Qt.Key.Key_Return)
    allowed(till)
    [back] = returns(till)
    assert (back.seller.cashier_id, back.approved_by, back.sale_id) == ("ingrid", "maja", "")
    assert [(tender.kind, tender.amount_minor) for tender in back.tenders] == [("cash", 13_900)]
    assert (shown(till).step, till.names) == ("done", [])
    assert till.stage.printer is not None
    [slip] = [slip for _, slip in till.stage.printer.taken]
    assert sum(block.kind == "drawer" for block in slip.blocks) == 1
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == ""
    till.scan(BUN_CODE)
    assert till.names == ["Kanelbolle"]


def test_an_empty_counter_asks_for_the_goods_first(till: Till) -> None:
    without(till)
    assert shown(till).todo
    assert not shown(till).can_accept
    till.scan(BUN_CODE)
    assert shown(till).refund_text == "45,00\N{NO-BREAK SPACE}kr"


def test_to_a_card_the_slip_s_number_is_asked_for_and_closing_leaves_the_goods(till: Till) -> None:
    without(till, BUN_CODE)
    till.window.models.unproven.choose_way("card")
    till.window.models.unproven.choose_reason("gift")
    till.settle()
    till.press(Qt.Key.Key_Return)
    allowed(till)
    assert (shown(till).step, shown(till).can_accept) == ("slips", False)
    till.scan(BUN_CODE)
    assert till.names == ["Kanelbolle"], "what is paid out for does not change"
    till.press(Qt.Key.Key_Escape)
    assert (till.deck.name, till.names, returns(till)) == ("", ["Kanelbolle"] * len(till.names), [])
    till.controller.act(Act.RETURN.value)
    till.window.models.returning.choose(NO_RECEIPT)
    till.settle()
    till.window.models.unproven.choose_way("card")
    till.window.models.unproven.choose_reason("gift")
    till.settle()
    till.press(Qt.Key.Key_Return)
    allowed(till)
    till.type("77")
    till.press(Qt.Key.Key_Return)
    [back] = returns(till)
    assert [(tender.kind, tender.slip_reference) for tender in back.tenders] == [("card", "77")]


def test_durable_first_a_full_disk_hands_nothing_over(till: Till) -> None:
    without(till, BUN_CODE)
    till.press(Qt.Key.Key_Down)
    till.press(Qt.Key.Key_Return)
    till.stage.store.fail = CannotSell("disk_full", "the disk is full")
    allowed(till)
    assert returns(till) == []
    assert till.stage.printer is not None
    assert till.stage.printer.taken == []
    assert till.window.stop is not None
    assert till.window.stop.isVisible()


def test_a_sale_that_is_being_paid_is_no_return(till: Till) -> None:
    till.scan(BUN_CODE)
    till.controller.act(Act.RETURN.value)
    till.window.models.sale.busy = True
    till.window.models.returning.choose(NO_RECEIPT)
    assert till.deck.name == "return"
    till.window.models.sale.busy = False
