"""The selected line: more, fewer, an exact quantity from the keypad, or away with it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.panel_state import LineState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.buttons import SECONDARY, WARN, PanelButton
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.paint import CENTRE


class LinePanel(Panel):
    """Everything that concerns one line, for fingers; keys do the same without it."""

    stepped = Signal(int)
    removed = Signal()
    discounted = Signal()
    repriced = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Line"), parent)
        self.name = PlainLabel(theme, "", 22, "ink", BOLD, wrap=True)
        self.detail = PlainLabel(theme, "", 15, "soft", wrap=True)
        self.body.addWidget(self.name)
        self.body.addWidget(self.detail)
        self.body.addSpacing(theme.px(8))
        row = QHBoxLayout()
        row.setSpacing(theme.px(10))
        self.fewer = PanelButton(theme, "−", SECONDARY)
        self.fewer.setAccessibleName(self.tr("One fewer"))
        self.more = PanelButton(theme, "+", SECONDARY)
        self.more.setAccessibleName(self.tr("One more"))
        self.quantity = PlainLabel(theme, "", 30, "ink", BOLD, align=CENTRE)
        row.addWidget(self.fewer, 1)
        row.addWidget(self.quantity, 1)
        row.addWidget(self.more, 1)
        self.fewer.clicked.connect(lambda: self.stepped.emit(-1))
        self.more.clicked.connect(lambda: self.stepped.emit(1))
        self.body.addLayout(row)
        self.amount = PlainLabel(theme, "", 20, "ink", SEMIBOLD)
        self.body.addWidget(self.amount)
        self.story = self.add_label(size=15, colour="action")
        self.notice = self.add_label(size=15, strong=True)
        self.hint = self.add_label(self.tr("Type a quantity on the keypad and press Enter."), 15, "soft")
        self.body.addSpacing(theme.px(8))
        discount = PanelButton(theme, self.tr("Discount on this line"), SECONDARY, "F7", "discount")
        discount.clicked.connect(self.discounted)
        price = PanelButton(theme, self.tr("Another price"), SECONDARY, "Ctrl P", "tag")
        price.clicked.connect(self.repriced)
        remove = PanelButton(theme, self.tr("Remove line"), WARN, "Del", "remove")
        remove.clicked.connect(self.removed)
        self.body.addWidget(discount)
        self.body.addWidget(price)
        self.body.addWidget(remove)
        self.body.addStretch(1)
        self.add_primary(self.tr("Done"))

    def show_state(self, state: LineState) -> None:
        """Show the line as it is now."""
        self.name.say(state.name)
        tell(self.detail, state.detail)
        self.quantity.say(state.quantity_text)
        self.amount.say(state.amount_text)
        tell(self.story, "\n".join(state.story), "good")
        self.fewer.setEnabled(state.can_step)
        self.more.setEnabled(state.can_step)
        tell(self.notice, state.refusal, "stop")
