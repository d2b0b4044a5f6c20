"""What there is to do, in order, each with a sign as well as a colour: done, now, look, stop, to come."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import BOLD, REGULAR, SEMIBOLD, Theme
from pos_app.ui.viewmodels.evening_state import StepRow
from pos_app.ui.widgets.paint import CENTRE, LEFT, draw_text, draw_wrapped

_ROW = 66
_BADGE = 34
_LEFT = 14
_TINTS = {"done": "action_tint", "look": "look_tint", "stop": "stop_tint", "now": "action", "todo": "key"}
_SIGNS = {"done": ("check", "action"), "look": ("warning", "look"), "stop": ("stop", "stop")}


class StepList(QWidget):
    """Painted rows down one side, tied together by a line: how far one has come is seen at a glance."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._rows: tuple[StepRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    @property
    def rows(self) -> tuple[StepRow, ...]:
        """What is in sight."""
        return self._rows

    def show_rows(self, rows: tuple[StepRow, ...]) -> None:
        """Show these."""
        if rows != self._rows:
            self._rows = rows
            self.setAccessibleName(", ".join(f"{row.number} {row.title}: {row.note}" for row in rows))
            self.update()

    def sizeHint(self) -> QSize:
        """Wide enough for a note in one or two rows."""
        return QSize(self.theme.px(306), self.theme.px(_ROW) * max(len(self._rows), 1))

    def minimumSizeHint(self) -> QSize:
        """Rows may move together, but not into each other."""
        return QSize(self.theme.px(220), self.theme.px(52) * max(len(self._rows), 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line first, the badges over it."""
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = len(self._rows)
        height = min(self.height() / max(count, 1), float(theme.px(_ROW)))
        badge = theme.px(_BADGE)
        x = theme.px(_LEFT) + badge / 2
        painter.setPen(theme.pen("line", 2))
        painter.drawLine(QLineF(x, height / 2, x, height * (count - 0.5)))
        for number, row in enumerate(self._rows):
            self._paint_row(painter, row, QRectF(0, number * height, self.width(), height))
        painter.end()

    def _paint_row(self, painter: QPainter, row: StepRow, box: QRectF) -> None:
        theme = self.theme
        if row.mark == "now":
            theme.card(painter, box.adjusted(1, 1, -1, -1), 12, "action_tint", None)
        side = theme.px(_BADGE)
        badge = QRectF(theme.px(_LEFT), box.center().y() - side / 2, side, side)
        painter.setPen(theme.pen("line", 2) if row.mark == "todo" else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(_TINTS[row.mark]))
        painter.drawEllipse(badge.adjusted(1, 1, -1, -1))
        sign = _SIGNS.get(row.mark)
        if sign is not None:
            glyph = theme.glyph(sign[0], sign[1], 20, self.devicePixelRatioF())
            inset = (side - theme.px(20)) / 2
            painter.drawPixmap(round(badge.left() + inset), round(badge.top() + inset), glyph)
        else:
            ink = theme.colour("on_action" if row.mark == "now" else "soft")
            draw_text(painter, theme, badge, str(row.number), 15, ink, BOLD, CENTRE)
        left = badge.right() + theme.px(12)
        words = QRectF(left, box.top(), box.right() - left - theme.px(10), box.height())
        ink = theme.colour("soft" if row.mark == "todo" else "ink")
        middle = words.center().y()
        if not row.note:
            draw_text(painter, theme, words, row.title, 16, ink, SEMIBOLD, LEFT)
            return
        line = theme.px(22)
        upper = QRectF(words.left(), middle - line, words.width(), line)
        draw_text(painter, theme, upper, row.title, 16, ink, BOLD if row.mark == "now" else SEMIBOLD, LEFT)
        role = {"look": "look", "stop": "stop"}.get(row.mark, "soft")
        lower = QRectF(words.left(), middle, words.width(), line)
        draw_wrapped(painter, theme, lower, row.note, 14, theme.colour(role), REGULAR, 1)
