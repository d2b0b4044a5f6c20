"""Who is on the sale, and everything that may be promised to them. It scrolls; the balance stays in sight."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.panel_state import MemberSheetState
from pos_app.ui.views.panel import Panel
from pos_app.ui.widgets.buttons import PaintedButton
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.row_area import RowArea


class MemberSheetPanel(Panel):
    """STALE-LABEL: the balance stands with its time. Enter acts on what Tab led to, else it is done looking."""

    touched = Signal(str)
    """The number of a coupon to use, or to take off again."""
    other_wanted = Signal()
    removed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Member"), parent)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.balance = PlainLabel(theme, "", 26, "ink", BOLD)
        self.as_of = PlainLabel(theme, "", 14, "soft", wrap=True)
        row.addWidget(self.balance)
        row.addWidget(self.as_of, 1)
        self.body.addLayout(row)
        self.area = RowArea(theme)
        self.area.touched.connect(self.touched)
        self.body.addWidget(self.area, 1)
        other = self.add_secondary(self.tr("Switch"), "F4")
        other.clicked.connect(self.other_wanted)
        remove = self.add_secondary(self.tr("Take off"))
        remove.clicked.connect(self.removed)

    def show_state(self, state: MemberSheetState) -> None:
        """Show this member."""
        self.balance.say(state.balance_text)
        self.as_of.say(state.as_of_text)
        self.area.show_sections(state.sections)

    def accept(self) -> None:
        """Enter."""
        if any(button.hasFocus() for button in self.findChildren(PaintedButton)):
            super().accept()
        else:
            self.accepted.emit()

    def key(self, event: QKeyEvent) -> bool:
        """Arrows and page keys scroll."""
        return self.area.key(event)
