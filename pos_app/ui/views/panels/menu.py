"""Everything that has no button of its own on the screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.panel_state import MenuState
from pos_app.ui.views.panel import Panel
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.scroll_column import ScrollColumn


class MenuPanel(Panel):
    """One large button each, with its key."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Menu"), parent)
        self.choices = ChoiceGrid(theme, 1, ticked=False)
        self.choices.chosen.connect(self.chosen)
        self.body.addWidget(ScrollColumn(theme, self.choices), 1)

    def show_state(self, state: MenuState) -> None:
        """Show these."""
        self.choices.show_choices(state.choices)

    def opened(self) -> None:
        """The arrows move over the choices at once."""
        self.choices.focus_first()
