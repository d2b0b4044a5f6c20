"""A small chart: a bar for each row of a report. The chosen one is filled, the others are pale; what is below nothing
hangs from the line. A touch chooses.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import SEMIBOLD, Theme
from pos_app.ui.viewmodels.reports_state import Bar
from pos_app.ui.widgets.paint import CENTRE, draw_text

_HIGH = 112
_NAMES = 22
_WIDEST = 44
_NARROWEST_NAME = 26


class BarChart(QWidget):
    """Painted; of one height. Names stand below where there is room for them, else for every second bar, or fourth."""

    touched = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._bars: tuple[Bar, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_bars(self, bars: tuple[Bar, ...]) -> None:
        """Show these."""
        if bars != self._bars:
            self._bars = bars
            self.setAccessibleName(", ".join(f"{bar.name} {bar.worth}" for bar in bars))
            self.update()

    def sizeHint(self) -> QSize:
        """As wide as it may be."""
        return QSize(self.theme.px(300), self.theme.px(_HIGH))

    def minimumSizeHint(self) -> QSize:
        """On a panel of the smallest screen."""
        return QSize(self.theme.px(200), self.theme.px(_HIGH))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the bar whose column lies under the finger."""
        if self._bars:
            place = int(event.position().x() * len(self._bars) / max(self.width(), 1))
            self.touched.emit(self._bars[min(max(place, 0), len(self._bars) - 1)].key)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Bars over a line, names under it."""
        if not self._bars:
            return
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        worths = [bar.worth for bar in self._bars]
        most, least = max(*worths, 1), min(*worths, 0)
        room = self.height() - theme.px(_NAMES) - theme.px(4)
        ground = theme.px(4) + room * most / (most - least)
        each = self.width() / len(self._bars)
        step = max(1, round(theme.px(_NARROWEST_NAME) / each + 0.49))
        for number, bar in enumerate(self._bars):
            high = room * abs(bar.worth) / (most - least)
            high = max(high, theme.px(2)) if bar.worth else 0
            wide = min(each * 0.72, theme.px(_WIDEST))
            left = number * each + (each - wide) / 2
            box = QRectF(left, ground - high if bar.worth >= 0 else ground, wide, high)
            role = "action" if bar.selected else "action_tint"
            if bar.worth < 0:
                role = "stop" if bar.selected else "stop_tint"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(role))
            painter.drawRoundedRect(box, theme.px(3), theme.px(3))
            if number % step == 0:
                below = QRectF(number * each, self.height() - theme.px(_NAMES), each * step, theme.px(_NAMES))
                below = below.adjusted(1, 0, -1, 0) if step == 1 else below
                colour = theme.colour("ink" if bar.selected else "soft")
                draw_text(painter, theme, below, bar.name, 13, colour, SEMIBOLD, CENTRE)
        painter.fillRect(QRectF(0, ground, self.width(), 1), theme.colour("line"))
        painter.end()
