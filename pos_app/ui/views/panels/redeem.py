"""How many points? The keypad types the number; the panel says what it is worth and what is possible."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.panel_state import RedeemState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.labels import PlainLabel


class RedeemPanel(Panel):
    """STALE-LABEL: the balance stands with its time."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Use points"), parent)
        self.balance = PlainLabel(theme, "", 26, "ink", BOLD)
        self.as_of = PlainLabel(theme, "", 14, "soft")
        self.body.addWidget(self.balance)
        self.body.addWidget(self.as_of)
        self.body.addSpacing(theme.px(6))
        self.most = self.add_label(size=17, strong=True)
        self.why = self.add_label(size=15, colour="soft")
        self.choices = ChoiceGrid(theme, 2, ticked=False)
        self.choices.chosen.connect(self.chosen)
        self.body.addWidget(self.choices)
        self.worth = PlainLabel(theme, "", 20, "action", BOLD, wrap=True)
        self.body.addWidget(self.worth)
        self.notice = self.add_label(size=15, strong=True)
        self.body.addStretch(1)
        self.add_primary(self.tr("Use the points"))

    def show_state(self, state: RedeemState) -> None:
        """Show what is possible."""
        self.balance.say(state.balance_text)
        self.as_of.say(state.as_of_text)
        tell(self.most, state.most_text, "good")
        self.most.say(state.most_text, "ink")
        tell(self.why, state.why_not_more)
        self.choices.show_choices(state.choices)
        self.worth.say(state.worth_text)
        tell(self.notice, state.busy_text or state.refusal, "quiet" if state.busy_text else "stop")
        assert self.primary is not None
        self.primary.setEnabled(state.can_accept)
