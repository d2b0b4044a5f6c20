"""The bar across the top: whose till this is, how the things around it are, what time it is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.state import HeaderState, StatusPill
from pos_app.ui.widgets.paint import CENTRE, LEFT, RIGHT, draw_text

TINTS = {"good": "action_tint", "look": "look_tint", "stop": "stop_tint", "quiet": "background"}
INKS = {"good": "action", "look": "look", "stop": "stop", "quiet": "soft"}


class HeaderBar(QWidget):
    """A touch on the left opens the menu; a touch on the pills opens the status panel."""

    menu_touched = Signal()
    status_touched = Signal()

    def __init__(self, theme: Theme, training_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._training_text = training_text
        self._state = HeaderState()
        self._pills_left = 10_000
        self.setFixedHeight(theme.px(57))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def shown(self) -> HeaderState:
        """What is in sight."""
        return self._state

    def show_header(self, state: HeaderState) -> None:
        """Show this, repainting only what changed (the clock ticks while lines are scanned)."""
        old, self._state = self._state, state
        if state == old:
            return
        self.setAccessibleName(", ".join([state.shop, state.place, *(pill.text for pill in state.pills)]))
        if (state.shop, state.place, state.training) == (old.shop, old.place, old.training):
            self.update(QRect(self.width() // 3, 0, self.width() - self.width() // 3, self.height()))
        else:
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Left part: menu. Pills: what they mean."""
        if event.position().x() >= self._pills_left:
            self.status_touched.emit()
        elif event.position().x() < self.width() / 3:
            self.menu_touched.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The bar."""
        theme, state = self.theme, self._state
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("panel"))
        painter.setPen(theme.pen("line", 1.5))
        painter.drawLine(QPointF(0, self.height() - 0.75), QPointF(self.width(), self.height() - 0.75))
        clock = QRectF(0, 0, self.width() - theme.px(16), self.height() - theme.px(1))
        taken = draw_text(painter, theme, clock, state.clock, 17, theme.colour("ink"), SEMIBOLD, RIGHT)
        right = clock.right() - max(taken, theme.px(46)) - theme.px(40)
        for pill in reversed(state.pills):
            right = self._paint_pill(painter, right, pill) - theme.px(11)
        self._pills_left = int(right)
        self._paint_shop(painter, right)
        painter.end()

    def _paint_shop(self, painter: QPainter, right: float) -> None:
        theme, state = self.theme, self._state
        mark = QRectF(theme.px(16), theme.px(12), theme.px(32), theme.px(32))
        theme.card(painter, mark, 8, "action", None)
        side = theme.px(20)
        glyph = theme.glyph("menu", "on_action", 20, self.devicePixelRatioF())
        painter.drawPixmap(round(mark.center().x() - side / 2), round(mark.center().y() - side / 2), glyph)
        left = theme.px(60)
        width = max(0.0, right - left)
        shop = QRectF(left, theme.px(8), width, theme.px(22))
        shop_width = draw_text(painter, theme, shop, state.shop, 15, theme.colour("ink"), SEMIBOLD, LEFT)
        place = QRectF(left, theme.px(28), width, theme.px(20))
        draw_text(painter, theme, place, state.place, 13, theme.colour("soft"), align=LEFT)
        if state.training:
            wide = theme.metrics(14, BOLD).horizontalAdvance(self._training_text) + theme.px(24)
            badge = QRectF(left + shop_width + theme.px(16), theme.px(14), wide, theme.px(28))
            if badge.right() < right:
                theme.card(painter, badge, 8, "look_tint", None)
                draw_text(painter, theme, badge, self._training_text, 14, theme.colour("look"), BOLD, CENTRE)

    def _paint_pill(self, painter: QPainter, right: float, pill: StatusPill) -> float:
        """Paint one pill so that it ends at ``right``; returns where it begins."""
        theme = self.theme
        text_width = theme.metrics(14, SEMIBOLD).horizontalAdvance(pill.text)
        width = text_width + theme.px(39)
        rect = QRectF(right - width, theme.px(12), width, theme.px(32))
        theme.card(painter, rect, 16, TINTS[pill.tone], None)
        ink = theme.colour(INKS[pill.tone])
        dot = QPointF(rect.left() + theme.px(16.5), rect.center().y())
        if pill.tone == "stop":  # a square, not only another colour
            half = theme.px(4.5)
            painter.fillRect(QRectF(dot.x() - half, dot.y() - half, half * 2, half * 2), ink)
        elif pill.tone == "look":  # an empty ring
            painter.setPen(theme.pen("look", 2.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(dot, theme.px(4), theme.px(4))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawEllipse(dot, theme.px(4.5), theme.px(4.5))
        text = rect.adjusted(theme.px(27), -theme.px(1), 0, -theme.px(1))
        draw_text(painter, theme, text, pill.text, 14, ink, SEMIBOLD, LEFT)
        return rect.left()
