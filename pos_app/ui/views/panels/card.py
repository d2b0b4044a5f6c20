"""Money taken outside of the till: key the amount there, copy the payment's number here."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.panel_state import CardState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.fields import TextField
from pos_app.ui.widgets.labels import PlainLabel


class _SlipPanel(Panel):
    """What the customer pays elsewhere, and the number by which that is found again at the end of the day."""

    reference_changed = Signal(str)
    declined = Signal()

    def _build(self, theme: Theme, first: str, then: str, number: str) -> None:
        self.add_heading(first)
        self.amount = PlainLabel(theme, "", 40, "ink", BOLD)
        self.body.addWidget(self.amount)
        self.body.addSpacing(theme.px(8))
        self.add_heading(then)
        self.field = TextField(theme, number)
        self.field.setMaxLength(40)
        self.field.textChanged.connect(self.reference_changed)
        self.field.returnPressed.connect(self.accept)
        self.body.addWidget(self.field)
        self.notice = self.add_label(size=15, strong=True)
        self.body.addStretch(1)

    def show_state(self, state: CardState) -> None:
        """Show the amount and the reference typed so far."""
        self.amount.say(state.amount_text)
        if state.reference != self.field.text():
            self.field.setText(state.reference)
        tell(self.notice, state.refusal, "stop")
        assert self.primary is not None
        self.primary.setEnabled(state.can_accept)

    def opened(self) -> None:
        """Ready to type the number."""
        self.field.setFocus()


class CardPanel(_SlipPanel):
    """Card on the separate terminal. The slip's number is what matches the till to the terminal at the end of the day,
    so it is required.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Card"), parent)
        self._build(
            theme,
            self.tr("1. Key this amount on the card terminal"),
            self.tr("2. When it says approved: type the number from its slip"),
            self.tr("Slip number"),
        )
        no = self.add_secondary(self.tr("Declined"))
        no.clicked.connect(self.declined)
        self.add_primary(self.tr("Approved"))


class MobilePanel(_SlipPanel):
    """A payment from the customer's telephone to the shop's number at such a service. Its number is what matches the
    till to the service's own list, so it is required.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Mobile payment"), parent)
        self._build(
            theme,
            self.tr("1. The customer pays this amount to the shop, in the app"),
            self.tr("2. When the shop's own app or list shows it: type the payment's number"),
            self.tr("Number of the payment"),
        )
        no = self.add_secondary(self.tr("Not paid"))
        no.clicked.connect(self.declined)
        self.add_primary(self.tr("Paid"))
