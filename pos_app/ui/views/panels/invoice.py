"""Goods on an account: what they come to, and which organisation is sent the invoice."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.invoice import InvoiceState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.buttons import IconButton
from pos_app.ui.widgets.fields import TextField
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.letter_pad import LetterPad


class InvoicePanel(Panel):
    """The keypad types the number; letters come from a keyboard, or from the pad behind its button."""

    named = Signal(str)
    numbered = Signal(str)
    referred = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Invoice"), parent)
        self.amount = PlainLabel(theme, "", 40, "ink", BOLD)
        self.body.addWidget(self.amount)
        self.told = self.add_label(size=15, colour="soft")
        self.told.say(
            self.tr("Nothing is paid now. The goods are handed out, and the customer is sent an invoice.")
        )
        self.number = self._field(self.tr("Organisation number"), self.numbered)
        self.number.setMaxLength(24)
        self.body.addWidget(self.number)
        self.name = self._field(self.tr("Name of the organisation"), self.named)
        letters = IconButton(theme, "keyboard", self.tr("Letters"))
        letters.clicked.connect(self._toggle_letters)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.name, 1)
        row.addWidget(letters)
        self.body.addLayout(row)
        self.reference = self._field(self.tr("Customer's reference: order or project"), self.referred)
        self.reference.setMaxLength(40)
        self.body.addWidget(self.reference)
        self._letters: LetterPad | None = None
        self._last = self.name
        self._pad_place = QVBoxLayout()
        self.body.addLayout(self._pad_place)
        self.notice = self.add_label(size=15, strong=True)
        self.body.addStretch(1)
        self.add_primary(self.tr("Hand out on invoice"))

    def _field(self, hint: str, said: SignalInstance) -> TextField:
        field = TextField(self.theme, hint, caption=hint)
        field.textChanged.connect(said)
        field.returnPressed.connect(self.accept)
        return field

    @property
    def field(self) -> TextField:
        """Where the keypad types: digits may stand in a reference, else they are the number; beside the letters they go
        where those go.
        """
        if self._letters is not None and self._letters.isVisible():
            return self._lettered
        return self.reference if self.reference.hasFocus() else self.number

    def show_state(self, state: InvoiceState) -> None:
        """Show what was typed, and why it does not hold."""
        self.amount.say(state.amount_text)
        for field, text in (
            (self.number, state.number),
            (self.name, state.name),
            (self.reference, state.reference),
        ):
            if field.text() != text:
                field.setText(text)
        tell(self.notice, state.refusal, "stop")
        assert self.primary is not None
        self.primary.setEnabled(state.can_accept)

    def _toggle_letters(self) -> None:
        if self._letters is None:
            self._letters = LetterPad(self.theme, self)
            self._letters.typed.connect(self._letter)
            self._letters.erased.connect(self._erase)
            rows = self._letters.height_for(self.number.width()) // self.theme.px(56)
            self._letters.setFixedHeight(rows * self.theme.px(54) + self.theme.px(2))
            self._letters.hide()
            self._pad_place.addWidget(self._letters)
        shown = not self._letters.isVisible()
        self._last = self.reference if self.reference.hasFocus() else self.name
        self._letters.setVisible(shown)
        for part in (self.told, self.amount, self.number):
            part.setVisible(not shown)
        self._last.setFocus()
        self._last.end(False)  # else the next letter would take the place of all that was typed

    @property
    def _lettered(self) -> TextField:
        """The field that letters go to."""
        if self.reference.hasFocus() or self.name.hasFocus():
            self._last = self.reference if self.reference.hasFocus() else self.name
        return self._last

    def _erase(self) -> None:
        self._lettered.backspace()

    def _letter(self, letter: str) -> None:
        field = self._lettered
        before = field.text()[: field.cursorPosition()]
        field.insert(letter.upper() if not before or before[-1] in " -" else letter)

    def opened(self) -> None:
        """Ready to type what is missing."""
        (self.name if self.number.text() and not self.name.text() else self.number).setFocus()

    def key(self, event: QKeyEvent) -> bool:
        """Up and down go from field to field."""
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            return False
        return True
