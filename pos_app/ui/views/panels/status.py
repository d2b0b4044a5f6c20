"""What the pills stand for, in sentences: what is down, what still works, which sales wait."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.panel_state import StatusLine, StatusState
from pos_app.ui.views.panel import Panel
from pos_app.ui.widgets.entry_list import EntryList
from pos_app.ui.widgets.status_box import StatusBox


class StatusPanel(Panel):
    """Rebuilt when something changes: it is looked at, not worked in."""

    check_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Status"), parent)
        self._boxes = QVBoxLayout()
        self._boxes.setSpacing(theme.px(10))
        self.body.addLayout(self._boxes)
        self.heading = self.add_heading("")
        self.waiting = EntryList(theme)
        self.body.addWidget(self.waiting, 1)
        self.check = self.add_secondary(self.tr("Check this till"))
        self.check.clicked.connect(self.check_wanted)
        self.check.hide()
        self._shown: tuple[StatusLine, ...] = ()

    def show_state(self, state: StatusState) -> None:
        """Show how everything is."""
        self.check.setVisible(state.can_check)
        if state.lines != self._shown:
            self._shown = state.lines
            while (item := self._boxes.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.deleteLater()
            for line in state.lines:
                self._boxes.addWidget(StatusBox(self.theme, line))
        self.heading.say(state.waiting_title)
        self.waiting.show_entries(state.waiting)
