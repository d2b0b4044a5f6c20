"""The cash drawer: acts, a number from the keypad, a count by notes and coins, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.drawer_state import DrawerState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.count_grid import CountGrid
from pos_app.ui.widgets.header_bar import INKS
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.scroll_column import ScrollColumn


class DrawerPanel(Panel):
    """One panel for all pages; parts that a page has no use for are away."""

    chosen = Signal(str)
    row_touched = Signal(int)
    stepped = Signal(int)
    went_back = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent)
        self.text = self.add_label(size=16, colour="soft")
        self.big = PlainLabel(theme, "", 36, "ink", BOLD)
        self.body.addWidget(self.big)
        self.acts = ChoiceGrid(theme, 2, ticked=False)
        self.acts.chosen.connect(self.chosen)
        self.reasons = ChoiceGrid(theme, 2)
        self.reasons.chosen.connect(self.chosen)
        self.count = CountGrid(theme)
        self.count.touched.connect(self.row_touched)
        self.rows_area = ScrollColumn(theme, self.count)
        for part in (self.acts, self.reasons):
            self.body.addWidget(part)
        self.notice = self.add_label(size=15, strong=True)
        self.body.addWidget(self.rows_area, 1)
        self.rest = QWidget()
        self.body.addWidget(self.rest, 1)
        self.back = self.add_secondary(self.tr("Back"))
        self.back.clicked.connect(self.went_back)
        self.add_primary("")
        self._rows = 0
        self._selected = 0

    def show_state(self, state: DrawerState) -> None:
        """Show a page."""
        self.title.say(state.title)
        tell(self.text, state.text)
        self.big.say(state.big_text, "ink" if state.big_tone == "quiet" else INKS[state.big_tone])
        self.big.setVisible(bool(state.big_text))
        before = self.acts.isVisibleTo(self)
        for grid, is_for_it in ((self.acts, state.acts), (self.reasons, not state.acts)):
            grid.show_choices(state.choices if is_for_it else ())
            grid.setVisible(bool(state.choices) and is_for_it)
        self._rows = len(state.rows)
        self._selected = next((number for number, row in enumerate(state.rows) if row.selected), 0)
        self.count.show_rows(state.rows)
        self.rows_area.setVisible(bool(state.rows))
        self.rest.setVisible(not state.rows)
        if state.rows:
            place = self.count.place(self._selected).center()
            self.rows_area.ensureVisible(int(place.x()), int(place.y()), 0, self.theme.px(60))
        tell(self.notice, state.notice, state.tone)
        self.back.setVisible(state.can_go_back)
        assert self.primary is not None
        self.primary.setText(state.primary_text)
        self.primary.set_hint("" if self._rows and self._selected < self._rows - 1 else "Enter")
        self.primary.setVisible(bool(state.primary_text))
        self.primary.setEnabled(state.can_accept)
        if self.acts.isVisibleTo(self) and not state.primary_text:
            if not before or not self.acts.focused_key():
                self.acts.focus_first()
        else:
            self.setFocus()

    def accept(self) -> None:
        """Enter goes on to the next kind of note or coin, and from the last one does what the button says."""
        if self._rows and self._selected < self._rows - 1:
            self.stepped.emit(1)
        else:
            super().accept()

    def key(self, event: QKeyEvent) -> bool:
        """Up and down choose a row or a reason."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not (self._rows or self.reasons.isVisibleTo(self)):
            return False
        self.stepped.emit(step)
        return True
