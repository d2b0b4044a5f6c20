"""Notes and coins, and what people type beside them."""

import pytest

from pos_app.domain.denominations import Pieces, denominations, notes_of, read_count, worth_minor
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.money import CURRENCIES


@pytest.mark.parametrize("code", sorted(CURRENCIES))
def test_every_amount_that_cash_can_be_rounded_to_can_be_counted(code: str) -> None:
    values = denominations(code)
    assert list(values) == sorted(set(values), reverse=True)
    assert values[-1] == CURRENCIES[code].cash_step_minor
    assert all(value % values[-1] == 0 for value in values)
    assert set(notes_of(code)) <= set(values)


def test_a_count_is_what_the_pieces_are_worth_and_an_empty_field_is_none() -> None:
    counted = read_count({50_000: " 3 ", 2_000: "", 100: "1 250"}, "NOK")
    assert counted == (Pieces(50_000, 3), Pieces(100, 1250))
    assert worth_minor(counted) == 275_000
    assert worth_minor(read_count({}, "KRW")) == 0


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("five", Refusal.COUNT_NOT_A_NUMBER),
        ("1.5", Refusal.COUNT_NOT_A_NUMBER),
        ("1e3", Refusal.COUNT_NOT_A_NUMBER),
        ("٣", Refusal.COUNT_NOT_A_NUMBER),
        ("--1", Refusal.COUNT_NOT_A_NUMBER),
        ("-1", Refusal.COUNT_NEGATIVE),
        ("\u22127", Refusal.COUNT_NEGATIVE),
        ("100000", Refusal.COUNT_TOO_LARGE),
        ("9" * 4000, Refusal.COUNT_TOO_LARGE),
    ],
)
def test_letters_fractions_and_less_than_none_are_refused_each_with_its_reason(
    typed: str, reason: Refusal
) -> None:
    with pytest.raises(Refused) as refused:
        read_count({100: typed}, "NOK")
    assert refused.value.reason is reason


def test_money_of_another_currency_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        read_count({7: "1"}, "EUR")
    assert refused.value.reason is Refusal.COUNT_NO_SUCH_MONEY
