"""A receipt on the screen, as it was printed: its texts and columns on a strip of paper. Nothing is printed by it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.domain.receipt_document import (
    Blank,
    Block,
    Box,
    Columns,
    Qr,
    ReceiptDocument,
    Rule,
    Text,
)
from pos_app.ui.theme import BOLD, REGULAR, Theme
from pos_app.ui.widgets.paint import CENTRE, LEFT, RIGHT, broken, draw_text

_SIZE = 14
_ROW = 21
_ALIGN = {"left": LEFT, "centre": CENTRE, "right": RIGHT}
_MOST_ROWS = 8


class PaperView(QWidget):
    """Painted blocks. A code is told by its caption: there is nothing to scan on a screen."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._blocks: tuple[Block, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_document(self, document: ReceiptDocument | None) -> None:
        """Show it; nothing for none."""
        self._blocks = document.blocks if document is not None else ()
        self.setAccessibleName(document.title if document is not None else "")
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As long as the receipt is."""
        high = sum(self._high(block) for block in self._lines()) + self.theme.px(32)
        return QSize(self.theme.px(320), round(high))

    def minimumSizeHint(self) -> QSize:
        """The same length on a narrower panel."""
        return QSize(self.theme.px(220), self.sizeHint().height())

    def _lines(self) -> Iterator[Text | Columns | Rule | Blank]:
        for block in self._blocks:
            if isinstance(block, Box):
                yield Rule()
                yield from block.lines
                yield Rule()
            elif isinstance(block, Qr):
                yield Text(block.caption, align="centre")
            elif isinstance(block, Text | Columns | Rule | Blank):
                yield block

    def _wide(self) -> float:
        return max(self.width(), self.theme.px(220)) - self.theme.px(32)

    def _rows(self, text: str, size: int, bold: bool, wide: float) -> list[str]:
        metrics = self.theme.metrics(size, BOLD if bold else REGULAR)
        return broken(text, lambda part: metrics.horizontalAdvance(part) <= wide, _MOST_ROWS) or [""]

    def _high(self, line: Text | Columns | Rule | Blank) -> float:
        row = self.theme.px(_ROW)
        if isinstance(line, Rule):
            return row * 0.6
        if isinstance(line, Blank):
            return row * 0.6 * line.lines
        size, step = _sizes(line.size)
        if isinstance(line, Text):
            return row * step * len(self._rows(line.text, size, line.bold, self._wide()))
        return row * step * len(self._left_rows(line, size))

    def _left_rows(self, line: Columns, size: int) -> list[str]:
        metrics = self.theme.metrics(size, BOLD if line.bold else REGULAR)
        room = self._wide() - metrics.horizontalAdvance(line.right) - self.theme.px(12)
        return self._rows(line.left, size, line.bold, room)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A strip of paper with what stood on it."""
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme.card(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, "key")
        left, top = theme.px(16), float(theme.px(16))
        for line in self._lines():
            high = self._high(line)
            box = QRectF(left, top, self._wide(), high)
            if isinstance(line, Rule):
                painter.setPen(theme.pen("line", 1))
                painter.drawLine(
                    QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y())
                )
            elif not isinstance(line, Blank):
                self._paint(painter, line, box)
            top += high
        painter.end()

    def _paint(self, painter: QPainter, line: Text | Columns, box: QRectF) -> None:
        theme, ink = self.theme, self.theme.colour("ink")
        size, _ = _sizes(line.size)
        weight = BOLD if line.bold else REGULAR
        if isinstance(line, Text):
            rows, align = self._rows(line.text, size, line.bold, box.width()), _ALIGN[line.align]
        else:
            rows, align = self._left_rows(line, size), LEFT
        high = box.height() / len(rows)
        for number, text in enumerate(rows):
            place = QRectF(box.left(), box.top() + number * high, box.width(), high)
            draw_text(painter, theme, place, text, size, ink, weight, align)
            if number == 0 and isinstance(line, Columns):
                draw_text(painter, theme, place, line.right, size, ink, weight, Qt.AlignmentFlag(RIGHT))


def _sizes(size: int) -> tuple[int, float]:
    """The type for a size of the printer, and how much higher its rows are."""
    return (_SIZE, 1.0) if size == 1 else (_SIZE + 8, 1.6)
