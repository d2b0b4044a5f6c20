from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QScrollArea, QWidget

from pos_app.domain.errors import CannotSell
from pos_app.ui.inbox import Link
from pos_app.ui.keys import TABLE, Act
from pos_app.ui.viewmodels.help import MENU
from pos_app.ui.widgets.labels import PlainLabel
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, Stage


def test_sign_in_refuses_a_wrong_pin_and_says_how_many_tries_are_left(make_till: Callable[..., Till]) -> None:
    till = make_till()
    view = till.window.sign_in
    assert view is not None
    till.type("9999")
    till.press(Qt.Key.Key_Return)
    assert view.notice.text() == "Feil PIN. 4 forsøk igjen."
    assert till.window.selling is not None
    assert not till.window.selling.isVisible()
    till.press(Qt.Key.Key_Right)
    till.type("4321")
    till.press(Qt.Key.Key_Return)
    assert till.window.is_selling
    assert till.window.models.payment.cashier_id == "ole"


def test_sign_in_by_touch(make_till: Callable[..., Till]) -> None:
    till = make_till()
    view = till.window.sign_in
    assert view is not None
    till.touch(view.cashiers.button("ole"))
    for digit in "4321":
        till.touch(next(key for key in view.findChildren(QAbstractButton) if key.text() == digit))
    till.touch(view.enter)
    assert till.window.is_selling


