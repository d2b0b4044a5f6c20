"""How the rest is paid: cash, cards, points, or one after the other."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.panel_state import PaymentState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.entry_list import EntryList
from pos_app.ui.widgets.labels import PlainLabel


class PaymentPanel(Panel):
    """The amount still to pay, what has been given, and one large button for each way to go on."""

    chosen = Signal(str)
    entered = Signal(str)
    """Enter, and the way to pay that has the focus."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Payment"), parent)
        self.add_heading(self.tr("Left to pay"))
        self.remaining = PlainLabel(theme, "", 40, "ink", BOLD)
        self.body.addWidget(self.remaining)
        self.methods = ChoiceGrid(theme, 2, ticked=False)
        self.methods.chosen.connect(self.chosen)
        self.body.addWidget(self.methods)
        self.notice = self.add_label(size=15, strong=True)
        self.heading = self.add_heading(self.tr("Given so far"))
        self.given = EntryList(theme)
        self.body.addWidget(self.given, 1)
        self.body.addStretch(0)
        self.back = self.add_secondary(self.tr("Give everything back"))
        self.back.clicked.connect(lambda: self.chosen.emit("give_back"))

    def show_state(self, state: PaymentState) -> None:
        """Show how far the payment is."""
        self.remaining.say(state.remaining_text)
        self.methods.show_choices(state.methods)
        tell(self.notice, state.text, state.tone)
        self.given.show_entries(state.given)
        self.heading.setVisible(bool(state.given))
        self.back.setVisible(bool(state.given) and state.can_cancel)

    def opened(self) -> None:
        """The arrows move over the ways to pay at once."""
        self.methods.focus_first()

    def accept(self) -> None:
        """Enter takes what was typed as cash; with nothing typed, the way to pay that has the focus."""
        self.entered.emit(self.methods.focused_key())
