"""A discount that a person gives: on what, of what kind, how much (typed on the keypad), and why."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.panel_state import DiscountState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.labels import PlainLabel


class DiscountPanel(Panel):
    """Every choice is one touch; the effect is shown before it is given."""

    target_chosen = Signal(str)
    kind_chosen = Signal(str)
    reason_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Discount"), parent)
        self.targets = ChoiceGrid(theme, 2)
        self.targets.chosen.connect(self.target_chosen)
        self.kinds = ChoiceGrid(theme, 2)
        self.kinds.chosen.connect(self.kind_chosen)
        self.reasons = ChoiceGrid(theme, 2)
        self.reasons.chosen.connect(self.reason_chosen)
        self.body.addWidget(self.targets)
        self.body.addWidget(self.kinds)
        self.add_heading(self.tr("Reason"))
        self.body.addWidget(self.reasons)
        self.effect = PlainLabel(theme, "", 20, "action", BOLD, wrap=True)
        self.body.addWidget(self.effect)
        self.notice = self.add_label(size=15, strong=True)
        self.body.addStretch(1)
        self.add_primary(self.tr("Give discount"))

    def show_state(self, state: DiscountState) -> None:
        """Show what is chosen and what it does."""
        self.targets.show_choices(state.targets)
        self.kinds.show_choices(state.kinds)
        self.reasons.show_choices(state.reasons)
        self.effect.say(state.effect_text)
        tell(self.notice, state.refusal, "stop")
        assert self.primary is not None
        self.primary.setEnabled(state.can_accept)

    def key(self, event: QKeyEvent) -> bool:
        """Up and down choose the reason, left and right what it is on, ``%`` percent or amount."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.reasons.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.targets.step(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.text() == "%":
            self.kinds.step(1)
        else:
            return False
        return True
