"""The quick keys: one part that paints all its tiles, so that opening a category costs one repaint.

Tiles that do not fit are on further pages; the last cell then turns the page. The arrow keys move over
the tiles and Enter picks one when the grid has the focus.
"""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import SEMIBOLD, Theme
from pos_app.ui.viewmodels.state import ProductTile
from pos_app.ui.widgets.paint import CENTRE, LEFT, blend, broken, draw_text, plain

_NARROWEST_TILE = 140
_LOWEST_TILE = 104
_TALLEST_TILE = 130
_GAP = 10


class TileGrid(QWidget):
    """Tiles of one category or of a search."""

    picked = Signal(str)
    """The article id of the tile that was touched."""

    def __init__(self, theme: Theme, more_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._more_text = more_text
        self._tiles: tuple[ProductTile, ...] = ()
        self._nothing = ""
        self._page = 0
        self._down: int | None = None
        self._current = 0
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_tiles(self, tiles: tuple[ProductTile, ...], nothing_text: str = "") -> None:
        """Show these from the first page; ``nothing_text`` when there are none."""
        if tiles != self._tiles or nothing_text != self._nothing:
            self._tiles = tiles
            self._nothing = nothing_text
            self._page = self._current = 0
            self.setAccessibleDescription(", ".join(tile.name for tile in tiles[:20]))
            self.update()

    def columns(self) -> int:
        """How many tiles stand side by side: three on the design's width."""
        gap = self.theme.px(_GAP)
        return max(2, (self.width() + gap) // (self.theme.px(_NARROWEST_TILE) + gap))

    def rows(self) -> int:
        """How many rows fit."""
        gap = self.theme.px(_GAP)
        return max(1, (self.height() + gap) // (self.theme.px(_LOWEST_TILE) + gap))

    def _capacity(self) -> int:
        return self.columns() * self.rows()

    def _paged(self) -> bool:
        return len(self._tiles) > self._capacity()

    def _per_page(self) -> int:
        return self._capacity() - 1 if self._paged() else self._capacity()

    def pages(self) -> int:
        """How many pages the tiles need."""
        return max(1, -(-len(self._tiles) // self._per_page()))

    def turn_page(self, step: int = 1) -> None:
        """Go on, round and round."""
        self._page = (self._page + step) % self.pages()
        self._current = 0
        self.update()

    def visible_tiles(self) -> tuple[ProductTile, ...]:
        """The tiles of the page shown."""
        self._page = min(self._page, self.pages() - 1)
        first = self._page * self._per_page()
        return self._tiles[first : first + self._per_page()]

    def cell(self, index: int) -> QRect:
        """Where the cell with that number on the page stands."""
        gap = self.theme.px(_GAP)
        columns, rows = self.columns(), self.rows()
        row, column = divmod(index, columns)
        left = round(column * (self.width() + gap) / columns)
        right = round((column + 1) * (self.width() + gap) / columns) - gap
        pitch = min((self.height() + gap) / rows, self.theme.px(_TALLEST_TILE) * 1.25 + gap)
        top = round(row * pitch)
        bottom = round((row + 1) * pitch) - gap
        return QRect(left, top, right - left, bottom - top)

    def _at(self, event: QMouseEvent) -> int | None:
        count = len(self.visible_tiles()) + (1 if self._paged() else 0)
        for index in range(count):
            place = self._capacity() - 1 if self._paged() and index == count - 1 else index
            if self.cell(place).contains(event.position().toPoint()):
                return place
        return None

    def _pick(self, place: int) -> None:
        tiles = self.visible_tiles()
        if self._paged() and place == self._capacity() - 1:
            self.turn_page()
        elif place < len(tiles):
            self.picked.emit(tiles[place].article_id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Answer at once."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._down = self._at(event)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick the tile when the finger is still on it."""
        down, self._down = self._down, None
        self.update()
        if down is not None and self._at(event) == down:
            self._pick(down)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows, page keys and Enter."""
        count = len(self.visible_tiles())
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self.columns(),
            Qt.Key.Key_Down: self.columns(),
        }
        key = Qt.Key(event.key())
        if key in steps and count:
            self._current = min(max(0, self._current + steps[key]), count - 1)
            self.update()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.turn_page(1 if key == Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and count:
            self._pick(self._current)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """All tiles of the page."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tiles = self.visible_tiles()
        if not tiles:
            area = QRectF(self.rect()).adjusted(0, 0, 0, -self.height() / 2)
            draw_text(painter, self.theme, area, self._nothing, 15, self.theme.colour("soft"), align=CENTRE)
        for index, tile in enumerate(tiles):
            rect = QRectF(self.cell(index))
            if rect.intersects(QRectF(event.rect())):
                self._paint_tile(painter, rect, tile, index)
        if self._paged():
            self._paint_more(painter, QRectF(self.cell(self._capacity() - 1)))
        painter.end()

    def _surface(self, index: int, fill: str) -> QColor:
        colour = self.theme.colour(fill)
        return blend(colour, self.theme.colour("ink"), 0.1) if index == self._down else colour

    def _paint_tile(self, painter: QPainter, rect: QRectF, tile: ProductTile, index: int) -> None:
        theme = self.theme
        radius = theme.px(12)
        shape = QPainterPath()
        shape.addRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        painter.fillPath(shape, self._surface(index, "panel"))
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(QRectF(rect.left(), rect.top(), theme.px(6), rect.height()), QColor(tile.colour))
        painter.restore()
        focused = self.hasFocus() and index == self._current
        painter.setPen(theme.pen("action", 2) if focused else theme.pen("line"))
        painter.drawPath(shape)
        inner = rect.adjusted(theme.px(18), theme.px(10), -theme.px(10), -theme.px(8))
        self._paint_name(painter, inner, tile.name)
        foot = QRectF(inner.left(), inner.bottom() - theme.px(26), inner.width(), theme.px(26))
        draw_text(painter, theme, foot, tile.price_text, 16, theme.colour("soft"), align=LEFT, shrink_to=13)

    def _paint_name(self, painter: QPainter, inner: QRectF, name: str) -> None:
        """Up to two rows, broken between words where there is a word to break at."""
        theme = self.theme
        metrics = theme.metrics(17, SEMIBOLD)
        rows = broken(plain(name), lambda text: metrics.horizontalAdvance(text) <= inner.width(), 2)
        height = theme.px(23)
        for number, row in enumerate(rows):
            place = QRectF(inner.left(), inner.top() + number * height, inner.width(), height)
            draw_text(painter, theme, place, row, 17, theme.colour("ink"), SEMIBOLD, LEFT)

    def _paint_more(self, painter: QPainter, rect: QRectF) -> None:
        theme = self.theme
        theme.card(painter, rect, 12, "background")
        if self._down == self._capacity() - 1:
            theme.card(painter, rect, 12, "pressed")
        upper = rect.adjusted(0, 0, 0, -rect.height() / 2 + theme.px(4))
        lower = rect.adjusted(0, rect.height() / 2 - theme.px(8), 0, -theme.px(14))
        bottom = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom
        draw_text(painter, theme, upper, self._more_text, 16, theme.colour("ink"), SEMIBOLD, bottom)
        page = f"{self._page + 1} / {self.pages()}"
        draw_text(painter, theme, lower, page, 14, theme.colour("soft"), align=CENTRE)
