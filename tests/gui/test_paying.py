from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from pos_app.domain.errors import CannotSell
from pos_app.domain.money import KRW
from pos_app.domain.tender import TenderKind
from pos_app.services.holding import HoldAnswer, HoldOutcome
from pos_app.ui.ports import Code
from pos_app.ui.widgets.choices import ChoiceButton
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import BEER_CODE, BUN_CODE, CAPPUCCINO_CODE, TOAST_CODE, FakePrinter, Stage


def pay_cash(till: Till, typed: str) -> None:
    till.type(typed)
    till.press(Qt.Key.Key_Return)


def test_a_typed_amount_and_enter_pays_cash_and_the_change_stays(till: Till, stage: Stage) -> None:
    till.scan(TOAST_CODE, CAPPUCCINO_CODE)
    pay_cash(till, "500")
    assert till.deck.name == "done"
    assert till.panel.change.text() == "362,00\u00a0kr"  # type: ignore[attr-defined]
    assert len(stage.store.kept.sales) == 1
    assert till.names == []
    till.scan(BUN_CODE)
    assert till.deck.name == ""
    assert till.names == ["Kanelbolle"]


def test_comma_and_point_are_both_decimal_in_cash(till: Till, stage: Stage) -> None:
    for typed in ("50,5", "50.50"):
        till.scan(BUN_CODE)
        pay_cash(till, typed)
    assert [sale.tenders[0].amount_minor for sale in stage.store.kept.sales] == [5050, 5050]


def test_durable_first_nothing_is_shown_as_paid_before_the_commit_returned(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE)
    stage.store.gate.clear()
    till.type("100")
    till.window.controller.desk.pay()  # type: ignore[union-attr]
    till.app.processEvents()
    assert till.deck.name == ""
    assert till.names == ["Kanelbolle"]
    assert stage.printer is not None
    assert stage.printer.taken == []
    assert not till.selling.keypad.pay.isEnabled()
    stage.store.gate.set()
    till.settle()
    assert till.deck.name == "done"
    assert len(stage.printer.taken) == 1


def test_durable_first_a_sale_that_cannot_be_written_is_not_paid_and_the_basket_stays(
    till: Till, stage: Stage
) -> None:
    till.scan(BUN_CODE)
    stage.store.fail = CannotSell("disk_full", "the disk is full")
    pay_cash(till, "100")
    assert till.window.stop is not None
    assert till.window.stop.isVisible()
    assert till.window.stop.title.text() == "Kassen kan ikke selge"
    assert stage.store.kept.sales == []
    stage.store.fail = None
    till.press(Qt.Key.Key_Return)
    assert till.window.is_selling
    assert till.names == ["Kanelbolle"]
    assert till.window.models.sale.tenders == ()
    pay_cash(till, "100")
    assert len(stage.store.kept.sales) == 1


def test_scans_during_payment_wait_and_belong_to_the_next_sale(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE)
    stage.store.gate.clear()
    till.type("45")
    till.controller.desk.pay()
    for code in (CAPPUCCINO_CODE, TOAST_CODE):
        till.window.inbox.scanned.emit(Code(code, "scanner"))
    till.app.processEvents()
    assert till.names == ["Kanelbolle"]
    stage.store.gate.set()
    till.settle()
    assert [line.article.name for line in stage.store.kept.sales[0].basket.lines] == ["Kanelbolle"]
    assert till.names == ["Cappuccino", "김치 토스트"]
    assert till.deck.name == "done"


def test_split_payment_says_what_is_left_and_the_basket_is_closed_meanwhile(till: Till, stage: Stage) -> None:
    till.scan(TOAST_CODE)
    pay_cash(till, "50")
    assert till.deck.name == "payment"
    assert till.to_pay == "39,00"
    till.press(Qt.Key.Key_Delete)
    assert "Betalingen er i gang" in till.said
    assert till.names == ["김치 토스트"]
    till.press(Qt.Key.Key_F9)
    till.type("004711")
    till.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    assert [(tender.kind, tender.amount_minor) for tender in sale.tenders] == [
        (TenderKind.CASH, 5000),
        (TenderKind.CARD, 3900),
    ]


