"""A list of things to choose from in a panel: title over note on the left, a figure on the right."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from pos_app.ui.theme import REGULAR, SEMIBOLD, Theme
from pos_app.ui.viewmodels.state import ListEntry
from pos_app.ui.widgets.paint import LEFT, RIGHT, draw_text, draw_wrapped

_Index = QModelIndex | QPersistentModelIndex
_ROW = 60


class _EntryModel(QAbstractListModel):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[ListEntry, ...] = ()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - the signature is Qt's
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.entries):
            return None
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return entry
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join(text for text in (entry.title, entry.note, entry.right_text) if text)
        return None

    def show_entries(self, entries: tuple[ListEntry, ...]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()


class _EntryDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, selected: str | None, parent: EntryList) -> None:
        super().__init__(parent)
        self.theme = theme
        self.selected = selected
        self.wrap_notes = False

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(10, self.theme.px(_ROW if not self.wrap_notes else 76))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(entry, ListEntry):
            return
        theme = self.theme
        rect = QRectF(option.rect)
        chosen = bool(entry.key) and entry.key == self.selected
        ink = theme.colour("on_selected" if chosen else "ink")
        soft = ink if chosen else theme.colour("soft")
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            theme.card(painter, rect.adjusted(0, 1, 0, -1), 10, "selected", None)
        else:
            painter.setPen(theme.pen("line"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        inner = rect.adjusted(theme.px(12), theme.px(6), -theme.px(12), -theme.px(6))
        middle = inner.center().y()
        upper = QRectF(inner.left(), middle - theme.px(23), inner.width(), theme.px(24))
        lower = QRectF(inner.left(), middle, inner.width(), theme.px(21))
        if not entry.note and not entry.right_note:
            upper = QRectF(inner.left(), rect.top(), inner.width(), rect.height())
        if self.wrap_notes:
            upper.moveTop(inner.top())
            lower = QRectF(inner.left(), upper.bottom(), inner.width(), theme.px(40))
        taken = draw_text(painter, theme, upper, entry.right_text, 17, ink, SEMIBOLD, RIGHT)
        upper.setRight(upper.right() - taken - theme.px(10))
        draw_text(painter, theme, upper, entry.title, 16, ink, SEMIBOLD if entry.note else REGULAR, LEFT)
        taken = draw_text(painter, theme, lower, entry.right_note, 13, soft, align=RIGHT)
        lower.setRight(lower.right() - taken - theme.px(10))
        if self.wrap_notes:
            draw_wrapped(painter, theme, lower, entry.note, 14, soft)
        else:
            draw_text(painter, theme, lower, entry.note, 14, soft, align=LEFT)


class EntryList(QListView):
    """Rows of one height; a touch chooses, the panel moves the choice with the arrow keys."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, wrap_notes: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # A viewport of our own, as in the basket's list: PySide loads some sixty types to say what Qt's one is.
        self._paper = QWidget()
        self.setViewport(self._paper)
        self._entries = _EntryModel(self)
        self.setModel(self._entries)
        self._painter = _EntryDelegate(theme, None, self)
        self._painter.wrap_notes = wrap_notes
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    @property
    def selected(self) -> str | None:
        """The row that is chosen."""
        return self._painter.selected

    def entries(self) -> tuple[ListEntry, ...]:
        """The rows shown."""
        return self._entries.entries

    def show_entries(self, entries: tuple[ListEntry, ...], selected: str | None = None) -> None:
        """Show these rows with that one chosen and in sight."""
        if entries != self._entries.entries:
            self._entries.show_entries(entries)
        self._painter.selected = selected
        self._paper.update()
        row = next((row for row, entry in enumerate(entries) if entry.key == selected), -1)
        if row >= 0 and selected is not None:
            self.scrollTo(self._entries.index(row, 0))

    def step(self, by: int) -> None:
        """Choose the row that many further on, stopping at the ends."""
        entries = self._entries.entries
        if not entries:
            return
        at = next((row for row, entry in enumerate(entries) if entry.key == self._painter.selected), None)
        row = 0 if at is None else min(max(0, at + by), len(entries) - 1)
        self.chosen.emit(entries[row].key)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Report the row touched."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            self.chosen.emit(self._entries.entries[index.row()].key)
