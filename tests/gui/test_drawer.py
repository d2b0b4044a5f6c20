"""The cash drawer in the window: opened, counted blind and closed by keys alone; X and Z on paper."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest
from PySide6.QtCore import Qt

from pos_app.domain.counter_event import CounterEventKind
from pos_app.domain.denominations import Pieces
from pos_app.domain.drawer import CountPurpose, DrawerRules
from pos_app.domain.period_report import ReportKind
from pos_app.services import drawers
from pos_app.ui.views.panels.drawer import DrawerPanel
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, INGRID, MAJA, OLE, Stage

ENTER = Qt.Key.Key_Return
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def stage() -> Stage:
    """Ingrid has a manager's rights here: who may what is asked further down."""
    made = Stage()
    made.staff.people = [replace(INGRID, role="manager"), OLE, MAJA]
    return made


def panel(till: Till) -> DrawerPanel:
    found = till.panel
    assert isinstance(found, DrawerPanel)
    return found


def choose(till: Till, key: str) -> None:
    button = panel(till).acts.button(key) or panel(till).reasons.button(key)
    assert button is not None, key
    till.touch(button)


def count(till: Till, *pieces: str) -> None:
    """The largest notes first, Enter after each; then Enter down to the button."""
    for each in (*pieces, *([""] * (9 - len(pieces)))):
        till.type(each)
        till.press(ENTER)


def opened(till: Till) -> None:
    till.press(Qt.Key.Key_D, CTRL)
    till.press(ENTER)  # the first act has the focus: open with float
    count(till, "1", "2")
    till.press(ENTER)


def sold(till: Till) -> None:
    till.press(Qt.Key.Key_Escape)
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.type("94")
    till.press(ENTER)
    till.press(Qt.Key.Key_Escape)


def test_a_day_of_the_drawer_by_keys_is_written_and_printed(till: Till, stage: Stage) -> None:
    opened(till)
    (count_of_float,) = [each for _, each in stage.store.kept.drawers.counts]
    assert (count_of_float.purpose, count_of_float.counted_minor) == (CountPurpose.OPENED, 200_000)
    sold(till)
    till.press(Qt.Key.Key_D, CTRL)
    choose(till, "out")
    till.type("20")
    till.press(Qt.Key.Key_Down)
    till.press(ENTER)
    assert panel(till).big.text() == "20,00\u00a0kr"
    till.press(ENTER)
    choose(till, "close")
    count(till, "2", "", "", "", "1", "1", "", "", "4")
    assert panel(till).title.text() == "Skuffen er lukket"
    assert panel(till).big.text() == "Stemmer"
    till.press(ENTER)
    choose(till, "z")
    till.press(ENTER)
    assert panel(till).title.text() == "Z-rapport 1"
    (report,) = stage.store.kept.drawers.reports
    assert (report.kind, report.totals.sales.amount_minor) == (ReportKind.Z, 9_400)
    assert stage.printer is not None
    titles = [document.title for _, document in stage.printer.taken]
    assert [title for title in titles if not title.startswith("SALG")] == [
        *("drawer", "VEKSELPENGER", "UTBETALING", "drawer", "OPPTELLING", "Z-RAPPORT 1")
    ]


def test_blind_nothing_says_what_should_be_there_before_it_was_counted_and_a_difference_asks_why(
    till: Till, stage: Stage
) -> None:
    opened(till)
    sold(till)
    till.press(Qt.Key.Key_D, CTRL)
    choose(till, "close")
    till.type("1")
    assert panel(till).big.text() == "1\u00a0000,00\u00a0kr"
    till.scan(CAPPUCCINO_CODE)
    assert till.deck.name == "drawer", "a scan does not throw the count away"
    till.press(Qt.Key.Key_Escape)
    till.press(Qt.Key.Key_D, CTRL)
    choose(till, "close")
    assert panel(till).big.text() == "1\u00a0000,00\u00a0kr", "nor does closing the panel by mistake"
    till.touch(panel(till).primary)
    said = panel(till).text.text()
    assert "stemmer ikke" in said
    assert not any(figure in said for figure in ("2 094", "1 094", "094,00"))
    assert panel(till).primary is not None
    assert not panel(till).primary.isEnabled()  # type: ignore[union-attr]
    choose(till, "not-found")
    till.press(ENTER)
    assert panel(till).big.text() == "1\u00a0094,00\u00a0kr for lite"
    assert stage.store.kept.drawers.counts[-1][1].reason == "not-found"


def test_a_z_with_an_open_drawer_and_a_count_of_nothing_are_answered_in_a_sentence(
    till: Till, stage: Stage
) -> None:
    opened(till)
    choose(till, "z")
    till.press(ENTER)
    assert "fortsatt åpen" in panel(till).notice.text()
    choose(till, "drop")
    till.type("999999")
    till.press(ENTER)
    assert "Så mye kan det ikke være" in panel(till).notice.text()
    till.touch(panel(till).back)


