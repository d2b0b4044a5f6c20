"""Pictures of what is no ordinary sale: goods come back, a reason is asked for, somebody allows (:mod:`pictures`)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from pos_app.ui.keys import Act
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, TOAST_CODE


def _bought(till: Till) -> str:
    till.window.models.sale.set_member(till.stage.members.people[0])
    till.scan(CAPPUCCINO_CODE, CAPPUCCINO_CODE, BUN_CODE, TOAST_CODE)
    till.type("5000")
    till.press(Qt.Key.Key_Return)
    till.press(Qt.Key.Key_Escape)
    return f"TR1:{till.stage.store.kept.sales[-1].sale_id}"


def _return(till: Till) -> None:
    till.scan(_bought(till))
    till.press(Qt.Key.Key_Plus)
    till.press(Qt.Key.Key_Down)
    till.press(Qt.Key.Key_Plus)


def _return_done(till: Till) -> None:
    _return(till)
    till.press(Qt.Key.Key_Return)


def _reason(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.controller.act(Act.VOID.value)


def _approval(till: Till) -> None:
    till.stage.staff.manager_comes()
    till.scan(*[TOAST_CODE] * 6)
    till.controller.act(Act.VOID.value)
    till.window.models.reasons.choose("mistake")
    till.press(Qt.Key.Key_Return)


def _price(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.controller.act(Act.PRICE.value)


STATES: dict[str, Callable[[Till], None]] = {
    "return": _return,
    "return-done": _return_done,
    "reason": _reason,
    "approval": _approval,
    "price": _price,
}
