"""A consent is to be given or withdrawn: the wording to read to the member stands large, then comes their answer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.ui.theme import BOLD, SEMIBOLD, Theme
from pos_app.ui.viewmodels.member_desk_state import ConsentState
from pos_app.ui.views.panel import Panel, tell
from pos_app.ui.widgets.labels import PlainLabel
from pos_app.ui.widgets.paint import plain
from pos_app.ui.widgets.scroll_column import ScrollColumn


class _Quote(QWidget):
    """The wording on a sheet of its own: these very words are what is agreed to."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        column = QVBoxLayout(self)
        edge = theme.px(16)
        column.setContentsMargins(edge, edge, edge, edge)
        self.words = PlainLabel(theme, "", 20, "ink", SEMIBOLD, wrap=True)
        column.addWidget(self.words)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card in the colour of keys."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.theme.card(painter, QRectF(self.rect()), 12, "key")
        painter.end()


class ConsentPanel(Panel):
    """Enter writes the answer, Esc leaves everything as it was. A long wording scrolls with the arrows."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Consent"), parent)
        self.ask = PlainLabel(theme, "", 24, "ink", BOLD, wrap=True)
        self.body.addWidget(self.ask)
        self.standing = self.add_label(size=15, strong=True)
        self.read = self.add_heading("")
        self.quote = _Quote(theme)
        self.brings = PlainLabel(theme, "", 16, "ink", SEMIBOLD, wrap=True)
        self.area = ScrollColumn(theme, self.quote, self.brings)
        self.body.addWidget(self.area, 1)
        self.notice = self.add_label(size=15, strong=True)
        no = self.add_secondary(self.tr("No"), "Esc")
        no.clicked.connect(self.closed)
        self.add_primary("")

    def show_state(self, state: ConsentState) -> None:
        """Show which one."""
        self.ask.say(state.ask)
        tell(self.standing, state.standing, "good" if state.given else "quiet")
        self.read.say(state.read)
        self.quote.words.say(plain(state.wording))
        tell(self.brings, state.brings, "good")
        tell(self.notice, state.notice, "stop")
        assert self.primary is not None
        self.primary.setText(state.accept_text)
        self.primary.setEnabled(state.can_accept)
        self.primary.update()

    def key(self, event: QKeyEvent) -> bool:
        """The arrows scroll a long wording."""
        by = {Qt.Key.Key_Up: -60, Qt.Key.Key_Down: 60}.get(Qt.Key(event.key()))
        if by is None:
            return False
        bar = self.area.verticalScrollBar()
        bar.setValue(bar.value() + self.theme.px(by))
        return True
