"""A report as PDF, on A4: Qt draws it with the bundled type, so that every name of every alphabet stands there.

Qt is with every till anyway, and the ``offscreen`` platform draws without a screen; a second library to write PDF, with
fonts of its own, would be more to ship and to keep safe.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter

from pos_app.domain import formatting
from pos_app.domain.report_table import Cell, CellKind, ReportTable, bar_name, cell_text
from pos_app.domain.report_words import report_words_for
from pos_app.domain.store import Store
from pos_app.ui.typeface import FAMILY

_DPI = 150
_TEXT_KINDS = (CellKind.TEXT, CellKind.DAY)
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_INK, _SOFT, _LINE, _TINT, _ACTION = (
    QColor(name) for name in ("#17211B", "#5C6860", "#DDE2DC", "#DDF0E6", "#0B6E4F")
)
_ROW = 34
_CHART = 150
_MOST_BARS = 31
_WIDEST_BAR = 70


def as_pdf(table: ReportTable, shop: Store, made: str) -> bytes:
    """The whole file. ``made`` says when and at which till, in words. Needs the application object."""
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(held)
    writer.setResolution(_DPI)
    writer.setTitle(f"{table.title}, {table.span_text}")
    writer.setCreator("Trofast")
    landscape = len(table.columns) > 6
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Landscape if landscape else QPageLayout.Orientation.Portrait,
            QMarginsF(15, 14, 15, 14),
            QPageLayout.Unit.Millimeter,
        )
    )
    painter = QPainter(writer)
    _Pages(writer, painter, table, shop, made).draw()
    painter.end()
    return bytes(held.data().data())


class _Pages:
    """Draws the table page by page, with its head on each."""

    def __init__(
        self, writer: QPdfWriter, painter: QPainter, table: ReportTable, shop: Store, made: str
    ) -> None:
        self.writer, self.painter, self.table = writer, painter, table
        self.shop, self.made = shop, made
        self.words = report_words_for(shop.language)
        self.locale = formatting.locale_for(shop.language)
        self.width, self.height = writer.width(), writer.height()
        self.page, self.top = 1, 0
        self.fonts = {
            "title": _font(20, bold=True),
            "text": _font(10),
            "strong": _font(10, bold=True),
            "small": _font(8),
        }
        self.places = self._columns()

    def draw(self) -> None:
        """All of it."""
        self._foot()
        self._say(self.table.title, "title", _INK, 56)
        self._say(f"{self.shop.name} · {self.table.span_text}", "strong", _INK, 30)
        self._say(self.made, "small", _SOFT, 40)
        if not self.table.rows:
            self._say(self.words.nothing, "text", _INK, 40)
            return
        if 1 < len(self.table.worths) <= _MOST_BARS and any(each > 0 for each in self.table.worths):
            self._chart()
        self._head()
        for row in self.table.rows:
            self._room(_ROW)
            self._row(row, "text")
        if self.table.total:
            self._room(_ROW)
            self._line(_INK)
            self._row(self.table.total, "strong")
        self.top += 24
        for said, minor in self.table.notes:
            self._note(said, minor)

    def _columns(self) -> list[tuple[int, int]]:
        """Where each column begins, and its width by its longest cell; the first takes what the others leave."""
        measure = QFontMetricsF(self.fonts["strong"], self.writer)
        widths = []
        for place, column in enumerate(self.table.columns):
            cells = [row[place] for row in (*self.table.rows[:400], self.table.total) if row]
            said = [column.title, *(self._text(cell, column.kind) for cell in cells)]
            widths.append(min(int(max(measure.horizontalAdvance(each) for each in said)) + 22, 330))
        spare = max(self.width - sum(widths), 0)
        widths = [wide + spare // (2 * len(widths)) for wide in widths]  # half to all, the rest to the first
        widths[0] = max(self.width - sum(widths[1:]), 160)
        starts = [sum(widths[:place]) for place in range(len(widths))]
        return list(zip(starts, widths, strict=True))

    def _text(self, cell: Cell, kind: CellKind) -> str:
        return cell_text(cell, kind, self.table.currency, self.locale)

    def _say(self, text: str, font: str, colour: QColor, high: int) -> None:
        self._put(QRectF(0, self.top, self.width, high), text, font, colour, _LEFT)
        self.top += high

    def _put(self, box: QRectF, text: str, font: str, colour: QColor, where: Qt.AlignmentFlag) -> None:
        self.painter.setFont(self.fonts[font])
        self.painter.setPen(colour)
        measure = QFontMetricsF(self.fonts[font], self.writer)
        self.painter.drawText(box, where, measure.elidedText(text, Qt.TextElideMode.ElideRight, box.width()))

    def _chart(self) -> None:
        """A bar for each row, as high as it is worth; what is below nothing hangs from the line."""
        worths = self.table.worths
        self.top += 14
        most, least = max(*worths, 1), min(*worths, 0)
        each = self.width / len(worths)
        ground = self.top + _CHART * most / (most - least)
        for place, worth in enumerate(worths):
            high = _CHART * abs(worth) / (most - least)
            wide = min(each * 0.7, _WIDEST_BAR)
            left = place * each + (each - wide) / 2
            box = QRectF(left, ground - high if worth > 0 else ground, wide, high)
            self.painter.fillRect(box, _ACTION if worth >= 0 else QColor("#A3261E"))
            name = bar_name(self.table, place)
            below = QRectF(place * each, self.top + _CHART + 2, each - 4, 24)
            self._put(below, name, "small", _SOFT, Qt.AlignmentFlag.AlignCenter)
        self.painter.fillRect(QRectF(0, ground, self.width, 1), _LINE)
        self.top += _CHART + 44

    def _head(self) -> None:
        high = _ROW + 4
        self.painter.fillRect(QRectF(0, self.top, self.width, high), _TINT)
        self._cells([column.title for column in self.table.columns], "strong", high)
        self.top += high

    def _row(self, row: Sequence[Cell], font: str) -> None:
        columns = self.table.columns
        self._cells([self._text(cell, columns[place].kind) for place, cell in enumerate(row)], font, _ROW)
        self.top += _ROW
        self._line(_LINE)

    def _cells(self, texts: Sequence[str], font: str, high: int) -> None:
        for place, text in enumerate(texts):
            left, wide = self.places[place]
            is_text = self.table.columns[place].kind in _TEXT_KINDS
            box = QRectF(left + 8, self.top, wide - 16, high)
            self._put(box, text, font, _INK, _LEFT if is_text else _RIGHT)

    def _line(self, colour: QColor) -> None:
        self.painter.fillRect(QRectF(0, self.top, self.width, 1), colour)

    def _note(self, said: str, minor: int | None) -> None:
        if minor is None:
            box = QRectF(0, self.top, self.width, 3 * _ROW)
            self._room(3 * _ROW)
            self.painter.setFont(self.fonts["text"])
            self.painter.setPen(_SOFT)
            self.painter.drawText(box, Qt.TextFlag.TextWordWrap, said)
            self.top += 3 * _ROW
            return
        self._room(_ROW)
        self._put(QRectF(8, self.top, self.width * 0.6, _ROW), said, "text", _INK, _LEFT)
        amount = formatting.amount(minor, self.table.currency, self.locale)
        self._put(QRectF(0, self.top, self.width - 8, _ROW), amount, "text", _INK, _RIGHT)
        self.top += _ROW

    def _room(self, high: int) -> None:
        """Another page where this one is full."""
        if self.top + high <= self.height - 2 * _ROW:
            return
        self.writer.newPage()
        self.page += 1
        self.top = 0
        self._foot()
        self._head()

    def _foot(self) -> None:
        box = QRectF(0, self.height - 28, self.width, 28)
        told = f"{self.table.title} · {self.table.span_text}"
        self._put(box, told, "small", _SOFT, _LEFT)
        self._put(box, self.words.page.format(page=self.page), "small", _SOFT, _RIGHT)


def _font(points: int, *, bold: bool = False) -> QFont:
    font = QFont(FAMILY, points)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font
