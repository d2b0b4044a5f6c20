"""Drawing text and blending colours: the two things every painted part needs.

Text drawn here is always plain text, whatever is in it: nothing on the way interprets markup.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from pos_app.ui.theme import REGULAR, Theme

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTRE = Qt.AlignmentFlag.AlignCenter


def plain(text: str) -> str:
    """One visible line of a text from data: line breaks and control characters become spaces."""
    if text.isprintable():
        return text
    return "".join(letter if letter.isprintable() else " " for letter in text)


def draw_text(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    text: str,
    size: int,
    colour: QColor,
    weight: QFont.Weight = REGULAR,
    align: Qt.AlignmentFlag = LEFT,
    shrink_to: int = 0,
) -> int:
    """Draw one line, cut with an ellipsis where it does not fit; returns the width drawn in pixels.

    ``shrink_to`` is the smallest size to try before cutting (for amounts, which must never be cut).
    """
    text = plain(text)
    metrics = theme.metrics(size, weight)
    width = metrics.horizontalAdvance(text)
    while shrink_to and width > rect.width() and size > shrink_to:
        size -= 1
        metrics = theme.metrics(size, weight)
        width = metrics.horizontalAdvance(text)
    if width > rect.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(rect.width()))
        width = metrics.horizontalAdvance(text)
    painter.setFont(theme.font(size, weight))
    painter.setPen(colour)
    painter.drawText(rect, align | Qt.TextFlag.TextSingleLine, text)
    return width


def blend(below: QColor, above: QColor, share: float) -> QColor:
    """``share`` of one colour over the other, 0 to 1."""
    keep = 1.0 - share
    return QColor(
        round(below.red() * keep + above.red() * share),
        round(below.green() * keep + above.green() * share),
        round(below.blue() * keep + above.blue() * share),
    )


def two_rows(text: str, fits: Callable[[str], bool]) -> list[str]:
    """The text in one row if it fits, else broken at the last word that still fits the first."""
    if fits(text):
        return [text]
    words = text.split(" ")
    for count in range(len(words) - 1, 0, -1):
        first = " ".join(words[:count])
        if fits(first):
            return [first, " ".join(words[count:])]
    return [text]


def draw_wrapped(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    text: str,
    size: int,
    colour: QColor,
    weight: QFont.Weight = REGULAR,
) -> None:
    """Draw up to two rows, centred in height; only the second is cut where even two are not enough."""
    metrics = theme.metrics(size, weight)
    rows = two_rows(plain(text), lambda part: metrics.horizontalAdvance(part) <= rect.width())
    height = metrics.height()
    top = rect.center().y() - height * len(rows) / 2
    for number, row in enumerate(rows):
        place = QRectF(rect.left(), top + number * height, rect.width(), height)
        draw_text(painter, theme, place, row, size, colour, weight, LEFT)
