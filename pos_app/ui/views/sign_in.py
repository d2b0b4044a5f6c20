"""The first screen: who are you, and your PIN. Full screen, before anything can be sold."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.panel_state import SignInState
from pos_app.ui.widgets.buttons import PRIMARY, KeyButton, PanelButton
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.pin_dots import PinDots

ERASE = "\b"


class SignInView(QWidget):
    """Cashiers on the left, the PIN pad on the right, in one card in the middle."""

    cashier_chosen = Signal(str)
    typed = Signal(str)
    accepted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._card = QWidget(self)
        row = QHBoxLayout(self._card)
        row.setContentsMargins(theme.px(32), theme.px(28), theme.px(32), theme.px(28))
        row.setSpacing(theme.px(36))
        left = QVBoxLayout()
        left.setSpacing(theme.px(8))
        self.shop = PlainLabel(theme, "", 22, "ink", BOLD, wrap=True)
        self.place = PlainLabel(theme, "", 15, "soft")
        left.addWidget(self.shop)
        left.addWidget(self.place)
        left.addSpacing(theme.px(14))
        left.addWidget(PlainLabel(theme, self.tr("Who are you?"), 16, "soft", SEMIBOLD))
        self.cashiers = ChoiceGrid(theme, 2)
        self.cashiers.chosen.connect(self.cashier_chosen)
        left.addWidget(self.cashiers)
        left.addStretch(1)
        row.addLayout(left, 5)
        row.addLayout(self._pin_column(), 4)

    def _pin_column(self) -> QVBoxLayout:
        theme = self.theme
        right = QVBoxLayout()
        right.setSpacing(theme.px(10))
        self.dots = PinDots(theme)
        right.addWidget(self.dots)
        self.notice = PlainLabel(theme, "", 15, "stop", SEMIBOLD, wrap=True)
        self.notice.setFixedHeight(theme.px(44))
        right.addWidget(self.notice)
        grid = QGridLayout()
        grid.setSpacing(theme.px(8))
        for number, sign in enumerate("789456123"):
            grid.addWidget(self._key(sign), number // 3, number % 3)
        grid.addWidget(self._key("0"), 3, 1)
        erase = KeyButton(theme, "", "backspace")
        erase.setMinimumHeight(theme.px(60))
        erase.setAccessibleName(self.tr("Erase the last digit"))
        erase.clicked.connect(lambda: self.typed.emit(ERASE))
        grid.addWidget(erase, 3, 2)
        right.addLayout(grid)
        right.addStretch(1)
        self.enter = PanelButton(theme, self.tr("Sign in"), PRIMARY, "Enter")
        self.enter.clicked.connect(self.accepted)
        right.addWidget(self.enter)
        return right

    def _key(self, sign: str) -> KeyButton:
        key = KeyButton(self.theme, sign)
        key.setMinimumHeight(self.theme.px(60))
        key.clicked.connect(lambda: self.typed.emit(sign))
        return key

    def show_state(self, state: SignInState) -> None:
        """Show who can sign in and how far the PIN is."""
        self.shop.say(state.shop)
        self.place.say(state.place)
        self.cashiers.show_choices(state.cashiers)
        self.dots.show_typed(state.typed, state.prompt)
        self.notice.say(state.refusal)
        self.enter.setEnabled(not state.busy and state.typed > 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits type the PIN, arrows change the cashier, Enter signs in."""
        key = event.key()
        steps = {Qt.Key.Key_Up: -2, Qt.Key.Key_Down: 2, Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accepted.emit()
        elif key == Qt.Key.Key_Backspace:
            self.typed.emit(ERASE)
        elif key in steps:
            self.cashiers.step(steps[Qt.Key(key)])
        elif event.text().isascii() and event.text().isdigit():
            self.typed.emit(event.text())
        else:
            event.ignore()

    def resizeEvent(self, event: object) -> None:
        """The card in the middle."""
        width = min(self.theme.px(820), self.width() - self.theme.px(32))
        height = min(self.theme.px(600), self.height() - self.theme.px(32))
        self._card.setGeometry((self.width() - width) // 2, (self.height() - height) // 2, width, height)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Background and card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.theme.colour("background"))
        self.theme.card(painter, QRectF(self._card.geometry()), 16, "panel")
        painter.end()
