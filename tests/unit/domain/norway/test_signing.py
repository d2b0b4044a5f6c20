"""The words that a cash transaction is signed over."""

import pytest

from pos_app.domain import tender as tenders
from pos_app.domain.norway import signing
from tests.stage import goods, returns


def test_the_words_stand_in_the_order_that_the_tax_office_reads() -> None:
    words = signing.Signable(1001, "2020-01-01", "09:15:00", 29540, 23632)
    assert words.text("abc=") == "abc=;2020-01-01;09:15:00;1001;295.40;236.32"
    assert words.text(signing.FIRST_PREVIOUS).startswith("0;2020-01-01;")


@pytest.mark.parametrize(
    ("minor", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (-5, "-0.05"),
        (29540, "295.40"),
        (-1640, "-16.40"),
        (123456789, "1234567.89"),
    ],
)
def test_amounts_have_two_decimals_and_a_point(minor: int, text: str) -> None:
    assert signing.amount_text(minor) == text


def test_a_sale_is_signed_before_cash_rounding_at_the_stores_own_time() -> None:
    bought = goods.basket(goods.article("Te", 29540))
    sale = goods.sale(bought, pay=[tenders.cash(29500)], receipt_number=7)
    words = signing.of_sale(sale)
    assert sale.settlement.rounding_minor == -40
    assert words.text("0") == "0;2026-03-01;14:02:00;7;295.40;256.87"


def test_a_return_is_signed_with_what_it_takes_off_the_sale_below_zero() -> None:
    sale = goods.sale(goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN))
    back = returns.returned(sale, [1], number=1, receipt_number=2)
    assert signing.of_return(back).text("0") == "0;2026-03-02;14:02:00;2;-49.00;-42.61"


@pytest.mark.parametrize(
    ("at_ms", "offset", "said"),
    [
        (1_774_746_000_000 - 1, 60, ("2026-03-29", "01:59:59")),  # the last moment of winter time in Norway
        (1_774_746_000_000, 120, ("2026-03-29", "03:00:00")),
        (1_772_402_399_999, 60, ("2026-03-01", "22:59:59")),
        (1_772_402_400_000 + 3_600_000, 60, ("2026-03-02", "00:00:00")),
    ],
)
def test_date_and_time_are_those_on_the_stores_wall(at_ms: int, offset: int, said: tuple[str, str]) -> None:
    assert (signing.local_date(at_ms, offset), signing.local_time(at_ms, offset)) == said
