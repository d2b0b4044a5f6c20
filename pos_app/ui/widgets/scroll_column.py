"""A part of a panel that scrolls when it is higher than its room, and follows the focus."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QVBoxLayout, QWidget

from pos_app.ui.theme import Theme


class ScrollColumn(QScrollArea):
    """Widgets under each other, from the top. It takes no focus itself."""

    def __init__(self, theme: Theme, *parts: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        paper = QWidget()
        self.column = QVBoxLayout(paper)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(10))
        for part in parts:
            self.column.addWidget(part)
        self.column.addStretch(1)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(paper)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)

    def _follow(self, _: QWidget | None, now: QWidget | None) -> None:
        paper = self.widget()
        if now is not None and paper is not None and paper.isAncestorOf(now):
            self.ensureWidgetVisible(now)
