"""What the cashier sees of a card terminal, to be drawn with the other states by :mod:`tests.gui.pictures`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from drivers.terminals.terminal import Progress
from tests.gui.offline_pictures import basket
from tests.gui.till import Till
from tests.stage.card_terminal import FakeTerminal


def _device(till: Till) -> FakeTerminal:
    assert till.stage.terminal is not None
    return till.stage.terminal


def _asking(till: Till) -> None:
    """The picture of a payment that is under way, without one that would have to end."""
    basket(till)
    terminal = till.window.models.card_terminal
    assert terminal is not None
    terminal._amount_minor = till.window.models.sale.quote.settlement.due_minor
    terminal.asking = True
    terminal._show_asking("")
    terminal._progress(Progress.PIN_PAD.value)
    terminal.asking = False


def _declined(till: Till) -> None:
    _device(till).next = "declined"
    basket(till)
    till.press(Qt.Key.Key_F9)


def _unknown(till: Till) -> None:
    _device(till).next, _device(till).answers_after = "lost", 1
    basket(till)
    till.press(Qt.Key.Key_F9)
    till.type("0042")


def _other_amount(till: Till) -> None:
    _device(till).next = "other"
    basket(till)
    till.press(Qt.Key.Key_F9)


def _split(till: Till) -> None:
    basket(till)
    till.type("100")
    till.press(Qt.Key.Key_F9)


def _gone(till: Till) -> None:
    till.device("terminal", "gone.unreachable")
    basket(till)
    till.controller.act("status")


def _paid(till: Till) -> None:
    basket(till)
    till.press(Qt.Key.Key_F9)


def _bought(till: Till) -> None:
    basket(till)
    till.press(Qt.Key.Key_F9)
    till.press(Qt.Key.Key_Escape)
    till.window.models.sale.set_member(None)
    till.controller.act("return")
    till.window.models.returning.open_id(till.stage.store.kept.sales[-1].sale_id)
    till.settle()
    till.type("*")
    till.settle()


def _refund_unknown(till: Till) -> None:
    _bought(till)
    _device(till).next, _device(till).answers_after = "lost", 1
    till.press(Qt.Key.Key_Return)


def _refund_declined(till: Till) -> None:
    _bought(till)
    _device(till).next = "declined"
    till.press(Qt.Key.Key_Return)


CARD: dict[str, Callable[[Till], None]] = {
    "card-asking": _asking,
    "card-declined": _declined,
    "card-unknown": _unknown,
    "card-other-amount": _other_amount,
    "card-split": _split,
    "card-gone": _gone,
    "card-paid": _paid,
    "card-refund-unknown": _refund_unknown,
    "card-refund-declined": _refund_declined,
}
