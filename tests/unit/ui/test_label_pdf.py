"""Sheets of shelf labels: their bars are read by an outside reader, and what the law asks for is told whole."""

from __future__ import annotations

import itertools
import re

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtGui import QImage, QPainter

from pos_app.domain.comparison_price import ComparisonPrice, Measure
from pos_app.domain.price_history import Reduction
from pos_app.domain.shelf_label import ShelfLabel
from pos_app.ui.app import make_app
from pos_app.ui.label_pdf import PER_SHEET, as_label_sheets, draw_sheet
from tests.gui.label_pictures import LABELS, picture
from tests.stage import goods


@pytest.fixture(autouse=True, scope="module")
def _app() -> None:
    make_app()


def as_pillow(image: QImage) -> Image.Image:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    row = grey.bytesPerLine()
    return Image.frombuffer("L", (grey.width(), grey.height()), bytes(grey.constBits()), "raw", "L", row, 1)


def test_an_outside_reader_reads_the_bars_of_every_label_on_a_sheet() -> None:
    sheet = as_pillow(picture(LABELS).copy(0, 0, 4960, 1800))
    read = {each.text: each.format.name for each in zxingcpp.read_barcodes(sheet)}
    assert read == {
        "7031290000022": "EAN13",
        "7031290000015": "EAN13",
        "96385074": "EAN8",
        "12345": "Code128",
    }


def test_24_labels_fill_a_sheet_of_a4_and_one_more_begins_another() -> None:
    for count, sheets in ((1, 1), (PER_SHEET, 1), (PER_SHEET + 1, 2)):
        made = as_label_sheets(list(itertools.islice(itertools.cycle(LABELS), count)), goods.store())
        assert made.startswith(b"%PDF-")
        assert len(re.findall(rb"/Type\s*/Page\b", made)) == sheets
        # Whole points: 210 x 297 mm.
        assert re.search(rb"/MediaBox\s*\[0 0 595(\.\d+)? 842(\.\d+)?\]", made)


@pytest.mark.parametrize("language", ["nb", "en", "bg", "ko"])
def test_what_the_law_asks_for_is_never_shortened(language: str) -> None:
    class Told(QPainter):
        said: list[str] = []  # noqa: RUF012 - one painter

        def drawText(self, *what: object) -> None:  # type: ignore[override]
            self.said.append(str(what[-1]))
            super().drawText(*what)  # type: ignore[call-overload]

    dear = ShelfLabel(
        goods.article("Kjøkkenmaskin med to boller og visp i rustfritt stål, 1200 W", 12_499_900),
        "7031290000015",
        ComparisonPrice(12_499_900, Measure.PIECE),
        Reduction(12_499_900, goods.AT_MS, 14_999_900),
        11_999_900,
        Reduction(11_999_900, goods.AT_MS, 13_499_900),
    )
    image = QImage(4960, 1000, QImage.Format.Format_RGB32)
    image.setDotsPerMeterX(23_622)
    image.setDotsPerMeterY(23_622)
    painter = Told(image)
    Told.said.clear()
    draw_sheet(painter, [dear], goods.store(language=language))
    painter.end()
    assert len(Told.said) == 8
    assert not [each for each in Told.said if "…" in each]
