"""Becoming a member at the counter: how many steps it takes, and that it is safe before it is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from drivers.scanners.codes import CardCheck, CodeRules, NumberForm
from pos_app.domain.errors import CannotSell
from pos_app.domain.loyalty.status_rules import Consent
from pos_app.ui.inbox import Link
from pos_app.ui.views.panels.join import JoinPanel
from pos_app.ui.widgets.buttons import IconButton
from pos_app.ui.widgets.letter_pad import LetterPad
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, Stage
from tests.stage.store_in_memory import Joined

RULES = CodeRules(member_cards=(NumberForm("9578", 16, CardCheck.NONE),))
NEW_CARD, OTHER_NEW_CARD, ADAS_CARD = "9578000000000904", "9578000000000912", "9578000000000042"
CTRL = Qt.KeyboardModifier.ControlModifier
ALERTS = Consent("alerts", "Dere kan sende meg tilbud på e-post.")


@pytest.fixture
def till() -> Iterator[Till]:
    made = Till(rules=RULES).sign_in()
    yield made
    made.close()


def panel(till: Till) -> JoinPanel:
    assert isinstance(till.panel, JoinPanel)
    return till.panel


def joined(till: Till) -> Joined:
    (one,) = till.stage.store.kept.joined.values()
    return one


def member_in_sight(till: Till) -> str:
    return till.selling.basket.member.accessibleName()


def test_three_steps_make_a_member_who_is_on_the_sale(till: Till) -> None:
    till.scan(NEW_CARD)
    till.type("Kari Nordmann")
    till.press(Qt.Key.Key_Return)
    person = joined(till).person
    assert (person.name, person.card_number) == ("Kari Nordmann", NEW_CARD)
    assert till.deck.name == ""
    assert "Kari Nordmann" in member_in_sight(till)
    assert "Kari Nordmann er medlem" in till.said


def test_this_very_sale_earns_for_who_joins_in_its_middle_while_the_network_is_down(till: Till) -> None:
    till.report(Link.OFFLINE, 0)
    till.scan(CAPPUCCINO_CODE, NEW_CARD)
    assert till.names == ["Cappuccino"]
    till.type("Kari")
    till.press(Qt.Key.Key_Return)
    till.type("100")
    till.press(Qt.Key.Key_Return)
    (sale,) = till.stage.store.kept.sales
    assert sale.member is not None
    assert sale.member.member_id == joined(till).enrolment.member_id
    assert sale.decision.points_earned == 49


def test_a_phone_nobody_has_leads_from_the_search_to_a_member_in_four_steps(till: Till) -> None:
    till.press(Qt.Key.Key_F4)
    till.type("92000001")
    assert till.panel.primary is not None
    assert till.panel.primary.text() == "Nytt medlem"
    till.press(Qt.Key.Key_Return)
    assert panel(till).phone.text() == "92000001"
    till.press(Qt.Key.Key_Return)
    assert joined(till).person.phone == "92000001"


def test_a_card_number_that_was_typed_into_the_search_is_the_card_and_no_phone(till: Till) -> None:
    till.press(Qt.Key.Key_F4)
    till.type(NEW_CARD)
    till.press(Qt.Key.Key_Return)
    assert panel(till).phone.text() == ""
    till.type("Kari")
    till.press(Qt.Key.Key_Return)
    assert joined(till).person.card_number == NEW_CARD


def test_the_keypad_types_the_phone_while_the_name_has_the_focus(till: Till) -> None:
    till.scan(NEW_CARD)
    for sign in "92000001":
        till.deck.press(sign)
    assert panel(till).phone.text() == "92000001"
    till.press(Qt.Key.Key_Return)
    assert joined(till).person.phone == "92000001"


@pytest.mark.parametrize("size", [(1024, 768), (1366, 768)])
def test_fingers_alone_write_a_name_with_capitals_on_keys_that_hide_nothing(size: tuple[int, int]) -> None:
    till = Till(rules=RULES, size=size).sign_in()
    till.scan(NEW_CARD)
    letters = next(button for button in panel(till).findChildren(IconButton))
    till.touch(letters)
    pad = panel(till).findChild(LetterPad)
    assert pad is not None
    for letter in "kari å":
        till.touch(pad.key_of(letter))
    assert panel(till).name.text() == "Kari Å"
    primary = panel(till).primary
    assert primary is not None
    assert pad.geometry().bottom() < primary.geometry().top()
    assert all(pad.key_of(letter).height() >= 48 for letter in "az ")
    till.touch(primary)
    assert joined(till).person.name == "Kari Å"
    till.close()


def test_durable_first_nothing_says_member_before_the_disk_did(till: Till) -> None:
    till.scan(NEW_CARD)
    till.type("Kari")
    till.stage.store.gate.clear()
    till.app.processEvents()
    assert panel(till).primary is not None
    panel(till).accept()
    till.app.processEvents()
    assert till.deck.name == "join"
    assert not panel(till).primary.isEnabled()  # type: ignore[union-attr]
    assert "Kari" not in member_in_sight(till)
    till.stage.store.gate.set()
    till.settle()
    assert "Kari" in member_in_sight(till)


def test_the_enrolment_and_the_basket_survive_a_restart() -> None:
    stage = Stage()
    till = Till(stage, rules=RULES).sign_in()
    till.scan(CAPPUCCINO_CODE, NEW_CARD)
    till.type("Kari Nordmann")
    till.press(Qt.Key.Key_Return)
    till.close()
    again = Till(stage, rules=RULES).sign_in()
    assert again.names == ["Cappuccino"]
    assert "Kari Nordmann" in member_in_sight(again)
    again.controller.member_removed()
    again.scan(NEW_CARD)
    assert "Kari Nordmann" in member_in_sight(again)
    again.close()


def test_a_full_disk_makes_no_member_and_stops_the_till(till: Till) -> None:
    till.scan(NEW_CARD)
    till.type("Kari")
    till.stage.store.fail = CannotSell("disk_full", "the disk is full")
    till.press(Qt.Key.Key_Return)
    assert not till.stage.store.kept.joined
    assert till.window.stop is not None
    assert till.window.stop.isVisible()
    assert "Kari" not in member_in_sight(till)


def test_consents_are_given_by_space_and_recorded_with_their_wording() -> None:
    stage = Stage()
    stage.programmes.programmes = (replace(goods.programme(), consents=(ALERTS,)),)
    till = Till(stage, rules=RULES).sign_in()
    till.scan(NEW_CARD)
    till.type("Kari")
    (button,) = panel(till).consents.buttons
    assert button.text() == ALERTS.words
    for _ in range(8):
        if button.hasFocus():
            break
        till.press(Qt.Key.Key_Tab)
    till.press(Qt.Key.Key_Space)
    assert button.isChecked()
    till.press(Qt.Key.Key_Return)
    (given,) = joined(till).enrolment.consents
    assert (given.consent, given.wording) == ("alerts", ALERTS.words)
    till.close()


def test_a_long_wording_is_shown_whole(till: Till) -> None:
    words = "Dere kan sende meg tilbud på e-post og SMS, høyst to i måneden. " * 6
    till.stage.programmes.programmes = (replace(goods.programme(), consents=(Consent("a", words),)),)
    till.scan(NEW_CARD)
    (button,) = panel(till).consents.buttons
    till.settle()
    assert button.height() >= button.heightForWidth(button.width()) > 150


def test_a_second_new_card_takes_the_place_of_the_first_and_goods_are_rung_up(till: Till) -> None:
    till.scan(NEW_CARD, OTHER_NEW_CARD, BUN_CODE)
    assert till.names == ["Kanelbolle"]
    till.type("Kari")
    till.press(Qt.Key.Key_Return)
    assert joined(till).person.card_number == OTHER_NEW_CARD


def test_the_friend_who_brought_them_shows_a_card(till: Till) -> None:
    till.scan(NEW_CARD)
    till.type("Kari")
    till.scan(ADAS_CARD)
    assert "Ada Nordmann" in panel(till).friend_label.text()
    till.press(Qt.Key.Key_Return)
    assert joined(till).enrolment.referrer_id == goods.MEMBER_ID


def test_nobody_brings_themselves_by_typing_their_own_number(till: Till) -> None:
    till.scan(NEW_CARD)
    till.type("Kari")
    panel(till).friend.setFocus()
    till.type(NEW_CARD)
    assert "selv" in panel(till).friend_label.text()
    till.press(Qt.Key.Key_Return)
    assert not till.stage.store.kept.joined


@pytest.mark.parametrize("typed", ["29.2", "2902", "29/2"])
def test_a_birthday_is_a_day_and_a_month(till: Till, typed: str) -> None:
    till.scan(NEW_CARD)
    till.type("Kari")
    panel(till).birthday.setFocus()
    till.type(typed)
    till.press(Qt.Key.Key_Return)
    person = joined(till).person
    assert (person.birthday_day, person.birthday_month) == (29, 2)


@pytest.mark.parametrize("typed", ["30.2", "31.13", "7", "xx"])
def test_a_day_that_no_year_has_is_refused_and_everything_typed_stays(till: Till, typed: str) -> None:
    till.scan(NEW_CARD)
    till.type("Kari")
    panel(till).birthday.setFocus()
    till.type(typed)
    till.press(Qt.Key.Key_Return)
    assert not till.stage.store.kept.joined
    assert panel(till).notice.text()
    assert panel(till).name.text() == "Kari"


def test_a_card_that_is_somebody_s_puts_them_on_the_sale_and_opens_nothing(till: Till) -> None:
    till.scan(ADAS_CARD)
    assert till.deck.name == ""
    assert "Ada Nordmann" in member_in_sight(till)


def test_a_card_with_a_wrong_digit_opens_nothing() -> None:
    till = Till(rules=CodeRules(member_cards=(NumberForm("9578", 16),))).sign_in()
    till.scan("9578000000000905")
    assert till.deck.name == ""
    assert "9578000000000905" in till.said
    till.close()


def test_a_card_of_another_company_has_its_own_sentence_and_opens_nothing(till: Till) -> None:
    till.scan(f"TF1:blomster:{NEW_CARD}")
    assert till.deck.name == ""
    assert "annen bedrift" in till.said


def test_nobody_joins_while_a_payment_goes_on(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.type("20")
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_N, CTRL)
    assert till.deck.name == "payment"
    till.scan(NEW_CARD)
    assert till.deck.name == "payment"


def test_who_joins_while_the_customer_begins_to_pay_is_a_member_from_the_next_sale_on(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, NEW_CARD)
    till.type("Kari")
    till.stage.store.gate.clear()
    panel(till).accept()
    till.app.processEvents()
    till.window.models.payment.pay_cash(2000)
    till.stage.store.gate.set()
    till.settle()
    assert joined(till).person.name == "Kari"
    assert till.window.models.sale.member is None
    assert len(till.window.models.sale.tenders) == 1
    assert "neste salg" in till.said


def test_ctrl_n_opens_the_panel_without_a_card_and_escape_leaves_the_basket_alone(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.press(Qt.Key.Key_N, CTRL)
    assert panel(till).name.hasFocus()
    till.type("Kari")
    till.press(Qt.Key.Key_Escape)
    assert (till.deck.name, till.names) == ("", ["Cappuccino"])
    assert not till.stage.store.kept.joined
    till.press(Qt.Key.Key_N, CTRL)
    assert panel(till).name.text() == ""


def test_somebody_joins_once_after_the_screen_was_built_anew(till: Till) -> None:
    till.press(Qt.Key.Key_N, CTRL)
    till.window.switch_palette()
    till.settle()
    till.scan(NEW_CARD)
    till.type("Kari")
    till.press(Qt.Key.Key_Return)
    assert joined(till).person.name == "Kari"
    assert till.deck.name == ""