def test_everything_given_can_be_given_back(till: Till, stage: Stage) -> None:
    till.scan(TOAST_CODE)
    pay_cash(till, "50")
    till.touch(till.panel.back)  # type: ignore[attr-defined]
    assert till.window.models.sale.tenders == ()
    assert till.to_pay == "89,00"
    assert stage.store.kept.sales == []


def test_a_card_needs_its_slip_number(till: Till, stage: Stage) -> None:
    till.scan(TOAST_CODE)
    till.press(Qt.Key.Key_F9)
    till.press(Qt.Key.Key_Return)
    assert stage.store.kept.sales == []
    till.type("17")
    till.press(Qt.Key.Key_Return)
    (sale,) = stage.store.kept.sales
    assert sale.tenders[0].slip_reference == "17"


def test_a_declined_card_pays_nothing(till: Till, stage: Stage) -> None:
    till.scan(TOAST_CODE)
    till.press(Qt.Key.Key_F9)
    till.controller.desk.card_declined()
    assert till.deck.name == "payment"
    assert stage.store.kept.sales == []


def test_more_on_the_card_than_is_left_is_refused(till: Till) -> None:
    till.scan(TOAST_CODE)
    till.type("500")
    till.press(Qt.Key.Key_F9)
    assert till.deck.name == ""
    assert "Bare kontant gir veksel" in till.said


def test_a_quick_amount_pays_with_one_touch(till: Till, stage: Stage) -> None:
    till.scan(TOAST_CODE)
    till.touch(till.selling.keypad.quick[1])
    (sale,) = stage.store.kept.sales
    assert sale.tenders[0].amount_minor == till.stage.store.kept.sales[0].settlement.total_minor + 100


def test_quick_amounts_are_away_while_the_keypad_asks_for_something_else(till: Till) -> None:
    till.scan(TOAST_CODE)
    assert till.selling.keypad.quick[0].isVisible()
    till.press(Qt.Key.Key_F7)
    assert not till.selling.keypad.quick[0].isVisible()
    till.press(Qt.Key.Key_Escape)
    assert till.selling.keypad.quick[0].isVisible()


def test_an_empty_basket_cannot_be_paid(till: Till) -> None:
    till.press(Qt.Key.Key_Return)
    assert till.said == "Kurven er tom. Skann noe først."


def test_paying_asks_for_the_age_that_was_not_checked(till: Till, stage: Stage) -> None:
    till.scan(BEER_CODE)
    till.press(Qt.Key.Key_Escape)
    pay_cash(till, "100")
    assert stage.store.kept.sales == []
    assert till.deck.name == "age"
    till.press(Qt.Key.Key_Return)
    pay_cash(till, "100")
    assert len(stage.store.kept.sales) == 1


def with_member(till: Till) -> None:
    till.window.models.sale.set_member(till.stage.members.people[0])
    till.settle()


def test_points_how_many_held_at_the_server_then_paid(till: Till, stage: Stage) -> None:
    till.scan(TOAST_CODE)
    with_member(till)
    till.press(Qt.Key.Key_F5)
    assert till.deck.name == "redeem"
    assert "betaler hele kurven" in till.panel.why.text()  # type: ignore[attr-defined]
    till.type("800")
    assert till.panel.worth.text() == "800 p = 80,00\u00a0kr"  # type: ignore[attr-defined]
    till.press(Qt.Key.Key_Return)
    assert [points for _, points in stage.holds.held] == [800]
    assert till.to_pay == "9,00"
    pay_cash(till, "9")
    (sale,) = stage.store.kept.sales
    assert sale.decision.points_redeemed == 800


def test_points_that_do_not_fit_are_refused_before_anybody_is_asked(till: Till, stage: Stage) -> None:
    till.scan(TOAST_CODE)
    with_member(till)
    till.press(Qt.Key.Key_F5)
    till.type("150")
    assert "blokker" in till.panel.notice.text()  # type: ignore[attr-defined]
    till.press(Qt.Key.Key_Return)
    assert stage.holds.held == []


