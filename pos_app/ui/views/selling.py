"""The selling screen: header over three zones. It only lays out; zones draw, view models decide."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.views.basket import BasketView
from pos_app.ui.views.keypad import KeypadView
from pos_app.ui.views.products import ProductsView
from pos_app.ui.widgets.header_bar import HeaderBar
from pos_app.ui.widgets.slide import SlideHost

_GAP = 16
_KEYPAD_SHARE = 0.2335
_NARROWEST_KEYPAD = 256
_NARROWEST_BASKET = 368


class SellingView(QWidget):
    """Products, basket and keypad side by side from 1024 by 768 up."""

    def __init__(self, theme: Theme, animated: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.header = HeaderBar(theme, self.tr("TRAINING – NOT A RECEIPT"), self)
        self.products = ProductsView(theme, animated, self)
        self.basket = BasketView(theme, self)
        self.keypad = KeypadView(theme, self)
        self.wide = SlideHost(self, animated, self._wide_zone)
        """Products and basket together, for what needs the room and no basket."""
        self._training = False

    def _wide_zone(self) -> QRect:
        return self.products.geometry().united(self.basket.geometry())

    def set_training(self, training: bool) -> None:
        """A coloured frame around everything while nothing is for real."""
        if training != self._training:
            self._training = training
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keypad a fixed share; the rest is shared evenly, but the basket keeps what its texts need."""
        theme = self.theme
        gap = theme.px(_GAP)
        width, height = self.width(), self.height()
        bar = self.header.height()
        self.header.setGeometry(0, 0, width, bar)
        top = bar + theme.px(15)
        zone = height - top - gap
        keypad = max(theme.px(_NARROWEST_KEYPAD), round((width - 2 * gap) * _KEYPAD_SHARE))
        rest = width - 4 * gap - keypad
        basket = max(rest - rest // 2, min(theme.px(_NARROWEST_BASKET), rest - theme.px(48 * 6)))
        products = rest - basket
        self.products.setGeometry(gap, top, products, zone)
        self.basket.setGeometry(2 * gap + products, top, basket, zone)
        self.keypad.setGeometry(width - gap - keypad, top, keypad, zone)
        self.wide.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The background, and the frame of training mode."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.colour("background"))
        if self._training:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self.theme.pen("look", 6))
            painter.drawRect(QRectF(self.rect()).adjusted(3, self.header.height() + 3, -3, -3))
        painter.end()
