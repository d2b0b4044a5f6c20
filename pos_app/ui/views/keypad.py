"""The right zone: functions, the number being typed, the keypad, Pay. Nothing in it ever moves."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from pos_app.ui.keys import BUTTONS, BY_ACT, Act, shown
from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.state import EntryState, KeypadState, QuickCash
from pos_app.ui.widgets.buttons import ActionButton, KeyButton, PayButton, QuickCashButton
from pos_app.ui.widgets.fields import NumberField

_ROWS = ("789", "456", "123")
QUICK_PLACES = 4
ERASE = "\b"


class KeypadView(QWidget):
    """Digits are reported one by one, exactly as the keyboard's are."""

    acted = Signal(str)
    typed = Signal(str)
    quick_chosen = Signal(int)
    paid = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._money = True
        self._amounts: tuple[QuickCash, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(10))
        column.addLayout(self._functions())
        column.addSpacing(theme.px(5))
        self.number = NumberField(theme)
        column.addWidget(self.number)
        column.addLayout(self._quick_row())
        column.addLayout(self._keys(), 1)
        column.addSpacing(theme.px(2))
        self.pay = PayButton(theme, self.tr("Pay"), BY_ACT[Act.PAY].shown)
        self.pay.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.pay.clicked.connect(self.paid)
        column.addWidget(self.pay)

    def _functions(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self.theme.px(10))
        self.functions: dict[Act, ActionButton] = {}
        for number, act in enumerate(BUTTONS):
            row = BY_ACT[act]
            button = ActionButton(self.theme, shown(row.button), row.shown)
            button.setMinimumHeight(self.theme.px(55))
            button.clicked.connect(lambda _=False, act=act: self.acted.emit(act.value))
            self.functions[act] = button
            grid.addWidget(button, number // 2, number % 2)
        return grid

    def _quick_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(8))
        self.quick: list[QuickCashButton] = []
        for _ in range(QUICK_PLACES):
            button = QuickCashButton(self.theme)
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
            button.clicked.connect(lambda _=False, button=button: self.quick_chosen.emit(button.minor))
            button.hide()
            self.quick.append(button)
            row.addWidget(button, 1)
        return row

    def _keys(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(self.theme.px(8))
        for row, signs in enumerate(_ROWS):
            for column, sign in enumerate(signs):
                grid.addWidget(self._key(sign), row, column)
        self.separator = self._key(",")
        grid.addWidget(self.separator, 3, 0)
        grid.addWidget(self._key("0"), 3, 1)
        erase = KeyButton(self.theme, "", "backspace")
        erase.setAccessibleName(self.tr("Erase the last digit"))
        erase.setAutoRepeat(True)
        erase.clicked.connect(lambda: self.typed.emit(ERASE))
        grid.addWidget(erase, 3, 2)
        return grid

    def _key(self, sign: str) -> KeyButton:
        key = KeyButton(self.theme, sign)
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        key.setMinimumHeight(self.theme.px(52))
        key.clicked.connect(lambda _=False, key=key: self.typed.emit(key.text()))
        return key

    def show_entry(self, state: EntryState) -> None:
        """Show the number typed; the decimal key is off where only whole numbers are asked for."""
        self.number.show_entry(state)
        if state.money != self._money:
            self._money = state.money
            self._show_quick()
        self.separator.setEnabled(bool(state.separator))
        if state.separator and self.separator.text() != state.separator:
            self.separator.setText(state.separator)

    def _show_quick(self) -> None:
        """The ready-made amounts, but only while a number typed would be cash."""
        amounts = self._amounts if self._money else ()
        for button, quick in zip(self.quick, (*amounts, *([None] * QUICK_PLACES)), strict=False):
            button.setVisible(quick is not None)
            if quick is not None and (button.text(), button.minor) != (quick.text, quick.minor):
                button.minor = quick.minor
                button.setText(quick.text)

    def show_keypad(self, state: KeypadState) -> None:
        """Show these quick amounts and this word on the large key."""
        if state.quick != self._amounts:
            self._amounts = state.quick
            self._show_quick()
        if state.pay_text and state.pay_text != self.pay.text():
            self.pay.setText(state.pay_text)
        self.pay.setEnabled(state.pay_enabled)
