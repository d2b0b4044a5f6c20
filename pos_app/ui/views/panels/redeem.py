"""How many points? The keypad types the number; the panel says what it is worth and what is possible."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.panel_state import RedeemState, SheetSection
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.row_area import RowArea


class RedeemPanel(Panel):
    """STALE-LABEL: the balance stands with its time."""

    chosen = Signal(str)
    touched = Signal(str)
    """The number of a coupon to use, or to take off again."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Use points"), parent)
        self.balance = PlainLabel(theme, "", 26, "ink", BOLD)
        self.as_of = PlainLabel(theme, "", 14, "soft", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        row.addWidget(self.balance)
        row.addWidget(self.as_of, 1)
        self.body.addLayout(row)
        self.most = self.add_label(size=17, strong=True)
        self.why = self.add_label(size=15, colour="soft")
        self.choices = ChoiceGrid(theme, 2, ticked=False)
        self.choices.chosen.connect(self.chosen)
        self.body.addWidget(self.choices)
        self.worth = PlainLabel(theme, "", 20, "action", BOLD, wrap=True)
        self.body.addWidget(self.worth)
        self.notice = self.add_label(size=15, strong=True)
        self.coupons = RowArea(theme)
        self.coupons.touched.connect(self.touched)
        self.body.addWidget(self.coupons, 1)
        self.add_primary(self.tr("Use the points"))

    def show_state(self, state: RedeemState) -> None:
        """Show what is possible."""
        self.balance.say(state.balance_text)
        self.as_of.say(state.as_of_text)
        tell(self.most, state.most_text, "good")
        self.most.say(state.most_text, "ink")
        tell(self.why, state.why_not_more)
        self.choices.show_choices(state.choices)
        self.worth.say(state.worth_text)
        tell(self.notice, state.busy_text or state.refusal, "quiet" if state.busy_text else "stop")
        heading = self.tr("Coupons on this basket")
        self.coupons.show_sections((SheetSection(heading, state.coupons),) if state.coupons else ())
        assert self.primary is not None
        self.primary.setEnabled(state.can_accept)
