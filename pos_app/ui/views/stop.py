"""The till cannot sell: one sentence that says what happened, one that says what to do."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.state import StopState
from pos_app.ui.widgets.buttons import PRIMARY, PanelButton
from pos_app.ui.widgets.labels import PlainLabel


class StopView(QWidget):
    """Full screen; nothing else can be touched until the cause is gone."""

    retried = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._card = QWidget(self)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(theme.px(44), theme.px(110), theme.px(44), theme.px(36))
        column.setSpacing(theme.px(14))
        self.title = PlainLabel(theme, "", 26, "stop", BOLD, wrap=True)
        self.happened = PlainLabel(theme, "", 18, "ink", wrap=True)
        self.heading = PlainLabel(theme, self.tr("What to do"), 15, "soft", SEMIBOLD)
        self.todo = PlainLabel(theme, "", 20, "ink", SEMIBOLD, wrap=True)
        self.detail = PlainLabel(theme, "", 14, "soft", wrap=True)
        for label in (self.title, self.happened):
            column.addWidget(label)
        column.addSpacing(theme.px(10))
        for label in (self.heading, self.todo):
            column.addWidget(label)
        column.addStretch(1)
        column.addWidget(self.detail)
        self.again = PanelButton(theme, self.tr("Try again"), PRIMARY, "Enter")
        self.again.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.again.clicked.connect(self.retried)
        column.addWidget(self.again)

    def show_state(self, state: StopState) -> None:
        """Show why."""
        self.title.say(state.title)
        self.happened.say(state.happened)
        self.todo.say(state.todo)
        self.heading.setVisible(bool(state.todo))
        self.detail.say(state.detail)

    def resizeEvent(self, event: object) -> None:
        """The card in the middle."""
        width = min(self.theme.px(760), self.width() - self.theme.px(32))
        height = min(self.theme.px(560), self.height() - self.theme.px(32))
        self._card.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Background, card and sign."""
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("background"))
        card = QRectF(self._card.geometry())
        theme.card(painter, card, 16, "panel", "stop")
        badge = QRectF(card.left() + theme.px(44), card.top() + theme.px(36), theme.px(60), theme.px(60))
        theme.card(painter, badge, 30, "stop_tint", None)
        glyph = theme.glyph("stop", "stop", 34, self.devicePixelRatioF())
        inset = theme.px(13)
        painter.drawPixmap(round(badge.left() + inset), round(badge.top() + inset), glyph)
        painter.end()
