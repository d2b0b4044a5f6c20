"""Labels for shelves: since when, the articles whose price changed, all of them printed or saved."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.labels import LabelsState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.buttons import SECONDARY, PanelButton
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.entry_list import EntryList


class LabelsPanel(Panel):
    """A touch on a row shows its price; Enter prints them all."""

    since_chosen = Signal(str)
    row_touched = Signal(str)
    saving = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Shelf labels"), parent)
        self.add_heading(self.tr("New price"))
        self.since = ChoiceGrid(theme, 3)
        self.since.chosen.connect(self.since_chosen)
        self.body.addWidget(self.since)
        self.text = self.add_label(size=15, colour="soft")
        self.entries = EntryList(theme)
        self.entries.chosen.connect(self.row_touched)
        self.body.addWidget(self.entries, 1)
        self._rest = QWidget()
        self.body.addWidget(self._rest, 1)
        self.notice = self.add_label(size=15, strong=True)
        self.save = PanelButton(theme, "PDF", SECONDARY)
        self.save.setAccessibleName(self.tr("Save as PDF"))
        self.save.setFixedWidth(theme.px(84))
        self.save.clicked.connect(self.saving)
        self.foot.addWidget(self.save)
        self.add_primary("")

    def show_state(self, state: LabelsState) -> None:
        """Show the list."""
        self.since.show_choices(state.since)
        tell(self.text, state.text)
        self.entries.show_entries(state.rows)
        self.entries.setVisible(bool(state.rows))
        self._rest.setVisible(not state.rows)
        tell(self.notice, state.notice, state.tone)
        self.save.setVisible(bool(state.rows))
        self.save.setEnabled(state.can_save)
        assert self.primary is not None
        self.primary.setText(state.primary_text)
        self.primary.setVisible(bool(state.rows))
        self.primary.setEnabled(state.can_print)

    def key(self, event: QKeyEvent) -> bool:
        """Left and right choose another day, up and down scroll."""
        across = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        down = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -6, Qt.Key.Key_PageDown: 6}
        key = Qt.Key(event.key())
        if key in across:
            self.since.step(across[key])
        elif key in down:
            bar = self.entries.verticalScrollBar()
            bar.setValue(bar.value() + down[key] * self.theme.px(60))
        else:
            return False
        return True
