"""Where something is typed: the search field, the number field over the keypad, text fields in panels."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QSpacerItem, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.state import EntryState
from pos_app.ui.widgets.buttons import Face, IconButton
from pos_app.ui.widgets.paint import CENTRE, LEFT, RIGHT, draw_text

_CAPTION = 16
"""What the caption takes of a field's height."""
_QUIET = Face("panel", "soft", edge=None, height=48)


class TextField(QLineEdit):
    """A line of text in the theme's clothes. An empty field leaves Ctrl+Z to the basket.

    ``caption`` is what stands small above the text once there is some, where the hint alone would be gone; the field
    keeps its height.
    """

    focus_changed = Signal(bool)

    def __init__(
        self,
        theme: Theme,
        hint: str = "",
        boxed: bool = True,
        parent: QWidget | None = None,
        caption: str = "",
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.caption = caption
        self.setProperty("boxed", boxed)
        self.setFont(theme.font(16))
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setMaxLength(80)
        colours = QPalette(self.palette())
        colours.setColor(QPalette.ColorRole.PlaceholderText, theme.colour("soft"))
        self.setPalette(colours)
        if caption:
            self.textChanged.connect(self._make_room)

    def _make_room(self, text: str) -> None:
        self.setTextMargins(0, self.theme.px(_CAPTION) if text else 0, 0, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The caption over what was typed."""
        super().paintEvent(event)
        if self.caption and self.text():
            theme = self.theme
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            box = QRectF(self.rect()).adjusted(theme.px(15), theme.px(5), -theme.px(14), 0)
            box.setHeight(theme.px(_CAPTION))
            draw_text(painter, theme, box, self.caption, 12, theme.colour("soft"), align=LEFT)
            painter.end()

    def event(self, event: QEvent) -> bool:
        """Let the window's keys through where the field has no use for them."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and not self.text()
            and event.matches(QKeySequence.StandardKey.Undo)
        ):
            event.ignore()
            return False
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is this field's alone: handed on, it would act a second time, and what it opens could pay."""
        super().keyPressEvent(event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the frame around it."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the frame around it."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)


class SearchField(QWidget):
    """Scan, type a code or search: icon, text, the key that leads here and the letters for fingers."""

    letters_wanted = Signal()

    def __init__(
        self, theme: Theme, hint: str, key_text: str, letters_text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._key_text = key_text
        self.setFixedHeight(theme.px(52))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.edit = TextField(theme, hint, boxed=False, parent=self)
        self.edit.focus_changed.connect(self._focus_changed)
        self.setFocusProxy(self.edit)
        self._letters = IconButton(theme, "keyboard", letters_text, self, _QUIET)
        self._letters.clicked.connect(self.letters_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(48), 0, theme.px(2), 0)
        row.setSpacing(theme.px(8))
        row.addWidget(self.edit, 1)
        self._gap = QSpacerItem(theme.px(40), 0)
        row.addItem(self._gap)
        row.addWidget(self._letters)

    def _has_room(self) -> bool:
        """Whether the key's name fits beside the hint."""
        return self.width() >= self.theme.px(380)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a narrow screen the hint is worth more than the key's name."""
        row = self.layout()
        if row is not None:
            room = self.theme.px(50 if self._has_room() else 4)
            row.setContentsMargins(self.theme.px(48), 0, self.theme.px(2), 0)
            self._gap.changeSize(room, 0)
            row.invalidate()

    def _focus_changed(self, _: bool) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame, the glass and the key."""
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focused = self.edit.hasFocus()
        rect = QRectF(self.rect())
        theme.card(painter, rect, 12, "panel", "line")
        if focused:
            painter.setPen(theme.pen("action", 2))
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), theme.px(12), theme.px(12))
        side = theme.px(24)
        glyph = theme.glyph("search", "action" if focused else "soft", 24, self.devicePixelRatioF())
        painter.drawPixmap(theme.px(14), (self.height() - side) // 2, glyph)
        if self._has_room():
            box = QRectF(self._letters.x() - theme.px(44), theme.px(13), theme.px(36), theme.px(26))
            theme.card(painter, box, 6, "key")
            draw_text(painter, theme, box, self._key_text, 13, theme.colour("soft"), SEMIBOLD, CENTRE)
        painter.end()


class NumberField(QWidget):
    """The number being typed and what it is: the caption changes with what is asked for."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._state = EntryState()
        self.setFixedHeight(theme.px(52))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_entry(self, state: EntryState) -> None:
        """Show what has been typed."""
        if state != self._state:
            self._state = state
            self.setAccessibleName(f"{state.caption} {state.text}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Green while something is typed: Enter would use it."""
        theme, state = self.theme, self._state
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        painter.setBrush(theme.colour("panel"))
        painter.setPen(theme.pen("action" if state.text else "line", 2))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), theme.px(10), theme.px(10))
        inner = rect.adjusted(theme.px(14), 0, -theme.px(16), 0)
        taken = draw_text(painter, theme, inner, state.text, 26, theme.colour("ink"), BOLD, RIGHT, 16)
        inner.setRight(inner.right() - taken - theme.px(8))
        draw_text(painter, theme, inner, state.caption, 15, theme.colour("soft"), align=LEFT, shrink_to=13)
        painter.end()
