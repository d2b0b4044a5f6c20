"""Why is this done? One touch on a reason, then Enter."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.reasons import ReasonState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.labels import PlainLabel


class ReasonPanel(Panel):
    """What it is about in large letters, the reasons in a grid, the arrows choose among them."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent)
        self.what = PlainLabel(theme, "", 24, "ink", BOLD, wrap=True)
        self.body.addWidget(self.what)
        self.detail = self.add_label(size=15, colour="soft")
        self.effect = PlainLabel(theme, "", 22, "action", BOLD, wrap=True)
        self.body.addWidget(self.effect)
        self.body.addSpacing(theme.px(6))
        self.add_heading(self.tr("Reason"))
        self.reasons = ChoiceGrid(theme, 2)
        self.reasons.chosen.connect(self.chosen)
        self.body.addWidget(self.reasons)
        self.notice = self.add_label(size=15, strong=True)
        self.body.addStretch(1)
        self.add_primary("")

    def show_state(self, state: ReasonState) -> None:
        """Show the question."""
        self.title.say(state.title)
        self.what.say(state.what)
        tell(self.detail, state.detail)
        self.effect.say(state.effect_text)
        self.effect.setVisible(bool(state.effect_text))
        self.reasons.show_choices(state.reasons)
        tell(self.notice, state.refusal, "look")
        assert self.primary is not None
        self.primary.setText(state.button)
        self.primary.setEnabled(state.can_accept)

    def key(self, event: QKeyEvent) -> bool:
        """The arrows choose the reason."""
        steps = {Qt.Key.Key_Up: -2, Qt.Key.Key_Down: 2, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            return False
        self.reasons.step(step)
        return True
