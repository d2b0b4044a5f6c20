"""A few things of which one is chosen: equal buttons in a grid, arrows and Space when it has the focus."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_app.ui.theme import SEMIBOLD, Theme
from pos_app.ui.viewmodels.state import Choice
from pos_app.ui.widgets.buttons import Face, PaintedButton
from pos_app.ui.widgets.paint import CENTRE, LEFT, RIGHT, draw_text, draw_wrapped
from pos_app.ui.widgets.scroll_column import bring_into_sight

_FACE = Face("key", "ink", radius=10, height=52)


class ChoiceButton(PaintedButton):
    """One choice. The chosen one is filled and carries a tick: never colour alone."""

    def __init__(self, theme: Theme, choice: Choice, ticked: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, _FACE, parent, focusable=True)
        self.setCheckable(True)
        self._ticked = ticked
        self.does_it_at_once = not ticked
        """Whether a touch acts, rather than chooses: then Enter on it acts too."""
        self.choice = choice
        self.show_choice(choice)

    def show_choice(self, choice: Choice) -> None:
        """Take on another text or state."""
        self.choice = choice
        self.setText(choice.text)
        self.setChecked(choice.selected)
        self.setEnabled(choice.enabled)
        self.update()

    def nextCheckState(self) -> None:
        """What is chosen is the view model's to say: a touch alone changes nothing here."""

    def fill_colour(self) -> QColor:
        """Filled with ink when chosen."""
        return self.theme.colour("ink") if self.isChecked() else super().fill_colour()

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Tick, text and hint."""
        theme = self.theme
        ink = theme.colour("panel") if self.isChecked() else self.ink()
        inner = rect.adjusted(theme.px(12), 0, -theme.px(12), 0)
        align = CENTRE if self._ticked else LEFT
        icon = "check" if self.isChecked() and self._ticked else self.choice.icon
        if icon:
            size = 18 if icon == "check" else 22
            side = theme.px(size)
            role = "panel" if self.isChecked() else self.face.ink
            glyph = theme.glyph(icon, role, size, self.devicePixelRatioF())
            painter.setOpacity(1.0 if self.isEnabled() else 0.45)
            painter.drawPixmap(round(inner.left()), round(inner.center().y() - side / 2), glyph)
            painter.setOpacity(1.0)
            inner.setLeft(inner.left() + side + theme.px(6 if icon == "check" else 12))
        if self.choice.hint:
            soft = ink if self.isChecked() else theme.colour("soft")
            width = draw_text(painter, theme, inner, self.choice.hint, 13, soft, SEMIBOLD, RIGHT)
            inner.setRight(inner.right() - width - theme.px(6))
            align = LEFT
        if theme.metrics(15, SEMIBOLD).horizontalAdvance(self.text()) <= inner.width():
            draw_text(painter, theme, inner, self.text(), 15, ink, SEMIBOLD, align)
        else:
            draw_wrapped(painter, theme, inner, self.text(), 14, ink, SEMIBOLD)


class ChoiceGrid(QWidget):
    """The choices in rows of ``columns``; buttons are kept while only texts and states change."""

    chosen = Signal(str)

    def __init__(
        self, theme: Theme, columns: int, ticked: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self._columns = columns
        self._ticked = ticked
        self._buttons: list[ChoiceButton] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(theme.px(8))

    def show_choices(self, choices: tuple[Choice, ...]) -> None:
        """Show these."""
        if [button.choice.key for button in self._buttons] == [choice.key for choice in choices]:
            for button, choice in zip(self._buttons, choices, strict=True):
                if button.choice != choice:
                    button.show_choice(choice)
            return
        for button in self._buttons:
            self._grid.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = []
        for number, choice in enumerate(choices):
            button = ChoiceButton(self.theme, choice, self._ticked, self)
            button.clicked.connect(lambda _=False, button=button: self.chosen.emit(button.choice.key))
            self._grid.addWidget(button, number // self._columns, number % self._columns)
            button.show()
            self._buttons.append(button)

    def focused_key(self) -> str:
        """The choice that the arrows or Tab have led to, or an empty text."""
        return next((button.choice.key for button in self._buttons if button.hasFocus()), "")

    def focus_first(self) -> None:
        """Put the focus on the first one that can be chosen."""
        first = next((button for button in self._buttons if button.isEnabled()), None)
        if first is not None:
            first.setFocus()

    def step(self, by: int) -> None:
        """Choose the one so many places further on, stopping at the ends."""
        chosen = next((row for row, button in enumerate(self._buttons) if button.isChecked()), None)
        if self._buttons:
            row = 0 if chosen is None else min(max(0, chosen + by), len(self._buttons) - 1)
            self.chosen.emit(self._buttons[row].choice.key)

    def button(self, key: str) -> ChoiceButton | None:
        """The button of that choice."""
        return next((button for button in self._buttons if button.choice.key == key), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the focus over the buttons."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        step = steps.get(Qt.Key(event.key()))
        focused = next((row for row, button in enumerate(self._buttons) if button.hasFocus()), None)
        if step is None or focused is None or not 0 <= focused + step < len(self._buttons):
            event.ignore()
            return
        self._buttons[focused + step].setFocus()
        bring_into_sight(self._buttons[focused + step])
