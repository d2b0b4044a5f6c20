"""The wishes of a member: each with what it gives or why not, and a button that takes it back."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui.theme import REGULAR, SEMIBOLD, Theme
from pos_app.ui.viewmodels.state import ListEntry
from pos_app.ui.widgets.buttons import IconButton
from pos_app.ui.widgets.labels import PlainLabel


class _Row(QWidget):
    def __init__(self, theme: Theme, entry: ListEntry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.entry = entry
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(12), theme.px(6), theme.px(6), theme.px(6))
        texts = QVBoxLayout()
        texts.setSpacing(theme.px(2))
        self.title = PlainLabel(theme, "", 14, "soft", SEMIBOLD)
        self.answer = PlainLabel(theme, "", 16, "ink", REGULAR, wrap=True)
        texts.addWidget(self.title)
        texts.addWidget(self.answer)
        row.addLayout(texts, 1)
        self.remove = IconButton(theme, "close", entry.right_text)
        row.addWidget(self.remove)
        self.show_entry(entry)

    def show_entry(self, entry: ListEntry) -> None:
        self.entry = entry
        self.title.say(entry.title)
        self.answer.say(entry.note)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.theme.card(painter, QRectF(self.rect()), 10, "selected", None)
        painter.end()


class WishRows(QWidget):
    """One card for each wish, in the order they were made."""

    taken_off = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.rows: list[_Row] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))

    def show_wishes(self, entries: tuple[ListEntry, ...]) -> None:
        """Show these; rows are kept while only their texts change."""
        self.setVisible(bool(entries))
        if [row.entry.key for row in self.rows] == [entry.key for entry in entries]:
            for row, entry in zip(self.rows, entries, strict=True):
                row.show_entry(entry)
            return
        for row in self.rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = []
        for entry in entries:
            row = _Row(self.theme, entry, self)
            row.remove.clicked.connect(lambda _=False, key=entry.key: self.taken_off.emit(key))
            self._column.addWidget(row)
            row.show()
            self.rows.append(row)
