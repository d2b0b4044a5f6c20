"""A member who buys nothing, at the real window: codes, events, points given away, and what the server refuses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from pos_app.domain.errors import CannotSell
from pos_app.domain.loyalty.decision import NO_WISHES, PointsWish
from pos_app.domain.visit import Visit
from pos_app.ui.inbox import Link
from pos_app.ui.ports import Code
from pos_app.ui.viewmodels.panel_state import HelpState
from pos_app.ui.views.panels.membership import MembershipPanel
from pos_app.ui.views.panels.visit import VisitPanel
from pos_app.ui.widgets.choices import ChoiceGrid
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.club import club_member, club_programme
from tests.stage.counter import CAPPUCCINO_CODE, Stage

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def till() -> Iterator[Till]:
    stage = Stage()
    stage.programmes.programmes = (club_programme(),)
    stage.members.people = [club_member()]
    made = Till(stage).sign_in()
    made.window.models.sale.set_member(stage.members.people[0])
    made.settle()
    yield made
    made.close()


def panel(till: Till) -> VisitPanel:
    assert isinstance(till.panel, VisitPanel)
    return till.panel


def open_panel(till: Till) -> VisitPanel:
    till.press(Qt.Key.Key_K, CTRL)
    return panel(till)


def visits(till: Till) -> list[Visit]:
    return till.stage.store.kept.visits


def told(till: Till) -> list[str]:
    return [row.answer.text() for row in panel(till).wishes.rows]


def test_a_code_from_a_pack_is_claimed_with_a_scan_and_two_enters(till: Till) -> None:
    till.scan("STAR-4711")
    assert till.window.models.sale.wishes.claims == ("STAR-4711",)
    till.press(Qt.Key.Key_Return)
    assert told(till) == ["25 poeng: Stjernekode fra posen"]
    till.press(Qt.Key.Key_Return)
    (visit,) = visits(till)
    assert visit.decision.points_earned == 25
    assert visit.seller.cashier_id == "ingrid"
    assert "25 poeng" in till.said
    assert till.deck.name == ""


def test_a_typed_code_is_taken_down_by_enter_and_done_by_the_next(till: Till) -> None:
    open_panel(till)
    till.type("STAR-1")
    till.press(Qt.Key.Key_Return)
    assert visits(till) == []
    assert told(till) == ["25 poeng: Stjernekode fra posen"]
    till.press(Qt.Key.Key_Return)
    assert len(visits(till)) == 1


def test_the_member_stays_and_the_same_code_is_refused_the_second_time(till: Till) -> None:
    till.scan("STAR-1")
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Return)
    assert till.window.models.sale.member is not None
    assert till.window.models.sale.wishes == NO_WISHES
    till.scan("STAR-1")
    assert till.window.models.sale.wishes == NO_WISHES
    till.press(Qt.Key.Key_Z, CTRL)
    assert till.window.models.sale.wishes == NO_WISHES
    assert len(visits(till)) == 1


def test_an_unknown_code_is_refused_in_the_panel_and_asks_nothing(till: Till) -> None:
    open_panel(till)
    till.type("MOON-1")
    till.press(Qt.Key.Key_Return)
    assert "MOON-1" in panel(till).notice.text()
    assert not panel(till).wishes.rows


def test_a_guest_is_checked_in_by_touch_and_welcomed(till: Till) -> None:
    till.touch(open_panel(till).offers.button("event:poeng:tasting"))
    assert told(till) == ["Velkommen: Kaffesmaking"]
    assert panel(till).offers.button("event:poeng:tasting") is None
    till.touch(panel(till).primary)
    wishes = visits(till)[0].context.wishes
    assert wishes is not None
    assert wishes.events == ("tasting",)
    assert "Velkommen: Kaffesmaking" in till.said


def test_points_for_a_cause_go_in_whole_blocks_by_keys_alone(till: Till) -> None:
    open_panel(till)
    till.press(Qt.Key.Key_Down)
    assert panel(till).offers.focused_key() == "event:poeng:tasting"
    till.press(Qt.Key.Key_Down)
    till.press(Qt.Key.Key_Return)
    assert "Trær på Løkka" in panel(till).ask.text()
    till.type("150")
    till.press(Qt.Key.Key_Return)
    assert "100" in panel(till).notice.text()
    till.press(Qt.Key.Key_Backspace)
    till.press(Qt.Key.Key_Backspace)
    till.press(Qt.Key.Key_Backspace)
    till.type("200")
    till.press(Qt.Key.Key_Return)
    assert till.window.models.sale.wishes.gives == (PointsWish("poeng", "trees", 200),)
    assert told(till) == ["200 poeng gitt til Trær på Løkka"]
    till.press(Qt.Key.Key_Return)
    assert [(each.kind.value, each.points) for each in visits(till)[0].decision.postings] == [
        ("donate", -200)
    ]


def test_the_keypad_and_the_large_button_do_the_same_as_keys(till: Till) -> None:
    till.touch(open_panel(till).offers.button("convert:poeng:sky"))
    for sign in "200":
        till.deck.press(sign)
    till.touch(panel(till).primary)
    assert visits(till) == []
    till.touch(panel(till).primary)
    assert {each.account: each.points for each in visits(till)[0].decision.postings} == {
        "points": -200,
        "sky-miles": 50,
    }


def test_a_wish_can_be_taken_back(till: Till) -> None:
    till.scan("STAR-1", "STAR-2")
    open_panel(till)
    till.touch(panel(till).wishes.rows[0].remove)
    assert till.window.models.sale.wishes.claims == ("STAR-2",)
    assert len(panel(till).wishes.rows) == 1


def test_with_goods_in_the_basket_the_wishes_ride_on_the_sale(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, "STAR-1")
    open_panel(till)
    till.press(Qt.Key.Key_Return)
    assert till.deck.name == ""
    assert visits(till) == []
    till.type("100")
    till.press(Qt.Key.Key_Return)
    (sale,) = till.stage.store.kept.sales
    assert sale.context.wishes is not None
    assert sale.context.wishes.claims == ("STAR-1",)
    assert sale.decision.points_earned == 49 + 12 + 25


def test_while_the_network_is_down_a_code_waits_and_the_panel_says_why(till: Till) -> None:
    till.report(Link.OFFLINE, 0)
    till.scan("STAR-1")
    open_panel(till)
    assert "uten nett" in told(till)[0]
    till.press(Qt.Key.Key_Return)
    assert visits(till) == []
    assert "uten nett" in panel(till).notice.text()
    till.report(Link.ONLINE, 0)
    till.press(Qt.Key.Key_Return)
    assert len(visits(till)) == 1


def test_no_answer_from_the_server_is_no_visit_and_nothing_is_kept_at_the_server(till: Till) -> None:
    till.stage.securing.offline = True
    till.scan("STAR-1")
    open_panel(till)
    till.press(Qt.Key.Key_Return)
    assert visits(till) == []
    assert "uten nett" in panel(till).notice.text()
    assert till.stage.securing.let_go_of == [goods.MEMBER_ID]
    assert till.window.models.sale.wishes.claims == ("STAR-1",)


def test_what_the_server_refuses_is_told_and_the_rest_is_done(till: Till) -> None:
    till.stage.securing.refusals = {"code:STAR-1": "used"}
    till.scan("STAR-1", "STAR-2")
    open_panel(till)
    till.press(Qt.Key.Key_Return)
    (visit,) = visits(till)
    assert visit.decision.points_earned == 25
    assert visit.context.wishes is not None
    assert visit.context.wishes.withheld == ("code:STAR-1",)
    assert "25 poeng" in till.said
    assert "Serveren" in till.said


def test_a_full_disk_writes_nothing_and_keeps_the_wishes(till: Till) -> None:
    till.scan("STAR-1")
    open_panel(till)
    till.stage.store.fail = CannotSell("disk_full", "the disk is full")
    till.press(Qt.Key.Key_Return)
    assert visits(till) == []
    assert till.window.models.sale.wishes.claims == ("STAR-1",)
    assert till.window.stop is not None
    assert till.window.stop.isVisible()


def test_scans_while_the_server_is_asked_wait_for_the_next_sale(till: Till) -> None:
    till.scan("STAR-1")
    open_panel(till)
    till.stage.store.gate.clear()
    panel(till).accept()
    till.app.processEvents()
    till.window.inbox.scanned.emit(Code(CAPPUCCINO_CODE, "scanner"))
    till.app.processEvents()
    assert till.names == []
    till.stage.store.gate.set()
    till.settle()
    assert till.names == ["Cappuccino"]
    assert len(visits(till)) == 1


def test_without_a_member_the_panel_asks_who_it_is(till: Till) -> None:
    till.controller.member_removed()
    till.press(Qt.Key.Key_K, CTRL)
    assert till.deck.name == "member"
    assert "medlem" in till.said


def test_a_membership_is_cancelled_by_delete_after_a_question_and_runs_on(till: Till) -> None:
    till.touch(open_panel(till).offers.button("membership:poeng:club"))
    assert isinstance(till.panel, MembershipPanel)
    assert "31.03.2026" in till.panel.term.text()
    till.press(Qt.Key.Key_Delete)
    (cancelled,) = till.stage.store.kept.cancelled
    assert (cancelled.code, cancelled.seller.cashier_id) == ("club", "ingrid")
    assert "31.03.2026" in till.said
    assert till.deck.name == ""
    assert open_panel(till).offers.button("membership:poeng:club") is None


def test_enter_keeps_the_membership_however_often_it_is_pressed(till: Till) -> None:
    till.touch(open_panel(till).offers.button("membership:poeng:club"))
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Return)
    assert till.stage.store.kept.cancelled == []


def test_the_keys_stand_in_the_help_and_the_menu_leads_there_too(till: Till) -> None:
    seen: list[HelpState] = []
    till.window.models.help.changed.connect(seen.append)
    till.press(Qt.Key.Key_F1)
    assert {"Ctrl K", "Ctrl N"} <= {entry.title for entry in seen[-1].keys}
    till.press(Qt.Key.Key_F10)
    menu = till.panel.findChild(ChoiceGrid)
    assert menu is not None
    till.touch(menu.button("visit"))
    assert till.deck.name == "visit"
