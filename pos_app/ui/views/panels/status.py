"""What the pills stand for, in sentences: what is down, what still works, which sales wait."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui.theme import SEMIBOLD, Theme
from pos_app.ui.viewmodels.panel_state import StatusLine, StatusState
from pos_app.ui.views.panel import Panel
from pos_app.ui.widgets.entry_list import EntryList
from pos_app.ui.widgets.header_bar import INKS, TINTS
from pos_app.ui.widgets.labels import PlainLabel

_ICONS = {"good": "check", "look": "warning", "stop": "stop", "quiet": "message"}


class _StatusBox(QWidget):
    """One thing around the till."""

    def __init__(self, theme: Theme, line: StatusLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._tone = line.tone
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(52), theme.px(10), theme.px(14), theme.px(10))
        column = QVBoxLayout()
        column.setSpacing(theme.px(2))
        column.addWidget(PlainLabel(theme, line.title, 16, INKS[line.tone], SEMIBOLD, wrap=True))
        column.addWidget(PlainLabel(theme, line.text, 15, "ink", wrap=True))
        if line.works:
            column.addWidget(PlainLabel(theme, line.works, 14, "soft", wrap=True))
        row.addLayout(column)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme.card(painter, QRectF(self.rect()), 12, TINTS[self._tone], None)
        glyph = theme.glyph(_ICONS[self._tone], INKS[self._tone], 24, self.devicePixelRatioF())
        painter.drawPixmap(theme.px(15), theme.px(13), glyph)
        painter.end()


class StatusPanel(Panel):
    """Rebuilt when something changes: it is looked at, not worked in."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Status"), parent)
        self._boxes = QVBoxLayout()
        self._boxes.setSpacing(theme.px(10))
        self.body.addLayout(self._boxes)
        self.heading = self.add_heading("")
        self.waiting = EntryList(theme)
        self.body.addWidget(self.waiting, 1)
        self._shown: tuple[StatusLine, ...] = ()

    def show_state(self, state: StatusState) -> None:
        """Show how everything is."""
        if state.lines != self._shown:
            self._shown = state.lines
            while (item := self._boxes.takeAt(0)) is not None:
                widget = item.widget()
                if widget is not None:
                    widget.deleteLater()
            for line in state.lines:
                self._boxes.addWidget(_StatusBox(self.theme, line))
        self.heading.say(state.waiting_title)
        self.waiting.show_entries(state.waiting)
