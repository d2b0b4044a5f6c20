"""The end of the day: the steps on the left, what is asked now on the right."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.evening_state import EveningState
from pos_app.ui.views.panels.drawer import DrawerPanel
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.progress_line import ProgressLine
from pos_app.ui.widgets.step_list import StepList

_GAP = 22


class EveningPanel(DrawerPanel):
    """The drawer's pages beside a list of steps."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.steps = StepList(theme)
        self.heading = PlainLabel(theme, "", 22, "ink", BOLD, wrap=True)
        self.progress = ProgressLine(theme)
        super().__init__(theme, parent)
        self.foot.insertSpacing(0, self.steps.sizeHint().width() + 2 * theme.px(_GAP))

    def _place_parts(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(_GAP))
        row.addWidget(self.steps)
        row.addSpacing(self.theme.px(_GAP))
        right = QVBoxLayout()
        right.setSpacing(self.theme.px(10))
        right.addWidget(self.heading)
        right.addWidget(self.progress)
        right.addWidget(self.parts, 1)
        row.addLayout(right, 1)
        self.body.addLayout(row, 1)

    def show_evening(self, state: EveningState) -> None:
        """Show how far it is."""
        self.title.say(state.title)
        self.steps.show_rows(state.steps)
        self.heading.say(state.page.title)
        self.heading.setVisible(bool(state.page.title))
        self.progress.show_permille(state.progress_permille or 0)
        self.progress.setVisible(state.progress_permille is not None)
        self.show_page(state.page)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, and the line between the steps and the page."""
        super().paintEvent(event)
        painter = QPainter(self)
        x = self.steps.geometry().right() + self.theme.px(_GAP)
        top, bottom = self.steps.geometry().top(), self.rect().bottom() - self.theme.px(16)
        painter.fillRect(QRectF(x, top, 1, bottom - top), self.theme.colour("line"))
        painter.end()
