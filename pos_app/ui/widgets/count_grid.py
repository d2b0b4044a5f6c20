"""Notes on the left, coins on the right: a field for each, typed into from the keypad."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.drawer_state import CountRow
from pos_app.ui.widgets.paint import LEFT, RIGHT, draw_text

_ROW = 48
_GAP = 6
_WIDE = 190


class CountGrid(QWidget):
    """Painted rows; a touch selects one. Where a currency has no table there is one row."""

    touched = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._rows: tuple[CountRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: tuple[CountRow, ...]) -> None:
        """Show these."""
        if rows == self._rows:
            return
        if len(rows) != len(self._rows):
            self.updateGeometry()
        self._rows = rows
        told = ", ".join(f"{row.count_text or 0} × {row.value_text}" for row in rows if row.count_text)
        self.setAccessibleName(told)
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its longer column."""
        notes = sum(row.is_note for row in self._rows)
        most = max(notes, len(self._rows) - notes, 1)
        return QSize(self.theme.px(320), self.theme.px(most * (_ROW + _GAP) - _GAP))

    def minimumSizeHint(self) -> QSize:
        """Every row, on a panel of the smallest screen."""
        return QSize(self.theme.px(200), self.sizeHint().height())

    def place(self, number: int) -> QRectF:
        """Where a row is drawn."""
        notes = sum(row.is_note for row in self._rows)
        is_note = self._rows[number].is_note
        line = number if is_note else number - notes
        both = 0 < notes < len(self._rows)
        gap = self.theme.px(12)
        width = (self.width() - gap) / 2 if both else float(self.width())
        left = 0.0 if is_note or not both else width + gap
        step = self.theme.px(_ROW + _GAP)
        return QRectF(left, line * step, width, self.theme.px(_ROW))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select what lies under the finger."""
        for number in range(len(self._rows)):
            if self.place(number).contains(event.position()):
                self.touched.emit(number)
                return

    def paintEvent(self, event: QPaintEvent) -> None:
        """Value, field, worth; the selected row is framed and filled."""
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for number, row in enumerate(self._rows):
            self._paint_row(painter, theme, row, self.place(number))
        painter.end()

    def _paint_row(self, painter: QPainter, theme: Theme, row: CountRow, box: QRectF) -> None:
        painter.setPen(theme.pen("action", 2) if row.selected else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("action_tint" if row.selected else "key"))
        radius = theme.px(10)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)
        ink = theme.colour("ink")
        inner = box.adjusted(theme.px(14), 0, -theme.px(14), 0)
        # On the smallest screen the sum above says what it is worth, so that no figure is ever cut.
        is_wide = box.width() >= theme.px(_WIDE)
        value = QRectF(inner.left(), inner.top(), inner.width() * (0.42 if is_wide else 0.55), inner.height())
        draw_text(painter, theme, value, row.value_text, 18, ink, SEMIBOLD, LEFT, 13)
        ends = inner.left() + inner.width() * (0.56 if is_wide else 1.0)
        start = inner.left() + inner.width() * (0.3 if is_wide else 0.5)
        shown = row.count_text or ("|" if row.selected else "–")
        colour = ink if row.count_text else theme.colour("action" if row.selected else "soft")
        pieces = QRectF(start, inner.top(), ends - start, inner.height())
        draw_text(painter, theme, pieces, shown, 20, colour, BOLD, RIGHT, 13)
        if is_wide:
            left = ends + theme.px(6)
            worth = QRectF(left, inner.top(), inner.right() - left, inner.height())
            draw_text(painter, theme, worth, row.worth_text, 14, theme.colour("soft"), SEMIBOLD, RIGHT, 12)
