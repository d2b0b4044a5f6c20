"""Text on the screen that may come from data: always plain, never interpreted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from pos_app.ui.theme import REGULAR, Theme


class PlainLabel(QLabel):
    """A label that shows exactly the characters it was given. The interface uses no other label."""

    def __init__(
        self,
        theme: Theme,
        text: str = "",
        size: int = 16,
        colour: str = "ink",
        weight: QFont.Weight = REGULAR,
        wrap: bool = False,
        align: Qt.AlignmentFlag | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._colour = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(size, weight))
        self.setWordWrap(wrap)
        if align is not None:
            self.setAlignment(align)
        self.say(text, colour)

    def say(self, text: str, colour: str = "") -> None:
        """Show another text, and in another role's colour if one is named."""
        if colour and colour != self._colour:
            self._colour = colour
            palette = QPalette(self.palette())
            palette.setColor(QPalette.ColorRole.WindowText, self.theme.colour(colour))
            self.setPalette(palette)
        if text != self.text():
            self.setText(text)
