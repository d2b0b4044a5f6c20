"""Help: the keys, and the manual."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QTextBrowser, QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.help import FOLDER
from pos_app.ui.viewmodels.panel_state import HelpState
from pos_app.ui.views.panel import Panel
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.entry_list import EntryList


class HelpPanel(Panel):
    """The only place that shows formatted text, and only text that ships with the program."""

    page_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Help"), parent)
        self.pages = ChoiceGrid(theme, 2)
        self.pages.chosen.connect(self.page_chosen)
        self.body.addWidget(self.pages)
        self.keys = EntryList(theme, wrap_notes=True)
        self.body.addWidget(self.keys, 1)
        self.text = QTextBrowser()
        self.text.setFont(theme.font(16))
        self.text.setOpenLinks(False)
        self.text.setSearchPaths(
            [str(FOLDER / "en")]
        )  # pages of every language name pictures from where they lie
        self.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        colours = QPalette(self.text.palette())
        colours.setColor(QPalette.ColorRole.Text, theme.colour("ink"))
        colours.setColor(QPalette.ColorRole.Link, theme.colour("action"))
        self.text.setPalette(colours)
        self.body.addWidget(self.text, 1)
        self._markdown = ""

    def show_state(self, state: HelpState) -> None:
        """Show the keys, or a page."""
        self.pages.show_choices(state.pages)
        self.keys.show_entries(state.keys)
        self.keys.setVisible(not state.markdown)
        self.text.setVisible(bool(state.markdown))
        if state.markdown != self._markdown:
            self._markdown = state.markdown
            self.text.setMarkdown(state.markdown)

    def key(self, event: QKeyEvent) -> bool:
        """Up and down scroll."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -6, Qt.Key.Key_PageDown: 6}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            return False
        bar = self.text.verticalScrollBar() if self.text.isVisible() else self.keys.verticalScrollBar()
        bar.setValue(bar.value() + step * self.theme.px(60))
        return True
