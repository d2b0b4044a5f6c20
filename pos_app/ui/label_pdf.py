"""Labels for shelves as PDF: sheets of A4 with 24 labels of 70 × 37 mm, as they are sold ready to tear off.

Qt draws them, as it draws the reports (:mod:`report_pdf`); the bars come from the library that makes those of receipts.
Thin lines show where to cut where the sheet is plain paper.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from pos_app.domain.shelf_label import LabelTexts, ShelfLabel, is_barcode, label_texts, label_words_for
from pos_app.domain.store import Store
from pos_app.ui.typeface import FAMILY

ACROSS, DOWN = 3, 8
PER_SHEET = ACROSS * DOWN
_DPI = 600
_INCH_UM = 25_400
_WIDE_UM, _HIGH_UM = 70_000, 37_000
_TOP_UM = 500
"""Eight labels are 296 mm high; the sheet is 297."""
_PAD_UM = 4_000
_MODULE_UM = 264
"""The narrowest bar: eight tenths of the size that GS1 takes for usual (0.33 mm), which is the smallest it allows."""
_QUIET = 11
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_INK, _SOFT, _LINE, _PAPER = (QColor(name) for name in ("#17211B", "#4A544D", "#C9CFC9", "#FFFFFF"))
_READABLE, _SMALLEST = 6, 5
"""Points."""


def as_label_sheets(labels: Sequence[ShelfLabel], store: Store) -> bytes:
    """The whole file. Needs the application object."""
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(held)
    writer.setResolution(_DPI)
    writer.setTitle(label_words_for(store.language).title)
    writer.setCreator("Trofast")
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4),
            QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
            QPageLayout.Unit.Millimeter,
        )
    )
    painter = QPainter(writer)
    for first in range(0, len(labels), PER_SHEET):
        if first:
            writer.newPage()
        draw_sheet(painter, labels[first : first + PER_SHEET], store)
    painter.end()
    return bytes(held.data().data())


def draw_sheet(painter: QPainter, labels: Sequence[ShelfLabel], store: Store) -> None:
    """One sheet, row by row, on a device of 600 dots an inch."""
    for place, label in enumerate(labels):
        row, column = divmod(place, ACROSS)
        _Label(painter, column, row, label_texts(label, store)).draw()


def bars(code: str) -> tuple[bool, ...]:
    """A code's bars, dark or not: EAN-13 or EAN-8 where its check digit says so, else Code 128."""
    import barcode

    kind = f"ean{len(code)}" if len(code) in (8, 13) and _checks(code) else "code128"
    (made,) = barcode.get(kind, code).build()
    return tuple(module == "1" for module in made)


def _checks(code: str) -> bool:
    """Whether the last digit is the check digit of the others (GS1 General Specifications, section 7.9)."""
    weighed = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(code)))
    return weighed % 10 == 0


def _dots(micrometres: int) -> int:
    return micrometres * _DPI // _INCH_UM


