"""What a kilogram or a litre costs."""

from dataclasses import replace

import pytest

from pos_app.domain.catalogue import Unit
from pos_app.domain.comparison_price import (
    ComparisonPrice,
    Content,
    Measure,
    comparison_price,
    read_content,
)
from tests.stage import goods


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("330 ml", Content(330, Measure.LITRE)),
        ("0,75 l", Content(750, Measure.LITRE)),
        ("1.5 KG", Content(1500, Measure.KILOGRAM)),
        ("6 pcs", Content(6000, Measure.PIECE)),
        ("250 g", Content(250, Measure.KILOGRAM)),
    ],
)
def test_a_content_is_read_as_it_stands_on_the_package(text: str, content: Content) -> None:
    assert read_content(text) == content


@pytest.mark.parametrize(
    "text", ["", "330", "ml", "-1 kg", "0 g", "0.5 g", "12 oz", "1e3 g", "٣ kg", "999999999 kg"]
)
def test_what_is_no_content_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^"):
        read_content(text)


def test_the_price_of_a_litre_is_rounded_half_up_and_goods_by_weight_cost_what_they_cost() -> None:
    bottle = goods.CAPPUCCINO
    assert comparison_price(bottle, 1990, Content(330, Measure.LITRE)) == ComparisonPrice(6030, Measure.LITRE)
    assert comparison_price(bottle, 1, Content(2000, Measure.PIECE)) == ComparisonPrice(1, Measure.PIECE)
    assert comparison_price(bottle, 1990, None) is None
    assert comparison_price(bottle, None, Content(330, Measure.LITRE)) is None
    by_weight = replace(bottle, unit=Unit.KILOGRAM)
    assert comparison_price(by_weight, 39800, None) == ComparisonPrice(39800, Measure.KILOGRAM)
