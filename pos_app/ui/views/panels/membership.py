"""A membership is to be cancelled: what that means. Enter keeps it, because the other way has no way back."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import BOLD, Theme
from pos_app.ui.viewmodels.member_desk_state import MembershipState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.buttons import WARN, PanelButton
from pos_app.ui.widgets.labels import PlainLabel


class MembershipPanel(Panel):
    """Del cancels the membership, Enter keeps it."""

    cancelled = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Membership"), parent)
        self.name = PlainLabel(theme, "", 26, "ink", BOLD, wrap=True)
        self.body.addWidget(self.name)
        self.term = self.add_label(size=17)
        self.warning = self.add_label(size=16, strong=True)
        self.notice = self.add_label(size=15, strong=True)
        self.body.addSpacing(theme.px(8))
        self.cancel = PanelButton(theme, self.tr("Cancel the membership"), WARN, "Del", "remove")
        self.cancel.clicked.connect(self.cancelled)
        self.body.addWidget(self.cancel)
        self.body.addStretch(1)
        self.add_primary(self.tr("Keep it"))

    def show_state(self, state: MembershipState) -> None:
        """Show which one."""
        self.name.say(state.name)
        self.term.say(state.term_text)
        tell(self.warning, state.warning, "look")
        tell(self.notice, state.notice, "stop")
        self.cancel.setEnabled(state.can_accept)

    def key(self, event: QKeyEvent) -> bool:
        """Del, and nothing that a hand finds by chance."""
        if event.key() == Qt.Key.Key_Delete and self.cancel.isEnabled():
            self.cancel.click()
        return event.key() == Qt.Key.Key_Delete
