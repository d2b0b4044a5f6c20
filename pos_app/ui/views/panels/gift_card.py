"""Which gift card? Scanned or typed; then money goes onto it, or comes from it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.gift_card import GiftCardState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.fields import TextField
from pos_app.ui.widgets.labels import PlainLabel


class GiftCardPanel(Panel):
    """One field for the number, and what is known of the card."""

    number_changed = Signal(str)
    asked = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Gift card"), parent)
        self.heading = self.add_heading("")
        self.amount = PlainLabel(theme, "", 40, "ink", BOLD)
        self.body.addWidget(self.amount)
        self.body.addSpacing(theme.px(8))
        self.add_heading(self.tr("Scan the gift card or credit note, or type its number"))
        self.field = TextField(theme, self.tr("Number on the card"))
        self.field.setMaxLength(24)
        self.field.textChanged.connect(self.number_changed)
        self.field.returnPressed.connect(self.accept)
        self.body.addWidget(self.field)
        self.told = PlainLabel(theme, "", 20, "action", BOLD, wrap=True)
        self.body.addWidget(self.told)
        self.notice = self.add_label(size=15, strong=True)
        self.body.addStretch(1)
        self.ask_button = self.add_secondary(self.tr("Show balance"))
        self.ask_button.clicked.connect(self.asked)
        self.add_primary(self.tr("Go on"))

    def show_state(self, state: GiftCardState) -> None:
        """Show what is asked."""
        onto = self.tr("Goes onto the card")
        self.heading.say(onto if state.is_loading else self.tr("Left to pay"))
        self.amount.say(state.amount_text)
        if state.number != self.field.text():
            self.field.setText(state.number)
        self.told.say(state.told_text)
        self.told.setVisible(bool(state.told_text))
        tell(self.notice, state.busy_text or state.refusal, "quiet" if state.busy_text else "stop")
        self.ask_button.setEnabled(state.can_accept)
        self.ask_button.setVisible(not state.is_loading)
        assert self.primary is not None
        self.primary.setText(
            self.tr("Put it on the card") if state.is_loading else self.tr("Pay with this card")
        )
        self.primary.setEnabled(state.can_accept)

    def opened(self) -> None:
        """Ready for the number."""
        self.field.setFocus()
