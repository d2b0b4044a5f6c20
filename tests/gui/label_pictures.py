"""Labels of every kind, and a sheet of them as a picture; run by itself it makes the manual's picture:
``python -m tests.gui.label_pictures FILE.png``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QImage, QPainter

from pos_app.domain.catalogue import Unit
from pos_app.domain.comparison_price import ComparisonPrice, Measure
from pos_app.domain.price_history import Reduction
from pos_app.domain.shelf_label import ShelfLabel
from pos_app.ui.label_pdf import draw_sheet
from tests.stage import goods

_DOTS_PER_METRE = 23_622

LABELS = (
    ShelfLabel(goods.CINNAMON_BUN, "7031290000022", ComparisonPrice(50_000, Measure.KILOGRAM)),
    ShelfLabel(
        goods.article("Filterkaffe mørkbrent, malt, 500 g fra eget brenneri på Grünerløkka", 8990),
        "7031290000015",
        ComparisonPrice(17_980, Measure.KILOGRAM),
        Reduction(8990, goods.AT_MS, 11_990),
        7990,
        Reduction(7990, goods.AT_MS, 10_790),
    ),
    ShelfLabel(
        goods.article("Epler røde", 3490, unit=Unit.KILOGRAM), "", ComparisonPrice(3490, Measure.KILOGRAM)
    ),
    ShelfLabel(
        goods.article("Espressomaskin", 1_249_900), "96385074", None, Reduction(1_249_900, 0, 1_499_900)
    ),
    ShelfLabel(goods.article("Pappkrus", 990), "HYLLE-17", ComparisonPrice(99, Measure.PIECE), None, 790),
    ShelfLabel(goods.article("Kaffe", 200), "12345"),
)


def picture(labels: Sequence[ShelfLabel]) -> QImage:
    """A sheet as the printer would have it, at 600 dots an inch."""
    image = QImage(4960, 7016, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(_DOTS_PER_METRE)
    image.setDotsPerMeterY(_DOTS_PER_METRE)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    draw_sheet(painter, labels, goods.store())
    painter.end()
    return image


if __name__ == "__main__":
    from PySide6.QtCore import Qt

    from pos_app.ui.app import make_app

    make_app()
    drawn = (
        picture(LABELS).copy(0, 0, 4960, 1790).scaledToWidth(900, Qt.TransformationMode.SmoothTransformation)
    )
    drawn.convertToFormat(QImage.Format.Format_Grayscale8).save(sys.argv[1])
