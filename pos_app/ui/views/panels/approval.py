"""Somebody has to allow this: who, and their PIN or card."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.approval import ApprovalState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.pin_dots import PinDots


class ApprovalPanel(Panel):
    """What is asked in large letters, the people who may, dots for the PIN. The keypad types it and shows nothing."""

    chosen = Signal(str)
    typed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Needs approval"), parent)
        self.what = PlainLabel(theme, "", 22, "ink", BOLD, wrap=True)
        self.body.addWidget(self.what)
        self.asked = self.add_label(size=15, colour="soft")
        self.body.addSpacing(theme.px(6))
        self.heading = self.add_heading(self.tr("Who allows it?"))
        self.people = ChoiceGrid(theme, 2)
        self.people.chosen.connect(self.chosen)
        self.body.addWidget(self.people)
        self.body.addSpacing(theme.px(6))
        self.dots = PinDots(theme)
        self.body.addWidget(self.dots)
        self.notice = self.add_label(size=15, strong=True)
        self.body.addStretch(1)
        self.add_primary(self.tr("Allow"))

    def show_state(self, state: ApprovalState) -> None:
        """Show who may and how far the PIN is."""
        self.what.say(state.what)
        self.asked.say(state.asked_by)
        self.people.show_choices(state.people)
        for part in (self.heading, self.dots):
            part.setVisible(bool(state.people))
        self.dots.show_typed(state.typed, state.prompt)
        tell(self.notice, state.refusal, "stop")
        assert self.primary is not None
        self.primary.setEnabled(state.can_accept)

    def press(self, sign: str) -> bool:
        """Digits are the PIN's: the number field never shows them."""
        self.typed.emit(sign)
        return True

    def key(self, event: QKeyEvent) -> bool:
        """The arrows choose who."""
        steps = {Qt.Key.Key_Up: -2, Qt.Key.Key_Down: 2, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            return False
        self.people.step(step)
        return True
