"""The cash drawer: acts, a number from the keypad, a count by notes and coins, and what came of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.drawer_state import DrawerState
from pos_app.ui.views.panel import Panel
from pos_app.ui.views.panels.page_parts import PageParts


class DrawerPanel(Panel):
    """One panel for all pages; parts that a page has no use for are away."""

    chosen = Signal(str)
    row_touched = Signal(int)
    stepped = Signal(int)
    went_back = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "", parent)
        self.parts = PageParts(theme)
        self.parts.chosen.connect(self.chosen)
        self.parts.row_touched.connect(self.row_touched)
        self._place_parts()
        self.text, self.big, self.notice = self.parts.text, self.parts.big, self.parts.notice
        self.acts, self.reasons, self.count = self.parts.acts, self.parts.reasons, self.parts.count
        self.back = self.add_secondary(self.tr("Back"))
        self.back.clicked.connect(self.went_back)
        self.add_primary("")

    def _place_parts(self) -> None:
        self.body.addWidget(self.parts, 1)

    def show_state(self, state: DrawerState) -> None:
        """Show a page."""
        self.title.say(state.title)
        self.show_page(state)

    def show_page(self, state: DrawerState) -> None:
        """Show what stands under the title."""
        before = self.acts.isVisibleTo(self)
        self.parts.show_page(state)
        self.back.setVisible(state.can_go_back)
        assert self.primary is not None
        self.primary.setText(state.primary_text)
        self.primary.set_hint("" if self.parts.has_next_row else "Enter")
        self.primary.setVisible(bool(state.primary_text))
        self.primary.setEnabled(state.can_accept)
        if self.acts.isVisibleTo(self) and not state.primary_text:
            if not before or not self.acts.focused_key():
                self.acts.focus_first()
        else:
            self.setFocus()

    def accept(self) -> None:
        """Enter goes on to the next kind of note or coin, and from the last one does what the button says."""
        if self.parts.has_next_row:
            self.stepped.emit(1)
        else:
            super().accept()

    def key(self, event: QKeyEvent) -> bool:
        """Up and down choose a row or a reason."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not (self.parts.rows or self.reasons.isVisibleTo(self)):
            return False
        self.stepped.emit(step)
        return True
