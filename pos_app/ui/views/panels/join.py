"""Somebody becomes a member: card, name or phone, and what they agree to."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui.theme import SEMIBOLD, Theme
from pos_app.ui.viewmodels.member_desk_state import JoinState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.buttons import IconButton
from pos_app.ui.widgets.consent_list import ConsentList
from pos_app.ui.widgets.fields import TextField
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.letter_pad import LetterPad
from pos_app.ui.widgets.scroll_column import ScrollColumn


class JoinPanel(Panel):
    """The name has the focus, the keypad types the phone: whichever the customer says first is one step away."""

    named = Signal(str)
    phoned = Signal(str)
    born = Signal(str)
    befriended = Signal(str)
    consent_toggled = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("New member"), parent)
        self.card = self.add_label(size=15, strong=True)
        self.name = self._field(self.tr("Name"), self.named)
        letters = IconButton(theme, "keyboard", self.tr("Letters"))
        letters.clicked.connect(self._toggle_letters)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.name, 1)
        row.addWidget(letters)
        self.body.addLayout(row)
        self.phone = self._field(self.tr("Phone"), self.phoned)
        self.body.addWidget(self.phone)
        self._letters: LetterPad | None = None
        self._pad_place = QVBoxLayout()
        self.body.addLayout(self._pad_place)
        self._build_more()
        self.body.addWidget(self.more, 1)
        self._gap = QWidget()
        self._gap.hide()
        self.body.addWidget(self._gap, 1)
        self.notice = self.add_label(size=15, strong=True)
        self.add_primary(self.tr("Make a member"))

    def _build_more(self) -> None:
        """What may be left out: birthday, friend, consents."""
        self.birthday = self._field(self.tr("Birthday: day and month, 24.12"), self.born, self.tr("Birthday"))
        self.birthday.setMaxLength(6)
        self.friend = self._field(
            self.tr("Brought by: scan or type a card"), self.befriended, self.tr("Brought by")
        )
        self.friend_label = PlainLabel(self.theme, "", 15, "ink", SEMIBOLD, wrap=True)
        self.consents = ConsentList(self.theme)
        self.consents.toggled.connect(self.consent_toggled)
        self.more = ScrollColumn(self.theme, self.birthday, self.friend, self.friend_label, self.consents)

    def _field(self, hint: str, said: SignalInstance, caption: str = "") -> TextField:
        field = TextField(self.theme, hint, caption=caption or hint)
        field.textChanged.connect(said)
        field.returnPressed.connect(self.accept)
        return field

    @property
    def field(self) -> TextField:
        """Where the keypad types: the field that has the focus; digits are no name, so there it is the phone."""
        for field in (self.phone, self.birthday, self.friend):
            if field.hasFocus():
                return field
        return self.phone

    def show_state(self, state: JoinState) -> None:
        """Show how far it is."""
        for field, text in (
            (self.name, state.name),
            (self.phone, state.phone),
            (self.birthday, state.birthday),
            (self.friend, state.friend),
        ):
            if field.text() != text:
                field.setText(text)
        tell(self.card, state.card_text, state.card_tone)
        self.card.setVisible(self._letters is None or not self._letters.isVisible())
        tell(self.friend_label, state.friend_text, state.friend_tone)
        self.consents.show_consents(state.consents)
        tell(self.notice, state.notice, state.notice_tone)
        assert self.primary is not None
        self.primary.setEnabled(state.can_accept)

    def _toggle_letters(self) -> None:
        """The letters take the room of what may be left out, and of the card, which is not read meanwhile."""
        if self._letters is None:
            self._letters = LetterPad(self.theme, self)
            self._letters.typed.connect(self._letter)
            self._letters.erased.connect(self.name.backspace)
            rows = self._letters.height_for(self.phone.width()) // self.theme.px(56)
            self._letters.setFixedHeight(rows * self.theme.px(54) + self.theme.px(2))
            self._letters.hide()
            self._pad_place.addWidget(self._letters)
        shown = not self._letters.isVisible()
        self._letters.setVisible(shown)
        self.card.setVisible(not shown)
        self.more.setVisible(not shown)
        self._gap.setVisible(shown)
        self.name.setFocus()

    def _letter(self, letter: str) -> None:
        """A name's words begin with a capital, without a key for that."""
        before = self.name.text()[: self.name.cursorPosition()]
        self.name.insert(letter.upper() if not before or before[-1] in " -" else letter)

    def opened(self) -> None:
        """Ready to type whichever is missing."""
        (self.name if not self.name.text() else self.phone).setFocus()

    def key(self, event: QKeyEvent) -> bool:
        """Up and down go from field to field."""
        if event.key() == Qt.Key.Key_Down:
            self.focusNextChild()
        elif event.key() == Qt.Key.Key_Up:
            self.focusPreviousChild()
        else:
            return False
        return True
