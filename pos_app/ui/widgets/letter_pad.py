"""Letters for fingers, in the order of the alphabet of the screen's language."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.widgets.buttons import KeyButton


class LetterPad(QWidget):
    """Letters for a till without a keyboard; comes up under a text field when asked for."""

    typed = Signal(str)
    erased = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None, letters: str = "") -> None:
        """``letters`` are other signs than those of the language's alphabet."""
        super().__init__(parent)
        letters = letters or self.tr(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "the letters of the alphabet on the touch keys"
        )
        self.theme = theme
        self._keys: list[tuple[str, KeyButton]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, theme.px(8), 0, 0)
        self._grid.setSpacing(theme.px(6))
        for letter in letters:
            self._add(letter, KeyButton(theme, letter))
        space = KeyButton(theme, "␣")
        space.setAccessibleName(self.tr("Space"))
        self._add(" ", space)
        self._add("", KeyButton(theme, "", "backspace"))
        self._columns = 0

    def _add(self, letter: str, key: KeyButton) -> None:
        key.setMinimumWidth(self.theme.px(40))
        if letter:
            key.clicked.connect(lambda _=False: self.typed.emit(letter.lower()))
        else:
            key.clicked.connect(self.erased)
        self._keys.append((letter, key))

    def key_of(self, letter: str) -> KeyButton:
        """The key of a letter, as it is typed; a blank for the space, nothing for erasing."""
        return next(key for own, key in self._keys if own.lower() == letter)

    def resizeEvent(self, event: QEvent) -> None:
        """As many columns as leave every key wide enough for a finger."""
        columns = max(6, (self.width() + self.theme.px(6)) // self.theme.px(56))
        if columns != self._columns:
            self._columns = columns
            for number, (_, key) in enumerate(self._keys):
                self._grid.addWidget(key, number // columns, number % columns)

    def height_for(self, width: int) -> int:
        """How high the pad is when it is so wide."""
        columns = max(6, (width + self.theme.px(6)) // self.theme.px(56))
        return self.theme.px(8) + -(-len(self._keys) // columns) * self.theme.px(56)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Hide the tiles below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.colour("background"))
        painter.end()
