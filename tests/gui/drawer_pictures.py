"""Pictures of the drawer's panel: see :mod:`pictures`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
from PySide6.QtCore import Qt

from pos_app.domain.drawer import DrawerRules
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


def _hand_who(till: Till) -> None:
    _drawer_open(till)
    till.window.models.drawer.choose("hand")


def _hand_leaves(till: Till) -> None:
    _hand_who(till)
    till.touch(till.panel.primary)
    for pieces in ("1", "", "4"):
        till.type(pieces)
        till.press(Qt.Key.Key_Return)


def _hand_takes(till: Till) -> None:
    _hand_leaves(till)
    for pieces in ("2", "10", "12"):
        till.type(pieces)
        till.press(Qt.Key.Key_Return)
    till.touch(till.panel.primary)
    till.type("1")


def _hand_over(till: Till) -> None:
    _hand_takes(till)
    till.press(Qt.Key.Key_Return)
    for pieces in ("", "4", "2", "10", "12"):
        till.type(pieces)
        till.press(Qt.Key.Key_Return)
    till.touch(till.panel.primary)


def _hand_uncounted(till: Till) -> None:
    drawer = till.window.models.drawer
    as_it_is = replace(drawer._ports.services, drawer_rules=DrawerRules(hand_over_counted=False))
    drawer._ports = msgspec.structs.replace(drawer._ports, services=as_it_is)
    _hand_who(till)
    till.touch(till.panel.primary)


STATES: dict[str, Callable[[Till], None]] = {
    "drawer": _drawer,
    "drawer-count": _drawer_count,
    "drawer-open": _drawer_open,
    "drawer-out": _drawer_out,
    "drawer-why": _drawer_why,
    "drawer-z": _drawer_z,
    "drawer-hand-who": _hand_who,
    "drawer-hand-leaves": _hand_leaves,
    "drawer-hand-takes": _hand_takes,
    "drawer-hand-over": _hand_over,
    "drawer-hand-uncounted": _hand_uncounted,
}
