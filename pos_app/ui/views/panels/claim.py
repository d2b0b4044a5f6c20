"""Somebody forgot their card and brings the receipt: are its points to be claimed?"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.member_desk_state import ClaimState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.labels import PlainLabel


class ClaimPanel(Panel):
    """Which receipt, for whom, and when the points come."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Claim points?"), parent)
        self.receipt = PlainLabel(theme, "", 22, "ink", BOLD, wrap=True)
        self.body.addWidget(self.receipt)
        self.member = self.add_label(size=17, strong=True)
        self.when = self.add_label(size=16, colour="soft")
        self.notice = self.add_label(size=15, strong=True)
        self.body.addStretch(1)
        no = self.add_secondary(self.tr("No"), "Esc")
        no.clicked.connect(self.closed)
        self.add_primary(self.tr("Claim the points"))

    def show_state(self, state: ClaimState) -> None:
        """Show which one."""
        self.receipt.say(state.receipt_text)
        self.member.say(state.member_text)
        self.when.say(state.when_text)
        tell(self.notice, state.notice, "stop")
        assert self.primary is not None
        self.primary.setEnabled(state.can_accept)
