"""What went wrong while a till is set up: what happened, what to do, and what to tell whoever helps."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.ui.theme import SEMIBOLD, Theme
from pos_app.ui.viewmodels.set_up import SetUpState
from pos_app.ui.widgets.labels import PlainLabel


class TroubleCard(QWidget):
    """Out of sight while all is well."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(58), theme.px(12), theme.px(16), theme.px(12))
        column.setSpacing(theme.px(2))
        self.happened = PlainLabel(theme, "", 16, "stop", SEMIBOLD, wrap=True)
        self.todo = PlainLabel(theme, "", 16, "ink", wrap=True)
        self.detail = PlainLabel(theme, "", 14, "soft", wrap=True)
        for label in (self.happened, self.todo, self.detail):
            column.addWidget(label)

    def show_state(self, state: SetUpState) -> None:
        """Show what is wrong now."""
        self.happened.say(state.happened)
        self.todo.say(state.todo)
        self.detail.say(state.detail)
        self.detail.setVisible(bool(state.detail))
        self.setVisible(bool(state.happened))

    def paintEvent(self, event: QPaintEvent) -> None:
        """A red surface with a sign: never colour alone."""
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme.card(painter, QRectF(self.rect()), 12, "stop_tint", None)
        glyph = theme.glyph("stop", "stop", 28, self.devicePixelRatioF())
        painter.drawPixmap(theme.px(16), theme.px(14), glyph)
        painter.end()
