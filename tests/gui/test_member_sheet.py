"""The member on the sale, coupons at the counter, promises and hints: real widgets, as a cashier uses them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.ui.inbox import Link
from pos_app.ui.keys import Act
from pos_app.ui.views.panels.member_sheet import MemberSheetPanel
from pos_app.ui.views.panels.redeem import RedeemPanel
from pos_app.ui.widgets.sheet_rows import SheetRowView
from tests.gui.till import Till
from tests.stage import goods, loyal_shop
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, TOAST_CODE, Stage
from tests.stage.loyal_shop import COUPON, LATER_COUPON, OPEN_CODE, USED_COUPON

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def shop() -> Stage:
    return loyal_shop.stage()


@pytest.fixture
def till(make_till: Callable[..., Till], shop: Stage) -> Till:
    """A till with Ada and two articles on the counter."""
    made = make_till(stage=shop).sign_in()
    made.window.models.sale.set_member(shop.members.people[0])
    made.scan(CAPPUCCINO_CODE, BUN_CODE)
    return made


def opened(till: Till) -> MemberSheetPanel:
    till.press(Qt.Key.Key_F4)
    panel = till.panel
    assert isinstance(panel, MemberSheetPanel)
    return panel


def row(panel: MemberSheetPanel, title: str) -> SheetRowView:
    (found,) = [view for view in panel.area.rows if view.row.title == title]
    return found


def hints(till: Till) -> list[str]:
    return [note.text for note in till.selling.basket.totals.shown.notes]


def test_a_touch_on_the_member_card_opens_who_it_is(till: Till) -> None:
    till.touch(till.selling.basket.member)
    assert till.deck.name == "sheet"
    till.press(Qt.Key.Key_Escape)
    assert till.deck.name == ""


def test_stale_label_the_balance_stands_with_its_time_and_what_waits(
    make_till: Callable[..., Till], shop: Stage
) -> None:
    shop.store.kept.pending = 25
    till = make_till(stage=shop).sign_in()
    till.window.models.sale.set_member(shop.members.people[0])
    till.settle()
    panel = opened(till)
    assert panel.balance.text() == "1\N{NO-BREAK SPACE}240 p"
    assert panel.as_of.text() == "per 13:02 · +25 venter"


def test_the_sheet_tells_everything_about_the_member(till: Till) -> None:
    titles = {view.row.title: view.row for view in opened(till).area.rows}
    assert titles["180 p utløper 20.03.2026"].tone == "look"
    assert titles["Sølv"].note == "beholdes til og med 31.12.2027"
    stamps = titles["Kaffekort"]
    assert (stamps.filled, stamps.coming, stamps.total, stamps.right) == (5, 1, 6, "5 av 6")
    assert titles["Gratis kanelbolle"].right == "Bruk"
    assert titles["20 kroner av lunsjen"].right == "fra 10.03.2026"
    assert titles["Bursdag om 4 dager"].note == "bursdagstilbud gjelder nå"
    assert titles["Prøv fire varegrupper i mars"].right == "2 av 4"
    assert titles["Prøv fire varegrupper i mars"].note.startswith("til og med 31")
    assert titles["Kaffeklubben"].note == "til og med 11.06.2026"
    assert "Koblet til: Bybussen" in titles


def test_a_touched_coupon_is_used_and_touched_again_it_is_not(till: Till) -> None:
    panel = opened(till)
    till.touch(row(panel, "Gratis kanelbolle"))
    assert till.to_pay == "49,00"
    assert till.said == "45,00\N{NO-BREAK SPACE}kr av: Gratis kanelbolle"
    assert row(panel, "Gratis kanelbolle").row.on
    till.touch(row(panel, "Gratis kanelbolle"))
    assert till.to_pay == "94,00"


def test_a_coupon_by_keyboard_only(till: Till) -> None:
    panel = opened(till)
    for _ in range(20):
        if any(view.hasFocus() for view in panel.area.rows):
            break
        till.press(Qt.Key.Key_Tab)
    till.press(Qt.Key.Key_Return)
    assert till.to_pay == "49,00"
    assert any(view.hasFocus() for view in panel.area.rows), "the focus stays where it was led"
    till.press(Qt.Key.Key_Return)
    assert till.to_pay == "94,00"


def test_what_is_no_purchase_is_one_touch_away(till: Till) -> None:
    panel = opened(till)
    till.touch(panel.area.rows[-1])
    assert till.deck.name == "visit"


def test_enter_leaves_the_sheet_when_nothing_was_led_to(till: Till) -> None:
    opened(till)
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == ""
    assert till.stage.store.kept.sales == []


def test_f4_twice_finds_somebody_else(till: Till) -> None:
    opened(till)
    till.press(Qt.Key.Key_F4)
    assert till.deck.name == "member"


def test_taking_the_member_off_takes_their_coupons_off_and_keeps_open_codes(till: Till) -> None:
    till.scan(COUPON)
    till.scan(OPEN_CODE)
    assert till.to_pay == "44,10"
    panel = opened(till)
    till.touch(next(b for b in panel.findChildren(type(panel.close_button)) if b.text() == "Ta av"))
    assert till.deck.name == ""
    assert till.window.models.sale.wishes.coupons == (OPEN_CODE,)
    assert till.to_pay == "84,60"


def test_a_scanned_coupon_takes_its_discount_and_undo_takes_it_back(till: Till) -> None:
    till.scan(COUPON)
    assert till.to_pay == "49,00"
    till.press(Qt.Key.Key_Z, CTRL)
    assert till.to_pay == "94,00"
    assert till.window.models.sale.wishes.coupons == ()


def test_a_coupon_typed_on_the_keypad_is_no_money(till: Till) -> None:
    till.type(COUPON)
    till.press(Qt.Key.Key_Return)
    assert till.to_pay == "49,00"
    assert till.stage.store.kept.sales == []


def test_a_coupon_that_gives_nothing_here_says_so_and_waits_for_its_goods(till: Till) -> None:
    till.press(Qt.Key.Key_Delete)  # the bun
    till.scan(COUPON)
    assert "ga ingenting" in till.said
    till.scan(BUN_CODE)
    assert till.to_pay == "49,00"


def test_coupons_that_cannot_be_used_are_refused_plainly(till: Till) -> None:
    till.scan(USED_COUPON)
    assert till.said == f"Kupong {USED_COUPON} er brukt før."
    till.scan(LATER_COUPON)
    assert till.said == f"Kupong {LATER_COUPON} gjelder ikke før 10.03.2026."
    till.scan("4799999999")
    assert "medlemmet på salget har ingen slik kupong" in till.said
    till.window.models.sale.set_member(None)
    till.scan(COUPON)
    assert "skann medlemskortet først" in till.said
    assert till.to_pay == "94,00"


def test_an_article_with_the_number_of_a_coupon_wins(till: Till, shop: Stage) -> None:
    shop.catalogue.codes[COUPON] = goods.BANITSA
    till.scan(COUPON)
    assert till.names[-1] == "Баница"
    assert till.window.models.sale.wishes.coupons == ()


def test_a_coupon_on_the_counter_is_back_after_a_crash(
    make_till: Callable[..., Till], till: Till, shop: Stage
) -> None:
    till.scan(COUPON)
    again = make_till(stage=shop).sign_in()
    assert again.to_pay == "49,00"
    assert again.window.models.sale.wishes.coupons == (COUPON,)


def test_a_parked_sale_has_its_coupon_again(till: Till) -> None:
    till.scan(COUPON)
    till.press(Qt.Key.Key_F6)
    assert till.to_pay == "0,00"
    till.press(Qt.Key.Key_F6)
    till.press(Qt.Key.Key_Return)
    assert till.to_pay == "49,00"


def test_a_sale_with_a_coupon_says_which_it_used(till: Till, shop: Stage) -> None:
    till.scan(COUPON)
    till.type("50")
    till.press(Qt.Key.Key_Return)
    (sale,) = shop.store.kept.sales
    assert [used.number for used in sale.decision.coupons_used] == [COUPON]
    assert sale.settlement.total_minor == 4900


def test_goods_not_for_this_customer_are_marked_and_pay_is_refused_with_the_reason(till: Till) -> None:
    till.window.models.sale.add(goods.BOOK)
    assert till.said == "Kaffekunst selges fra 01.04.2026: Ny kaffebok"
    line = till.selling.basket.lines.lines.line(2)
    assert (line.kind, line.note) == ("refused", "Selges fra 01.04.2026: Ny kaffebok")
    till.window.models.sale.select(1)
    till.type("500")
    till.press(Qt.Key.Key_Return)
    assert till.stage.store.kept.sales == []
    assert till.said == "Kaffekunst selges fra 01.04.2026: Ny kaffebok. Del tar linjen bort."
    assert till.window.models.sale.selected == 3, "the line that is meant is the one that Del removes"
    till.press(Qt.Key.Key_Delete)
    till.type("500")
    till.press(Qt.Key.Key_Return)
    assert len(till.stage.store.kept.sales) == 1


def test_a_limit_is_told_with_how_many_are_left(till: Till) -> None:
    till.window.models.sale.add(goods.BANITSA, quantity_milli=3000)
    assert till.selling.basket.lines.lines.line(2).note == "Høyst 2 til for dette medlemmet (Høyst to hver)"


def test_what_is_promised_stands_under_the_total_and_on_the_paid_panel(till: Till) -> None:
    till.window.models.sale.add(goods.BEANS, quantity_milli=342)
    promise = "Gave: 1 × Kopp, Kopp til alle som kjøper bønner"
    assert hints(till)[0] == promise
    till.type("500")
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "done"
    assert till.panel.promises.label.text() == promise  # type: ignore[attr-defined]
    till.press(Qt.Key.Key_Return)
    assert hints(till) == []


def test_a_gift_that_is_in_the_basket_is_free_and_no_promise(till: Till, shop: Stage) -> None:
    mug = next(article for article in shop.catalogue.more if article.name == "Kopp")
    till.window.models.sale.add(goods.BEANS, quantity_milli=342)
    till.window.models.sale.add(mug)
    assert till.selling.basket.lines.lines.line(3).amount_text == "0,00"
    assert not any("Kopp" in text for text in hints(till))


def test_hints_are_two_at_most_and_the_nearest_first(till: Till) -> None:
    assert hints(till) == ["Du har en kupong som gir: Gratis kanelbolle. Vis den, så brukes den"]
    till.scan(TOAST_CODE)
    till.window.models.sale.add(goods.CINNAMON_BUN, quantity_milli=4000)
    assert len(hints(till)) == 2
    assert hints(till)[0] == "47,00\N{NO-BREAK SPACE}kr til, så får du: 25 kroner av fra 400"


def test_what_is_far_away_is_no_hint(till: Till) -> None:
    assert not any("25 kroner" in text for text in hints(till)), "306.00 more on a basket of 94.00"
    till.press(Qt.Key.Key_F4)
    assert row(till.panel, "25 kroner av fra 400").row.note.startswith("306,00")  # type: ignore[arg-type]


def test_a_line_explains_itself(till: Till) -> None:
    till.scan(TOAST_CODE)
    till.press(Qt.Key.Key_F8)
    story = till.panel.story.text()  # type: ignore[attr-defined]
    assert story == "10,00\N{NO-BREAK SPACE}kr av: Toast til 79 for Sølv og Gull\n99 p med denne linjen"
    till.press(Qt.Key.Key_Plus)
    assert "20,00\N{NO-BREAK SPACE}kr av" in till.panel.story.text()  # type: ignore[attr-defined]


def test_the_points_panel_offers_coupons_with_what_they_take_off(till: Till) -> None:
    till.press(Qt.Key.Key_F5)
    panel = till.panel
    assert isinstance(panel, RedeemPanel)
    (coupon,) = panel.coupons.rows
    assert (coupon.row.title, coupon.row.right, coupon.row.on) == ("Gratis kanelbolle", "−45,00", False)
    till.touch(coupon)
    assert till.to_pay == "49,00"
    (coupon,) = panel.coupons.rows
    assert (coupon.row.right, coupon.row.on) == ("−45,00", True)


def test_a_shop_without_points_as_money_still_offers_coupons(make_till: Callable[..., Till]) -> None:
    shop = loyal_shop.stage()
    text = loyal_shop.TEXT.replace('[redemption]\nblock = 100\nvalue = "10.00"\n', "")
    shop.programmes.programmes = (programme_from_text(text, "venner.toml"),)
    till = make_till(stage=shop).sign_in()
    till.window.models.sale.set_member(shop.members.people[0])
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_F5)
    panel = till.panel
    assert isinstance(panel, RedeemPanel)
    assert panel.most.text() == "Poeng er ikke penger i denne butikken."
    assert [view.row.title for view in panel.coupons.rows] == ["Gratis kanelbolle"]
    assert panel.primary is not None
    assert not panel.primary.isEnabled()


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)])
@pytest.mark.parametrize("language", ["nb", "en"])
def test_no_row_is_cut_off_in_any_size_or_language(
    make_till: Callable[..., Till], shop: Stage, language: str, size: tuple[int, int]
) -> None:
    shop.language = language
    till = make_till(stage=shop, size=size).sign_in()
    till.window.models.sale.set_member(shop.members.people[0])
    till.scan(CAPPUCCINO_CODE, BUN_CODE, TOAST_CODE)
    till.scan(COUPON)
    till.controller.act(Act.MEMBER.value)
    till.settle()
    panel = till.panel
    assert isinstance(panel, MemberSheetPanel)
    inside = panel.area.viewport().width()
    for view in panel.area.rows:
        assert view.height() >= view.heightForWidth(view.width()), view.row.title
        assert view.mapTo(panel.area.viewport(), view.rect().topRight()).x() < inside, view.row.title
        if view.row.key:
            assert view.height() >= till.window.theme.px(48)


def test_arrows_scroll_the_sheet(make_till: Callable[..., Till], shop: Stage) -> None:
    till = make_till(stage=shop, size=(1024, 768)).sign_in()
    till.window.models.sale.set_member(shop.members.people[0])
    till.settle()
    area = opened(till).area
    assert isinstance(area, QScrollArea)
    assert area.verticalScrollBar().maximum() > 0
    till.press(Qt.Key.Key_Down)
    assert area.verticalScrollBar().value() > 0
    till.press(Qt.Key.Key_PageUp)
    assert area.verticalScrollBar().value() == 0


def test_without_the_network_a_coupon_waits_and_says_so(till: Till) -> None:
    till.scan(COUPON)
    till.report(Link.OFFLINE, 0)
    assert till.to_pay == "94,00"
    assert row(opened(till), "Gratis kanelbolle").row.note.startswith("Serveren svarer ikke")
    till.press(Qt.Key.Key_Escape)
    till.report(Link.ONLINE, 0)
    assert till.to_pay == "49,00"