def test_hold_no_answer_is_refused_with_the_reason_and_the_sale_goes_on(till: Till, stage: Stage) -> None:
    stage.holds.answer = HoldAnswer(HoldOutcome.NO_ANSWER)
    till.scan(TOAST_CODE)
    with_member(till)
    till.press(Qt.Key.Key_F5)
    till.type("100")
    till.press(Qt.Key.Key_Return)
    assert "Ikke svar fra serveren" in till.panel.notice.text()  # type: ignore[attr-defined]
    assert till.window.models.sale.tenders == ()
    till.press(Qt.Key.Key_Escape)
    pay_cash(till, "100")
    assert len(stage.store.kept.sales) == 1


def test_points_given_back_are_let_go(till: Till, stage: Stage) -> None:
    till.scan(TOAST_CODE)
    with_member(till)
    till.press(Qt.Key.Key_F5)
    till.type("100")
    till.press(Qt.Key.Key_Return)
    till.controller.desk.payment_chosen("give_back")
    till.settle()
    assert stage.holds.voided == [stage.holds.held[0][0]]


def test_points_without_a_member_ask_for_one(till: Till) -> None:
    till.press(Qt.Key.Key_F5)
    assert till.deck.name == "member"
    assert "Sett et medlem på salget" in till.said


def test_tenders_taken_before_a_crash_are_back_with_the_basket(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    first = make_till(stage=stage).sign_in()
    first.scan(TOAST_CODE)
    pay_cash(first, "50")
    stage.printer = FakePrinter()
    again = make_till(stage=stage).sign_in()
    assert again.deck.name == "payment"
    assert again.to_pay == "39,00"


def test_a_currency_without_decimals_has_none_on_the_keypad(make_till: Callable[..., Till]) -> None:
    stage = Stage(currency=KRW)
    stage.catalogue.codes[BUN_CODE] = goods.article("Bun", 4500)
    till = make_till(stage=stage).sign_in()
    till.scan(BUN_CODE)
    assert till.to_pay == "4\u00a0500"
    till.type("5.0")
    assert till.window.models.entry.text == "50"
    assert not till.selling.keypad.separator.isEnabled()


def test_a_bug_keeps_the_sale(make_till: Callable[..., Till], stage: Stage, caplog: object) -> None:
    till = make_till(stage=stage).sign_in()
    till.scan(BUN_CODE)
    stage.store.fail = ZeroDivisionError("a bug of ours")  # type: ignore[assignment]
    pay_cash(till, "45")
    stage.store.fail = None
    assert "Noe gikk galt i kassen" in till.said
    assert till.names == ["Kanelbolle"]
    assert till.window.is_selling


def test_two_enters_in_a_row_never_take_cash_that_nobody_typed(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "payment"
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "card"
    till.press(Qt.Key.Key_Return)
    assert stage.store.kept.sales == []


def test_exact_cash_by_keyboard(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Down)
    till.press(Qt.Key.Key_Return)
    assert [sale.tenders[0].amount_minor for sale in stage.store.kept.sales] == [4500]


def test_a_typed_amount_in_the_payment_panel_is_cash(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_Return)
    pay_cash(till, "50")
    assert [sale.tenders[0].amount_minor for sale in stage.store.kept.sales] == [5000]


def test_the_menu_by_keyboard(till: Till) -> None:
    till.press(Qt.Key.Key_F10)
    for _ in range(20):
        focused = till.app.focusWidget()
        if isinstance(focused, ChoiceButton) and focused.choice.key == "messages":
            break
        till.press(Qt.Key.Key_Down)
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "messages"


def kept_goods(stage: Stage) -> list[str]:
    kept = stage.store.kept.open_basket
    return [line.article.name for line in kept.basket.lines] if kept is not None else []


def test_a_basket_that_was_still_to_be_kept_never_comes_back_after_its_sale(till: Till, stage: Stage) -> None:
    stage.store.gate.clear()
    till.window.inbox.scanned.emit(Code(BUN_CODE, "scanner"))
    till.window.inbox.scanned.emit(Code(CAPPUCCINO_CODE, "scanner"))
    till.app.processEvents()
    till.type("94")
    till.controller.desk.pay()
    stage.store.gate.set()
    till.settle()
    assert len(stage.store.kept.sales) == 1
    assert kept_goods(stage) == []
    till.scan(TOAST_CODE)
    assert kept_goods(stage) == ["김치 토스트"]
