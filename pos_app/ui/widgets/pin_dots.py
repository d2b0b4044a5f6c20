"""A PIN as it is typed."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.widgets.paint import CENTRE, draw_text


class PinDots(QWidget):
    """One dot for each digit typed: how many, never which."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._typed = 0
        self._prompt = ""
        self.setFixedHeight(theme.px(56))

    def show_typed(self, typed: int, prompt: str) -> None:
        """Show so many dots, or the prompt while there are none."""
        if (typed, prompt) != (self._typed, self._prompt):
            self._typed, self._prompt = typed, prompt
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The field."""
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.setBrush(theme.colour("panel"))
        painter.setPen(theme.pen("action" if self._typed else "line", 2))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), theme.px(10), theme.px(10))
        if not self._typed:
            draw_text(painter, theme, rect, self._prompt, 16, theme.colour("soft"), align=CENTRE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("ink"))
        pitch = theme.px(26)
        left = rect.center().x() - pitch * (self._typed - 1) / 2
        for number in range(self._typed):
            side = theme.px(13)
            painter.drawEllipse(
                QRectF(left + number * pitch - side / 2, rect.center().y() - side / 2, side, side)
            )
        painter.end()
