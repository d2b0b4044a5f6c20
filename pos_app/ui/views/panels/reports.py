"""Reports: which, over which days; a small chart, the rows, the receipts behind them, a receipt; print or save."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels import reports_state as at
from pos_app.ui.viewmodels.reports_state import ReportsState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.bar_chart import BarChart
from pos_app.ui.widgets.buttons import SECONDARY, PanelButton
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.entry_list import EntryList
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.paper_view import PaperView
from pos_app.ui.widgets.scroll_column import ScrollColumn


class ReportsPanel(Panel):
    """One panel for all pages; parts that a page has no use for are away."""

    chosen = Signal(str)
    turned = Signal(int)
    selected = Signal(str)
    stepped = Signal(int)
    went_back = Signal()
    out_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Reports"), parent)
        self._page = ""
        self.lengths = ChoiceGrid(theme, 3)
        self.lengths.chosen.connect(self.chosen)
        self.body.addWidget(self.lengths)
        self.body.addWidget(self._span_row())
        self.choices = ChoiceGrid(theme, 2, ticked=False)
        self.choices.chosen.connect(self.chosen)
        self.body.addWidget(self.choices)
        self.chart = BarChart(theme)
        self.chart.touched.connect(self.selected)
        self.body.addWidget(self.chart)
        self.entries = EntryList(theme)
        self.entries.chosen.connect(self.selected)
        self.body.addWidget(self.entries, 1)
        self.paper = PaperView(theme)
        self.paper_area = ScrollColumn(theme, self.paper)
        self.body.addWidget(self.paper_area, 1)
        self.body.addWidget(self._total_row())
        self.text = self.add_label(size=14, colour="soft")
        self.notice = self.add_label(size=15, strong=True)
        self._rest = QWidget()
        self.body.addWidget(self._rest, 1)
        self.body.addWidget(self._ways_row())
        self.add_primary("")

    def _span_row(self) -> QWidget:
        theme = self.theme
        self.span_row = QWidget()
        row = QHBoxLayout(self.span_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(10))
        self.earlier = PanelButton(theme, "‹", SECONDARY)
        self.earlier.setAccessibleName(self.tr("Earlier"))
        self.earlier.clicked.connect(lambda: self.turned.emit(-1))
        self.later = PanelButton(theme, "›", SECONDARY)
        self.later.setAccessibleName(self.tr("Later"))
        self.later.clicked.connect(lambda: self.turned.emit(1))
        self.span = PlainLabel(theme, "", 16, "ink", SEMIBOLD, wrap=True, align=Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self.earlier)
        row.addWidget(self.span, 1)
        row.addWidget(self.later)
        for button in (self.earlier, self.later):
            button.setFixedWidth(theme.px(56))
        return self.span_row

    def _total_row(self) -> QWidget:
        self.total_row = QWidget()
        row = QHBoxLayout(self.total_row)
        row.setContentsMargins(self.theme.px(12), 0, self.theme.px(12), 0)
        self.total_name = PlainLabel(self.theme, "", 17, "ink", BOLD)
        self.total = PlainLabel(self.theme, "", 22, "ink", BOLD, align=Qt.AlignmentFlag.AlignRight)
        row.addWidget(self.total_name, 1)
        row.addWidget(self.total)
        return self.total_row

    def _ways_row(self) -> QWidget:
        self.ways_row = QWidget()
        row = QHBoxLayout(self.ways_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.px(10))
        self.back = PanelButton(self.theme, self.tr("Back"), SECONDARY)
        self.back.clicked.connect(self.went_back)
        self.out = PanelButton(self.theme, self.tr("Take out"), SECONDARY)
        self.out.clicked.connect(self.out_wanted)
        row.addWidget(self.back, 1)
        row.addWidget(self.out, 1)
        return self.ways_row

    def show_state(self, state: ReportsState) -> None:
        """Show a page."""
        began, self._page = state.page != self._page, state.page
        self.title.say(state.title)
        self.lengths.show_choices(state.lengths)
        self.lengths.setVisible(bool(state.lengths))
        self.span.say(state.span_text)
        self.span_row.setVisible(bool(state.span_text))
        for button in (self.earlier, self.later):
            button.setVisible(state.page in (at.KINDS, at.TABLE))
        self.choices.show_choices(state.choices)
        self.choices.setVisible(bool(state.choices))
        self.chart.show_bars(state.bars)
        self.chart.setVisible(bool(state.bars))
        self.entries.show_entries(state.rows, state.selected)
        self.entries.setVisible(bool(state.rows))
        if state.paper is not None:
            self.paper.show_document(state.paper)
        self.paper_area.setVisible(state.paper is not None)
        if began and state.paper is not None:
            self.paper_area.verticalScrollBar().setValue(0)
        if state.total is not None:
            self.total_name.say(state.total[0])
            self.total.say(state.total[1])
        self.total_row.setVisible(state.total is not None)
        tell(self.text, state.text)
        tell(self.notice, state.notice, state.tone)
        self._rest.setVisible(not state.rows and state.paper is None)
        self.back.setVisible(state.can_go_back)
        self.out.setVisible(state.can_take_out)
        self.ways_row.setVisible(state.can_go_back)
        assert self.primary is not None
        self.primary.setText(state.primary_text)
        self.primary.setVisible(bool(state.primary_text))
        self.primary.setEnabled(state.can_accept)
        if began and state.choices:
            self.choices.focus_first()
        elif began:
            self.setFocus()

    def key(self, event: QKeyEvent) -> bool:
        """Up and down choose a row or scroll a receipt, left and right turn to other days."""
        down = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -6, Qt.Key.Key_PageDown: 6}
        across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in across and self._page == at.TABLE:
            self.turned.emit(across[key])
        elif key in down and self._page == at.RECEIPT:
            bar = self.paper_area.verticalScrollBar()
            bar.setValue(bar.value() + down[key] * self.theme.px(60))
        elif key in down and self._page in (at.TABLE, at.RECEIPTS):
            self.stepped.emit(down[key])
        else:
            return False
        return True
