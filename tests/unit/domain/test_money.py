"""Money is whole numbers: nothing is lost in rounding, splitting or typing."""

from __future__ import annotations

import itertools
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.money import (
    EUR,
    KRW,
    LARGEST_MINOR,
    NOK,
    Currency,
    Rounding,
    allocate,
    divide,
    half_up,
    parse_amount,
    parse_decimal,
)

numerators = st.integers(min_value=-(10**15), max_value=10**15)
denominators = st.integers(min_value=1, max_value=10**9)
weights = st.lists(st.integers(min_value=0, max_value=10**7), min_size=1, max_size=30).filter(any)


@pytest.mark.parametrize(
    ("numerator", "floor", "half_up", "half_even"),
    [
        (25, 2, 3, 2),
        (35, 3, 4, 4),
        (24, 2, 2, 2),
        (26, 2, 3, 3),
        (-25, -3, -3, -2),
        (-35, -4, -4, -4),
        (-24, -3, -2, -2),
        (0, 0, 0, 0),
    ],
)
def test_tenths_are_rounded_as_their_setting_says(
    numerator: int, floor: int, half_up: int, half_even: int
) -> None:
    assert divide(numerator, 10, Rounding.FLOOR) == floor
    assert divide(numerator, 10, Rounding.HALF_UP) == half_up
    assert divide(numerator, 10, Rounding.HALF_EVEN) == half_even


@given(numerators, denominators)
def test_division_is_the_nearest_whole_number(numerator: int, denominator: int) -> None:
    exact = Fraction(numerator, denominator)
    for rounding in (Rounding.HALF_UP, Rounding.HALF_EVEN):
        assert abs(divide(numerator, denominator, rounding) - exact) <= Fraction(1, 2)
    assert 0 <= exact - divide(numerator, denominator, Rounding.FLOOR) < 1
    assert divide(numerator, denominator, Rounding.HALF_EVEN) == round(exact)


@given(numerators, denominators)
def test_halves_up_treat_money_out_like_money_in(numerator: int, denominator: int) -> None:
    there = divide(numerator, denominator, Rounding.HALF_UP)
    assert divide(-numerator, denominator, Rounding.HALF_UP) == -there


@given(st.integers(min_value=0, max_value=10**16), st.integers(min_value=1, max_value=10**6))
def test_the_short_way_of_rounding_halves_up_is_the_same_rounding(numerator: int, denominator: int) -> None:
    assert half_up(numerator, denominator) == divide(numerator, denominator, Rounding.HALF_UP)


@pytest.mark.parametrize("denominator", [0, -1])
def test_only_a_positive_denominator_divides(denominator: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        divide(1, denominator, Rounding.FLOOR)


def test_ten_kroner_in_three_parts() -> None:
    assert allocate(1000, [1, 1, 1]) == [334, 333, 333]
    assert allocate(-1000, [1, 1, 1]) == [-334, -333, -333]


@given(st.integers(min_value=-(10**9), max_value=10**9), weights)
def test_allocation_loses_nothing_and_is_fair(total: int, shares: list[int]) -> None:
    parts = allocate(total, shares)
    assert sum(parts) == total
    for part, weight in zip(parts, shares, strict=True):
        assert abs(part - Fraction(total * weight, sum(shares))) < 1
        assert part * total >= 0
        if weight == 0:
            assert part == 0


@given(st.integers(min_value=0, max_value=10**9), weights)
def test_allocation_gives_a_larger_weight_no_smaller_part(total: int, shares: list[int]) -> None:
    parts = allocate(total, shares)
    ordered = sorted(zip(shares, parts, strict=True), reverse=True)
    for (heavy, much), (light, little) in itertools.pairwise(ordered):
        assert heavy == light or much >= little


@given(weights)
def test_a_share_of_what_there_is_never_exceeds_it(shares: list[int]) -> None:
    for total in (1, sum(shares) // 2, sum(shares)):
        assert all(part <= weight for part, weight in zip(allocate(total, shares), shares, strict=True))


def test_nothing_can_be_allocated_to_nobody() -> None:
    assert allocate(0, [0, 0]) == [0, 0]
    with pytest.raises(ValueError, match="nothing to allocate"):
        allocate(1, [0, 0])
    with pytest.raises(ValueError, match="negative"):
        allocate(1, [2, -1])


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("500", 50_000),
        ("12,5", 1250),
        ("12.50", 1250),
        (",5", 50),
        ("5,", 500),
        ("1 240,50", 124_050),
        ("1\u00a0240,50", 124_050),
        ("-46", -4600),
        ("\u221246,00", -4600),
        ("+3", 300),
        (" 7 ", 700),
        ("007", 700),
    ],
)
def test_what_a_cashier_types_is_understood(text: str, minor: int) -> None:
    assert parse_amount(text, NOK) == minor


