"""Giving a sale up, opening the drawer, another price, a large discount: reason, right and journal at the window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.errors import CannotSell
from pos_app.domain.rights import Role
from pos_app.ui.keys import Act
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, MAJAS_CARD, TOAST_CODE

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def till() -> Iterator[Till]:
    made = Till().sign_in()
    made.stage.staff.manager_comes()
    yield made
    made.close()


def events(till: Till) -> list[CounterEvent]:
    return till.stage.store.kept.events


def answer(till: Till, reason: str) -> None:
    till.window.models.reasons.choose(reason)
    till.press(Qt.Key.Key_Return)


def test_a_sale_is_given_up_with_its_reason_and_stands_in_the_journal(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.press(Qt.Key.Key_Delete, CTRL)
    till.press(Qt.Key.Key_Return)
    assert (events(till), len(till.names)) == ([], 2)
    till.type("500")
    assert till.window.models.entry.text == ""
    assert not till.window.models.entry.state().money
    answer(till, "customer-left")
    (void,) = events(till)
    assert (void.kind, void.amount_minor, void.reason) == (CounterEventKind.VOIDED, 9400, "customer-left")
    assert (void.seller.cashier_id, void.approved_by) == ("ingrid", "")
    assert (till.names, till.deck.name, till.stage.store.kept.open_basket) == ([], "", None)


def test_a_large_sale_is_given_up_only_when_somebody_allows_it(till: Till) -> None:
    till.scan(*[TOAST_CODE] * 6)
    till.controller.act(Act.VOID.value)
    answer(till, "mistake")
    assert till.deck.name == "approval"
    till.press(Qt.Key.Key_Escape)
    assert (events(till), till.names) == ([], ["김치 토스트"])
    till.controller.act(Act.VOID.value)
    answer(till, "mistake")
    till.scan(MAJAS_CARD)
    assert [each.approved_by for each in events(till)] == ["maja"]
    assert till.names == []


def test_durable_first_a_full_disk_gives_nothing_up_and_opens_nothing(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.controller.act(Act.VOID.value)
    till.stage.store.fail = CannotSell("disk_full", "the disk is full")
    answer(till, "mistake")
    assert (events(till), till.names) == ([], ["Cappuccino"])
    till.stage.store.fail = None
    till.window._works_again(None)
    till.controller.act(Act.OPEN_DRAWER.value)
    till.window.models.reasons.choose("look")
    till.press(Qt.Key.Key_Return)
    till.stage.store.fail = CannotSell("disk_full", "the disk is full")
    till.scan(MAJAS_CARD)
    assert till.stage.printer is not None
    assert (events(till), till.stage.printer.pulses) == ([], 0)


def test_a_payment_that_began_is_no_basket_to_give_up(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.type("10")
    till.press(Qt.Key.Key_Return)
    till.controller.act(Act.VOID.value)
    assert till.deck.name != "reason"


def test_the_drawer_opens_without_a_sale_when_a_manager_allows_it(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.controller.act(Act.OPEN_DRAWER.value)
    answer(till, "change")
    assert till.deck.name == "approval"
    till.type("9876")
    till.press(Qt.Key.Key_Return)
    (opened,) = events(till)
    assert (opened.kind, opened.reason) == (CounterEventKind.DRAWER_OPENED, "change")
    assert (opened.seller.cashier_id, opened.approved_by) == ("ingrid", "maja")
    assert till.stage.printer is not None
    assert till.stage.printer.pulses == 1
    assert till.names == ["Cappuccino"]


def test_another_price_goes_with_the_line_into_the_sale_and_the_journal(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.press(Qt.Key.Key_P, CTRL)
    till.type("40")
    answer(till, "shelf")
    till.scan(MAJAS_CARD)
    assert till.to_pay == "89,00"
    (changed,) = events(till)
    assert (changed.kind, changed.before_minor, changed.amount_minor) == (
        CounterEventKind.PRICE_CHANGED,
        4500,
        4000,
    )
    till.scan(BUN_CODE)
    assert till.to_pay == "134,00"
    till.type("200")
    till.press(Qt.Key.Key_Return)
    line = till.stage.store.kept.sales[-1].basket.lines[1]
    assert line.override is not None
    assert (line.override.usual_minor, line.override.reason) == (4500, "shelf")
    assert (line.override.cashier_id, line.override.approved_by) == ("ingrid", "maja")


def test_a_discount_beyond_the_limit_asks_and_keeps_what_was_typed_when_nobody_allows_it(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.controller.act(Act.DISCOUNT.value)
    till.type("50")
    till.window.models.discount.choose_reason("damaged")
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "approval"
    till.press(Qt.Key.Key_Escape)
    assert till.to_pay == "49,00"
    till.controller.act(Act.DISCOUNT.value)
    till.type("50")
    till.window.models.discount.choose_reason("damaged")
    till.press(Qt.Key.Key_Return)
    till.scan(MAJAS_CARD)
    discount = till.window.models.sale.basket.lines[0].discount
    assert discount is not None
    assert (discount.basis_points, discount.approved_by) == (5000, "maja")


def test_a_price_look_up_a_parked_sale_and_a_locked_till_are_journalled(till: Till) -> None:
    till.press(Qt.Key.Key_F3)
    till.scan(CAPPUCCINO_CODE)
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_F6)
    till.press(Qt.Key.Key_F6)
    till.press(Qt.Key.Key_Return)
    assert till.names == ["Kanelbolle"]
    till.press(Qt.Key.Key_F12)
    assert [(each.kind, each.amount_minor) for each in events(till)] == [
        (CounterEventKind.PRICE_LOOKED_UP, 4900),
        (CounterEventKind.PARKED, 4500),
        (CounterEventKind.RESUMED, 4500),
        (CounterEventKind.SIGNED_OUT, 0),
    ]
    assert {each.seller.cashier_id for each in events(till)} == {"ingrid"}


def test_an_approval_is_for_the_basket_that_was_asked_about(till: Till) -> None:
    till.scan(*[TOAST_CODE] * 6)
    till.controller.act(Act.VOID.value)
    answer(till, "mistake")
    till.window.models.sale.step_quantity(1)
    till.scan(MAJAS_CARD)
    assert len(till.names) == 1
    assert CounterEventKind.VOIDED not in {each.kind for each in events(till)}


def test_a_copy_takes_a_right_where_the_company_says_so(till: Till) -> None:
    till.stage.staff.said = (Role("cashier"),)
    till.scan(CAPPUCCINO_CODE)
    till.type("100")
    till.press(Qt.Key.Key_Return)
    till.controller.exceptions.receipt_chosen("copy")
    assert till.deck.name == "approval"
    assert len(till.stage.store.kept.jobs) == 1
    till.scan(MAJAS_CARD)
    assert till.deck.name == "done"
    assert len(till.stage.store.kept.jobs) == 2
    assert [(each.kind, each.approved_by) for each in events(till)] == [
        (CounterEventKind.COPY_PRINTED, "maja")
    ]


def test_what_is_taken_back_of_a_basket_is_journalled_and_what_is_added_is_not(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE, BUN_CODE)
    till.press(Qt.Key.Key_Minus)
    till.press(Qt.Key.Key_Delete)
    till.press(Qt.Key.Key_Z, CTRL)
    till.press(Qt.Key.Key_Z, CTRL)
    till.press(Qt.Key.Key_Z, CTRL)
    corrected = [each.amount_minor for each in events(till)]
    assert {each.kind for each in events(till)} == {CounterEventKind.LINE_CORRECTED}
    assert corrected == [-4500, -4500, -4500]
