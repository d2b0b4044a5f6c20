"""Is the customer old enough? The date to look for on the card stands there, ready."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.panel_state import AgeState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.buttons import SECONDARY, WARN, PanelButton
from pos_app.ui.widgets.labels import PlainLabel


class AgePanel(Panel):
    """Yes goes on with the sale; No leaves the goods out. A date that is typed is counted by the till."""

    refused = Signal()
    evident = Signal()

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
        self.body.addSpacing(theme.px(8))
        self.notice = self.add_label(size=16, strong=True)
        self.add_label(
            self.tr("Look at a card with a picture, or type its date of birth. The date is not kept."),
            15,
            "soft",
        )
        self.body.addStretch(1)
        self.clearly = PanelButton(theme, self.tr("Clearly older – no card needed"), SECONDARY)
        self.clearly.clicked.connect(self.evident)
        self.body.addWidget(self.clearly)
        no = self.add_secondary(self.tr("No – leave it out"), face=WARN)
        no.clicked.connect(self.refused)
        self.add_primary(self.tr("Yes, checked"))
        for place in range(self.foot.count()):
            self.foot.setStretch(place, 1)  # yes and no have the same right

    def show_state(self, state: AgeState) -> None:
        """Show the article, the date, and what is wrong with one that was typed."""
        self.name.say(state.name)
        self.limit.say(state.limit_text)
        self.born.say(state.born_text)
        tell(self.notice, state.refusal, "stop")
        self.clearly.setEnabled(not state.is_typed)
