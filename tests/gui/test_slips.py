"""The papers that are no receipts, at the window: printed, counted, and the sale as it was."""

from __future__ import annotations

from PySide6.QtCore import Qt

from pos_app.domain.counter_event import CounterEventKind
from pos_app.domain.errors import CannotSell
from tests.gui.test_practice import begin, end, kinds
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE
from tests.stage.paper import texts

CTRL = Qt.KeyboardModifier.ControlModifier
WARNING = "IKKE KVITTERING FOR KJØP"


def printed(till: Till) -> list[list[str]]:
    assert till.stage.printer is not None
    return [texts(document) for _, document in till.stage.printer.taken]


def test_a_provisional_receipt_comes_before_payment_and_the_sale_stays(till: Till) -> None:
    till.press(Qt.Key.Key_F, CTRL)
    assert kinds(till) == []
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.press(Qt.Key.Key_F, CTRL)
    assert kinds(till) == [CounterEventKind.PROVISIONAL_PRINTED]
    (slip,) = printed(till)
    assert (WARNING in slip, "Foreløpig kvittering" in slip) == (True, True)
    assert till.names == ["Cappuccino", "Kanelbolle"]
    till.type("50")
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_F, CTRL)
    assert len(printed(till)) == 1


def test_durable_first_a_full_disk_prints_no_provisional_receipt(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.stage.store.fail = CannotSell("disk_full", "the disk is full")
    till.press(Qt.Key.Key_F, CTRL)
    assert (printed(till), kinds(till)) == ([], [])


def test_a_card_payment_by_hand_has_a_slip_and_cash_has_none(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE)
    till.press(Qt.Key.Key_F9)
    till.type("4711")
    till.press(Qt.Key.Key_Return)
    receipt = till.window.models.receipt.receipt()
    assert receipt is not None
    assert "card_slip" in [choice.key for choice in receipt.choices]
    assert till.controller is not None
    till.controller.exceptions.receipt_chosen("card_slip")
    till.settle()
    assert kinds(till) == [CounterEventKind.CARD_SLIP_PRINTED]
    assert (WARNING in printed(till)[-1], "4711" in printed(till)[-1]) == (True, True)
    till.press(Qt.Key.Key_Escape)
    till.scan(BUN_CODE)
    till.type("100")
    till.press(Qt.Key.Key_Return)
    receipt = till.window.models.receipt.receipt()
    assert receipt is not None
    assert "card_slip" not in [choice.key for choice in receipt.choices]


def test_in_practice_it_is_counted_as_training_and_says_so(till: Till) -> None:
    till.stage.staff.manager_comes()
    room = begin(till)
    room.scan(CAPPUCCINO_CODE)
    controller = room.window.controller
    assert controller is not None
    controller.act("provisional")
    room.settle()
    assert "TRENINGSKVITTERING" in printed(till)[-1]
    end(till, room)
    assert kinds(till) == [
        CounterEventKind.TRAINING_ON,
        CounterEventKind.TRAINING_PRINTED,
        CounterEventKind.TRAINING_OFF,
    ]
