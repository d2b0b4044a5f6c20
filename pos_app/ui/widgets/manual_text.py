"""The manual's text: Markdown that ships with the program, with its pictures no wider than the panel."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QImage,
    QPalette,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from pos_app.ui.theme import Theme

SUFFIX = ".md"


class ManualText(QTextBrowser):
    """Shows one page. ``folder`` is where the pages of a language lie; all name pictures from there."""

    page_wanted = Signal(str)
    """A link to another page was touched: its name."""

    def __init__(self, theme: Theme, folder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._markdown = ""
        self._width = 0
        self.setFont(theme.font(16))
        self.setOpenLinks(False)
        self.setSearchPaths([folder])
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        colours = QPalette(self.palette())
        colours.setColor(QPalette.ColorRole.Text, theme.colour("ink"))
        colours.setColor(QPalette.ColorRole.Link, theme.colour("action"))
        self.setPalette(colours)
        self.anchorClicked.connect(self._follow)

    def show_page(self, markdown: str) -> None:
        """From its beginning; the page in sight stays where it was read."""
        if markdown != self._markdown:
            self._markdown = markdown
            self._fill()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """A picture, made smaller where it would not fit."""
        found = super().loadResource(kind, name)
        if kind != QTextDocument.ResourceType.ImageResource.value or not self._width:
            return found
        picture = found if isinstance(found, QImage) else QImage.fromData(found)
        wanted = min(self._theme.px(picture.width()), self._width)
        size = QSize(wanted, max(picture.height() * wanted // max(picture.width(), 1), 1))
        return picture.scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Pictures follow the width, with room for the scroll bar whether it is there or not: it comes and goes while
        the page is laid out.
        """
        super().resizeEvent(event)
        beside = self.verticalScrollBar().sizeHint().width() + round(2 * self.document().documentMargin())
        width = max(self.width() - beside, 0)
        if width != self._width:
            self._width = width
            self._fill()

    def _fill(self) -> None:
        self.document().clear()
        self.document().setIndentWidth(self._theme.px(20))
        self.setMarkdown(self._markdown)
        block = self.document().begin()
        while block.isValid():
            self._lay_out(block)
            block = block.next()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _lay_out(self, block: QTextBlock) -> None:
        """Room around paragraphs and pictures, and links in our own colour."""
        is_heading = block.blockFormat().headingLevel() > 0
        room = QTextBlockFormat()
        room.setTopMargin(self._theme.px(12 if is_heading and block.blockNumber() else 0))
        room.setBottomMargin(self._theme.px(6))
        cursor = QTextCursor(block)
        cursor.mergeBlockFormat(room)
        links = []
        parts = block.begin()
        while not parts.atEnd():
            part = parts.fragment()
            if part.charFormat().isAnchor():
                links.append((part.position(), part.length()))
            parts += 1
        look = QTextCharFormat()
        look.setForeground(self._theme.colour("action"))
        look.setFontUnderline(True)
        for begin, length in links:
            cursor.setPosition(begin)
            cursor.setPosition(begin + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(look)

    def _follow(self, link: QUrl) -> None:
        name = link.fileName()
        if name.endswith(SUFFIX):
            self.page_wanted.emit(name.removesuffix(SUFFIX))
