"""The parts of the drawer's pages and of the end of the day: text, figure, acts, reasons, a count."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.drawer_state import DrawerState
from pos_app.ui.views.panel import tell
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.count_grid import CountGrid
from pos_app.ui.widgets.header_bar import INKS
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.scroll_column import ScrollColumn


class PageParts(QWidget):
    """What a page has no use for is away."""

    chosen = Signal(str)
    row_touched = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.px(10))
        self.text = PlainLabel(theme, "", 16, "soft", wrap=True)
        self.big = PlainLabel(theme, "", 36, "ink", BOLD)
        self.acts = ChoiceGrid(theme, 2, ticked=False)
        self.acts.chosen.connect(self.chosen)
        self.reasons = ChoiceGrid(theme, 2)
        self.reasons.chosen.connect(self.chosen)
        self.count = CountGrid(theme)
        self.count.touched.connect(self.row_touched)
        self.rows_area = ScrollColumn(theme, self.count)
        self.notice = PlainLabel(theme, "", 15, "ink", SEMIBOLD, wrap=True)
        for part in (self.text, self.big, self.acts, self.reasons, self.notice):
            self.column.addWidget(part)
        self.column.addWidget(self.rows_area, 1)
        self.rest = QWidget()
        self.column.addWidget(self.rest, 1)
        self.rows = 0
        self.selected = 0

    def show_page(self, state: DrawerState) -> None:
        """Show a page."""
        tell(self.text, state.text)
        self.big.say(state.big_text, "ink" if state.big_tone == "quiet" else INKS[state.big_tone])
        self.big.setVisible(bool(state.big_text))
        for grid, is_for_it in ((self.acts, state.acts), (self.reasons, not state.acts)):
            grid.show_choices(state.choices if is_for_it else ())
            grid.setVisible(bool(state.choices) and is_for_it)
        self.rows = len(state.rows)
        self.selected = next((number for number, row in enumerate(state.rows) if row.selected), 0)
        self.count.show_rows(state.rows)
        self.rows_area.setVisible(bool(state.rows))
        self.rest.setVisible(not state.rows)
        if state.rows:
            place = self.count.place(self.selected).center()
            self.rows_area.ensureVisible(int(place.x()), int(place.y()), 0, self.theme.px(60))
        tell(self.notice, state.notice, state.tone)

    @property
    def has_next_row(self) -> bool:
        """Whether another kind of note or coin follows."""
        return self.rows > 0 and self.selected < self.rows - 1
