"""Draws the icon's sizes from ``trofast.svg``, with the Qt that the till has: ``python packaging/till/icons/draw.py``.

The results are in the checkout, so that a build draws nothing.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

FOLDER = Path(__file__).parent
SIZES = (16, 24, 32, 48, 64, 128, 256)


def main() -> None:
    """Write ``NNN.png`` for each size, and ``trofast.ico`` of them all for Windows."""
    _app = QGuiApplication(sys.argv[:1])
    drawing = QSvgRenderer(str(FOLDER / "trofast.svg"))
    for size in SIZES:
        picture = QImage(size, size, QImage.Format.Format_ARGB32)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        drawing.render(painter, QRectF(0, 0, size, size))
        painter.end()
        picture.save(str(FOLDER / f"{size}.png"))
    largest = Image.open(FOLDER / f"{SIZES[-1]}.png")
    largest.save(FOLDER / "trofast.ico", sizes=[(size, size) for size in SIZES])


if __name__ == "__main__":
    main()
