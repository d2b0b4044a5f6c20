"""Pictures of the drawer's panel: see :mod:`pictures`."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from pos_app.ui.keys import Act
from tests.gui.till import Till
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE


def _drawer(till: Till) -> None:
    till.controller.act(Act.DRAWER.value)
    till.settle()


def _drawer_count(till: Till) -> None:
    _drawer(till)
    till.window.models.drawer.choose("float")
    for pieces in ("1", "", "4", "2", "10", "12"):
        till.type(pieces)
        till.press(Qt.Key.Key_Return)


def _drawer_open(till: Till) -> None:
    _drawer_count(till)
    till.touch(till.panel.primary)
    till.press(Qt.Key.Key_Return)


def _drawer_out(till: Till) -> None:
    _drawer_open(till)
    till.window.models.drawer.choose("out")
    till.type("120")
    till.press(Qt.Key.Key_Down)


def _drawer_why(till: Till) -> None:
    _drawer_open(till)
    till.window.models.drawer.choose("close")
    till.type("1")
    till.touch(till.panel.primary)


def _drawer_z(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.type("200")
    till.press(Qt.Key.Key_Return)
    _drawer(till)
    till.window.models.drawer.choose("z")
    till.press(Qt.Key.Key_Return)


STATES: dict[str, Callable[[Till], None]] = {
    "drawer": _drawer,
    "drawer-count": _drawer_count,
    "drawer-open": _drawer_open,
    "drawer-out": _drawer_out,
    "drawer-why": _drawer_why,
    "drawer-z": _drawer_z,
}