def test_locking_keeps_the_basket_and_asks_who_is_there(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.press(Qt.Key.Key_F12)
    assert not till.window.is_selling
    till.scan(BUN_CODE)
    till.sign_in()
    assert till.names == ["Cappuccino"]


def test_the_pills_follow_the_world(till: Till, stage: Stage) -> None:
    till.report(Link.ONLINE, 0)
    assert [pill.text for pill in till.window.models.status.pills()] == ["På nett"]
    till.report(Link.OFFLINE, 3)
    till.device("printer", "trouble.paper_out")
    till.device("scanner", "ready")
    pills = till.window.models.status.pills()
    assert [(pill.text, pill.tone) for pill in pills] == [
        ("Frakoblet · 3 salg venter", "look"),
        ("Skanner", "good"),
        ("Skriver nede", "stop"),
    ]
    till.window.models.messages.hush()
    assert "tom for papir" in till.said
    assert "Du kan selge" in till.said


def test_the_waiting_sales_are_counted_from_the_tills_own_file(till: Till, stage: Stage) -> None:
    till.report(Link.OFFLINE)
    stage.store.kept.waiting = 7
    till.window.models.status.tick()
    till.settle()
    assert till.window.models.status.pills()[0].text == "Frakoblet · 7 salg venter"


@pytest.mark.parametrize("palette", ["light", "dark"])
def test_the_palette_switches_at_once_and_nothing_of_the_sale_is_lost(
    make_till: Callable[..., Till], palette: str
) -> None:
    till = make_till(palette=palette).sign_in()
    till.scan(CAPPUCCINO_CODE)
    till.window.switch_palette()
    till.settle()
    assert till.window.theme.palette.name != palette
    assert till.names == ["Cappuccino"]
    till.scan(BUN_CODE)
    assert till.names == ["Cappuccino", "Kanelbolle"]


def test_a_larger_window_has_larger_letters(till: Till) -> None:
    till.window.resize(1920, 1080)
    till.settle()
    assert till.window.theme.factor == pytest.approx(1.41, abs=0.01)
    till.window.resize(1024, 768)
    till.settle()
    assert till.window.theme.factor == 1.0


def test_a_till_that_cannot_sell_says_so_and_nothing_else_can_be_touched(till: Till) -> None:
    till.window.inbox.stopped.emit(CannotSell("second_till", "Another till is open."))
    till.settle()
    assert not till.window.is_selling
    assert till.window.stop is not None
    assert "annet kasseprogram" in till.window.stop.happened.text()
    assert till.window.stop.todo.text()


def test_every_act_is_reachable_by_touch() -> None:
    touched = {Act.MEMBER, Act.POINTS, Act.PARK, Act.DISCOUNT, Act.LINE, Act.UNDO}
    touched |= {act for act, _ in MENU}
    touched |= {Act.SEARCH, Act.MENU, Act.PAY, Act.CLOSE}  # field, header, Pay, the panel's Close
    touched |= {Act.REMOVE, Act.MORE, Act.FEWER}  # in the line panel
    touched |= {Act.UP, Act.DOWN}  # a touch on a line
    touched |= {Act.NEXT_CATEGORY, Act.PREVIOUS_CATEGORY, Act.NEXT_PAGE}  # chips and the last tile
    assert touched == set(Act)


def test_a_touch_on_the_selected_line_opens_it_and_its_buttons_do_what_the_keys_do(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.selling.basket.lines.touched.emit("1")
    assert till.deck.name == "line"
    till.touch(till.panel.more)  # type: ignore[attr-defined]
    assert till.to_pay == "98,00"
    remove = next(b for b in till.panel.findChildren(QAbstractButton) if b.text() == "Fjern linje")
    till.touch(remove)
    assert till.names == []


def test_every_key_of_the_table_has_a_shortcut_that_opens_what_it_names(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.window.models.sale.set_member(till.stage.members.people[0])
    till.settle()
    opens = {
        Qt.Key.Key_F1: "help",
        Qt.Key.Key_F4: "sheet",
        Qt.Key.Key_F5: "redeem",
        Qt.Key.Key_F7: "discount",
        Qt.Key.Key_F8: "line",
        Qt.Key.Key_F9: "card",
        Qt.Key.Key_F10: "menu",
        Qt.Key.Key_F11: "done",
    }
    for key, name in opens.items():
        till.press(key)
        assert till.deck.name == name
        till.press(Qt.Key.Key_Escape)
        assert till.deck.name == ""
    assert {row.key for row in TABLE if row.key.startswith("F")} == {f"F{n}" for n in range(1, 13)}


def parts(view: QWidget) -> Iterator[QWidget]:
    """Every visible part that must be seen whole."""
    for widget in view.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QAbstractButton | QLabel):
            yield widget


def scrolls(part: QWidget) -> bool:
    """Whether it stands in a part of the window that the cashier scrolls."""
    above = part.parentWidget()
    while above is not None and not isinstance(above, QScrollArea):
        above = above.parentWidget()
    return above is not None


PANELS = {
    "sheet": Act.MEMBER,
    "redeem": Act.POINTS,
    "discount": Act.DISCOUNT,
    "line": Act.LINE,
    "payment": Act.PAY,
    "card": Act.CARD,
    "menu": Act.MENU,
    "help": Act.HELP,
    "status": Act.STATUS,
    "messages": Act.MESSAGES,
    "done": Act.RECEIPT,
}


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)])
def test_nothing_is_cut_off(make_till: Callable[..., Till], size: tuple[int, int]) -> None:
    till = make_till(size=size).sign_in()
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.window.models.sale.set_member(till.stage.members.people[0])
    till.settle()
    for name in ("", *PANELS):
        if name:
            till.controller.act(PANELS[name].value)
            till.settle()
            assert till.deck.name == name
        whole = QRect(0, 0, *size)
        for part in parts(till.window):
            place = QRect(part.mapTo(till.window, part.rect().topLeft()), part.size())
            if scrolls(part):  # up and down only, never sideways
                place.moveTop(0)
            assert whole.contains(place), (name, part.metaObject().className(), place)
            parent = part.parentWidget()
            assert parent is not None
            assert parent.rect().contains(part.geometry()), (name, part.metaObject().className())
            if isinstance(part, QLabel):
                needed = part.heightForWidth(part.width()) if part.wordWrap() else part.sizeHint().height()
                assert part.height() >= needed, (name, part.text())
        till.deck.close()


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768), (1920, 1080)])
def test_every_button_is_large_enough_for_a_finger(
    make_till: Callable[..., Till], size: tuple[int, int]
) -> None:
    till = make_till(size=size).sign_in()
    till.scan(CAPPUCCINO_CODE)
    for name in ("", *(name for name in PANELS if name not in ("redeem", "done"))):
        if name:
            till.controller.act(PANELS[name].value)
            till.settle()
        for button in till.window.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.height() >= 48, (name, button.text())
                assert button.width() >= 48, (name, button.text())
        till.deck.close()
    assert till.selling.keypad.pay.height() == till.window.theme.px(84)


def test_keypad_pay_and_total_never_move(till: Till) -> None:
    def places() -> list[QRect]:
        fixed: tuple[QWidget, ...] = (
            till.selling.keypad.pay,
            till.selling.keypad.number,
            till.selling.basket.totals,
            till.selling.basket.member,
        )
        return [QRect(part.mapTo(till.window, part.rect().topLeft()), part.size()) for part in fixed]

    before = places()
    till.scan(CAPPUCCINO_CODE)
    till.window.models.sale.set_member(till.stage.members.people[0])
    till.report(Link.OFFLINE, 3)
    for name, act in PANELS.items():
        till.controller.act(act.value)
        till.settle()
        assert places() == before, name
        till.deck.close()


