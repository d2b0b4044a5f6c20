"""The parked sales: choose one and it is on the counter again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.panel_state import ParkedState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.entry_list import EntryList


class ParkedPanel(Panel):
    """Newest first, with the time, the first goods and the total."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Parked sales"), parent)
        self.notice = self.add_label(size=16, colour="soft")
        self.entries = EntryList(theme)
        self.entries.chosen.connect(self.chosen)
        self.body.addWidget(self.entries, 1)
        self.add_primary(self.tr("Take back"))

    def show_state(self, state: ParkedState) -> None:
        """Show these."""
        tell(self.notice, state.text)
        self.entries.show_entries(state.entries, state.selected)
        assert self.primary is not None
        self.primary.setEnabled(state.selected is not None)

    def key(self, event: QKeyEvent) -> bool:
        """Up and down move the choice."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.entries.step(-1 if event.key() == Qt.Key.Key_Up else 1)
            return True
        return False
