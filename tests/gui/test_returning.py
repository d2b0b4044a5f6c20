"""Goods come back at the real window: the receipt, the goods, who allows it, the money; and every way it may not be."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.errors import CannotSell
from pos_app.domain.returned import Return
from pos_app.ui.keys import Act
from pos_app.ui.viewmodels.return_state import ReturnState
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, MAJAS_CARD, TOAST_CODE

ELSEWHERE = "TR1:0190b5a0-0000-7000-8000-0000000005a1"


@pytest.fixture
def till() -> Iterator[Till]:
    made = Till().sign_in()
    yield made
    made.close()


def buy(till: Till, *codes: str, as_ada: bool = False, card: bool = False) -> str:
    """A paid sale; returns what its receipt's QR says."""
    if as_ada:
        till.window.models.sale.set_member(till.stage.members.people[0])
    till.scan(*(codes or (CAPPUCCINO_CODE, BUN_CODE, BUN_CODE)))
    if card:
        till.press(Qt.Key.Key_F9)
        till.type("4711")
    else:
        till.type("5000")
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Escape)
    return f"TR1:{till.stage.store.kept.sales[-1].sale_id}"


def shown(till: Till) -> ReturnState:
    """What the panel shows now."""
    states: list[ReturnState] = []
    model = till.window.models.returning
    model.changed.connect(states.append)
    model.show()
    model.changed.disconnect(states.append)
    return states[-1]


def opened(till: Till) -> int:
    """How many of the slips printed so far open the drawer: each sale and return in cash does, once."""
    assert till.stage.printer is not None
    return sum(block.kind == "drawer" for _, slip in till.stage.printer.taken for block in slip.blocks)


def returns(till: Till) -> list[Return]:
    return till.stage.store.kept.returns


def test_scan_the_receipt_choose_and_enter_pays_cash_back_and_opens_the_drawer_once(till: Till) -> None:
    till.scan(buy(till))
    assert till.deck.name == "return"
    till.press(Qt.Key.Key_Down)
    till.press(Qt.Key.Key_Plus)
    state = shown(till)
    assert [row.right_text for row in state.rows] == ["–", "1 tilbake"]
    assert state.refund_text == "45,00\N{NO-BREAK SPACE}kr"
    assert (returns(till), opened(till)) == ([], 1)
    till.press(Qt.Key.Key_Return)
    (back,) = returns(till)
    assert (back.seller.cashier_id, back.approved_by, back.receipt_number) == ("ingrid", "", 2)
    assert [(tender.kind, tender.amount_minor) for tender in back.tenders] == [("cash", 4500)]
    assert opened(till) == 2
    assert shown(till).step == "done"
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == ""


def test_the_number_on_the_receipt_a_scan_of_the_goods_and_the_star_choose_too(till: Till) -> None:
    buy(till)
    till.controller.act(Act.RETURN.value)
    till.type("1")
    till.press(Qt.Key.Key_Return)
    till.scan(BUN_CODE, BUN_CODE)
    assert [row.right_text for row in shown(till).rows] == ["–", "2 tilbake"]
    till.scan(BUN_CODE)
    assert "Kanelbolle" in shown(till).refusal
    till.scan(TOAST_CODE)
    assert "står ikke på denne kvitteringen" in shown(till).refusal
    till.type("*")
    till.settle()
    assert shown(till).refund_text == "139,00\N{NO-BREAK SPACE}kr"
    assert till.names == []


def test_a_number_typed_is_of_the_line_that_is_chosen_and_of_no_other(till: Till) -> None:
    till.scan(buy(till, CAPPUCCINO_CODE, CAPPUCCINO_CODE, BUN_CODE, BUN_CODE))
    till.type("2")
    till.press(Qt.Key.Key_Down)
    till.type("1")
    till.settle()
    assert [row.right_text for row in shown(till).rows] == ["2 tilbake", "1 tilbake"]
    till.press(Qt.Key.Key_Plus)
    assert [row.right_text for row in shown(till).rows] == ["2 tilbake", "2 tilbake"]
    till.type("0")
    till.settle()
    assert shown(till).refund_text == "98,00\N{NO-BREAK SPACE}kr"