class _Label:
    """One label at its place on the sheet."""

    def __init__(self, painter: QPainter, column: int, row: int, texts: LabelTexts) -> None:
        self.painter, self.texts = painter, texts
        left, top = _dots(column * _WIDE_UM), _dots(_TOP_UM + row * _HIGH_UM)
        self.frame = QRectF(left, top, _dots(_WIDE_UM), _dots(_HIGH_UM))
        pad = _dots(_PAD_UM)
        self.box = self.frame.adjusted(pad, pad * 0.75, -pad, -pad * 0.75)

    def draw(self) -> None:
        """Name on top, the price largest on the right, what the law asks below it, the bars on the left."""
        self.painter.setPen(QPen(_LINE, 1))
        self.painter.drawRect(self.frame)
        texts, box = self.texts, self.box
        is_crowded = texts.reduced and texts.members_lowest
        taken = self._name(QRectF(box.left(), box.top(), box.width(), _dots(6_600 if is_crowded else 8_600)))
        foot = box.bottom()
        if texts.members:
            foot = self._members(foot) - _dots(700)
        if texts.reduced:
            foot = self._reduced(foot) - _dots(700)
        top = box.top() + taken + _dots(700)
        split = box.left() + (_dots(29_500) if texts.code else 0)
        self._price(QRectF(split, top, box.right() - split, foot - top))
        self._code(QRectF(box.left(), top, split - box.left(), foot - top))

    def _price(self, box: QRectF) -> None:
        texts = self.texts
        below = _dots(3_600) if texts.comparison else 0
        room = QRectF(box.left(), box.top(), box.width(), box.height() - below)
        points = next((size for size in (30, 28, 26, 24, 22, 20, 18, 16, 14) if self._fits(size, room)), 12)
        self._line(room, texts.price, points, _INK, _RIGHT, bold=True)
        if texts.comparison:
            under = QRectF(box.left(), box.bottom() - below, box.width(), below)
            self._line(under, texts.comparison, 8, _SOFT, _RIGHT)

    def _reduced(self, foot: float) -> float:
        """A dark strip that says so, with the lowest price of the 30 days before in it; its upper edge. Two lines where
        a language needs them.
        """
        strong, plain = self.texts.reduced, self.texts.lowest
        gap, points = _dots(1_500), 7
        room = self.box.width() - _dots(2_000)
        while points > _READABLE and self._both(points) + gap > room:
            points -= 1
        lines = 1 if self._both(points) + gap <= room else 2
        high = _dots(4_000 if lines == 1 else 6_600)
        strip = QRectF(self.box.left(), foot - high, self.box.width(), high)
        self.painter.fillRect(strip, _INK)
        upper = QRectF(strip.left() + _dots(1_000), strip.top(), room, high / lines)
        self._line(upper, strong, points, _PAPER, _LEFT, bold=True)
        beside = self._wide(strong, points, bold=True) + gap
        rest = upper.adjusted(beside, 0, 0, 0) if lines == 1 else upper.translated(0, high / 2)
        self._line(rest, plain, points, _PAPER, _RIGHT if lines == 1 else _LEFT)
        return strip.top()

    def _both(self, points: int) -> float:
        return self._wide(self.texts.reduced, points, bold=True) + self._wide(self.texts.lowest, points)

    def _wide(self, text: str, points: int, *, bold: bool = False) -> float:
        return QFontMetricsF(_font(points, bold=bold), self.painter.device()).horizontalAdvance(text)

    def _fits(self, points: int, room: QRectF) -> bool:
        measure = QFontMetricsF(_font(points, bold=True), self.painter.device())
        return measure.horizontalAdvance(self.texts.price) <= room.width() and (
            measure.capHeight() * 1.35 <= room.height()
        )

    def _members(self, foot: float) -> float:
        """A frame with what members pay, and the lowest that they paid before it was reduced; its upper edge."""
        lowest = self.texts.members_lowest
        high = _dots(8_000 if lowest else 5_600)
        frame = QRectF(self.box.left(), foot - high, self.box.width(), high)
        self.painter.setPen(QPen(_INK, _dots(200)))
        self.painter.drawRoundedRect(frame, _dots(900), _dots(900))
        centre = Qt.AlignmentFlag.AlignCenter
        inner = frame.adjusted(_dots(800), 0, -_dots(800), -_dots(3_000) if lowest else 0)
        self._line(inner, self.texts.members, 10, _INK, centre, bold=True)
        if lowest:
            under = QRectF(inner.left(), inner.bottom() - _dots(300), inner.width(), _dots(3_000))
            self._line(under, lowest, 7, _INK, centre)
        return frame.top()

    def _code(self, box: QRectF) -> None:
        """Bars with their digits under them, as high as there is room; other codes as they are."""
        code = self.texts.code
        if not code:
            return
        digits_high = _dots(2_800)
        digits = QRectF(box.left(), box.bottom() - digits_high, box.width(), digits_high)
        if not is_barcode(code):
            self._line(digits, code, 7, _SOFT, _LEFT)
            return
        modules = bars(code)
        module = min(_dots(_MODULE_UM), int(box.width() / (len(modules) + _QUIET)))
        high = min(box.height() - digits_high, _dots(11_000))
        top = digits.top() - high
        for place, dark in enumerate(modules):
            if dark:
                self.painter.fillRect(QRectF(box.left() + place * module, top, module, high), QColor("black"))
        under = QRectF(box.left(), digits.top(), len(modules) * module, digits_high)
        self._line(under, code, 7, _INK, Qt.AlignmentFlag.AlignCenter)

    def _line(
        self,
        box: QRectF,
        text: str,
        points: int,
        colour: QColor,
        where: Qt.AlignmentFlag,
        *,
        bold: bool = False,
    ) -> None:
        """One line, smaller where it is too long, and shortened only where it would be too small to read."""
        while points > _SMALLEST and self._wide(text, points, bold=bold) > box.width():
            points -= 1
        font = _font(points, bold=bold)
        self.painter.setFont(font)
        self.painter.setPen(colour)
        measure = QFontMetricsF(font, self.painter.device())
        shown = measure.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        self.painter.drawText(box, where, shown)

    def _name(self, box: QRectF) -> float:
        """Two lines at most, smaller where they do not hold it; how high it came to be."""
        where = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        self.painter.setPen(_INK)
        for points in range(11, 6, -1):
            font = _font(points, bold=True)
            needed = QFontMetricsF(font, self.painter.device()).boundingRect(box, where, self.texts.name)
            if needed.height() <= box.height() and needed.width() <= box.width():
                break
        self.painter.setFont(font)
        self.painter.save()
        self.painter.setClipRect(box)
        self.painter.drawText(box, where, self.texts.name)
        self.painter.restore()
        return min(needed.height(), box.height())


def _font(points: int, *, bold: bool = False) -> QFont:
    font = QFont(FAMILY, points)
    font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return font
