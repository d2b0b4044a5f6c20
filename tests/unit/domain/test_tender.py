"""Tenders: what is paid, what is due, what goes back, and the øre that cash rounding adds or takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import tender as tenders_of
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.money import EUR, KRW, NOK, Currency
from pos_app.domain.tender import Settlement, Tender, TenderKind, quick_cash, settle
from tests.stage import generated

totals = st.integers(min_value=0, max_value=1_000_000)


def test_295_40_paid_with_295_00_in_cash_is_40_ore_less() -> None:
    paid = settle(29_540, [tenders_of.cash(29_500)], NOK)
    assert paid == Settlement(29_540, 0, 0, change_minor=0, rounding_minor=-40, is_paid=True)


def test_295_50_in_cash_is_50_ore_more_and_change_is_from_the_rounded_total() -> None:
    paid = settle(29_550, [tenders_of.cash(50_000)], NOK)
    assert (paid.change_minor, paid.rounding_minor) == (20_400, 50)


def test_a_card_pays_the_exact_total() -> None:
    paid = settle(29_540, [tenders_of.card(29_540, "4711")], NOK)
    assert (paid.is_paid, paid.rounding_minor, paid.change_minor) == (True, 0, 0)


def test_card_first_and_the_rest_in_cash_rounds_only_the_rest() -> None:
    card = tenders_of.card(20_000, "4711")
    due = settle(29_540, [card], NOK)
    assert (due.due_minor, due.due_in_cash_minor, due.is_paid) == (9540, 9500, False)
    paid = settle(29_540, [card, tenders_of.cash(10_000)], NOK)
    assert (paid.change_minor, paid.rounding_minor, paid.is_paid) == (500, -40, True)


def test_cash_first_and_the_rest_by_card() -> None:
    due = settle(29_540, [tenders_of.cash(10_000)], NOK)
    assert due.due_minor == 19_540
    paid = settle(29_540, [tenders_of.cash(10_000), tenders_of.card(due.due_minor, "4711")], NOK)
    assert (paid.is_paid, paid.rounding_minor) == (True, 0)


def test_points_and_cash_together() -> None:
    paid = settle(36_812, [tenders_of.points(3000, 300, "r1"), tenders_of.cash(50_000)], NOK)
    # 338.12 left, 338.00 in cash
    assert (paid.change_minor, paid.rounding_minor) == (16_200, -12)


def test_cash_that_covers_the_exact_rest_pays_it() -> None:
    paid = settle(29_560, [tenders_of.cash(29_580)], NOK)
    assert (paid.is_paid, paid.due_minor, paid.change_minor, paid.rounding_minor) == (True, 0, 0, 20)


def test_forty_ore_in_cash_are_nothing() -> None:
    assert settle(40, [tenders_of.cash(0)], NOK).rounding_minor == -40


def test_nothing_to_pay_is_paid() -> None:
    assert settle(0, [], NOK).is_paid
    assert not settle(1, [], NOK).is_paid


def test_more_than_the_total_by_card_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        settle(100, [tenders_of.card(101, "4711")], NOK)
    assert refused.value.reason is Refusal.TENDER_TOO_MUCH


@pytest.mark.parametrize("minor", [0, -1])
def test_a_tender_gives_something(minor: int) -> None:
    with pytest.raises(Refused) as refused:
        tenders_of.card(minor, "4711")
    assert refused.value.reason is Refusal.TENDER_NOT_POSITIVE
    with pytest.raises(Refused) as refused:
        tenders_of.points(minor, 1, "r")
    assert refused.value.reason is Refusal.TENDER_NOT_POSITIVE
    with pytest.raises(Refused):
        tenders_of.cash(-1)
    with pytest.raises(Refused) as refused:
        tenders_of.points(100, minor, "r")
    assert refused.value.reason is Refusal.POINTS_NOT_POSITIVE


@pytest.mark.parametrize("slip", ["", "   "])
def test_a_card_payment_names_its_slip(slip: str) -> None:
    with pytest.raises(Refused) as refused:
        tenders_of.card(100, slip)
    assert refused.value.reason is Refusal.SLIP_REFERENCE_NEEDED


def test_a_slip_number_is_kept_without_blanks_around_it() -> None:
    assert tenders_of.card(100, " 004711 ").slip_reference == "004711"


@given(totals, st.lists(generated.tenders(), max_size=5), generated.currencies)
def test_paid_means_tenders_less_change_is_the_total_and_its_rounding(
    total: int, taken: list[Tender], currency: Currency
) -> None:
    other = sum(tender.amount_minor for tender in taken if tender.kind is not TenderKind.CASH)
    if other > total:
        with pytest.raises(Refused):
            settle(total, taken, currency)
        return
    done = settle(total, taken, currency)
    given_minor = sum(tender.amount_minor for tender in taken)
    has_cash = any(tender.kind is TenderKind.CASH for tender in taken)
    if done.is_paid:
        assert given_minor - done.change_minor == total + done.rounding_minor
        assert (done.due_minor, done.due_in_cash_minor) == (0, 0)
        assert 2 * abs(done.rounding_minor) <= currency.cash_step_minor
        assert has_cash or done.rounding_minor == 0
    else:
        assert done.due_minor == total - given_minor > 0
        assert done.due_in_cash_minor >= 0
        assert (done.change_minor, done.rounding_minor) == (0, 0)
    assert done.change_minor >= 0
    assert done.change_minor == 0 or has_cash


@given(totals, st.lists(generated.tenders(), max_size=3), generated.currencies)
def test_what_is_due_pays_it(total: int, taken: list[Tender], currency: Currency) -> None:
    other = sum(tender.amount_minor for tender in taken if tender.kind is not TenderKind.CASH)
    if other > total:
        return
    due = settle(total, taken, currency)
    if due.is_paid:
        return
    assert settle(total, [*taken, tenders_of.cash(due.due_in_cash_minor)], currency).is_paid
    if due.due_minor + other <= total:
        assert settle(total, [*taken, tenders_of.card(due.due_minor, "4711")], currency).is_paid


def test_quick_cash_on_the_designers_picture() -> None:
    assert quick_cash(35_800, NOK) == (35_800, 36_000, 40_000, 50_000)


def test_quick_cash_in_won_is_in_thousands() -> None:
    assert quick_cash(12_400, KRW) == (12_400, 13_000, 15_000, 20_000)


def test_quick_cash_in_euro_knows_the_small_notes() -> None:
    assert quick_cash(1_240, EUR) == (1_240, 1_500, 2_000, 5_000)


@given(st.integers(min_value=-100, max_value=10**7), generated.currencies)
def test_quick_cash_always_pays_and_rises(due: int, currency: Currency) -> None:
    amounts = quick_cash(due, currency)
    assert list(amounts) == sorted(set(amounts))
    assert all(amount >= due for amount in amounts)
    assert amounts[:1] == ((due,) if due > 0 else ())
    assert quick_cash(340, EUR)[0] == 340