@pytest.mark.parametrize(
    ("text", "currency", "reason"),
    [
        ("", NOK, Refusal.AMOUNT_NOT_A_NUMBER),
        (",", NOK, Refusal.AMOUNT_NOT_A_NUMBER),
        ("-", NOK, Refusal.AMOUNT_NOT_A_NUMBER),
        ("--5", NOK, Refusal.AMOUNT_NOT_A_NUMBER),
        ("5-", NOK, Refusal.AMOUNT_NOT_A_NUMBER),
        ("1,2,3", NOK, Refusal.AMOUNT_NOT_A_NUMBER),
        ("1e3", NOK, Refusal.AMOUNT_NOT_A_NUMBER),
        ("ti", NOK, Refusal.AMOUNT_NOT_A_NUMBER),
        ("٣", NOK, Refusal.AMOUNT_NOT_A_NUMBER),
        ("²", NOK, Refusal.AMOUNT_NOT_A_NUMBER),
        ("12,505", NOK, Refusal.AMOUNT_TOO_MANY_DECIMALS),
        ("1,000", NOK, Refusal.AMOUNT_TOO_MANY_DECIMALS),
        ("1,000", KRW, Refusal.AMOUNT_TOO_MANY_DECIMALS),
        ("9" * 20, NOK, Refusal.AMOUNT_TOO_LARGE),
        ("1000000000,01", NOK, Refusal.AMOUNT_TOO_LARGE),
    ],
)
def test_what_is_not_an_amount_is_refused_with_its_reason(
    text: str, currency: Currency, reason: Refusal
) -> None:
    with pytest.raises(Refused) as refused:
        parse_amount(text, currency)
    assert refused.value.reason is reason


@given(st.integers(min_value=-LARGEST_MINOR, max_value=LARGEST_MINOR), st.integers(min_value=0, max_value=3))
def test_every_amount_can_be_typed(scaled: int, decimals: int) -> None:
    digits = str(abs(scaled)).rjust(decimals + 1, "0")
    text = f"{digits[:-decimals]},{digits[-decimals:]}" if decimals else digits
    sign = "-" if scaled < 0 else ""
    assert parse_decimal(sign + text, decimals) == scaled


@given(st.text(max_size=40))
def test_any_text_is_a_number_or_is_refused(text: str) -> None:
    reason = None
    try:
        assert abs(parse_amount(text, NOK)) <= LARGEST_MINOR
    except Refused as refused:
        reason = refused.reason
    assert reason is None or reason.value.startswith("amount_")


@pytest.mark.parametrize(
    ("amount", "currency", "in_cash"),
    [
        (29_540, NOK, 29_500),
        (29_549, NOK, 29_500),
        (29_550, NOK, 29_600),
        (50, NOK, 100),
        (49, NOK, 0),
        (199, EUR, 199),
        (1234, KRW, 1230),
        (1235, KRW, 1240),
    ],
)
def test_cash_is_rounded_to_the_coins_there_are(amount: int, currency: Currency, in_cash: int) -> None:
    assert currency.round_cash(amount) == in_cash
