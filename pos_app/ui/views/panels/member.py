"""Find a member by card number, phone or name, and put them on the sale."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.panel_state import FindMemberState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.buttons import WARN
from pos_app.ui.widgets.entry_list import EntryList
from pos_app.ui.widgets.fields import TextField


class MemberPanel(Panel):
    """What is typed here, or on the keypad while it is open, is looked up at once."""

    searched = Signal(str)
    chosen = Signal(str)
    removed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Member"), parent)
        self.field = TextField(theme, self.tr("Card number, phone or name"))
        self.field.textChanged.connect(self.searched)
        self.field.returnPressed.connect(self.accept)
        self.body.addWidget(self.field)
        self.notice = self.add_label(size=15)
        self.entries = EntryList(theme)
        self.entries.chosen.connect(self.chosen)
        self.body.addWidget(self.entries, 1)
        self.remove = self.add_secondary(self.tr("Take off the sale"), face=WARN)
        self.remove.clicked.connect(self.removed)
        self.add_primary(self.tr("Put on the sale"))

    def show_state(self, state: FindMemberState) -> None:
        """Show who was found."""
        if state.query != self.field.text():
            self.field.setText(state.query)
        tell(self.notice, state.text, state.tone)
        self.entries.show_entries(state.found, state.selected)
        self.remove.setVisible(bool(state.attached))
        assert self.primary is not None
        self.primary.setEnabled(state.selected is not None)

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
