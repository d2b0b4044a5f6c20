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


def broken(text: str, fits: Callable[[str], bool], most: int) -> list[str]:
    """The text in up to ``most`` rows, broken between words; whatever is left over stands in the last one."""
    rows: list[str] = []
    words = text.split(" ")
    while words and len(rows) < most - 1 and not fits(" ".join(words)):
        count = next((count for count in range(len(words) - 1, 0, -1) if fits(" ".join(words[:count]))), 0)
        if not count:
            break
        rows.append(" ".join(words[:count]))
        words = words[count:]
    return [*rows, " ".join(words)] if words else rows


def draw_wrapped(
    painter: QPainter,
    theme: Theme,
    rect: QRectF,
    text: str,
    size: int,
    colour: QColor,
    weight: QFont.Weight = REGULAR,
    most: int = 2,
) -> None:
    """Draw in up to ``most`` rows, centred in height; smaller (but never under 13) where they do not suffice."""
    text = plain(text)
    metrics = theme.metrics(size, weight)
    rows = broken(text, lambda part: metrics.horizontalAdvance(part) <= rect.width(), 2)
    if metrics.horizontalAdvance(rows[-1]) > rect.width() and size > 13:
        size = 13
        metrics = theme.metrics(size, weight)
        rows = broken(text, lambda part: metrics.horizontalAdvance(part) <= rect.width(), most)
    height = min(metrics.height(), rect.height() / len(rows))
    top = rect.center().y() - height * len(rows) / 2
    for number, row in enumerate(rows):
        place = QRectF(rect.left(), top + number * height, rect.width(), height)
        draw_text(painter, theme, place, row, size, colour, weight, LEFT)
