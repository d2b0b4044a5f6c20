"""The page after the code: which till this is now, and how far its goods and members have come."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.set_up import SetUpState
from pos_app.ui.views.set_up.trouble import TroubleCard
from pos_app.ui.widgets.buttons import PRIMARY, PanelButton
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.progress_line import ProgressLine


class PlacePage(QWidget):
    """Nothing to do here but to compare the key."""

    retried = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(12))
        self.title = PlainLabel(theme, "", 26, "ink", BOLD)
        column.addWidget(self.title)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.px(18))
        self._grid.setVerticalSpacing(theme.px(8))
        self._grid.setColumnStretch(1, 1)
        self.company = self._row(0, self.tr("Company"))
        self.store = self._row(1, self.tr("Store"))
        self.server = self._row(2, self.tr("Server"))
        self.key = self._row(3, self.tr("Key"))
        column.addLayout(self._grid)
        compare = self.tr("Whoever made the code sees the same key at the server. If they differ, stop here.")
        column.addWidget(PlainLabel(theme, compare, 15, "soft", wrap=True))
        column.addSpacing(theme.px(14))
        self.progress_text = PlainLabel(theme, "", 17, "ink", SEMIBOLD)
        self.progress = ProgressLine(theme)
        column.addWidget(self.progress_text)
        column.addWidget(self.progress)
        self.trouble = TroubleCard(theme)
        column.addWidget(self.trouble)
        column.addStretch(1)
        self.again = PanelButton(theme, self.tr("Try again"), PRIMARY, "Enter")
        self.again.clicked.connect(self.retried)
        column.addWidget(self.again)

    def _row(self, number: int, caption: str) -> PlainLabel:
        value = PlainLabel(self.theme, "", 17, "ink", SEMIBOLD)
        self._grid.addWidget(PlainLabel(self.theme, caption, 16, "soft"), number, 0)
        self._grid.addWidget(value, number, 1)
        return value

    def show_state(self, state: SetUpState) -> None:
        """Show the place, and how much of what it needs is here."""
        place = state.place
        if place is not None:
            self.title.say(self.tr("This is till {number}").format(number=place.till_number))
            self.company.say(place.company_id)
            self.store.say(place.store_name or place.store_id)
            self.server.say(place.server.removeprefix("https://"))
            self.key.say(" ".join(place.key[at : at + 4] for at in range(0, len(place.key), 4)))
        self.trouble.show_state(state)
        self.again.setVisible(bool(state.happened))
        self.progress_text.say(
            self.tr("Fetching goods and members: {percent} %").format(percent=state.permille // 10)
        )
        self.progress.show_permille(state.permille)
