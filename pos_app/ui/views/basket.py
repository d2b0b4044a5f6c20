"""The middle zone: the member, the lines, the total. Always in sight, whatever else is open."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.widgets.basket_list import BasketList
from pos_app.ui.widgets.cards import MemberCardView, TotalsView


class BasketCard(QWidget):
    """The white sheet under lines and totals."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.lines = BasketList(theme)
        self.totals = TotalsView(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.px(8), 0, 0)
        column.setSpacing(0)
        holder = QVBoxLayout()
        holder.setContentsMargins(theme.px(8), 0, theme.px(8), theme.px(6))
        holder.addWidget(self.lines)
        column.addLayout(holder, 1)
        column.addWidget(self.totals)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sheet."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.theme.card(painter, QRectF(self.rect()), 12, "panel")
        painter.end()


class BasketView(QWidget):
    """Member card over the basket sheet."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.member = MemberCardView(
            theme, self.tr("No member on this sale"), self.tr("Scan the card, or press F4")
        )
        self.sheet = BasketCard(theme)
        self.lines = self.sheet.lines
        self.totals = self.sheet.totals
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        column.addWidget(self.member)
        column.addWidget(self.sheet, 1)