def test_panels_cover_the_products_and_never_the_basket(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    for act in (Act.MEMBER, Act.DISCOUNT, Act.HELP, Act.PAY):
        till.controller.act(act.value)
        till.settle()
        panel = QRect(till.panel.mapTo(till.window, till.panel.rect().topLeft()), till.panel.size())
        basket = QRect(till.selling.basket.mapTo(till.window, QRect().topLeft()), till.selling.basket.size())
        assert not panel.intersects(basket)
        till.deck.close()


def test_no_label_of_the_interface_interprets_markup(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    for act in PANELS.values():
        till.controller.act(act.value)
        till.settle()
        till.deck.close()
    labels = till.window.findChildren(QLabel)
    assert labels
    assert all(isinstance(label, PlainLabel) for label in labels)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_training_mode_says_so(make_till: Callable[..., Till]) -> None:
    till = make_till(training=True).sign_in()
    assert till.selling.header.shown.training


def test_messages_are_kept_and_can_be_read_again(till: Till) -> None:
    till.scan("99")
    till.scan(CAPPUCCINO_CODE)
    till.press(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    notes = [entry.note for entry in till.panel.entries.entries()]  # type: ignore[attr-defined]
    assert notes[0].startswith("Cappuccino")
    assert any("99" in note for note in notes[1:])


def test_two_palettes_and_sizes_draw_every_state(till: Till) -> None:
    for width, height in itertools.product((1024, 1600), (768, 900)):
        till.window.resize(width, height)
        till.settle()
        image = till.window.grab().toImage()
        assert (image.width(), image.height()) == (width, height)


def test_the_waiting_sales_can_be_opened(till: Till, stage: Stage) -> None:
    till.scan(BUN_CODE)
    till.type("45")
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    (entry,) = till.panel.waiting.entries()  # type: ignore[attr-defined]
    assert (entry.title, entry.right_text) == ("Kvittering 1", "45,00")
    stage.store.kept.waiting = 0
    till.window.models.status.tick()
    till.settle()
    assert till.panel.waiting.entries() == ()  # type: ignore[attr-defined]


def test_a_scan_brings_the_cashier_back_to_selling_but_never_out_of_a_payment(till: Till) -> None:
    till.scan(BUN_CODE)
    for act in (Act.HELP, Act.DISCOUNT, Act.PAY, Act.MEMBER):
        till.controller.act(act.value)
        till.scan(CAPPUCCINO_CODE)
        assert till.deck.name == ""
    till.controller.act(Act.CARD.value)
    till.scan(CAPPUCCINO_CODE)
    assert till.deck.name == "card"


def test_a_member_is_found_by_name_with_fingers_only(till: Till) -> None:
    till.touch(till.selling.keypad.functions[Act.MEMBER])
    button = next(b for b in till.panel.findChildren(QAbstractButton) if b.text() == "Bokstaver")
    till.touch(button)
    for letter in "ADA":
        till.touch(next(b for b in till.panel.findChildren(QAbstractButton) if b.text() == letter))
    till.touch(till.panel.primary)
    assert till.window.models.sale.member is not None


def test_a_discount_by_keyboard_only(till: Till) -> None:
    till.scan(BUN_CODE)
    till.press(Qt.Key.Key_F7)
    till.type("20")
    for _ in range(30):
        focused = till.app.focusWidget()
        if isinstance(focused, QAbstractButton) and focused.text() == "Kulanse":
            break
        till.press(Qt.Key.Key_Tab)
    till.press(Qt.Key.Key_Space)
    till.press(Qt.Key.Key_Return)
    assert till.to_pay == "36,00"


def test_the_whole_screen_speaks_english_too(make_till: Callable[..., Till]) -> None:
    till = make_till(stage=Stage(language="en")).sign_in()
    till.report(Link.OFFLINE, 1)
    assert till.selling.keypad.pay.text() == "Pay"
    assert till.window.models.status.pills()[0].text == "Offline · 1 sale waiting"
    till.report(Link.OFFLINE, 2)
    assert till.window.models.status.pills()[0].text == "Offline · 2 sales waiting"
    till.scan(CAPPUCCINO_CODE)
    assert till.to_pay == "49.00"
    till.type("50.5")
    assert till.window.models.entry.text == "50.5"
