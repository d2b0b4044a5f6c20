"""Card on a terminal that the till asks itself: what the cashier sees, and what is never paid by mistake."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from drivers.terminals.terminal import Progress
from pos_app.domain.card_intent import CardIntent, CardPurpose, CardState
from pos_app.ui.views.panels.terminal import TerminalPanel
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.card_terminal import FakeTerminal
from tests.stage.counter import BUN_CODE, TOAST_CODE, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage(terminal=FakeTerminal())


def device(stage: Stage) -> FakeTerminal:
    assert stage.terminal is not None
    return stage.terminal


def panel(till: Till) -> TerminalPanel:
    assert isinstance(till.panel, TerminalPanel)
    return till.panel


def choose(till: Till, key: str) -> None:
    button = panel(till).choices.button(key)
    assert button is not None
    till.touch(button)


def states(stage: Stage) -> list[CardState]:
    return [each.state for each in stage.card_intents.kept.values()]


def test_card_sends_the_amount_and_an_approved_payment_is_the_sale(till: Till, stage: Stage) -> None:
    till.scan(TOAST_CODE)
    till.press(Qt.Key.Key_F9)
    (sale,) = stage.store.kept.sales
    (tender,) = sale.tenders
    assert (tender.amount_minor, tender.slip_reference, tender.card_end) == (8900, "0001", "1234")
    assert states(stage) == [CardState.USED]
    assert till.deck.name == "done"
    assert stage.printer is not None
    assert "Visa **1234, 0001" in str(stage.printer.taken[0][1])


def test_what_the_terminal_waits_for_is_in_sight_and_the_cashier_can_cancel(till: Till, stage: Stage) -> None:
    device(stage).gate = threading.Event()
    device(stage).progress = (Progress.PIN_PAD,)
    till.scan(TOAST_CODE)
    till.controller.desk.card()
    till.until(lambda: till.deck.name == "terminal" and "display" in panel(till).notice.text().lower())
    assert panel(till).amount.text() == "89,00\u00a0kr"
    assert not till.selling.keypad.pay.isEnabled()
    button = panel(till).choices.button("cancel")
    assert button is not None
    button.click()
    till.settle()
    assert "avbrutt" in panel(till).notice.text().lower()
    assert stage.store.kept.sales == []
    assert till.selling.keypad.pay.isEnabled()
    choose(till, "again")
    assert len(stage.store.kept.sales) == 1


def test_a_declined_card_says_why_and_another_way_to_pay_is_one_touch_away(till: Till, stage: Stage) -> None:
    device(stage).next = "declined"
    till.scan(TOAST_CODE)
    till.press(Qt.Key.Key_F9)
    assert "avviste" in panel(till).notice.text()
    choose(till, "other")
    assert till.deck.name == "payment"
    assert till.window.models.sale.tenders == ()


def test_a_terminal_that_is_gone_was_asked_for_nothing_and_slips_still_work(till: Till, stage: Stage) -> None:
    device(stage).reachable = False
    till.device("terminal", "gone.unreachable")
    assert "Kort virker fortsatt" in till.said
    till.scan(TOAST_CODE)
    till.press(Qt.Key.Key_F9)
    assert "svarer ikke" in panel(till).notice.text()
    choose(till, "slip")
    assert till.deck.name == "card"
    till.type("4711")
    till.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    assert (sale.tenders[0].slip_reference, sale.tenders[0].intent_id) == ("4711", "")
    assert states(stage) == []


def test_card_once_what_nobody_knows_is_settled_before_anything_else_is_asked(
    till: Till, stage: Stage
) -> None:
    device(stage).next, device(stage).answers_after = "lost", 1
    till.scan(TOAST_CODE)
    till.press(Qt.Key.Key_F9)
    assert "brutt" in panel(till).notice.text()
    assert "ikke gjort opp" in panel(till).heading.text()
    till.press(Qt.Key.Key_Escape)
    till.press(Qt.Key.Key_Escape)
    assert "brutt" in till.said, "it stands in the banner until somebody settles it"
    till.press(Qt.Key.Key_F9)
    assert till.deck.name == "terminal"
    assert len(device(stage).asked) == 1
    till.type("0001")
    choose(till, "paid_by_slip")
    (sale,) = stage.store.kept.sales
    assert sale.tenders[0].slip_reference == "0001"
    assert states(stage) == [CardState.SETTLED]
    (intent,) = stage.card_intents.kept.values()
    assert intent.settled_by == "ingrid"
    (event,) = stage.store.kept.events
    assert (event.reason, event.subject, event.seller.cashier_id) == (
        "card paid_by_slip",
        intent.intent_id,
        "ingrid",
    )
    assert "brutt" not in till.said


def test_after_a_power_cut_the_approved_payment_is_in_the_basket_again(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    first = make_till(stage=stage).sign_in()
    first.scan(TOAST_CODE)
    kept = stage.store.kept.open_basket
    assert kept is not None
    # The terminal charges, and the power goes before the till hears of it.
    asked = CardIntent(
        "intent-1", CardPurpose.PAYMENT, kept.basket.basket_id, 8900, "NOK", CardState.ASKED, goods.AT_MS
    )
    stage.card_intents.ask(asked)
    device(stage).pay(8900, "NOK", "intent-1")
    again = make_till(stage=stage).sign_in()
    again.settle()
    (sale,) = stage.store.kept.sales
    assert (sale.tenders[0].intent_id, sale.tenders[0].card_end) == ("intent-1", "1234")
    assert again.deck.name == "done"
    assert device(stage).charged == 8900


def test_a_card_payment_is_given_back_on_the_terminal_before_its_tender_goes(
    till: Till, stage: Stage
) -> None:
    till.scan(TOAST_CODE)
    till.type("50")
    till.press(Qt.Key.Key_F9)
    assert till.deck.name == "payment"
    assert till.to_pay == "39,00"
    till.controller.desk.payment_chosen("give_back")
    till.settle()
    assert device(stage).charged == 0
    assert till.window.models.sale.tenders == ()
    assert till.to_pay == "89,00"
    assert "ført tilbake" in till.said


def test_what_can_not_be_given_back_stays_in_the_sale(till: Till, stage: Stage) -> None:
    till.scan(TOAST_CODE)
    till.type("50")
    till.press(Qt.Key.Key_F9)
    device(stage).can_reverse = False
    till.controller.desk.payment_chosen("give_back")
    till.settle()
    assert [tender.amount_minor for tender in till.window.models.sale.tenders] == [5000]
    assert device(stage).charged == 5000


def test_money_without_a_sale_is_given_back_at_the_start_and_told(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    first = make_till(stage=stage).sign_in()
    first.scan(BUN_CODE)
    first.type("20")
    first.press(Qt.Key.Key_F9)
    stage.store.kept.open_basket = None
    again = make_till(stage=stage).sign_in()
    assert device(stage).charged == 0
    assert "ført tilbake" in again.said


def test_money_that_no_sale_has_waits_under_f9_and_does_not_hold_up_the_next_customer(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    first = make_till(stage=stage).sign_in()
    first.scan(BUN_CODE)
    first.type("20")
    first.press(Qt.Key.Key_F9)
    stage.store.kept.open_basket = None
    device(stage).can_reverse = False
    again = make_till(stage=stage).sign_in()
    again.press(Qt.Key.Key_Escape)
    again.press(Qt.Key.Key_Escape)
    assert "hører ikke til noe salg" in again.said
    again.press(Qt.Key.Key_F9)
    assert "0001" in panel(again).notice.text(), "on an empty counter too"
    again.press(Qt.Key.Key_Escape)
    again.scan(TOAST_CODE)
    again.press(Qt.Key.Key_F9)
    choose(again, "now")
    assert [sale.tenders[0].amount_minor for sale in stage.store.kept.sales] == [8900]
    again.press(Qt.Key.Key_F9)
    choose(again, "given_back")
    assert states(stage) == [CardState.SETTLED, CardState.USED]
    assert again.deck.name == ""


def test_a_terminal_that_comes_back_is_asked_what_became_of_it(till: Till, stage: Stage) -> None:
    device(stage).next = "lost"
    device(stage).answers_after = 1
    till.scan(TOAST_CODE)
    till.press(Qt.Key.Key_F9)
    assert states(stage) == [CardState.UNKNOWN]
    till.device("terminal", "gone.unreachable")
    device(stage).answers_after = None
    till.device("terminal", "ready")
    assert states(stage) == [CardState.USED]
    assert till.deck.name == "done"


def test_nobody_is_charged_while_somebody_practises(make_till: Callable[..., Till], stage: Stage) -> None:
    till = make_till(stage=stage, training=True).sign_in()
    till.scan(TOAST_CODE)
    till.press(Qt.Key.Key_F9)
    assert till.deck.name == "card"
    assert device(stage).asked == []


def test_another_amount_is_shown_and_its_slip_pays_nothing(till: Till, stage: Stage) -> None:
    device(stage).next = "other"
    till.scan(TOAST_CODE)
    till.press(Qt.Key.Key_F9)
    assert "melder 90,00" in panel(till).notice.text()
    assert not panel(till).field.isVisible()
    assert panel(till).choices.button("paid_by_slip") is None
    choose(till, "given_back")
    assert states(stage) == [CardState.SETTLED]
    assert till.deck.name == "payment"
    assert stage.store.kept.sales == []


def test_a_card_payment_that_was_in_the_sale_goes_on_after_a_restart(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    first = make_till(stage=stage).sign_in()
    first.scan(TOAST_CODE)
    first.type("50")
    first.press(Qt.Key.Key_F9)
    again = make_till(stage=stage).sign_in()
    assert again.deck.name == "payment"
    assert again.to_pay == "39,00"
    again.type("39")
    again.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    assert [tender.card_end for tender in sale.tenders] == ["1234", ""]
    assert states(stage) == [CardState.USED]
