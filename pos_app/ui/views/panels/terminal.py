"""Card on a terminal that the till asks itself: the amount, what the terminal says, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.card_state import TerminalState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.fields import TextField
from pos_app.ui.widgets.labels import PlainLabel


class TerminalPanel(Panel):
    """Enter presses the way on that has the focus; the first one has it when something new is shown."""

    chosen = Signal(str)
    slip_changed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Card"), parent)
        self.heading = self.add_heading("")
        self.amount = PlainLabel(theme, "", 40, "ink", BOLD)
        self.body.addWidget(self.amount)
        self.notice = self.add_label(size=18, strong=True)
        self.detail = self.add_label(size=15, colour="soft")
        self.body.addSpacing(theme.px(6))
        self.field = TextField(theme, self.tr("Slip number"))
        self.field.setMaxLength(40)
        self.field.textChanged.connect(self.slip_changed)
        self.body.addWidget(self.field)
        self.choices = ChoiceGrid(theme, 1, ticked=False)
        self.choices.chosen.connect(self.chosen)
        self.body.addWidget(self.choices)
        self.body.addStretch(1)
        self._keys: tuple[str, ...] = ()

    def show_state(self, state: TerminalState) -> None:
        """Show what is going on."""
        self.heading.say(state.heading)
        self.amount.say(state.amount_text)
        tell(self.notice, state.text, state.tone)
        tell(self.detail, state.detail)
        self.field.setVisible(state.asks_slip)
        if state.slip != self.field.text():
            self.field.setText(state.slip)
        self.choices.show_choices(state.choices)
        keys = tuple(choice.key for choice in state.choices)
        if keys != self._keys:
            self._keys = keys
            if self.isVisible():
                self.opened()

    def opened(self) -> None:
        """The slip's number is typed at once; else the arrows move over the ways on."""
        if self.field.isVisibleTo(self):
            self.field.setFocus()
        elif self._keys:
            self.choices.focus_first()
        else:
            self.setFocus()
