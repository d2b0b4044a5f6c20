"""The window of a till that has no place yet: a person with a sheet, and no other knowledge, makes it a till."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pos_app.ui.app import make_app, speak
from pos_app.ui.ports import Screen
from pos_app.ui.stylesheet import sheet
from pos_app.ui.theme import BOLD, PALETTES, Theme, factor_for
from pos_app.ui.typeface import FAMILY
from pos_app.ui.viewmodels.set_up import SetUp
from pos_app.ui.views.set_up.code import CodePage
from pos_app.ui.views.set_up.devices import DevicesPage
from pos_app.ui.views.set_up.place import PlacePage
from pos_app.ui.widgets.buttons import Chip
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.step_list import StepList

LANGUAGES = {"nb": "Norsk", "en": "English"}
_SHORTEST_SCAN = 4


class SetUpWindow(QWidget):
    """Shows a :class:`SetUp`. ``finished`` comes when the till can be signed in to; closed before, it does not come."""

    finished = Signal()

    def __init__(self, model: SetUp, screen: Screen) -> None:
        super().__init__()
        self.setObjectName("till")
        self.setWindowTitle("Trofast")
        self.resize(1366, 768)
        factor = factor_for(self.width(), self.height()) * screen.scale_percent / 100
        self.theme = Theme(PALETTES[screen.palette], round(factor, 2), FAMILY)
        self.setStyleSheet(sheet(self.theme))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.model = model
        self._typed = ""
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._shown: QWidget | None = None
        self._build()
        model.changed.connect(self._refresh)
        model.spoke.connect(self._speak)
        model.finished.connect(self.finished)

    def _build(self) -> None:
        """All that has texts, in the language it has now."""
        theme = self.theme
        if self._shown is not None:
            self._column.removeWidget(self._shown)
            self._shown.deleteLater()
        self._shown = whole = QWidget(self)
        outer = QVBoxLayout(whole)
        outer.setContentsMargins(theme.px(28), theme.px(20), theme.px(28), theme.px(28))
        top = QHBoxLayout()
        top.setSpacing(theme.px(8))
        top.addWidget(PlainLabel(theme, "Trofast", 22, "action", BOLD))
        top.addStretch(1)
        self.languages = {key: Chip(theme, key, name) for key, name in LANGUAGES.items()}
        for key, chip in self.languages.items():
            chip.setChecked(key == self.model.language)
            chip.clicked.connect(lambda _=False, key=key: self.model.speak(key))
            top.addWidget(chip)
        outer.addLayout(top)
        outer.addStretch(1)
        self._card = QWidget(whole)
        self._card.setMaximumSize(theme.px(980), theme.px(600))
        self._card.setMinimumHeight(theme.px(560))
        inner = QHBoxLayout(self._card)
        inner.setContentsMargins(theme.px(24), theme.px(30), theme.px(36), theme.px(30))
        inner.setSpacing(theme.px(32))
        side = QVBoxLayout()
        self.steps = StepList(theme)
        self.steps.setMaximumHeight(theme.px(4 * 66))
        side.addWidget(self.steps)
        side.addStretch(1)
        inner.addLayout(side)
        self.code, self.place, self.devices = CodePage(theme), PlacePage(theme), DevicesPage(theme)
        self.pages = QStackedWidget()
        for page in (self.code, self.place, self.devices):
            self.pages.addWidget(page)
        inner.addWidget(self.pages, 1)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._card, 100)
        middle.addStretch(1)
        outer.addLayout(middle, 100)
        outer.addStretch(1)
        self._column.addWidget(whole)
        model = self.model
        self.code.entered.connect(model.enter)
        self.code.file_chosen.connect(model.open_file)
        self.code.scanner_wanted.connect(model.find_scanner)
        self.place.retried.connect(model.retry)
        self.devices.print_wanted.connect(model.print_test)
        self.devices.finished.connect(model.finish)
        self._refresh()

    def _speak(self, language: str) -> None:
        speak(make_app(), language)
        self._build()

    def _refresh(self) -> None:
        state = self.model.state
        pages: dict[str, CodePage | PlacePage | DevicesPage] = {"code": self.code, "devices": self.devices}
        page = pages.get(state.step, self.place)
        self.steps.show_rows(self.model.steps())
        self.pages.setCurrentWidget(page)
        page.show_state(state)
        self.update()
        if page is not self.code:
            self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A scanner that types, while the devices are looked at; its Enter presses nothing. A person's goes on."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._typed += event.text() if event.text().isprintable() else ""
            return
        typed, self._typed = self._typed, ""
        if len(typed) >= _SHORTEST_SCAN:
            self.model.type_scan(typed)
        elif self.model.state.step == "devices":
            self.model.finish()
        elif self.model.state.happened:
            self.model.retry()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The ports are free when the window is gone."""
        self.model.shut_down()
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Background and card."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.theme.colour("background"))
        corner = self._card.mapTo(self, self._card.rect().topLeft())
        box = QRectF(corner.x(), corner.y(), self._card.width(), self._card.height())
        self.theme.card(painter, box, 16, "panel")
        painter.end()
