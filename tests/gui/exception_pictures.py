"""Pictures of what is no ordinary sale: goods come back, a reason is asked for, somebody allows (:mod:`pictures`); run
by itself it makes the manual's pictures.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt

from pos_app.ui.keys import Act
from pos_app.ui.viewmodels.returning import NO_RECEIPT
from tests.gui.price_pictures import prices
from tests.gui.till import Till
from tests.stage import goods
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


def _unproven(till: Till) -> None:
    """Two buns that cost less of late, and a coffee."""
    made = prices(till.stage)
    bun = goods.CINNAMON_BUN.article_id
    made.before[bun] = (replace(made.before[bun][0], price_minor=3900), made.before[bun][1])
    object.__setattr__(till.window.models.services, "prices", made)
    till.stage.staff.manager_comes()
    till.scan(BUN_CODE, BUN_CODE, CAPPUCCINO_CODE)
    till.controller.act(Act.RETURN.value)
    till.window.models.returning.choose(NO_RECEIPT)
    till.settle()
    till.press(Qt.Key.Key_Down)


def _unproven_done(till: Till) -> None:
    _unproven(till)
    till.press(Qt.Key.Key_Return)
    till.type("9876")
    till.press(Qt.Key.Key_Return)


def _exchange(till: Till) -> None:
    receipt = _bought(till)
    till.scan(TOAST_CODE, CAPPUCCINO_CODE)
    till.scan(receipt)
    till.press(Qt.Key.Key_Plus)
    till.press(Qt.Key.Key_Plus)


def _no_receipt_yet(till: Till) -> None:
    till.controller.act(Act.RETURN.value)


STATES: dict[str, Callable[[Till], None]] = {
    "return": _return,
    "return-done": _return_done,
    "return-exchange": _exchange,
    "return-which": _no_receipt_yet,
    "return-unproven": _unproven,
    "return-unproven-done": _unproven_done,
    "reason": _reason,
    "approval": _approval,
    "price": _price,
}


def draw_for_manual() -> list[Path]:
    """Goods for goods, and goods without a receipt: each panel alone and small enough for the help panel."""
    from tests.gui.pictures import _stage

    folder, drawn = Path(__file__).parents[2] / "pos_app" / "help" / "pictures", []
    for name, state in (("exchange", _exchange), ("unproven", _unproven)):
        till = Till(_stage(), palette="light")
        till.sign_in()
        state(till)
        drawn.append(folder / f"{name}.png")
        grabbed = till.panel.grab().scaledToWidth(400, Qt.TransformationMode.SmoothTransformation)
        grabbed.save(str(drawn[-1]))
        till.close()
    return drawn


if __name__ == "__main__":
    print(draw_for_manual())
