"""Card on the separate terminal: key the amount there, copy the number from its slip here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.panel_state import CardState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.fields import TextField
from pos_app.ui.widgets.labels import PlainLabel


class CardPanel(Panel):
    """The slip's number is what matches the till to the terminal at the end of the day, so it is required."""

    reference_changed = Signal(str)
    declined = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Card"), parent)
        self.add_heading(self.tr("1. Key this amount on the card terminal"))
        self.amount = PlainLabel(theme, "", 40, "ink", BOLD)
        self.body.addWidget(self.amount)
        self.body.addSpacing(theme.px(8))
        self.add_heading(self.tr("2. When it says approved: type the number from its slip"))
        self.field = TextField(theme, self.tr("Slip number"))
        self.field.setMaxLength(40)
        self.field.textChanged.connect(self.reference_changed)
        self.field.returnPressed.connect(self.accept)
        self.body.addWidget(self.field)
        self.notice = self.add_label(size=15, strong=True)
        self.body.addStretch(1)
        no = self.add_secondary(self.tr("Declined"))
        no.clicked.connect(self.declined)
        self.add_primary(self.tr("Approved"))

    def show_state(self, state: CardState) -> None:
        """Show the amount and the reference typed so far."""
        self.amount.say(state.amount_text)
        if state.reference != self.field.text():
            self.field.setText(state.reference)
        tell(self.notice, state.refusal, "stop")
        assert self.primary is not None
        self.primary.setEnabled(state.can_accept)

    def opened(self) -> None:
        """Ready to type the slip's number."""
        self.field.setFocus()
