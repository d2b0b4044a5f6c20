"""Rows of the member panel: a text with what belongs to it, a bar, or a stamp card drawn as stamps.

A row is as high as its text needs at the width it gets, in any language. One that does something is a button, reached
by touch or by Tab.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import REGULAR, SEMIBOLD, Theme
from pos_app.ui.viewmodels.panel_state import SheetRow
from pos_app.ui.widgets.buttons import Face, PaintedButton
from pos_app.ui.widgets.header_bar import INKS
from pos_app.ui.widgets.paint import LEFT, RIGHT, broken, draw_text, plain

_PLAIN = Face("panel", "ink", edge=None, radius=8, height=30)
_TOUCHED = Face("key", "ink", radius=10, height=52)
_CHOSEN = Face("action_tint", "ink", edge="action", radius=10, height=52)
_TITLE, _NOTE = 15, 14
_TITLE_ROW, _NOTE_ROW, _BAR, _STAMP, _STAMP_GAP = 21, 19, 7, 21, 6
_MOST_ROWS = 3


class SheetRowView(PaintedButton):
    """One row; ``row.key`` decides whether it can be touched."""

    does_it_at_once = True

    def __init__(self, theme: Theme, row: SheetRow, parent: QWidget | None = None) -> None:
        face = (_CHOSEN if row.on else _TOUCHED) if row.key else _PLAIN
        super().__init__(theme, face, parent, focusable=bool(row.key))
        self.row = row
        self.setText(row.title)
        self.setAccessibleName(", ".join(text for text in (row.title, row.note, row.right) if text))
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if not row.key:
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    # ---- measures -------------------------------------------------------------------------------------------

    def _rows(self, width: int) -> tuple[list[str], list[str], bool]:
        """Title and note broken to the width, and whether what stands on the right needs a line of its own."""
        theme, row = self.theme, self.row
        inner = width - 2 * self._pad()
        right = theme.metrics(_NOTE, SEMIBOLD).horizontalAdvance(plain(row.right)) if row.right else 0
        alone = bool(row.right) and right > inner * 0.55
        room = inner - self._tick() - (0 if alone or not right else right + theme.px(10))
        title = broken(plain(row.title), _fits(theme, _TITLE, room, bold=True), _MOST_ROWS)
        note = (
            broken(plain(row.note), _fits(theme, _NOTE, inner - self._tick()), _MOST_ROWS) if row.note else []
        )
        return title, note, alone

    def _pad(self) -> int:
        return self.theme.px(12 if self.row.key else 0)

    def _tick(self) -> int:
        return self.theme.px(26) if self.row.on else 0

    def _stamps_in_a_row(self, width: int) -> int:
        return max(
            1, (width - 2 * self._pad() + self.theme.px(_STAMP_GAP)) // self.theme.px(_STAMP + _STAMP_GAP)
        )

    def heightForWidth(self, width: int) -> int:
        """As high as what is in it."""
        theme, row = self.theme, self.row
        title, note, alone = self._rows(width)
        height = (len(title) + alone) * theme.px(_TITLE_ROW) + len(note) * theme.px(_NOTE_ROW)
        if row.permille is not None:
            height += theme.px(_BAR + 8)
        if row.total:
            height += -(-row.total // self._stamps_in_a_row(width)) * theme.px(
                _STAMP + _STAMP_GAP
            ) + theme.px(2)
        return max(theme.px(52), height + theme.px(16)) if row.key else height + theme.px(6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the texts elsewhere."""
        super().resizeEvent(event)
        height = self.heightForWidth(self.width())
        if height != self.height():
            self.setFixedHeight(height)

    def sizeHint(self) -> QSize:
        """At the width it has."""
        width = max(self.width(), self.theme.px(200))
        return QSize(self.theme.px(200), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Never squeezed."""
        return QSize(self.theme.px(120), self.sizeHint().height())

    # ---- painting -------------------------------------------------------------------------------------------

    def paint_content(self, painter: QPainter, rect: QRectF) -> None:
        """Title and figure, note, then the bar or the stamps."""
        theme, row = self.theme, self.row
        title, note, alone = self._rows(self.width())
        inner = rect.adjusted(self._pad(), 0, -self._pad(), 0)
        text_height = (len(title) + alone) * theme.px(_TITLE_ROW) + len(note) * theme.px(_NOTE_ROW)
        top = theme.px(2) if not row.key else (rect.height() - text_height) / 2
        if row.on:
            glyph = theme.glyph("check", "action", 20, self.devicePixelRatioF())
            painter.drawPixmap(round(inner.left()), round(top + theme.px(1)), glyph)
        left = inner.left() + self._tick()
        line = QRectF(left, top, inner.right() - left, theme.px(_TITLE_ROW))
        ink = self.ink() if row.tone == "quiet" else theme.colour(INKS[row.tone])
        figure = theme.colour("action" if row.key and not row.on else "soft")
        if row.tone != "quiet":
            figure = theme.colour(INKS[row.tone])
        if row.right and not alone:
            draw_text(painter, theme, line, row.right, _NOTE, figure, SEMIBOLD, RIGHT)
        for text in title:
            draw_text(painter, theme, line, text, _TITLE, ink, SEMIBOLD, LEFT)
            line.translate(0, line.height())
        if alone:
            draw_text(painter, theme, line, row.right, _NOTE, figure, SEMIBOLD, LEFT, shrink_to=13)
            line.translate(0, line.height())
        line.setHeight(theme.px(_NOTE_ROW))
        for text in note:
            draw_text(painter, theme, line, text, _NOTE, theme.colour("soft"), REGULAR, LEFT)
            line.translate(0, line.height())
        below = QRectF(inner.left(), line.top(), inner.width(), rect.bottom() - line.top())
        if row.permille is not None:
            self._bar(painter, below, row.permille)
        if row.total:
            self._stamps(painter, below)

    def _bar(self, painter: QPainter, rect: QRectF, permille: int) -> None:
        theme = self.theme
        bar = QRectF(rect.left(), rect.top() + theme.px(4), rect.width(), theme.px(_BAR))
        theme.card(painter, bar, _BAR / 2, "line", None)
        bar.setWidth(bar.width() * min(1000, max(0, permille)) / 1000)
        if bar.width() >= bar.height():
            theme.card(painter, bar, _BAR / 2, "action", None)

    def _stamps(self, painter: QPainter, rect: QRectF) -> None:
        """Full circles are stamps, tinted ones with a ring come with this sale, empty rings are missing."""
        theme, row = self.theme, self.row
        side, step = theme.px(_STAMP - 2), theme.px(_STAMP + _STAMP_GAP)
        in_a_row = self._stamps_in_a_row(self.width())
        painter.setPen(theme.pen("action", 2))
        for number in range(row.total):
            held = number < row.filled - row.coming
            tint = "action" if held else "action_tint"
            painter.setBrush(theme.colour(tint) if number < row.filled else Qt.BrushStyle.NoBrush)
            left = rect.left() + theme.px(1) + number % in_a_row * step
            top = rect.top() + theme.px(5) + number // in_a_row * step
            painter.drawEllipse(QRectF(left, top, side, side))


def _fits(theme: Theme, size: int, room: int, *, bold: bool = False) -> Callable[[str], bool]:
    metrics = theme.metrics(size, SEMIBOLD if bold else REGULAR)
    return lambda text: metrics.horizontalAdvance(text) <= room
