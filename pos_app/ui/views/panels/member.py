"""Find a member by card number, phone or name, and put them on the sale; or make one of who was not found."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.panel_state import FindMemberState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.buttons import WARN, IconButton
from pos_app.ui.widgets.entry_list import EntryList
from pos_app.ui.widgets.fields import TextField
from pos_app.ui.widgets.letter_pad import LetterPad


class MemberPanel(Panel):
    """What is typed here, or on the keypad while it is open, is looked up at once."""

    searched = Signal(str)
    chosen = Signal(str)
    removed = Signal()
    join_wanted = Signal(str)
    """Nobody was found for this text: make them a member."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Member"), parent)
        self._nobody = False
        self.field = TextField(theme, self.tr("Card number, phone or name"))
        self.field.textChanged.connect(self.searched)
        self.field.returnPressed.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.field, 1)
        letters = IconButton(theme, "keyboard", self.tr("Letters"))
        letters.clicked.connect(self._toggle_letters)
        row.addWidget(letters)
        self.body.addLayout(row)
        self._letters: LetterPad | None = None
        self.notice = self.add_label(size=15)
        self.entries = EntryList(theme)
        self.entries.chosen.connect(self.chosen)
        self.body.addWidget(self.entries, 1)
        self.pad_place = QVBoxLayout()
        self.body.addLayout(self.pad_place)
        self.remove = self.add_secondary(self.tr("Take off the sale"), face=WARN)
        self.remove.clicked.connect(self.removed)
        self._join = self.add_secondary(self.tr("New", "a new member, on a narrow button"))
        self._join.setAccessibleName(self.tr("New member"))
        self._join.clicked.connect(lambda: self.join_wanted.emit(self.field.text()))
        self.add_primary(self.tr("Put on the sale"))
        assert self.primary is not None
        self.primary.clicked.disconnect(self.accepted)
        self.primary.clicked.connect(self._pressed)

    def show_state(self, state: FindMemberState) -> None:
        """Show who was found."""
        if state.query != self.field.text():
            self.field.setText(state.query)
        tell(self.notice, state.text, state.tone)
        self.entries.show_entries(state.found, state.selected)
        self.remove.setVisible(bool(state.attached))
        self._nobody = bool(state.text) and not state.found
        self._join.setVisible(not state.attached and not self._nobody)
        assert self.primary is not None
        self.primary.setText(self.tr("New member") if self._nobody else self.tr("Put on the sale"))
        self.primary.setEnabled(state.selected is not None or self._nobody)

    def _pressed(self) -> None:
        """The one who is chosen; where nobody was found, a new member with what was typed."""
        if self._nobody:
            self.join_wanted.emit(self.field.text())
        else:
            self.accepted.emit()

    def _toggle_letters(self) -> None:
        if self._letters is None:
            self._letters = LetterPad(self.theme, self)
            self._letters.typed.connect(self.field.insert)
            self._letters.erased.connect(self.field.backspace)
            self._letters.setFixedHeight(self._letters.height_for(self.field.width()))
            self._letters.hide()
            self.pad_place.addWidget(self._letters)
        self._letters.setVisible(not self._letters.isVisible())
        self.field.setFocus()

    def opened(self) -> None:
        """Ready to type."""
        self.field.setFocus()
        self.field.selectAll()

    def key(self, event: QKeyEvent) -> bool:
        """Up and down move the choice."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.entries.step(-1 if event.key() == Qt.Key.Key_Up else 1)
            return True
        return False
