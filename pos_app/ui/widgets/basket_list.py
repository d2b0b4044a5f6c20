"""The basket's lines: a model that changes only the rows that changed, and a delegate that paints them.

Painting is the cost of a scan, so: fixed row height, no headers, no per-row widgets, and never a model
reset while a sale is going on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QWidget,
)

from pos_app.ui.theme import SEMIBOLD, Theme
from pos_app.ui.viewmodels.state import BasketState, LineRow
from pos_app.ui.widgets.paint import CENTRE, LEFT, RIGHT, draw_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionViewItem

_Index = QModelIndex | QPersistentModelIndex
ROW_HEIGHT = 62


class BasketModel(QAbstractListModel):
    """The lines as Qt wants them. ``show_lines`` tells the view exactly which rows came, went or changed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[LineRow, ...] = ()
        self._none = QModelIndex()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - the signature is Qt's
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The row itself for the delegate; a sentence for a screen reader."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        if role == Qt.ItemDataRole.UserRole:
            return self._lines[index.row()]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            line = self._lines[index.row()]
            return " ".join(
                text for text in (line.quantity_text, line.name, line.note, line.amount_text) if text
            )
        return None

    def line(self, row: int) -> LineRow:
        """The line in that row."""
        return self._lines[row]

    def row_of(self, key: str | None) -> int:
        """The row of the line with that key, or -1."""
        return next((row for row, line in enumerate(self._lines) if line.key == key), -1)

    def show_lines(self, lines: tuple[LineRow, ...]) -> None:
        """Become these lines with the fewest row changes: what is alike at both ends stays untouched."""
        old = self._lines
        if lines == old:
            return
        head = 0
        while head < len(old) and head < len(lines) and old[head].key == lines[head].key:
            head += 1
        tail = 0
        while (
            tail < len(old) - head and tail < len(lines) - head and old[-1 - tail].key == lines[-1 - tail].key
        ):
            tail += 1
        if len(old) - tail > head:
            self.beginRemoveRows(self._none, head, len(old) - tail - 1)
            self._lines = old[:head] + old[len(old) - tail :]
            self.endRemoveRows()
        if len(lines) - tail > head:
            self.beginInsertRows(self._none, head, len(lines) - tail - 1)
            self._lines = lines
            self.endInsertRows()
        self._lines = lines
        for row in range(head):
            if old[row] is not lines[row] and old[row] != lines[row]:
                self._changed(row)
        for back in range(1, tail + 1):
            if old[-back] is not lines[-back] and old[-back] != lines[-back]:
                self._changed(len(lines) - back)

    def _changed(self, row: int) -> None:
        index = self.index(row, 0)
        self.dataChanged.emit(index, index)


class BasketDelegate(QStyledItemDelegate):
    """Paints one line: quantity, name over its note, amount."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.chosen: str | None = None
        """The key of the selected line. The style's flags would say it too, and cost a start 9 ms to be loaded."""

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Every row is as high as every other."""
        return QSize(10, self.theme.px(ROW_HEIGHT))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw the line as plain text in the theme's colours."""
        line = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(line, LineRow):
            return
        theme = self.theme
        rect = QRectF(option.rect)
        chosen = line.key == self.chosen
        ink = theme.colour("on_selected" if chosen else "ink")
        if chosen:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setBrush(theme.colour("selected"))
            painter.setPen(Qt.PenStyle.NoPen)
            radius = theme.px(10)
            painter.drawRoundedRect(rect.adjusted(0, theme.px(1), 0, -theme.px(2)), radius, radius)
        left = rect.left() + theme.px(12)
        name_left = rect.left() + theme.px(89)
        right = rect.right() - theme.px(9)
        amount_ink = theme.colour("action") if line.kind == "reward" and not chosen else ink
        if line.kind == "refused":
            amount_ink = theme.colour("stop")
        amount = QRectF(name_left, rect.top(), right - name_left, rect.height())
        taken = draw_text(painter, theme, amount, line.amount_text, 17, amount_ink, SEMIBOLD, RIGHT)
        width = right - taken - theme.px(12) - name_left
        quantity = QRectF(left, rect.top(), name_left - left - theme.px(4), rect.height())
        draw_text(painter, theme, quantity, line.quantity_text, 17, ink, SEMIBOLD, LEFT, shrink_to=13)
        if line.note:
            upper = QRectF(name_left, rect.top() + theme.px(8), width, theme.px(25))
            lower = QRectF(name_left, rect.top() + theme.px(31), width, theme.px(20))
            draw_text(painter, theme, upper, line.name, 17, ink, SEMIBOLD, LEFT)
            note_ink = ink if chosen else theme.colour("action" if line.kind != "refused" else "stop")
            draw_text(painter, theme, lower, line.note, 14, note_ink, align=LEFT)
        else:
            whole = QRectF(name_left, rect.top(), width, rect.height())
            draw_text(painter, theme, whole, line.name, 17, ink, SEMIBOLD, LEFT)


class BasketList(QListView):
    """The list itself. It never takes the focus: the window's key table moves the selection."""

    touched = Signal(str)
    """The key of the line that was touched."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        # A viewport of our own: asking Qt for its one makes PySide load every class that a widget might be.
        self._paper = QWidget()
        self.setViewport(self._paper)
        self.lines = BasketModel(self)
        self.setModel(self.lines)
        self._delegate = BasketDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._hint = ""

    def show_state(self, state: BasketState) -> None:
        """Show these lines and keep the selected one in sight."""
        self.lines.show_lines(state.lines)
        if state.hint != self._hint:
            self._hint = state.hint
            self._paper.update()
        self._delegate.chosen = state.selected
        row = self.lines.row_of(state.selected)
        if row < 0:
            self.clearSelection()
            return
        index = self.lines.index(row, 0)
        if self.currentIndex() != index or not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Report the touch; the view model decides what is selected."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.touched.emit(self.lines.line(index.row()).key)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A finger that slides over the list selects nothing."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The lines, or what to do when there are none yet."""
        if self.lines.rowCount():
            super().paintEvent(event)
            return
        painter = QPainter(self._paper)
        rect = QRectF(self._paper.rect())
        draw_text(painter, self.theme, rect, self._hint, 16, self.theme.colour("soft"), align=CENTRE)
        painter.end()
