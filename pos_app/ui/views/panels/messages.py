"""What the till has told the cashier, newest first."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.panel_state import MessagesState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.entry_list import EntryList


class MessagesPanel(Panel):
    """For "what did it say just now?"."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Messages"), parent)
        self.notice = self.add_label(size=16)
        self.entries = EntryList(theme, wrap_notes=True)
        self.body.addWidget(self.entries, 1)

    def show_state(self, state: MessagesState) -> None:
        """Show these."""
        tell(self.notice, state.text)
        self.entries.show_entries(state.entries)
