"""The window of a till that could not even start: why, what to do, and one button to try again."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.domain.errors import CannotSell
from pos_app.ui.ports import Screen
from pos_app.ui.stylesheet import sheet
from pos_app.ui.theme import PALETTES, Theme, factor_for
from pos_app.ui.typeface import FAMILY
from pos_app.ui.viewmodels.stops import stop_state
from pos_app.ui.views.stop import StopView


class StoppedWindow(QWidget):
    """Shows one :class:`CannotSell`. ``retried`` asks whoever opened it to try again; :meth:`tell` shows the answer."""

    retried = Signal()

    def __init__(self, stop: CannotSell, screen: Screen) -> None:
        super().__init__()
        self.setObjectName("till")
        self.setWindowTitle("Trofast")
        self.resize(1366, 768)
        factor = factor_for(self.width(), self.height()) * screen.scale_percent / 100
        theme = Theme(PALETTES[screen.palette], round(factor, 2), FAMILY)
        self.setStyleSheet(sheet(theme))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.view = StopView(theme, self)
        self.view.retried.connect(self.retried)
        column.addWidget(self.view)
        self.tell(stop)

    def tell(self, stop: CannotSell) -> None:
        """Show why it can not sell now."""
        self.view.show_state(stop_state(stop))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter tries again."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.retried.emit()
