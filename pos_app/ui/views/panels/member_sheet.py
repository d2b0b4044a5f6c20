"""Who is on the sale, and everything that may be promised to them. It scrolls; the name and the balance stay."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.panel_state import MemberSheetState, SheetSection
from pos_app.ui.views.panel import Panel
from pos_app.ui.widgets.buttons import PaintedButton
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.sheet_rows import SheetRowView

_SCROLL_KEYS = {
    Qt.Key.Key_Up: -60,
    Qt.Key.Key_Down: 60,
    Qt.Key.Key_PageUp: -300,
    Qt.Key.Key_PageDown: 300,
}


class MemberSheetPanel(Panel):
    """STALE-LABEL: the balance stands with its time. Enter acts on what Tab led to, else it is done looking."""

    touched = Signal(str)
    """The number of a coupon to use, or to take off again."""
    other_wanted = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Member"), parent)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.balance = PlainLabel(theme, "", 26, "ink", BOLD)
        self.as_of = PlainLabel(theme, "", 14, "soft", wrap=True)
        row.addWidget(self.balance)
        row.addWidget(self.as_of, 1)
        self.body.addLayout(row)
        self._paper = QWidget()
        self._column = QVBoxLayout(self._paper)
        self._column.setContentsMargins(0, 0, theme.px(6), theme.px(8))
        self._column.setSpacing(theme.px(6))
        self._column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._paper)
        self.body.addWidget(self.area, 1)
        other = self.add_secondary(self.tr("Switch"), "F4")
        other.clicked.connect(self.other_wanted)
        remove = self.add_secondary(self.tr("Take off"))
        remove.clicked.connect(self.removed)
        self._shown: tuple[SheetSection, ...] = ()
        self.rows: list[SheetRowView] = []

    def show_state(self, state: MemberSheetState) -> None:
        """Show this member; what Tab led to keeps the focus, and the scroll its place."""
        self.balance.say(state.balance_text)
        self.as_of.say(state.as_of_text)
        if state.sections == self._shown:
            return
        self._shown = state.sections
        focused = next((view.row.key for view in self.rows if view.hasFocus()), "")
        place = self.area.verticalScrollBar().value()
        self._build(state.sections)
        self._paper.adjustSize()
        self.area.verticalScrollBar().setValue(place)
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
            heading = PlainLabel(self.theme, section.heading, 14, "soft", SEMIBOLD)
            heading.setContentsMargins(0, self.theme.px(8), 0, 0)
            self._column.insertWidget(self._column.count() - 1, heading)
            for row in section.rows:
                view = SheetRowView(self.theme, row, self._paper)
                if row.key:
                    view.clicked.connect(lambda _=False, key=row.key: self.touched.emit(key))
                self.rows.append(view)
                self._column.insertWidget(self._column.count() - 1, view)

    def accept(self) -> None:
        """Enter."""
        if any(button.hasFocus() for button in self.findChildren(PaintedButton)):
            super().accept()
        else:
            self.accepted.emit()

    def key(self, event: QKeyEvent) -> bool:
        """Arrows and page keys scroll."""
        by = _SCROLL_KEYS.get(Qt.Key(event.key()))
        if by is None:
            return False
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() + self.theme.px(by))
        return True