def test_the_member_s_points_go_back_and_the_panel_says_why(till: Till) -> None:
    receipt = buy(till, CAPPUCCINO_CODE, as_ada=True)
    till.scan(receipt)
    assert any("poeng går tilbake" in told for told in shown(till).reasons)
    till.press(Qt.Key.Key_Return)
    assert returns(till)[0].reversal.points_taken == till.stage.store.kept.sales[0].decision.points_earned


def test_a_card_is_refunded_with_the_slip_of_the_refund(till: Till) -> None:
    till.scan(buy(till, CAPPUCCINO_CODE, card=True))
    till.press(Qt.Key.Key_Return)
    state = shown(till)
    assert (state.step, state.can_accept) == ("slips", False)
    assert "4711" in state.todo
    till.type("99")
    till.press(Qt.Key.Key_Return)
    (back,) = returns(till)
    assert [tender.slip_reference for tender in back.tenders] == ["99"]
    assert opened(till) == 0


def test_beyond_the_cashier_s_limit_somebody_allows_it_and_the_fact_says_who(till: Till) -> None:
    till.stage.staff.manager_comes()
    till.scan(buy(till, *[TOAST_CODE] * 6))
    till.type("*")
    till.settle()
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "approval"
    till.type("0000")
    till.press(Qt.Key.Key_Return)
    assert returns(till) == []
    till.press(Qt.Key.Key_Escape)
    assert till.deck.name == "return"
    assert shown(till).refund_text == "534,00\N{NO-BREAK SPACE}kr"
    till.press(Qt.Key.Key_Return)
    till.type("9876")
    assert till.window.models.entry.text == ""
    till.press(Qt.Key.Key_Return)
    (back,) = returns(till)
    assert (back.seller.cashier_id, back.approved_by) == ("ingrid", "maja")


def test_a_manager_s_card_allows_it_and_another_card_does_not(till: Till) -> None:
    till.stage.staff.manager_comes()
    till.scan(buy(till, *[TOAST_CODE] * 6))
    till.type("*")
    till.settle()
    till.press(Qt.Key.Key_Return)
    till.scan("5550009999")
    assert (till.deck.name, returns(till)) == ("approval", [])
    till.scan(MAJAS_CARD)
    assert [back.approved_by for back in returns(till)] == ["maja"]


def test_more_than_bought_all_back_and_another_shop_s_receipt_are_told_in_a_sentence(till: Till) -> None:
    receipt = buy(till, CAPPUCCINO_CODE)
    till.scan(receipt)
    till.press(Qt.Key.Key_Plus)
    assert "1 stk" in shown(till).refusal or "1" in shown(till).refusal
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Return)
    till.scan(receipt)
    assert "allerede" in shown(till).refusal
    till.scan(ELSEWHERE)
    assert "kassen" in shown(till).refusal
    till.type("77")
    till.press(Qt.Key.Key_Return)
    assert "77" in shown(till).refusal
    assert len(returns(till)) == 1


def test_the_basket_on_the_counter_stays_and_a_payment_that_began_comes_first(till: Till) -> None:
    receipt = buy(till, CAPPUCCINO_CODE)
    till.scan(BUN_CODE, receipt)
    till.press(Qt.Key.Key_Return)
    assert (len(returns(till)), till.names) == (1, ["Kanelbolle"])
    till.press(Qt.Key.Key_Return)
    till.type("10")
    till.press(Qt.Key.Key_Return)
    till.controller.act(Act.RETURN.value)
    assert till.deck.name != "return"


def test_durable_first_a_full_disk_hands_nothing_over(till: Till) -> None:
    till.scan(buy(till, CAPPUCCINO_CODE))
    till.stage.store.fail = CannotSell("disk_full", "the disk is full")
    till.press(Qt.Key.Key_Return)
    assert (returns(till), opened(till)) == ([], 1)
    assert till.window.stop is not None
    assert till.window.stop.isVisible()
