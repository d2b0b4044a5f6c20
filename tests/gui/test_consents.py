"""Consents at the window: listed in the member panel, read to the member, answered by Enter, by touch alone too."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.errors import CannotSell
from pos_app.domain.loyalty.offer_rules import Coupon, Issued
from pos_app.domain.loyalty.status_rules import Consent
from pos_app.ui.inbox import Link
from pos_app.ui.views.panels.consent import ConsentPanel
from pos_app.ui.views.panels.member_sheet import MemberSheetPanel
from pos_app.ui.widgets.sheet_rows import SheetRowView
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import CAPPUCCINO_CODE, Stage

WORDS = "Dere kan sende meg tilbud på e-post."
THANKS = Coupon("takk", "15 % av neste kjøp", issued=Issued.CONSENT, consent="alerts")


@pytest.fixture
def stage() -> Stage:
    stage = Stage()
    stage.programmes.programmes = (
        replace(goods.programme(), consents=(Consent("alerts", WORDS),), coupons=(THANKS,)),
    )
    return stage


@pytest.fixture
def till(make_till: Callable[..., Till], stage: Stage) -> Till:
    made = make_till(stage=stage).sign_in()
    made.window.models.sale.set_member(stage.members.people[0])
    made.settle()
    return made


def row(till: Till) -> SheetRowView:
    if till.deck.name != "sheet":
        till.press(Qt.Key.Key_F4)
    panel = till.panel
    assert isinstance(panel, MemberSheetPanel)
    (found,) = [view for view in panel.area.rows if view.row.key == "consent:alerts"]
    return found


def question(till: Till) -> ConsentPanel:
    till.touch(row(till))
    panel = till.panel
    assert isinstance(panel, ConsentPanel)
    return panel


def test_the_panel_lists_each_consent_with_its_wording_and_how_it_stands(till: Till) -> None:
    found = row(till)
    assert (found.row.title, found.row.note, found.row.on) == (WORDS, "ikke samtykket", False)
    assert found.height() >= 48


def test_the_wording_is_read_before_anything_is_written(till: Till) -> None:
    panel = question(till)
    assert panel.ask.text() == "Samtykker medlemmet?"
    assert panel.quote.words.text() == WORDS
    assert panel.brings.text() == "Det gir, én gang: 15 % av neste kjøp"
    assert till.stage.store.kept.consents == []
    till.press(Qt.Key.Key_Escape)
    assert (till.deck.name, till.stage.store.kept.consents) == ("", [])


def test_enter_gives_the_consent_and_the_list_shows_it_at_once_offline_too(till: Till) -> None:
    till.report(Link.OFFLINE, 0)
    question(till)
    till.press(Qt.Key.Key_Return)
    till.settle()
    (made,) = till.stage.store.kept.consents
    assert (made.consent, made.wording, made.given, made.seller.cashier_id) == (
        "alerts",
        WORDS,
        True,
        "ingrid",
    )
    assert till.deck.name == "sheet"
    assert (row(till).row.on, row(till).row.note) == (True, "samtykket 14:02")
    assert "Samtykket er registrert." in till.window.models.messages.history[0].text


def test_a_touch_withdraws_it_again(till: Till) -> None:
    question(till)
    till.press(Qt.Key.Key_Return)
    till.settle()
    panel = question(till)
    assert panel.ask.text() == "Samtykker medlemmet ikke lenger?"
    assert not panel.brings.isVisible()
    assert panel.primary is not None
    till.touch(panel.primary)
    till.settle()
    assert [each.given for each in till.stage.store.kept.consents] == [True, False]
    assert (row(till).row.on, row(till).row.note) == (False, "ikke samtykket")


def test_tab_leads_to_a_consent_and_enter_asks(till: Till) -> None:
    found = row(till)
    for _ in range(30):
        till.press(Qt.Key.Key_Tab)
        if found.hasFocus():
            break
    assert found.hasFocus()
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == "consent"


def test_nobody_is_asked_while_the_sale_is_being_paid(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    found = row(till)
    till.press(Qt.Key.Key_Escape)
    till.type("10")
    till.press(Qt.Key.Key_Return)
    assert till.window.models.sale.in_payment
    till.controller.sheet_touched(found.row.key)
    assert till.deck.name != "consent"


def test_durable_first_a_full_disk_stops_the_till_and_gives_no_consent(till: Till) -> None:
    question(till)
    till.stage.store.fail = CannotSell("disk_full", "the disk is full")
    till.press(Qt.Key.Key_Return)
    till.settle()
    assert till.stage.store.kept.consents == []
    assert not till.window.is_selling
