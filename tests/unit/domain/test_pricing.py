"""Prices: line by line, discounts without a lost øre, VAT that adds up to the total."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.basket import Basket, Discount, add_article, discount_basket, discount_line
from pos_app.domain.pricing import LineEffect, price
from tests.stage import generated
from tests.stage.goods import (
    BEANS,
    BEER,
    BOOK,
    CAPPUCCINO,
    CINNAMON_BUN,
    DEPOSIT,
    KIMCHI_TOAST,
    article,
    basket,
)

effects = st.lists(
    st.builds(
        LineEffect,
        line_id=st.integers(min_value=0, max_value=9),
        amount_minor=st.integers(min_value=-1000, max_value=1_000_000),
        offer_id=st.just("o"),
        words=st.just("tilbud"),
    ),
    max_size=6,
)


def test_the_designers_basket() -> None:
    bought = basket((CAPPUCCINO, 2000), CINNAMON_BUN, KIMCHI_TOAST, (BEANS, 342))
    priced = price(bought)
    # 98.00 + 45.00 + 89.00 + 0.342 kg at 398.00 = 136.116
    assert [line.net_minor for line in priced.lines] == [9800, 4500, 8900, 13_612]
    assert priced.total_minor == 36_812


def test_vat_is_taken_out_of_norwegian_prices_per_rate() -> None:
    priced = price(basket(CAPPUCCINO, KIMCHI_TOAST, BOOK))
    # 89.00 at 25 %: 17.80; 49.00 at 15 %: 6.39 (6.391); 249.00 at 0 %
    assert [(vat.rate.basis_points, vat.base_minor, vat.tax_minor) for vat in priced.vat] == [
        (2500, 7120, 1780),
        (1500, 4261, 639),
        (0, 24_900, 0),
    ]


def test_vat_is_added_where_prices_are_without_it() -> None:
    priced = price(basket(CAPPUCCINO, KIMCHI_TOAST, vat_included=False))
    # 89.00 + 22.25, 49.00 + 7.35
    assert [(vat.base_minor, vat.tax_minor) for vat in priced.vat] == [(8900, 2225), (4900, 735)]
    assert priced.total_minor == 16_760


def test_vat_is_rounded_once_for_a_rate_and_not_line_by_line() -> None:
    cheap = article("Drops", 103)
    priced = price(basket(*[cheap, CAPPUCCINO] * 3))
    (vat,) = priced.vat
    assert vat.tax_minor == 1958  # 150.09 * 15 / 115 = 19.577 once; 0.13 and 6.39 three times would be 19.56
    assert vat.gross_minor == priced.total_minor


def test_a_line_discount_comes_before_the_basket_discount() -> None:
    bought = discount_line(basket(CAPPUCCINO, CINNAMON_BUN), 2, Discount(basis_points=1000))
    priced = price(discount_basket(bought, Discount(basis_points=1000)))
    # 49.00 + 45.00 - 4.50 = 89.50; ten per cent of that is 8.95: 4.90 and 4.05
    assert [line.basket_discount_minor for line in priced.lines] == [490, 405]
    assert priced.total_minor == 8055
    assert priced.discount_minor == 1345


def test_a_fixed_basket_discount_passes_protected_goods_by() -> None:
    bought = discount_basket(basket(CAPPUCCINO, BEER, DEPOSIT), Discount(amount_minor=100_000))
    assert [line.net_minor for line in price(bought).lines] == [0, 4290, 200]


def test_an_offer_takes_at_most_what_the_line_has_left() -> None:
    bought = discount_line(basket(CAPPUCCINO), 1, Discount(basis_points=5000))
    effects = [LineEffect(1, 2000, "a", "a"), LineEffect(1, 2000, "b", "b")]
    assert price(bought, effects).lines[0].net_minor == 0


def test_a_labels_price_is_the_lines_price() -> None:
    bought = add_article(basket(), BEANS, label_amount_minor=5601, quantity_milli=140)
    assert price(bought).total_minor == 5601


@given(generated.baskets(), effects)
def test_the_vat_table_adds_up_to_the_total(bought: Basket, offers: list[LineEffect]) -> None:
    priced = price(bought, offers)
    assert sum(vat.base_minor + vat.tax_minor for vat in priced.vat) == priced.total_minor
    assert sum(vat.tax_minor for vat in priced.vat) == priced.tax_minor
    rates = [vat.rate.basis_points for vat in priced.vat]
    assert rates == sorted(set(rates), reverse=True)
    if bought.vat_included:
        assert sum(line.net_minor for line in priced.lines) == priced.total_minor
    else:
        assert sum(line.net_minor for line in priced.lines) == priced.total_minor - priced.tax_minor


@given(generated.baskets(), effects)
def test_each_rates_tax_is_within_half_an_ore_of_the_exact_one(
    bought: Basket, offers: list[LineEffect]
) -> None:
    for vat in price(bought, offers).vat:
        rate = vat.rate.basis_points
        exact = (
            Fraction(vat.gross_minor * rate, 10_000 + rate)
            if bought.vat_included
            else Fraction(vat.base_minor * rate, 10_000)
        )
        assert abs(vat.tax_minor - exact) <= Fraction(1, 2)


@given(generated.baskets(), effects)
def test_discounts_never_exceed_and_protected_goods_keep_their_price(
    bought: Basket, offers: list[LineEffect]
) -> None:
    priced = price(bought, offers)
    for line, done in zip(bought.lines, priced.lines, strict=True):
        assert 0 <= done.net_minor <= done.gross_minor
        assert min(done.line_discount_minor, done.offer_minor, done.basket_discount_minor) >= 0
        if line.article.is_protected:
            assert done.net_minor == done.gross_minor
    assert priced.discount_minor == sum(
        done.line_discount_minor + done.offer_minor + done.basket_discount_minor for done in priced.lines
    )


@given(generated.baskets(with_discounts=False), st.integers(min_value=1, max_value=10**6))
def test_a_fixed_basket_discount_is_given_to_the_last_ore(bought: Basket, off_minor: int) -> None:
    open_to_it = sum(
        done.gross_minor
        for line, done in zip(bought.lines, price(bought).lines, strict=True)
        if not line.article.is_protected
    )
    if not open_to_it:
        return
    priced = price(discount_basket(bought, Discount(amount_minor=off_minor)))
    assert priced.discount_minor == min(off_minor, open_to_it)


@given(generated.baskets())
def test_pricing_twice_gives_the_same(bought: Basket) -> None:
    assert price(bought) == price(bought)


@pytest.mark.parametrize(("grams", "minor"), [(1, 40), (342, 13_612), (1000, 39_800), (1250, 49_750)])
def test_weights_are_priced_to_the_nearest_ore(grams: int, minor: int) -> None:
    assert price(basket((BEANS, grams))).total_minor == minor


def test_an_empty_basket_costs_nothing() -> None:
    priced = price(basket())
    assert (priced.lines, priced.vat, priced.total_minor) == ((), (), 0)
