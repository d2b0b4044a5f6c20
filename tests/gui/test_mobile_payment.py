"""A payment from the customer's telephone in the window: paid, not paid, given back, and not taken at all."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_app.domain.tender import TenderKind
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, Stage


def choose(till: Till, key: str = "mobile") -> None:
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_Return)
    till.controller.desk.payment_chosen(key)
    till.settle()


def test_it_pays_under_the_number_that_the_app_shows(till: Till, stage: Stage) -> None:
    choose(till)
    assert till.deck.name == "mobile"
    till.press(Qt.Key.Key_Return)
    assert stage.store.kept.sales == []
    till.type("4711")
    till.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    assert [(each.kind, each.slip_reference) for each in sale.tenders] == [(TenderKind.MOBILE, "4711")]


def test_where_no_payment_comes_another_is_chosen_and_the_basket_stays(till: Till, stage: Stage) -> None:
    choose(till)
    till.controller.desk.mobile_failed()
    till.settle()
    assert till.deck.name == "payment"
    assert till.window.models.sale.tenders == ()
    till.controller.desk.payment_chosen("cash")
    till.settle()
    assert [each.kind for each in stage.store.kept.sales[0].tenders] == [TenderKind.CASH]


def test_it_goes_back_in_the_app_under_a_number_of_its_own(till: Till, stage: Stage) -> None:
    choose(till)
    till.type("4711")
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Escape)
    till.scan(f"TR1:{stage.store.kept.sales[0].sale_id}")
    till.press(Qt.Key.Key_Return)
    till.type("99")
    till.press(Qt.Key.Key_Return)
    (back,) = stage.store.kept.returns
    assert [(each.kind, each.slip_reference) for each in back.tenders] == [(TenderKind.MOBILE, "99")]


def test_a_shop_that_takes_no_cards_has_no_key_for_them_and_f9_says_so(till: Till, stage: Stage) -> None:
    taken = frozenset({TenderKind.CASH, TenderKind.POINTS, TenderKind.MOBILE})
    object.__setattr__(till.window.models.services, "tenders_taken", taken)
    shown: list[tuple[str, ...]] = []
    till.window.models.payment.changed.connect(
        lambda state: shown.append(tuple(method.key for method in state.methods))
    )
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_Return)
    assert shown[-1] == ("cash", "mobile", "points")
    till.press(Qt.Key.Key_F9)
    assert till.deck.name != "card"
    assert stage.store.kept.sales == []
