from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_app.domain.members import Member
from pos_app.ui.keys import Act
from pos_app.ui.widgets.letter_pad import LetterPad
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import (
    BEANS_PLU,
    BEER_CODE,
    BUN_CODE,
    CAPPUCCINO_CODE,
    TOAST_CODE,
    FakePrinter,
    Stage,
)

CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_scan_adds_a_line_and_the_total_follows(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    assert till.names == ["Cappuccino", "Kanelbolle"]
    assert till.to_pay == "94,00"


def test_a_scan_inserts_one_row_and_resets_nothing(till: Till) -> None:
    lines = till.selling.basket.lines.lines
    seen: list[str] = []
    lines.rowsInserted.connect(lambda parent, first, last: seen.append(f"inserted {first}-{last}"))
    lines.dataChanged.connect(lambda first, last: seen.append(f"changed {first.row()}-{last.row()}"))
    lines.modelReset.connect(lambda: seen.append("reset"))
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.scan(BUN_CODE)
    assert seen == ["inserted 0-0", "inserted 1-1", "changed 1-1"]


def test_the_same_piece_twice_counts_its_line_up(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, CAPPUCCINO_CODE)
    line = till.selling.basket.lines.lines.line(0)
    assert (line.quantity_text, line.amount_text) == ("2", "98,00")


def test_an_unknown_code_says_so_and_sells_nothing(till: Till) -> None:
    till.scan("7031299999990")
    assert "7031299999990" in till.said
    assert "Ukjent kode" in till.said
    assert till.names == []


def test_noise_from_a_scanner_is_refused_with_a_text(till: Till) -> None:
    till.scan("\x02\x03" * 2000)
    assert till.said
    assert till.names == []
    till.window.inbox.unreadable.emit("\x00\x01", "")
    till.settle()
    assert "kunne ikke leses" in till.said


def test_a_scan_goes_to_the_basket_whatever_has_the_focus(till: Till) -> None:
    till.press(Qt.Key.Key_F2)
    till.scan(CAPPUCCINO_CODE)
    assert till.names == ["Cappuccino"]
    assert till.selling.products.search.edit.text() == ""


def test_undo_takes_back_one_change_after_the_other(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.press(Qt.Key.Key_Delete)
    assert till.names == ["Cappuccino"]
    till.press(Qt.Key.Key_Z, CTRL)
    assert till.names == ["Cappuccino", "Kanelbolle"]
    till.press(Qt.Key.Key_Z, CTRL)
    till.press(Qt.Key.Key_Z, CTRL)
    assert till.names == []
    till.press(Qt.Key.Key_Z, CTRL)
    assert till.said == "Det er ingenting å angre."


def test_undo_works_while_an_empty_search_field_has_the_focus(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.press(Qt.Key.Key_F2)
    till.press(Qt.Key.Key_Z, CTRL)
    assert till.names == []


def test_arrows_select_and_plus_minus_count(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.press(Qt.Key.Key_Up)
    till.press(Qt.Key.Key_Plus)
    assert till.selling.basket.lines.lines.line(0).quantity_text == "2"
    till.press(Qt.Key.Key_Minus)
    till.press(Qt.Key.Key_Minus)
    assert till.names == ["Kanelbolle"]


def test_a_typed_number_and_f8_sets_the_quantity(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.type("12")
    till.press(Qt.Key.Key_F8)
    assert till.to_pay == "588,00"
    assert till.window.models.entry.text == ""


def test_a_typed_number_and_f8_on_an_empty_basket_counts_the_next_scan(till: Till) -> None:
    till.type("3")
    till.press(Qt.Key.Key_F8)
    till.scan(BUN_CODE)
    assert till.to_pay == "135,00"


def test_bad_quantities_are_refused_and_the_basket_is_unchanged(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    for typed in ("0", "1000000000"):
        till.press(Qt.Key.Key_F8)
        till.type(typed)
        till.press(Qt.Key.Key_Return)
        assert till.to_pay == "49,00"
        assert till.said
        till.press(Qt.Key.Key_Escape)


def test_search_as_you_type_and_enter_takes_the_best_hit(till: Till) -> None:
    till.type("kane")
    assert till.selling.products.search.edit.text() == "kane"
    assert [tile.name for tile in till.selling.products.grid.visible_tiles()] == ["Kanelbolle"]
    till.press(Qt.Key.Key_Return)
    assert till.names == ["Kanelbolle"]
    assert till.selling.products.search.edit.text() == ""


def test_a_code_typed_in_the_search_field_is_a_code(till: Till) -> None:
    till.press(Qt.Key.Key_F2)
    till.selling.products.search.edit.setText(CAPPUCCINO_CODE)
    till.press(Qt.Key.Key_Return)
    assert till.names == ["Cappuccino"]


def test_a_code_typed_on_the_keypad_is_a_code_and_no_money(till: Till, stage: Stage) -> None:
    for digit in BUN_CODE:
        till.deck.press(digit)
    till.press(Qt.Key.Key_Return)
    assert till.names == ["Kanelbolle"]
    assert stage.store.kept.sales == []


def test_a_quick_key_sells_its_article(till: Till) -> None:
    grid = till.selling.products.grid
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell(0).center())
    till.settle()
    assert till.names == ["Cappuccino"]


def test_quick_keys_by_keyboard(till: Till) -> None:
    till.press(Qt.Key.Key_Right, CTRL)
    till.selling.products.grid.setFocus(Qt.FocusReason.TabFocusReason)
    till.press(Qt.Key.Key_Right)
    till.press(Qt.Key.Key_Return)
    assert till.names == ["Баница"]


def test_letters_for_fingers_search_too(till: Till) -> None:
    till.selling.products.search.letters_wanted.emit()
    pad = till.selling.products.letters
    assert isinstance(pad, LetterPad)
    pad.typed.emit("k")
    pad.typed.emit("a")
    assert till.selling.products.search.edit.text() == "ka"


def test_goods_sold_by_weight_ask_for_it_and_comma_and_point_are_both_decimal(till: Till) -> None:
    for sign in (",", "."):
        till.scan(BEANS_PLU)
        assert till.deck.name == "measure"
        till.type(f"0{sign}342")
        till.press(Qt.Key.Key_Return)
        assert till.deck.name == ""
    assert [row.amount_text for row in (till.selling.basket.lines.lines.line(n) for n in (0, 1))] == [
        "136,12"
    ] * 2


def test_an_article_without_a_price_asks_for_it(till: Till, stage: Stage) -> None:
    stage.catalogue.more.append(goods.article("Gavekort", None, category_id="gaver"))
    till.controller.pick("gavekort")
    assert till.deck.name == "measure"
    till.type("250")
    till.press(Qt.Key.Key_Return)
    assert till.to_pay == "250,00"


def test_age_is_asked_with_the_latest_date_of_birth_and_no_leaves_the_goods_out(till: Till) -> None:
    till.scan(BUN_CODE, BEER_CODE)
    assert till.deck.name == "age"
    assert till.panel.born.text() == "01.03.2008"  # type: ignore[attr-defined]
    till.controller.ages.refused()
    assert till.names == ["Kanelbolle"]
    till.scan(BEER_CODE)
    till.press(Qt.Key.Key_Return)
    assert till.names == ["Kanelbolle", "Pils 0,5 l"]
    assert till.window.models.sale.basket.age_confirmed == 18


def test_a_discount_needs_a_reason_and_shows_what_it_does_first(till: Till) -> None:
    till.scan(TOAST_CODE)
    till.press(Qt.Key.Key_F7)
    till.type("10")
    till.press(Qt.Key.Key_Return)
    assert till.to_pay == "89,00"
    assert till.panel.effect.text() == "Ny sum 80,10\u00a0kr"  # type: ignore[attr-defined]
    till.touch(till.panel.reasons.button("damaged"))  # type: ignore[attr-defined]
    till.press(Qt.Key.Key_Return)
    assert till.to_pay == "80,10"
    assert "rabatt 10\u00a0%, Skadet vare" in till.selling.basket.lines.lines.line(0).note


def test_protected_goods_refuse_a_discount_in_words(till: Till) -> None:
    till.scan(BEER_CODE)
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_F7)
    till.type("10")
    assert "Pils" in till.panel.notice.text()  # type: ignore[attr-defined]


def test_park_and_take_back(till: Till, stage: Stage) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.press(Qt.Key.Key_F6)
    assert till.names == []
    assert len(stage.store.kept.parked) == 1
    till.press(Qt.Key.Key_F6)
    assert till.deck.name == "parked"
    till.press(Qt.Key.Key_Return)
    assert till.names == ["Cappuccino"]
    assert stage.store.kept.parked == []


def test_price_check_sells_nothing(till: Till) -> None:
    till.press(Qt.Key.Key_F3)
    till.scan(CAPPUCCINO_CODE)
    assert "49,00" in till.said
    assert till.names == []


def test_killed_in_mid_basket_the_basket_is_back(make_till: Callable[..., Till], stage: Stage) -> None:
    first = make_till(stage=stage).sign_in()
    first.scan(CAPPUCCINO_CODE, BUN_CODE)
    first.window.models.sale.set_member(stage.members.people[0])
    first.settle()
    stage.printer = FakePrinter()
    again = make_till(stage=stage).sign_in()
    assert again.names == ["Cappuccino", "Kanelbolle"]
    card = again.window.models.member.card()
    assert card is not None
    assert card.name == "Ada Nordmann"


def test_stale_label_points_on_the_screen_always_stand_with_their_time_and_what_is_pending(
    till: Till, stage: Stage
) -> None:
    stage.store.kept.pending = 25
    till.window.models.sale.set_member(stage.members.people[0])
    till.settle()
    card = till.window.models.member.card()
    assert card is not None
    assert (card.points_text, card.as_of_text) == ("1\u00a0240 p", "per 13:02 · +25 venter")


def test_a_member_is_found_by_name_and_put_on_the_sale_by_keyboard(till: Till) -> None:
    till.press(Qt.Key.Key_F4)
    till.type("ada")
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == ""
    assert till.window.models.sale.member is not None


def test_a_member_name_with_markup_is_shown_as_text(till: Till, stage: Stage) -> None:
    name = "<img src=x><b>Ada</b>\n\x1b@"
    stage.members.people = [Member(goods.member(), name, "0042")]
    till.press(Qt.Key.Key_F4)
    till.type("<img")
    till.press(Qt.Key.Key_Return)
    card = till.window.models.member.card()
    assert card is not None
    assert card.name == name
    image = till.window.grab().toImage()
    assert not image.isNull()
    till.scan(CAPPUCCINO_CODE)
    till.press(Qt.Key.Key_F6)
    till.press(Qt.Key.Key_F6)
    assert till.panel.entries.entries()[0].title == name  # type: ignore[attr-defined]


def test_every_scan_without_a_cashier_is_refused(make_till: Callable[..., Till]) -> None:
    till = make_till()
    till.scan(CAPPUCCINO_CODE)
    assert till.window.models.sale.basket.is_empty


def test_the_alphabet_of_the_act_table_is_complete() -> None:
    from pos_app.ui.keys import TABLE

    assert {row.act for row in TABLE} == set(Act)
    keys = [row.key for row in TABLE if row.key]
    assert len(keys) == len(set(keys))
