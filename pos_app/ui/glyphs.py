"""The icons: small drawings of our own in ``icons/``, drawn in whatever colour the theme asks for.

Each file draws with ``currentColor`` on a 24 by 24 grid. Qt's SVG module is only loaded when the first
icon is drawn.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPixmap

FOLDER = Path(__file__).parent / "icons"


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return (FOLDER / f"{name}.svg").read_text(encoding="utf-8")


def draw_glyph(name: str, colour: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon ``name`` as a pixmap ``size`` logical pixels square.

    Raises FileNotFoundError for a name that has no drawing: that is a mistake of ours, not of the world.
    """
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(_source(name).replace("currentColor", colour).encode())
    pixmap = QPixmap(round(size * ratio), round(size * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
