"""What the cashier sees of leases, to be drawn with the other states by :mod:`tests.gui.pictures`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from pos_app.services.holding import HoldAnswer, HoldOutcome
from pos_app.ui.inbox import Link
from pos_app.ui.keys import Act
from tests.gui.till import Till
from tests.stage import goods, leases
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, TOAST_CODE


def basket(till: Till) -> None:
    """Ada, with five things on the counter."""
    till.scan(CAPPUCCINO_CODE, CAPPUCCINO_CODE, BUN_CODE, TOAST_CODE)
    member = till.stage.members.people[0]
    till.window.models.sale.set_member(member)
    till.settle()
    till.window.models.sale.add(goods.BEANS, quantity_milli=342)
    till.window.models.sale.select(3)


def _offline(till: Till) -> None:
    """The line is down, and 300 of Ada's points are kept at this till."""
    till.stage.leases.keep(leases.kept(300))
    till.report(Link.OFFLINE, 2)
    basket(till)
    till.window.models.messages.hush()


def _offline_redeem(till: Till) -> None:
    _offline(till)
    till.controller.act(Act.POINTS.value)
    till.settle()
    till.type("200")


def _offline_nothing(till: Till) -> None:
    """The line is down, and another till keeps the points."""
    till.report(Link.OFFLINE, 2)
    basket(till)
    till.controller.act(Act.POINTS.value)


def _offline_sheet(till: Till) -> None:
    _offline(till)
    till.controller.act(Act.MEMBER.value)


def _hub(till: Till) -> None:
    """Only the outside line is down: the store's hub keeps Ada's points."""
    till.stage.hub.lease_id, till.stage.hub.points = "hub-lease", 300
    till.report(Link.OFFLINE, 2, hub=True)
    basket(till)
    till.controller.act(Act.POINTS.value)


def _elsewhere(till: Till) -> None:
    """The line is up, and another store has not given the points back."""
    until = goods.AT_MS + 50 * leases.HOUR_MS
    till.stage.holds.answer = HoldAnswer(HoldOutcome.TOO_FEW_POINTS, 40, goods.AT_MS, until, leased=1_200)
    basket(till)
    till.controller.act(Act.POINTS.value)
    till.settle()
    till.type("200")
    till.press(Qt.Key.Key_Return)


def _offline_paid(till: Till) -> None:
    _offline_redeem(till)
    till.press(Qt.Key.Key_Return)
    till.settle()
    till.type("500")
    till.press(Qt.Key.Key_Return)


OFFLINE: dict[str, Callable[[Till], None]] = {
    "offline": _offline,
    "offline-redeem": _offline_redeem,
    "offline-nothing": _offline_nothing,
    "offline-sheet": _offline_sheet,
    "offline-paid": _offline_paid,
    "hub": _hub,
    "elsewhere": _elsewhere,
}
