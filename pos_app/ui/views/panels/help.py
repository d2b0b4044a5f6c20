"""Help: the keys, the manual's chapters, and one chapter at a time."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.help import CONTENTS, FOLDER, KEYS
from pos_app.ui.viewmodels.panel_state import HelpState
from pos_app.ui.views.panel import Panel
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.entry_list import EntryList
from pos_app.ui.widgets.manual_text import ManualText

_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -6, Qt.Key.Key_PageDown: 6}


class HelpPanel(Panel):
    """The only place that shows formatted text, and only text that ships with the program."""

    page_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Help"), parent)
        self._page = KEYS
        self.keys = EntryList(theme, wrap_notes=True)
        self.pages = ChoiceGrid(theme, 2)
        self.pages.chosen.connect(self.page_chosen)
        self._room = QWidget()
        self.text = ManualText(theme, str(FOLDER / "en"))
        self.text.page_wanted.connect(self.page_chosen)
        for part, stretch in ((self.keys, 1), (self.pages, 0), (self._room, 1), (self.text, 1)):
            self.body.addWidget(part, stretch)
        self.manual = self.add_secondary(self.tr("The manual"), "→")
        self.all_keys = self.add_secondary(self.tr("All keys"), "←")
        self.contents = self.add_secondary(self.tr("All chapters"), "←")
        self.manual.clicked.connect(lambda: self.page_chosen.emit(CONTENTS))
        self.all_keys.clicked.connect(lambda: self.page_chosen.emit(KEYS))
        self.contents.clicked.connect(lambda: self.page_chosen.emit(CONTENTS))

    def show_state(self, state: HelpState) -> None:
        """The keys, the chapters, or one of them, each over the whole panel."""
        self._page = state.page
        self.keys.show_entries(state.keys)
        self.pages.show_choices(state.pages)
        for parts, is_there in (
            ((self.keys, self.manual), state.page == KEYS),
            ((self.pages, self._room, self.all_keys), state.page == CONTENTS),
            ((self.text, self.contents), state.page not in (KEYS, CONTENTS)),
        ):
            for part in parts:
                part.setVisible(is_there)
        self.text.show_page(state.markdown)

    def key(self, event: QKeyEvent) -> bool:
        """Up and down scroll; right opens the manual, left goes back."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            shown = self.keys if self._page == KEYS else self.text
            bar = shown.verticalScrollBar()
            bar.setValue(bar.value() + step * self.theme.px(60))
            return True
        ways = {(Qt.Key.Key_Right, KEYS): CONTENTS, (Qt.Key.Key_Left, CONTENTS): KEYS}
        back = CONTENTS if event.key() == Qt.Key.Key_Left and self.text.isVisible() else ""
        way = ways.get((Qt.Key(event.key()), self._page), back)
        if way:
            self.page_chosen.emit(way)
        return bool(way)
