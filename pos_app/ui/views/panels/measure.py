"""A weight or a price that is missing before an article can be sold; typed on the keypad."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.panel_state import MeasureState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.labels import PlainLabel


class MeasurePanel(Panel):
    """Asks one number and shows what it makes."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent)
        self.name = PlainLabel(theme, "", 22, "ink", BOLD, wrap=True)
        self.detail = PlainLabel(theme, "", 16, "soft", wrap=True)
        self.effect = PlainLabel(theme, "", 30, "action", BOLD, wrap=True)
        for label in (self.name, self.detail, self.effect):
            self.body.addWidget(label)
        self.notice = self.add_label(size=15, strong=True)
        self.body.addStretch(1)
        self.add_primary(self.tr("Add to the basket"))

    def show_state(self, state: MeasureState) -> None:
        """Show what is asked and what the number typed makes."""
        self.title.say(state.ask)
        self.name.say(state.name)
        self.detail.say(state.detail)
        self.effect.say(state.effect_text)
        tell(self.notice, state.refusal, "stop")
        assert self.primary is not None
        self.primary.setEnabled(state.can_accept)
