"""What the end-of-day screen shows: the steps with their marks, and the page of the one that is being done."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from pos_app.ui.viewmodels.drawer_state import DrawerState

Mark = Literal["done", "now", "todo", "look", "stop"]
TERMINAL, AGAIN, WITHOUT, LATER, NOT_NOW, STATUS = (
    "terminal",
    "again",
    "without",
    "later",
    "not_now",
    "status",
)
"""Acts on its pages: ask the card terminal, try once more, close without a copy, leave it to the till, leave a step
out, show what is wrong with the network.
"""
DRAWER = "drawer:"
"""Before a drawer's session: count it."""


class StepRow(Struct, frozen=True):
    """One step: ``number`` from 1, what it is, and what was found or is to be done. ``mark`` is a sign as well as a
    colour.
    """

    number: int
    title: str
    note: str = ""
    mark: Mark = "todo"


class EveningState(Struct, frozen=True):
    """The whole screen. ``progress_permille`` is how much of what waited the server has; ``None`` where nothing is on
    its way.
    """

    title: str = ""
    steps: tuple[StepRow, ...] = ()
    page: DrawerState = DrawerState()
    progress_permille: int | None = None
