"""What a sale uses up is secured before any money is taken (CLASSES): at the counter, with real widgets."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_app.ui.inbox import Link
from pos_app.ui.viewmodels.explaining import NOT_SECURED
from tests.gui.till import Till
from tests.stage import goods, loyal_shop
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, Stage
from tests.stage.loyal_shop import COUPON, OPEN_CODE, PACK_CODE

KEY = f"coupon:{COUPON}"


@pytest.fixture
def shop() -> Stage:
    return loyal_shop.stage()


@pytest.fixture
def till(make_till: Callable[..., Till], shop: Stage) -> Till:
    """A coffee and a bun on the counter, Ada, and her coupon for the bun."""
    made = make_till(stage=shop).sign_in()
    made.window.models.sale.set_member(shop.members.people[0])
    made.scan(CAPPUCCINO_CODE, BUN_CODE)
    made.scan(COUPON)
    assert made.to_pay == "49,00"
    return made


def pay(till: Till, amount: str) -> None:
    till.type(amount)
    till.press(Qt.Key.Key_Return)


def test_a_sale_that_uses_nothing_up_asks_nobody(make_till: Callable[..., Till], shop: Stage) -> None:
    till = make_till(stage=shop).sign_in()
    till.scan(CAPPUCCINO_CODE)
    pay(till, "49")
    assert len(shop.store.kept.sales) == 1
    assert shop.securing.asked == []


def test_classes_a_coupon_is_secured_once_and_then_the_sale_is_paid(till: Till, shop: Stage) -> None:
    pay(till, "50")
    ((member_id, wants),) = shop.securing.asked
    assert (member_id, [want.key for want in wants]) == (goods.MEMBER_ID, [KEY])
    (sale,) = shop.store.kept.sales
    assert [used.number for used in sale.decision.coupons_used] == [COUPON]
    assert shop.securing.let_go_of == [], "the sale itself settles what was secured"


def test_classes_what_the_server_refuses_is_taken_out_and_told_before_money_is_taken(
    till: Till, shop: Stage
) -> None:
    shop.securing.refusals = {KEY: "used"}
    pay(till, "50")
    assert shop.store.kept.sales == []
    assert till.window.models.sale.tenders == ()
    assert till.to_pay == "94,00"
    assert till.said == (
        "Brukes ikke nå: Gratis kanelbolle. Den er brukt før. Å betale nå: 94,00\N{NO-BREAK SPACE}kr"
    )
    assert till.deck.name == "payment"
    till.press(Qt.Key.Key_F4)
    assert "Den er brukt før." in [view.row.note for view in till.panel.area.rows]  # type: ignore[attr-defined]
    till.press(Qt.Key.Key_Escape)
    pay(till, "100")
    (sale,) = shop.store.kept.sales
    assert sale.settlement.total_minor == 9400
    assert sale.context.wishes is not None
    assert sale.context.wishes.withheld == (KEY,)
    assert sale.decision.coupons_used == ()


def test_classes_no_answer_takes_everything_out_that_the_network_must_secure(till: Till, shop: Stage) -> None:
    shop.securing.offline = True
    pay(till, "50")
    assert till.to_pay == "94,00"
    assert "Serveren svarer ikke" in till.said
    pay(till, "94")
    assert len(shop.store.kept.sales) == 1


def test_a_known_outage_is_not_asked_about(till: Till, shop: Stage) -> None:
    till.report(Link.OFFLINE, 0)
    assert till.to_pay == "94,00"
    waits = "Venter på nett: Gratis kanelbolle"
    assert till.selling.basket.totals.shown.notes[0].text == waits
    till.press(Qt.Key.Key_Return)
    assert till.panel.notice.text() == waits  # type: ignore[attr-defined]
    pay(till, "94")
    assert shop.securing.asked == []
    (sale,) = shop.store.kept.sales
    assert sale.decision.stamps[0].added == 1, "accruals always post"


def test_nothing_changes_once_something_was_given(till: Till, shop: Stage) -> None:
    pay(till, "20")
    assert till.to_pay == "29,00"
    till.report(Link.OFFLINE, 0)
    assert till.to_pay == "29,00"
    pay(till, "29")
    (sale,) = shop.store.kept.sales
    assert [used.number for used in sale.decision.coupons_used] == [COUPON]
    assert len(shop.securing.asked) == 1


def test_a_code_that_anybody_may_use_is_not_asked_for(make_till: Callable[..., Till], shop: Stage) -> None:
    till = make_till(stage=shop).sign_in()
    till.scan(CAPPUCCINO_CODE)
    till.scan(OPEN_CODE)
    till.report(Link.OFFLINE, 0)
    assert till.to_pay == "44,10"
    pay(till, "45")
    assert len(shop.store.kept.sales) == 1
    assert shop.securing.asked == []


def test_the_card_is_not_asked_for_before_everything_is_secured(till: Till, shop: Stage) -> None:
    shop.securing.refusals = {KEY: "held-elsewhere"}
    till.press(Qt.Key.Key_F9)
    assert till.deck.name == "payment"
    assert "annen kasse" in till.said
    till.press(Qt.Key.Key_F9)
    assert till.deck.name == "card"
    assert till.panel.amount.text() == "94,00\N{NO-BREAK SPACE}kr"  # type: ignore[attr-defined]


def test_pay_without_an_amount_secures_before_it_asks_how(till: Till, shop: Stage) -> None:
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "payment"
    assert len(shop.securing.asked) == 1
    till.press(Qt.Key.Key_Escape)
    till.press(Qt.Key.Key_Return)
    assert len(shop.securing.asked) == 1, "it is this sale's already"
    till.press(Qt.Key.Key_Escape)
    till.window.models.sale.add(goods.CINNAMON_BUN)
    till.scan(PACK_CODE)
    till.press(Qt.Key.Key_Return)
    assert [want.key for want in shop.securing.asked[1][1]] == [KEY, f"code:{PACK_CODE}"]


def test_what_was_secured_long_ago_is_asked_for_again(till: Till, shop: Stage) -> None:
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Escape)
    shop.clock.at_ms += 11 * 60_000
    till.press(Qt.Key.Key_Return)
    assert len(shop.securing.asked) == 2


def test_a_coupon_shown_again_is_asked_for_again(till: Till, shop: Stage) -> None:
    shop.securing.refusals = {KEY: "held-elsewhere"}
    pay(till, "50")
    assert till.to_pay == "94,00"
    till.press(Qt.Key.Key_Escape)
    till.window.models.sale.touch_coupon(COUPON)
    shop.securing.refusals = {}
    till.window.models.sale.touch_coupon(COUPON)
    assert till.to_pay == "49,00"
    pay(till, "50")
    assert len(shop.store.kept.sales) == 1


def test_a_parked_sale_lets_go_of_what_was_kept_for_it(till: Till, shop: Stage) -> None:
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Escape)
    till.press(Qt.Key.Key_F6)
    assert shop.securing.let_go_of == [goods.MEMBER_ID]


def test_a_scan_while_the_server_is_asked_changes_nothing_of_the_sale(till: Till, shop: Stage) -> None:
    till.type("50")
    QTest.keyClick(till.app.focusWidget() or till.window, Qt.Key.Key_Return)
    assert till.window.models.sale.busy
    till.window.models.sale.step_quantity(1)
    till.settle()
    (sale,) = shop.store.kept.sales
    assert [line.quantity_milli for line in sale.basket.lines] == [1000, 1000]


def test_a_limit_that_the_server_knows_is_used_up_refuses_the_goods(
    make_till: Callable[..., Till], shop: Stage
) -> None:
    shop.securing.refusals = {"limit:venner:banitsa-limit": "limit"}
    till = make_till(stage=shop).sign_in()
    till.window.models.sale.set_member(shop.members.people[0])
    till.window.models.sale.add(goods.BANITSA)
    pay(till, "60")
    assert shop.store.kept.sales == []
    assert till.selling.basket.lines.lines.line(0).kind == "refused"
    assert "kan ikke sikres" in till.said


def test_points_are_held_after_everything_else_is_secured(till: Till, shop: Stage) -> None:
    shop.securing.refusals = {KEY: "used"}
    till.press(Qt.Key.Key_F5)
    till.type("400")
    till.press(Qt.Key.Key_Return)
    assert shop.holds.held == []
    assert till.to_pay == "94,00"


@pytest.mark.parametrize("why", sorted(NOT_SECURED))
def test_every_reason_of_the_server_has_its_sentence(till: Till, shop: Stage, why: str) -> None:
    shop.securing.refusals = {KEY: why}
    pay(till, "50")
    assert "Gratis kanelbolle" in till.said
    assert NOT_SECURED[why] not in till.said, "it is told in Norwegian"


def test_a_half_paid_sale_comes_back_with_what_was_withheld_then(
    make_till: Callable[..., Till], till: Till, shop: Stage
) -> None:
    till.report(Link.OFFLINE, 0)
    pay(till, "20")
    assert till.to_pay == "74,00"
    again = make_till(stage=shop).sign_in()
    again.report(Link.ONLINE, 0)
    assert again.to_pay == "74,00"
    pay(again, "74")
    (sale,) = shop.store.kept.sales
    assert sale.settlement.total_minor == 9400
    assert sale.decision.coupons_used == ()


MINUTE_MS = 60_000


def test_a_payment_that_took_long_has_its_things_kept_anew(till: Till, shop: Stage) -> None:
    pay(till, "20")
    shop.clock.at_ms += 13 * MINUTE_MS
    pay(till, "9")
    assert len(shop.securing.asked) == 1, "the server keeps it still"
    shop.clock.at_ms += 2 * MINUTE_MS
    pay(till, "20")
    assert [[want.key for want in wants] for _, wants in shop.securing.asked] == [[KEY], [KEY]]
    assert len(shop.store.kept.sales) == 1
    assert till.said == "Betalt. Kvittering 1."


@pytest.mark.parametrize("how", ["refused", "no answer", "line down"])
def test_facts_never_rejected_what_lapsed_while_it_was_paid_is_used_and_told(
    till: Till, shop: Stage, how: str
) -> None:
    pay(till, "20")
    shop.clock.at_ms += 15 * MINUTE_MS
    if how == "line down":
        till.report(Link.OFFLINE, 0)
    shop.securing.refusals = {KEY: "used"} if how == "refused" else {}
    shop.securing.offline = how == "no answer"
    assert till.to_pay == "29,00", "the basket is not decided again"
    pay(till, "29")
    assert len(shop.securing.asked) == (1 if how == "line down" else 2)
    (sale,) = shop.store.kept.sales
    assert [used.number for used in sale.decision.coupons_used] == [COUPON]
    assert [tender.amount_minor for tender in sale.tenders] == [2000, 2900]
    assert till.said == (
        "Betalt. Kvittering 1. Betalingen tok lang tid: Gratis kanelbolle var ikke lenger holdt av, "
        "og kontoret ser på det."
    )
    pay(till, "")
    till.scan(CAPPUCCINO_CODE)
    pay(till, "49")
    assert till.said == "Betalt. Kvittering 2.", "it is said once"
