"""What the till found when it looked at itself, what is to be done first; and the file for support."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.panel_state import CheckState, StatusLine
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.scroll_column import ScrollColumn
from pos_app.ui.widgets.status_box import StatusBox

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -6, Qt.Key.Key_PageDown: 6}


class CheckPanel(Panel):
    """Enter looks once more; up and down scroll."""

    file_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Check this till"), parent)
        self.heading = self.add_label("", 16, strong=True)
        self.boxes = ScrollColumn(theme)
        self.body.addWidget(self.boxes, 1)
        self.told = self.add_label()
        self.file = self.add_secondary(self.tr("Support file"))
        self.file.clicked.connect(self.file_wanted)
        self.again = self.add_primary(self.tr("Look again"))
        self.foot.setStretch(0, 3)
        self.foot.setStretch(1, 4)
        self._shown: tuple[StatusLine, ...] = ()

    def show_state(self, state: CheckState) -> None:
        """Show what was found."""
        self.heading.say(state.title)
        tell(self.told, state.text, state.tone)
        self.file.setEnabled(not state.busy)
        self.again.setEnabled(not state.busy)
        if state.lines == self._shown:
            return
        self._shown = state.lines
        column = self.boxes.column
        while column.count() > 1:  # what stretches at the end stays
            item = column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, line in enumerate(state.lines):
            column.insertWidget(number, StatusBox(self.theme, line))
        self.boxes.verticalScrollBar().setValue(0)

    def key(self, event: QKeyEvent) -> bool:
        """Up and down scroll."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is None:
            return False
        bar = self.boxes.verticalScrollBar()
        bar.setValue(bar.value() + step * self.theme.px(60))
        return True
