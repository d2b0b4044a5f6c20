"""The points of a forgotten card's receipt, at the real window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.errors import CannotSell
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE

ELSEWHERE = "TR1:0190b5a0-0000-7000-8000-0000000005a1"


@pytest.fixture
def till() -> Iterator[Till]:
    made = Till().sign_in()
    yield made
    made.close()


def buy(till: Till, *, as_ada: bool = False) -> str:
    """A coffee; returns what its receipt's QR says."""
    if as_ada:
        show_ada(till)
    till.scan(CAPPUCCINO_CODE)
    till.type("100")
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Escape)
    return f"TR1:{till.stage.store.kept.sales[-1].sale_id}"


def show_ada(till: Till) -> None:
    till.window.models.sale.set_member(till.stage.members.people[0])
    till.settle()


def test_scan_the_receipt_and_enter_claims_its_points(till: Till) -> None:
    receipt = buy(till)
    show_ada(till)
    till.scan(receipt)
    assert till.deck.name == "claim"
    assert till.stage.store.kept.claims == []
    till.press(Qt.Key.Key_Return)
    (claim,) = till.stage.store.kept.claims
    assert (f"TR1:{claim.sale_id}", claim.member_id) == (receipt, goods.MEMBER_ID)
    assert claim.seller.cashier_id == "ingrid"
    assert till.deck.name == ""
    assert "server" in till.said.lower()


def test_the_same_receipt_twice_opens_nothing_the_second_time(till: Till) -> None:
    receipt = buy(till)
    show_ada(till)
    till.scan(receipt)
    till.press(Qt.Key.Key_Return)
    till.scan(receipt)
    assert till.deck.name == ""
    assert len(till.stage.store.kept.claims) == 1


def test_another_till_s_receipt_is_asked_for_too_and_escape_claims_nothing(till: Till) -> None:
    show_ada(till)
    till.scan(ELSEWHERE)
    assert till.deck.name == "claim"
    till.press(Qt.Key.Key_Escape)
    assert till.stage.store.kept.claims == []
    till.scan(ELSEWHERE)
    till.press(Qt.Key.Key_Return)
    assert len(till.stage.store.kept.claims) == 1


def test_a_receipt_whose_sale_had_a_member_is_refused_before_any_question(till: Till) -> None:
    receipt = buy(till, as_ada=True)
    show_ada(till)
    till.scan(receipt)
    assert till.deck.name == ""
    assert "kort" in till.said


def test_without_a_member_its_goods_may_come_back_and_among_goods_it_says_what_to_do_first(
    till: Till,
) -> None:
    receipt = buy(till)
    till.scan(receipt)
    assert till.deck.name == "return"
    assert "medlemmet" in till.said
    till.press(Qt.Key.Key_Escape)
    show_ada(till)
    till.scan(BUN_CODE, receipt)
    assert till.names == ["Kanelbolle"]
    assert "tom kurv" in till.said
    assert till.deck.name == ""


def test_durable_first_a_full_disk_claims_nothing(till: Till) -> None:
    show_ada(till)
    till.scan(ELSEWHERE)
    till.stage.store.fail = CannotSell("disk_full", "the disk is full")
    till.press(Qt.Key.Key_Return)
    assert till.stage.store.kept.claims == []
    assert till.window.stop is not None
    assert till.window.stop.isVisible()


def test_a_question_is_asked_once_after_the_screen_was_built_anew(till: Till) -> None:
    show_ada(till)
    till.scan(ELSEWHERE)
    till.press(Qt.Key.Key_Escape)
    till.window.switch_palette()
    till.settle()
    till.scan(ELSEWHERE)
    assert till.deck.name == "claim"
    till.press(Qt.Key.Key_Return)
    assert len(till.stage.store.kept.claims) == 1
