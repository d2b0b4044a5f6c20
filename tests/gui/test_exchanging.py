"""Goods for goods at the real window: the new ones stand on the counter, the old receipt pays, one slip tells both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.errors import CannotSell
from pos_app.ui.viewmodels.returning import EXCHANGE
from tests.gui.test_returning import buy, returns, shown
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, TOAST_CODE


@pytest.fixture
def till() -> Iterator[Till]:
    made = Till().sign_in()
    yield made
    made.close()


def exchange(till: Till, receipt: str, *codes: str) -> None:
    """The first line of that receipt comes back, for these."""
    till.scan(*codes)
    till.scan(receipt)
    till.press(Qt.Key.Key_Plus)
    till.settle()
    till.window.models.returning.choose(EXCHANGE)
    till.settle()


def offer(till: Till) -> str:
    [choice] = [each for each in shown(till).instead if each.key == EXCHANGE]
    return choice.text.replace("\N{NO-BREAK SPACE}", " ")


def test_one_tx_dearer_goods_the_difference_is_paid_and_both_are_written_with_one_slip(till: Till) -> None:
    receipt = buy(till, BUN_CODE, CAPPUCCINO_CODE)
    assert till.stage.printer is not None
    slips = len(till.stage.printer.taken)
    exchange(till, receipt, TOAST_CODE)
    assert (till.deck.name, till.names, returns(till)) == ("payment", ["김치 토스트"], [])
    till.type("44")
    till.press(Qt.Key.Key_Return)
    [back] = returns(till)
    sale = till.stage.store.kept.sales[-1]
    assert [(each.kind, each.amount_minor) for each in sale.tenders] == [("exchange", 4_500), ("cash", 4_400)]
    assert sale.tenders[0].exchange_id == back.return_id
    assert (till.deck.name, till.names) == ("done", [])
    assert len(till.stage.printer.taken) == slips + 1
    till.press(Qt.Key.Key_Escape)
    till.scan(receipt)
    assert "alt er levert tilbake" in shown(till).rows[0].note
    assert EXCHANGE not in [each.key for each in shown(till).instead], "nothing is on the counter"


def test_cheaper_goods_the_rest_is_handed_over_and_the_panel_says_how_much(till: Till) -> None:
    receipt = buy(till, TOAST_CODE, BUN_CODE)
    till.scan(CAPPUCCINO_CODE)
    till.scan(receipt)
    till.press(Qt.Key.Key_Plus)
    till.settle()
    assert offer(till) == "Bytt, 40,00 kr tilbake"
    till.window.models.returning.choose(EXCHANGE)
    till.settle()
    [back] = returns(till)
    assert sorted((each.kind, each.amount_minor) for each in back.tenders) == [
        ("cash", 4_000),
        ("exchange", 4_900),
    ]
    state = till.window.models.receipt.state()
    assert (state.change_text, till.deck.name) == ("40,00\N{NO-BREAK SPACE}kr", "done")


def test_a_card_gets_its_rest_before_anything_is_written(till: Till) -> None:
    receipt = buy(till, TOAST_CODE, BUN_CODE, card=True)
    exchange(till, receipt, BUN_CODE)
    assert (shown(till).step, returns(till)) == ("slips", [])
    till.type("88")
    till.press(Qt.Key.Key_Return)
    [back] = returns(till)
    assert [(each.kind, each.amount_minor, each.slip_reference) for each in back.tenders] == [
        ("card", 4_400, "88"),
        ("exchange", 4_500, ""),
    ]


def test_given_back_the_goods_stay_bought_and_the_new_ones_stay_on_the_counter(till: Till) -> None:
    receipt = buy(till, BUN_CODE)
    exchange(till, receipt, TOAST_CODE)
    till.controller.desk.payment_chosen("give_back")
    till.settle()
    assert (returns(till), till.names, till.window.models.sale.tenders) == ([], ["김치 토스트"], ())
    till.type("89")
    till.press(Qt.Key.Key_Return)
    assert returns(till) == []
    assert [each.kind for each in till.stage.store.kept.sales[-1].tenders] == ["cash"]


def test_goods_that_may_not_be_sold_now_are_refused_before_anything_is_paid_out(till: Till) -> None:
    receipt = buy(till, TOAST_CODE, BUN_CODE, card=True)
    till.window.models.sale.add(goods.BEER)
    till.press(Qt.Key.Key_Escape)
    till.scan(receipt)
    till.press(Qt.Key.Key_Plus)
    till.settle()
    till.window.models.returning.choose(EXCHANGE)
    till.settle()
    assert (shown(till).step, returns(till)) == ("goods", [])
    assert "18" in shown(till).refusal


def test_durable_first_a_full_disk_writes_neither_half(till: Till) -> None:
    receipt = buy(till, BUN_CODE)
    till.stage.store.fail = CannotSell("disk_full", "the disk is full")
    exchange(till, receipt, CAPPUCCINO_CODE)
    till.type("4")
    till.press(Qt.Key.Key_Return)
    assert (returns(till), len(till.stage.store.kept.sales)) == ([], 1)
