"""Shelf labels on the receipt printer, as an interpreter of its bytes sees the paper."""

from __future__ import annotations

import pytest

from drivers.printers.escpos_render import render
from drivers.printers.profile import PrinterProfile
from pos_app.domain.comparison_price import ComparisonPrice, Measure
from pos_app.domain.price_history import Reduction
from pos_app.domain.shelf_label import ShelfLabel, label_document, labels_document
from tests.stage import goods
from tests.stage.escpos_paper import Line, Paper, read_paper

REDUCED = ShelfLabel(
    goods.CINNAMON_BUN,
    "7031290000022",
    ComparisonPrice(50_000, Measure.KILOGRAM),
    Reduction(4500, goods.AT_MS, 5500),
    4050,
    Reduction(4050, goods.AT_MS, 4950),
)


def on_paper(*labels: ShelfLabel, language: str = "nb") -> Paper:
    return read_paper(render(labels_document(labels, goods.store(language=language)), PrinterProfile()))


def test_a_reduction_says_the_lowest_price_before_it_to_each_audience() -> None:
    paper = on_paper(REDUCED)
    said = [line.strip() for line in paper.lines if line.strip()]
    assert said == [
        "Kanelbolle",
        "NEDSATT PRIS",
        "45,00 kr",
        "500,00 kr pr. kg",
        "Laveste pris siste 30 dager før: 55,00 kr",
        "Medlemspris 40,50 kr",
        "Laveste medlemspris 30 dager før: 49,50 kr",
    ]
    assert [line for line in paper.items if isinstance(line, Line) and line.size > 1] == [paper.line("45,00")]


def test_each_label_of_a_roll_is_cut_off_and_carries_its_own_bars() -> None:
    plain = ShelfLabel(goods.CAPPUCCINO, "7031290000015")
    paper = on_paper(REDUCED, plain, ShelfLabel(goods.article("Pappkrus", 990), "HYLLE-17"))
    assert paper.cuts == 3
    assert paper.barcodes == ["7031290000022", "7031290000015"]
    assert "HYLLE-17" in "".join(paper.lines)


def test_what_has_no_price_has_no_label() -> None:
    with pytest.raises(ValueError, match="no label"):
        label_document(ShelfLabel(goods.article("Gave", None)), goods.store())
