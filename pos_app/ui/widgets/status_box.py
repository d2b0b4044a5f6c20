"""One thing around the till in a tinted box: an icon, how it is, and what to do or what still works."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui.theme import SEMIBOLD, Theme
from pos_app.ui.viewmodels.panel_state import StatusLine
from pos_app.ui.widgets.header_bar import INKS, TINTS
from pos_app.ui.widgets.labels import PlainLabel

_ICONS = {"good": "check", "look": "warning", "stop": "stop", "quiet": "message"}


class StatusBox(QWidget):
    """Never colour alone: the icon and the title say the same."""

    def __init__(self, theme: Theme, line: StatusLine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.line = line
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(52), theme.px(10), theme.px(14), theme.px(10))
        column = QVBoxLayout()
        column.setSpacing(theme.px(2))
        labels = [
            PlainLabel(theme, line.title, 16, INKS[line.tone], SEMIBOLD, wrap=True),
            PlainLabel(theme, line.text, 15, "ink", wrap=True),
        ]
        if line.works:
            labels.append(PlainLabel(theme, line.works, 14, "soft", wrap=True))
        for label in labels:
            # One long word, an id or a path, must not make the whole box wider than its panel.
            label.setSizePolicy(QSizePolicy.Policy.Ignored, label.sizePolicy().verticalPolicy())
            column.addWidget(label)
        row.addLayout(column)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box and its icon."""
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme.card(painter, QRectF(self.rect()), 12, TINTS[self.line.tone], None)
        glyph = theme.glyph(_ICONS[self.line.tone], INKS[self.line.tone], 24, self.devicePixelRatioF())
        painter.drawPixmap(theme.px(15), theme.px(13), glyph)
        painter.end()
