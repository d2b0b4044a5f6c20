"""A part of a panel that scrolls when it is higher than its room. Tab brings what it leads to into sight by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

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


def bring_into_sight(widget: QWidget) -> None:
    """Scroll whatever the widget lies in until it can be seen: for a focus that was moved by hand, not by Tab."""
    above = widget.parentWidget()
    while above is not None:
        if isinstance(above, QScrollArea):
            above.ensureWidgetVisible(widget)
            return
        above = above.parentWidget()
