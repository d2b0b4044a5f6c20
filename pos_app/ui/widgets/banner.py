"""The message line at the foot of the products zone: what just happened, what is down, what still works.

Its place is always kept, also when there is nothing to say: no tile may move under a finger.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import REGULAR, SEMIBOLD, Theme
from pos_app.ui.viewmodels.state import Banner
from pos_app.ui.widgets.header_bar import INKS, TINTS
from pos_app.ui.widgets.paint import CENTRE, draw_text, draw_wrapped

_ICONS = {"good": "check", "look": "warning", "stop": "stop", "quiet": "message"}
HEIGHT = 56
_ROOM_FOR_BUTTON = 420


class BannerView(QWidget):
    """One or two rows of text with an icon; a touch does the banner's action or opens the history."""

    acted = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._banner: Banner | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(theme.px(HEIGHT))

    def show_banner(self, banner: Banner | None) -> None:
        """Show this sentence, or none."""
        if banner != self._banner:
            self._banner = banner
            self.setAccessibleName(banner.text if banner else "")
            self.update()

    def text(self) -> str:
        """The sentence shown now, or an empty text."""
        return self._banner.text if self._banner else ""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what the banner offers."""
        if self._banner is not None and self.rect().contains(event.position().toPoint()):
            self.acted.emit(self._banner.action)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tint, icon and text; what a touch does stands on the right."""
        if self._banner is None:
            return
        theme, banner = self.theme, self._banner
        quiet = banner.tone == "quiet"
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        theme.card(painter, rect, 10, TINTS[banner.tone], "line" if quiet else INKS[banner.tone])
        side = theme.px(22)
        glyph = theme.glyph(_ICONS[banner.tone], INKS[banner.tone], 22, self.devicePixelRatioF())
        painter.drawPixmap(theme.px(14), (self.height() - side) // 2, glyph)
        text = rect.adjusted(theme.px(46), 0, -theme.px(12), 0)
        ink = theme.colour("soft" if quiet else INKS[banner.tone])
        if banner.action_text and self.width() >= theme.px(_ROOM_FOR_BUTTON):
            width = theme.metrics(14, SEMIBOLD).horizontalAdvance(banner.action_text) + theme.px(24)
            button = QRectF(
                rect.right() - width - theme.px(8), theme.px(8), width, rect.height() - theme.px(16)
            )
            theme.card(painter, button, 8, "panel", INKS[banner.tone])
            draw_text(painter, theme, button, banner.action_text, 14, ink, SEMIBOLD, CENTRE)
            text.setRight(button.left() - theme.px(10))
        draw_wrapped(painter, theme, text, banner.text, 14, ink, REGULAR if quiet else SEMIBOLD, most=3)
        painter.end()
