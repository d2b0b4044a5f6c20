"""What a member wants beside goods: a code, an event, points to give or move, a membership to end."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.member_desk_state import VisitState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.fields import TextField
from pos_app.ui.widgets.scroll_column import ScrollColumn
from pos_app.ui.widgets.wish_rows import WishRows


class VisitPanel(Panel):
    """Scan or type a code, touch what is on offer; each wish says at once what it gives. Enter does it."""

    code_entered = Signal(str)
    points_changed = Signal(str)
    points_entered = Signal()
    chosen = Signal(str)
    taken_off = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Without buying"), parent)
        self.code = TextField(theme, self.tr("Scan or type a code"))
        self.code.returnPressed.connect(self.accept)
        self.body.addWidget(self.code)
        self.ask = self.add_label(size=16, strong=True)
        self.points = TextField(theme, self.tr("Points"))
        self.points.setMaxLength(9)
        self.points.textChanged.connect(self.points_changed)
        self.points.returnPressed.connect(self.accept)
        for field in (self.code, self.points):
            field.textChanged.connect(self._show_primary)
        self.body.addWidget(self.points)
        self.notice = self.add_label(size=15, strong=True)
        self.wishes = WishRows(theme)
        self.wishes.taken_off.connect(self.taken_off)
        self.offers = ChoiceGrid(theme, 1, ticked=False)
        self.offers.chosen.connect(self.chosen)
        self.body.addWidget(ScrollColumn(theme, self.wishes, self.offers), 1)
        self.add_primary("")
        assert self.primary is not None
        self.primary.clicked.disconnect(self.accepted)
        self.primary.clicked.connect(self._pressed)
        self._state = VisitState()

    @property
    def field(self) -> TextField:
        """Where the keypad types: the number of points while one is asked for, else the code."""
        return self.points if self.points.isVisible() else self.code

    def show_state(self, state: VisitState) -> None:
        """Show wishes and offers."""
        tell(self.ask, state.ask_text, "good")
        self.ask.say(state.ask_text, "ink")
        asking = bool(state.asking)
        if asking != self.points.isVisible():
            self.points.clear()
            self.points.setVisible(asking)
            self.code.setVisible(not asking)
            if self.isVisible():
                self.field.setFocus()
        self.wishes.show_wishes(state.wished)
        self.offers.show_choices(state.offers)
        tell(self.notice, state.notice, state.notice_tone)
        self._state = state
        self._show_primary()

    def _show_primary(self, _: str = "") -> None:
        """While something is typed the large button takes it down; else it does all that was wished."""
        assert self.primary is not None
        typed = bool(self.field.text())
        self.primary.setText(self.tr("Add") if typed else self._state.accept_text)
        self.primary.setEnabled(typed or self._state.can_accept)
        self.primary.update()

    def accept(self) -> None:
        """Enter: what was typed becomes a wish; with nothing typed it is done."""
        if not self._take_typed():
            super().accept()

    def _pressed(self) -> None:
        if not self._take_typed():
            self.accepted.emit()

    def _take_typed(self) -> bool:
        text = self.field.text()
        if not text:
            return False
        if self.field is self.points:
            self.points_entered.emit()
        else:
            self.code.clear()
            self.code_entered.emit(text)
        return True

    def opened(self) -> None:
        """Ready for a code."""
        self.field.setFocus()

    def key(self, event: QKeyEvent) -> bool:
        """Down leads from the field to what is on offer."""
        if event.key() == Qt.Key.Key_Down and not self.offers.focused_key():
            self.offers.focus_first()
            return True
        return False