def test_a_drawer_of_somebody_who_went_home_is_closed_by_whoever_is_there(till: Till, stage: Stage) -> None:
    services = till.window.models.drawer._ports.services
    drawers.open_drawer(services, "ole", (Pieces(100_000, 1),), DrawerRules(one_each=True))
    till.press(Qt.Key.Key_D, CTRL)
    button = panel(till).acts.button(f"close:{stage.store.kept.drawers.counts[0][1].session_id}")
    assert button is not None
    assert button.text() == "Lukk skuffen til Ole"
    till.touch(button)
    count(till, "1")
    assert panel(till).big.text() == "Stemmer"
    last = stage.store.kept.drawers.counts[-1][1]
    assert (last.owner, last.seller.cashier_id) == ("ole", "ingrid")


def test_what_a_cashier_may_not_at_the_drawer_somebody_allows_and_the_event_says_who(
    till: Till, stage: Stage
) -> None:
    opened(till)
    stage.staff.people = [INGRID, OLE, MAJA]
    till.press(Qt.Key.Key_Escape)
    till.press(Qt.Key.Key_D, CTRL)
    choose(till, "out")
    till.type("200")
    choose(till, "purchase")
    till.press(ENTER)
    assert till.deck.name == "approval"
    till.press(Qt.Key.Key_Escape)
    assert till.deck.name == "drawer"
    assert (till.window.models.entry.text, till.window.models.entry.state().money) == ("200", False)
    assert CounterEventKind.PAID_OUT not in {each.kind for each in stage.store.kept.events}
    till.press(ENTER)
    till.type("9876")
    till.press(ENTER)
    out = [each for each in stage.store.kept.events if each.kind is CounterEventKind.PAID_OUT]
    assert [(each.amount_minor, each.approved_by) for each in out] == [(-20_000, "maja")]
    assert till.deck.name == "drawer"


def test_a_count_that_is_far_off_is_closed_when_somebody_who_may_has_seen_it(
    till: Till, stage: Stage
) -> None:
    opened(till)
    stage.staff.people = [INGRID, OLE, MAJA]
    drawer = till.window.models.drawer
    strict = replace(drawer._ports.services, drawer_rules=DrawerRules(approval_above_minor=10_000))
    drawer._ports = msgspec.structs.replace(drawer._ports, services=strict)
    till.press(Qt.Key.Key_Escape)
    till.press(Qt.Key.Key_D, CTRL)
    choose(till, "close")
    count(till, "1")
    till.press(ENTER)
    choose(till, "not-found")
    till.press(ENTER)
    assert till.deck.name == "approval"
    till.type("9876")
    till.press(ENTER)
    closed = [each for _, each in stage.store.kept.drawers.counts][-1]
    assert (closed.purpose, closed.approved_by) == (CountPurpose.CLOSED, "maja")


def test_a_drawer_is_handed_over_when_both_have_counted_the_same_and_whoever_came_signs_in(
    till: Till, stage: Stage
) -> None:
    opened(till)
    sold(till)
    till.press(Qt.Key.Key_D, CTRL)
    choose(till, "hand")
    choose(till, "ole")
    till.press(ENTER)
    assert panel(till).title.text() == "Tell det du gir fra deg"
    count(till, "2", "", "", "", "1", "2", "", "", "4")
    assert panel(till).title.text() == "Ole teller"
    assert panel(till).big.text() == "0,00\u00a0kr", "the first count is nowhere to be seen"
    count(till, "1")
    assert "forskjellige" in panel(till).notice.text()
    assert [each.purpose for _, each in stage.store.kept.drawers.counts] == [CountPurpose.OPENED]
    till.window.models.drawer.select(0)
    till.press(Qt.Key.Key_Backspace)
    count(till, "2", "", "", "", "1", "2", "", "", "4")
    assert (panel(till).title.text(), panel(till).big.text()) == ("Ole har skuffen", "Stemmer")
    closed, taken = [each for _, each in stage.store.kept.drawers.counts][1:]
    assert (closed.purpose, taken.purpose) == (CountPurpose.CLOSED, CountPurpose.TAKEN_OVER)
    assert (closed.seller.cashier_id, taken.seller.cashier_id) == ("ingrid", "ole")
    assert taken.from_session == closed.session_id
    till.press(ENTER)
    assert not till.window.is_selling


def test_where_a_shop_leaves_the_counting_out_a_drawer_changes_hands_as_it_is(
    till: Till, stage: Stage
) -> None:
    opened(till)
    drawer = till.window.models.drawer
    as_it_is = replace(drawer._ports.services, drawer_rules=DrawerRules(hand_over_counted=False))
    drawer._ports = msgspec.structs.replace(drawer._ports, services=as_it_is)
    choose(till, "hand")
    till.press(ENTER)
    assert "Ingen teller den" in panel(till).text.text()
    till.press(ENTER)
    assert panel(till).text.text() == "Ingen talte den."
    taken = [each for _, each in stage.store.kept.drawers.counts][-1]
    assert (taken.purpose, taken.counted_minor, taken.reason) == (
        CountPurpose.TAKEN_OVER,
        200_000,
        "not-counted",
    )
