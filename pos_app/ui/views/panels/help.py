"""Help: the keys, and the manual."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, Qt, QUrl, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPalette, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget

from pos_app.ui.theme import Theme
from pos_app.ui.viewmodels.help import FOLDER
from pos_app.ui.viewmodels.panel_state import HelpState
from pos_app.ui.views.panel import Panel
from pos_app.ui.widgets.choices import ChoiceGrid
from pos_app.ui.widgets.entry_list import EntryList


class _Manual(QTextBrowser):
    """A page whose pictures are never wider than it."""

    def __init__(self) -> None:
        super().__init__()
        self._markdown = ""

    def show_page(self, markdown: str) -> None:
        """Show it from its beginning."""
        self._markdown = markdown
        self.setMarkdown(markdown)

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture as large as there is room for."""
        found = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value or not isinstance(
            found, QByteArray | bytes
        ):
            return found
        image, wide = QImage.fromData(found), self._room()
        if image.width() <= wide:
            return image
        return image.scaledToWidth(wide, Qt.TransformationMode.SmoothTransformation)

    def _room(self) -> int:
        return self.viewport().width() - round(2 * self.document().documentMargin())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pictures again, where there is more room or less."""
        super().resizeEvent(event)
        if self._markdown and event.size().width() != event.oldSize().width():
            self.setMarkdown(self._markdown)


class HelpPanel(Panel):
    """The only place that shows formatted text, and only text that ships with the program."""

    page_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, self.tr("Help"), parent)
        self.pages = ChoiceGrid(theme, 3)
        self.pages.chosen.connect(self.page_chosen)
        self.body.addWidget(self.pages)
        self.keys = EntryList(theme, wrap_notes=True)
        self.body.addWidget(self.keys, 1)
        self.text = _Manual()
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
            self.text.show_page(state.markdown)

    def key(self, event: QKeyEvent) -> bool:
        """Up and down scroll."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -6, Qt.Key.Key_PageDown: 6}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            return False
        bar = self.text.verticalScrollBar() if self.text.isVisible() else self.keys.verticalScrollBar()
        bar.setValue(bar.value() + step * self.theme.px(60))
        return True
