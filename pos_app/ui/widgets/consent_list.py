"""Consents to tick: each with its whole wording, because that is what the member agrees to."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.member_desk_state import ConsentRow
from pos_app.ui.widgets.buttons import Face, PaintedButton
from pos_app.ui.widgets.paint import plain

_FACE = Face("key", "ink", radius=10, height=52)
_SIZE = 15
_WRAP = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class ConsentButton(PaintedButton):
    """A box with a tick and a wording of any length; grows as high as the wording needs."""

    does_it_at_once = False

    def __init__(self, theme: Theme, row: ConsentRow, parent: QWidget | None = None) -> None:
        super().__init__(theme, _FACE, parent, focusable=True)
        self.setCheckable(True)
        self.row = row
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_row(row)

    def show_row(self, row: ConsentRow) -> None:
        """Take on another wording or answer."""
        self.row = row
        self.setText(plain(row.wording))
        self.setChecked(row.given)
        self.update()

    def nextCheckState(self) -> None:
        """What was agreed to is the view model's to say."""

    def _text_room(self, width: int) -> int:
        return width - self.theme.px(12 + 26 + 12 + 12)

    def heightForWidth(self, width: int) -> int:
        """As high as the whole wording."""
        room = QRect(0, 0, max(self._text_room(width), self.theme.px(40)), 10_000)
        needed = self.theme.metrics(_SIZE).boundingRect(room, _WRAP, self.text()).height()
        return max(self.theme.px(self.face.height), needed + self.theme.px(24))

    def sizeHint(self) -> QSize:
        """Wraps at any width."""
        width = max(self.width(), self.theme.px(200))
        return QSize(width, self.heightForWidth(width))

    def fill_colour(self) -> QColor:
        """Tinted once it is given."""
        return self.theme.colour("action_tint") if self.isChecked() else super().fill_colour()

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """The box with its tick, and the wording."""
        theme = self.theme
        side = theme.px(26)
        box = QRectF(rect.left() + theme.px(12), rect.top() + theme.px(13), side, side)
        theme.card(painter, box, 6, "action" if self.isChecked() else "panel", "action")
        if self.isChecked():
            glyph = theme.glyph("check", "on_action", 18, self.devicePixelRatioF())
            inset = theme.px(4)
            painter.drawPixmap(round(box.left() + inset), round(box.top() + inset), glyph)
        room = QRectF(
            box.right() + theme.px(12),
            rect.top() + theme.px(12),
            self._text_room(self.width()),
            rect.height(),
        )
        painter.setFont(theme.font(_SIZE))
        painter.setPen(self.ink())
        painter.drawText(room, int(_WRAP), self.text())


class ConsentList(QWidget):
    """The consents under each other; a touch, or Tab and Space, ticks one."""

    toggled = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.buttons: list[ConsentButton] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.px(8))

    def show_consents(self, rows: tuple[ConsentRow, ...]) -> None:
        """Show these; buttons are kept while only the answers change."""
        if [button.row.key for button in self.buttons] == [row.key for row in rows]:
            for button, row in zip(self.buttons, rows, strict=True):
                button.show_row(row)
            return
        for button in self.buttons:
            self._column.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = []
        for row in rows:
            button = ConsentButton(self.theme, row, self)
            button.clicked.connect(lambda _=False, button=button: self.toggled.emit(button.row.key))
            self._column.addWidget(button)
            button.show()
            self.buttons.append(button)
