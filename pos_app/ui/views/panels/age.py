"""Is the customer old enough? The date to look for on the card stands there, ready."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.panel_state import AgeState
from pos_app.ui.views.panel import Panel
from pos_app.ui.widgets.buttons import WARN
from pos_app.ui.widgets.labels import PlainLabel


class AgePanel(Panel):
    """Yes goes on with the sale; No leaves the goods out."""

    refused = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Check the age"), parent)
        self.name = PlainLabel(theme, "", 18, "soft", SEMIBOLD, wrap=True)
        self.limit = PlainLabel(theme, "", 22, "ink", BOLD, wrap=True)
        self.heading = PlainLabel(theme, self.tr("Born on or before"), 16, "soft", SEMIBOLD)
        self.born = PlainLabel(theme, "", 40, "ink", BOLD, wrap=True)
        for label in (self.name, self.limit):
            self.body.addWidget(label)
        self.body.addSpacing(theme.px(16))
        self.body.addWidget(self.heading)
        self.body.addWidget(self.born)
        self.body.addStretch(1)
        no = self.add_secondary(self.tr("No – leave it out"), face=WARN)
        no.clicked.connect(self.refused)
        self.add_primary(self.tr("Yes, checked"))

    def show_state(self, state: AgeState) -> None:
        """Show the article and the date."""
        self.name.say(state.name)
        self.limit.say(state.limit_text)
        self.born.say(state.born_text)
