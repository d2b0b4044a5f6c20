"""Pictures of a shop that has every family of rules (:mod:`pictures`)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from pos_app.ui.keys import Act
from tests.gui.till import Till
from tests.stage import goods, loyal_shop
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, TOAST_CODE


def _ada(till: Till) -> None:
    """Ada at the loyal shop, with something of every family on the counter."""
    till.window.models.sale.set_member(till.stage.members.people[0])
    till.scan(CAPPUCCINO_CODE, BUN_CODE, TOAST_CODE)
    till.window.models.sale.add(goods.BEANS, quantity_milli=342)


def _sheet(till: Till) -> None:
    _ada(till)
    till.scan(loyal_shop.COUPON)
    till.controller.act(Act.MEMBER.value)


def _sheet_end(till: Till) -> None:
    _sheet(till)
    till.settle()
    for _ in range(4):
        till.press(Qt.Key.Key_PageDown)


def _coupons(till: Till) -> None:
    _ada(till)
    till.controller.act(Act.POINTS.value)


def _not_for_you(till: Till) -> None:
    _ada(till)
    till.window.models.sale.add(goods.BOOK)


def _explained(till: Till) -> None:
    _ada(till)
    till.controller.act(Act.LINE.value)


def _taken_out(till: Till) -> None:
    _ada(till)
    till.scan(loyal_shop.COUPON)
    till.stage.securing.refusals = {f"coupon:{loyal_shop.COUPON}": "used"}
    till.press(Qt.Key.Key_Return)


def _promised(till: Till) -> None:
    _ada(till)
    till.type("500")
    till.press(Qt.Key.Key_Return)


LOYAL: dict[str, Callable[[Till], None]] = {
    "loyal": _ada,
    "sheet": _sheet,
    "sheet-end": _sheet_end,
    "coupons": _coupons,
    "not-for-you": _not_for_you,
    "explained": _explained,
    "taken-out": _taken_out,
    "promised": _promised,
}
