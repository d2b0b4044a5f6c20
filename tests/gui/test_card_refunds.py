"""A card is refunded on the till's own terminal for goods that come back: paid out once, whatever breaks meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from drivers.terminals.terminal import Progress
from pos_app.domain.card_intent import CardState
from pos_app.domain.errors import CannotSell
from pos_app.ui.keys import Act
from pos_app.ui.ports import Code
from pos_app.ui.views.panels.returning import ReturnPanel
from tests.gui.till import Till
from tests.stage.card_terminal import FakeTerminal
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, TOAST_CODE, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage(terminal=FakeTerminal())


def device(stage: Stage) -> FakeTerminal:
    assert stage.terminal is not None
    return stage.terminal


def panel(till: Till) -> ReturnPanel:
    assert isinstance(till.panel, ReturnPanel)
    return till.panel


def choose(till: Till, key: str) -> None:
    button = panel(till).choices.button(key)
    assert button is not None
    till.touch(button)


def bought(till: Till, code: str = CAPPUCCINO_CODE) -> str:
    """Paid on the terminal; returns what the receipt's code says, and shows it again."""
    till.scan(code)
    till.press(Qt.Key.Key_F9)
    till.press(Qt.Key.Key_Escape)
    receipt = f"TR1:{till.stage.store.kept.sales[-1].sale_id}"
    till.scan(receipt)
    return receipt


def refunds(stage: Stage) -> list[CardState]:
    return [each.state for each in stage.card_intents.kept.values() if each.purpose == "refund"]


def test_the_terminal_pays_out_and_the_return_has_it_in_its_own_transaction(till: Till, stage: Stage) -> None:
    bought(till)
    till.press(Qt.Key.Key_Return)
    (back,) = stage.store.kept.returns
    assert [(each.amount_minor, each.slip_reference, each.card_end) for each in back.tenders] == [
        (4900, "0002", "1234")
    ]
    assert (device(stage).charged, refunds(stage)) == (0, [CardState.USED])
    assert till.window.models.returning.step == "done"


def test_while_the_terminal_has_the_word_nothing_else_begins_and_cancelling_pays_nothing(
    till: Till, stage: Stage
) -> None:
    receipt = bought(till)
    device(stage).gate = threading.Event()
    device(stage).progress = (Progress.PIN_PAD,)
    till.type("\r")
    till.until(lambda: "display" in panel(till).todo.text().lower())
    till.window.inbox.scanned.emit(Code(receipt, "scanner"))
    till.controller.act(Act.RETURN.value)
    assert till.window.models.returning.step == "terminal"
    button = panel(till).choices.button("cancel")
    assert button is not None
    button.click()
    till.settle()
    assert "avbrutt" in panel(till).todo.text().lower()
    assert stage.store.kept.returns == []
    choose(till, "slip")
    till.type("77")
    till.press(Qt.Key.Key_Return)
    (back,) = stage.store.kept.returns
    assert (back.tenders[0].slip_reference, back.tenders[0].intent_id) == ("77", "")


def test_card_once_what_nobody_knows_is_looked_up_or_settled_by_the_slip(till: Till, stage: Stage) -> None:
    bought(till)
    device(stage).next, device(stage).answers_after = "lost", 1
    till.press(Qt.Key.Key_Return)
    assert refunds(stage) == [CardState.UNKNOWN]
    assert "49,00" in panel(till).todo.text()
    till.type("0002")
    choose(till, "paid_by_slip")
    (back,) = stage.store.kept.returns
    assert back.tenders[0].slip_reference == "0002"
    assert refunds(stage) == [CardState.SETTLED]
    assert stage.store.kept.events[-1].reason == "card paid_by_slip"
    till.press(Qt.Key.Key_Return)
    device(stage).answers_after = None
    bought(till, BUN_CODE)
    device(stage).next, device(stage).answers_after = "lost", 1
    till.press(Qt.Key.Key_Return)
    device(stage).answers_after = None
    choose(till, "look")
    assert refunds(stage) == [CardState.SETTLED, CardState.USED]
    assert len(stage.store.kept.returns) == 2


def test_card_once_after_a_power_cut_the_same_return_has_what_was_paid_out(
    make_till: Callable[..., Till], stage: Stage
) -> None:
    first = make_till(stage=stage).sign_in()
    receipt = bought(first, TOAST_CODE)
    stage.store.fail = CannotSell("disk_full", "the disk is full")
    first.press(Qt.Key.Key_Return)
    assert (stage.store.kept.returns, refunds(stage)) == ([], [CardState.APPROVED])
    stage.store.fail = None
    again = make_till(stage=stage).sign_in()
    assert "kort" in again.said
    again.press(Qt.Key.Key_Escape)
    again.press(Qt.Key.Key_Escape)
    again.scan(receipt)
    again.press(Qt.Key.Key_Return)
    assert [each.tenders[0].slip_reference for each in stage.store.kept.returns] == ["0002"]
    assert [what for what, _ in device(stage).asked] == ["pay", "refund"]
    assert device(stage).charged == 0
