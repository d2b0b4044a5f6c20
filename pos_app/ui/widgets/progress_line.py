"""How much of something is done: a bar that only ever grows."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import Theme

_HEIGHT = 12


class ProgressLine(QWidget):
    """A painted bar."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._permille = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_permille(self, permille: int) -> None:
        """So many thousandths are done."""
        if permille != self._permille:
            self._permille = permille
            self.setAccessibleName(f"{permille // 10} %")
            self.update()

    def sizeHint(self) -> QSize:
        """As high as it is drawn."""
        return QSize(self.theme.px(200), self.theme.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The groove, and what is done."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self.height() / 2
        for share, role in ((1000, "line"), (max(self._permille, 20), "action")):
            painter.setBrush(self.theme.colour(role))
            painter.drawRoundedRect(QRectF(0, 0, self.width() * share / 1000, self.height()), radius, radius)
        painter.end()
