"""Rows of the member panels in a part that scrolls: by touch, by the arrow keys, and to whatever Tab leads to."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from pos_app.ui.theme import SEMIBOLD, Theme
from pos_app.ui.viewmodels.panel_state import SheetSection
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.sheet_rows import SheetRowView

_SCROLLED = {
    Qt.Key.Key_Up: -60,
    Qt.Key.Key_Down: 60,
    Qt.Key.Key_PageUp: -300,
    Qt.Key.Key_PageDown: 300,
}


class RowArea(QScrollArea):
    """Sections of rows under each other. It takes no focus itself; rows that can be touched do, by Tab."""

    touched = Signal(str)
    """The key of the row."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._paper = QWidget()
        self._column = QVBoxLayout(self._paper)
        self._column.setContentsMargins(0, 0, theme.px(6), theme.px(8))
        self._column.setSpacing(theme.px(6))
        self._column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._paper)
        self._shown: tuple[SheetSection, ...] = ()
        self.rows: list[SheetRowView] = []

    def show_sections(self, sections: tuple[SheetSection, ...]) -> None:
        """Show these; what Tab led to keeps the focus, and the scroll its place."""
        if sections == self._shown:
            return
        self._shown = sections
        focused = next((view.row.key for view in self.rows if view.hasFocus()), "")
        place = self.verticalScrollBar().value()
        self._build(sections)
        self._paper.adjustSize()
        self.verticalScrollBar().setValue(place)
        again = next((view for view in self.rows if view.row.key and view.row.key == focused), None)
        if again is not None:
            again.setFocus()

    def _build(self, sections: tuple[SheetSection, ...]) -> None:
        while self._column.count() > 1:
            item = self._column.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.rows = []
        for section in sections:
            heading = PlainLabel(self.theme, section.heading, 14, "soft", SEMIBOLD, wrap=True)
            heading.setContentsMargins(0, self.theme.px(8), 0, 0)
            self._column.insertWidget(self._column.count() - 1, heading)
            for row in section.rows:
                view = SheetRowView(self.theme, row, self._paper)
                view.clicked.connect(lambda _=False, key=row.key: self.touched.emit(key))
                self.rows.append(view)
                self._column.insertWidget(self._column.count() - 1, view)

    def key(self, event: QKeyEvent) -> bool:
        """Arrows and page keys scroll; True when it was one of them."""
        by = _SCROLLED.get(Qt.Key(event.key()))
        if by is None:
            return False
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.theme.px(by))
        return True
