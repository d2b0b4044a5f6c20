"""What does it cost? The price as large as it can be read across the counter, and what belongs to it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.price_check import CHANGE, LABEL, PLAN, SELL, PriceCheckState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.buttons import SECONDARY, PanelButton
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.paint import RIGHT

_MOST_ROWS = 7


class PriceCheckPanel(Panel):
    """Looking changes nothing; the buttons sell it, change its price, or print its label."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Price check"), parent)
        self.name = PlainLabel(theme, "", 22, "ink", BOLD, wrap=True)
        self.price = PlainLabel(theme, "", 44, "ink", BOLD, wrap=True)
        self.comparison = PlainLabel(theme, "", 18, "soft", SEMIBOLD, wrap=True)
        for label in (self.name, self.price, self.comparison):
            self.body.addWidget(label)
        self.reduced = self.add_label(size=16, strong=True)
        self.body.addSpacing(theme.px(6))
        grid = QGridLayout()
        grid.setVerticalSpacing(theme.px(8))
        grid.setColumnStretch(0, 1)
        self.rows = []
        for place in range(_MOST_ROWS):
            left = PlainLabel(theme, "", 16, "soft")
            right = PlainLabel(theme, "", 16, "ink", SEMIBOLD, align=RIGHT)
            grid.addWidget(left, place, 0)
            grid.addWidget(right, place, 1)
            self.rows.append((left, right))
        self.body.addLayout(grid)
        self.notice = self.add_label(size=16, strong=True)
        self.body.addStretch(1)
        self.change = PanelButton(theme, self.tr("Change the price"), SECONDARY, "", "tag")
        self.plan = PanelButton(theme, self.tr("Another price from tomorrow"), SECONDARY, "", "tag")
        self.label = PanelButton(theme, self.tr("Print the shelf label"), SECONDARY, "", "printer")
        doing = QGridLayout()
        doing.setSpacing(theme.px(10))
        for column in range(2):
            doing.setColumnStretch(column, 1)
            doing.setColumnMinimumWidth(column, 1)
        doing.addWidget(self.change, 0, 0)
        doing.addWidget(self.plan, 0, 1)
        doing.addWidget(self.label, 1, 0)
        self.sell = PanelButton(theme, self.tr("Add to the sale"), SECONDARY, "", "basket")
        doing.addWidget(self.sell, 1, 1)
        self.body.addLayout(doing)
        for button, key in (
            (self.change, CHANGE),
            (self.plan, PLAN),
            (self.label, LABEL),
            (self.sell, SELL),
        ):
            button.clicked.connect(lambda _=False, key=key: self.chosen.emit(key))
        self.add_primary(self.tr("Done"))

    def show_state(self, state: PriceCheckState) -> None:
        """Show the article as it was looked up."""
        self.name.say(state.name)
        self.price.say(state.price_text)
        tell(self.comparison, state.comparison_text)
        tell(self.reduced, state.reduced_text, "good")
        for place, (left, right) in enumerate(self.rows):
            name, text = state.rows[place] if place < len(state.rows) else ("", "")
            left.say(name)
            right.say(text)
            left.setVisible(bool(name))
            right.setVisible(bool(name))
        tell(self.notice, state.notice, "good")
        self.change.setVisible(state.can_change)
        self.plan.setVisible(state.can_change)
        self.label.setEnabled(state.can_print)
