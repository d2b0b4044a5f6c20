"""Points that reduce the price: total and VAT fall with them, to the øre, and every part of the till agrees."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.gift_card import GiftCard
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.programme import RedemptionRule
from pos_app.domain.loyalty.redemption import to_pay_by_points
from pos_app.domain.loyalty.settings import RedeemedPoints, Settings
from pos_app.domain.pricing import OUTSIDE_VAT, VAT_PREPAID, RedeemedShare, price
from pos_app.domain.sale import Sale, reckon
from pos_app.domain.tender import Tender
from sync.server.intake.replay import check_money, replay
from tests.stage import generated
from tests.stage.goods import (
    BEER,
    CAPPUCCINO,
    DEPOSIT,
    KIMCHI_TOAST,
    VAT_15,
    VAT_25,
    article,
    basket,
    context,
    member,
    programme,
    sale,
)

REDUCES = programme(
    settings=Settings(redeemed_points=RedeemedPoints.PRICE_REDUCTION),
    redemption=RedemptionRule(block=1, value_minor=10),
)
PAYS = programme(redemption=RedemptionRule(block=1, value_minor=10))
DINNER = article("Middag", 25_000, vat=VAT_25)
BREAD = article("Brød", 11_500, vat=VAT_15)


def sold(bought: Basket, pay: Sequence[Tender], rules: object = REDUCES) -> Sale:
    return sale(bought, member_view=member(points=100_000), pay=pay, programmes=[rules])  # type: ignore[list-item]


def rows(made: Sale) -> list[tuple[int, int, int]]:
    return [(vat.rate.basis_points, vat.base_minor, vat.tax_minor) for vat in made.priced.vat]


def test_the_vat_base_of_a_mixed_basket_falls_in_proportion() -> None:
    # 250.00 at 25 % and 115.00 at 15 %; 73.00 in points is a fifth of 365.00: 50.00 and 23.00.
    pay = (tenders_of.points(7_300, 730, "r"), tenders_of.card(29_200, "1"))
    made = sold(basket(DINNER, BREAD), pay)
    assert [line.points_minor for line in made.priced.lines] == [5_000, 2_300]
    # 200.00 holds 40.00, 92.00 holds 12.00
    assert rows(made) == [(2500, 16_000, 4_000), (1500, 8_000, 1_200)]
    assert (made.priced.total_minor, made.settlement.is_paid, made.settlement.change_minor) == (
        29_200,
        True,
        0,
    )


def test_the_same_points_as_a_payment_leave_the_vat_base() -> None:
    pay = (tenders_of.points(7_300, 730, "r"), tenders_of.card(29_200, "1"))
    made = sold(basket(DINNER, BREAD), pay, PAYS)
    assert rows(made) == [(2500, 20_000, 5_000), (1500, 10_000, 1_500)]
    assert (made.priced.total_minor, made.settlement.is_paid) == (36_500, True)


def test_prices_without_vat_fall_so_that_price_and_vat_together_fall_by_the_points_worth() -> None:
    # 250.00 + 62.50 and 115.00 + 17.25 are 444.75; 88.95 is a fifth: 62.50 and 26.45, VAT included.
    pay = (tenders_of.points(8_895, 889, "r"), tenders_of.card(35_580, "1"))
    made = sold(basket(DINNER, BREAD, vat_included=False), pay)
    assert rows(made) == [(2500, 20_000, 5_000), (1500, 9_200, 1_380)]
    assert [line.points_minor for line in made.priced.lines] == [5_000, 2_300]
    assert made.priced.total_minor == 35_580


def test_protected_goods_are_not_reduced_and_points_may_not_pay_them() -> None:
    bought = basket(CAPPUCCINO, BEER, DEPOSIT, age_confirmed=18)
    assert to_pay_by_points(REDUCES, bought, price(bought), 9_390) == 4_900
    assert to_pay_by_points(PAYS, bought, price(bought), 9_390) == 9_390
    made = sold(bought, (tenders_of.points(4_900, 490, "r"), tenders_of.card(4_490, "1")))
    assert [line.net_minor for line in made.priced.lines] == [0, 4_290, 200]
    assert rows(made) == [(2500, 3_432, 858), (1500, 0, 0), (0, 200, 0)]


def test_what_points_have_paid_already_is_not_offered_again() -> None:
    bought = basket(CAPPUCCINO, BEER, age_confirmed=18)
    taken = (tenders_of.points(4_000, 400, "r"),)
    view = member(points=100_000)
    decision = evaluate(bought, taken, view, [REDUCES], context())
    priced, settlement = reckon(bought, taken, decision)
    assert settlement.due_minor == 5_190
    assert to_pay_by_points(REDUCES, bought, priced, settlement.due_minor) == 900


def test_more_points_than_may_reduce_are_a_payment_for_the_rest() -> None:
    made = sold(
        basket(CAPPUCCINO, BEER, age_confirmed=18),
        (tenders_of.points(6_000, 600, "r"), tenders_of.cash(3_200)),
    )
    assert made.priced.total_minor == 4_290
    assert (made.settlement.rounding_minor, made.settlement.change_minor) == (10, 0)


def test_the_server_adds_a_reduced_sale_up_to_the_same() -> None:
    made = sold(basket(DINNER, BREAD), (tenders_of.points(7_300, 730, "r"), tenders_of.cash(29_200)))
    assert check_money(made) == []
    assert replay(made, [REDUCES]) == []


def test_the_server_flags_a_till_that_forgot_the_reduction() -> None:
    made = sold(basket(DINNER, BREAD), (tenders_of.points(7_300, 730, "r"), tenders_of.card(29_200, "1")))
    wrong = dataclasses.replace(made, priced=price(made.basket))
    assert [flag.code for flag in check_money(wrong)] == ["money-differs"]


@given(generated.baskets(), st.integers(min_value=1, max_value=1_000_000))
def test_total_and_points_are_the_price_before_to_the_last_ore(bought: Basket, wanted: int) -> None:
    rules = programme(
        currency=bought.currency.code,
        settings=REDUCES.settings,
        redemption=RedemptionRule(block=1, value_minor=1),
    )
    before = price(bought)
    most = to_pay_by_points(rules, bought, before, before.total_minor)
    worth = min(wanted, most)
    if not worth:
        return
    taken = (tenders_of.points(worth, worth, "r"),)
    decision = evaluate(bought, taken, member(points=worth), [rules], context(currency=bought.currency.code))
    if decision.line_effects:
        return
    priced, settlement = reckon(bought, taken, decision)
    assert settlement.due_minor == before.total_minor - worth
    assert sum(vat.gross_minor for vat in priced.vat) == priced.total_minor
    for line, done in zip(bought.lines, priced.lines, strict=True):
        assert done.points_minor >= 0
        assert done.net_minor >= 0
        assert not (line.article.is_protected and done.points_minor)
    nets = sum(done.net_minor for done in priced.lines)
    assert nets == priced.total_minor - (0 if bought.vat_included else priced.tax_minor)


@given(generated.baskets(), st.integers(min_value=-10, max_value=10**7))
def test_no_share_that_a_till_could_write_makes_a_price_negative(bought: Basket, share: int) -> None:
    shares = [RedeemedShare(line.line_id, share) for line in bought.lines]
    priced = price(bought, (), shares)
    assert priced.total_minor >= 0
    assert all(done.net_minor >= 0 for done in priced.lines)
    assert all(vat.base_minor >= 0 and vat.tax_minor >= 0 for vat in priced.vat)


def test_what_a_single_purpose_card_pays_has_no_vat_again() -> None:
    card = GiftCard("ab", "4242", "2029-03-01", vat=VAT_15)
    pay = (tenders_of.gift_card(5_750, "g", card), tenders_of.card(30_750, "1"))
    made = sold(basket(DINNER, BREAD), pay)
    # 115.00 at 15 %: half of it was taxed when the card was sold.
    assert rows(made) == [(2500, 20_000, 5_000), (1500, 5_000, 750), (0, 5_750, 0)]
    assert made.priced.vat[-1].rate is VAT_PREPAID
    assert made.priced.total_minor == 36_500
    assert check_money(made) == []


def test_what_a_multi_purpose_card_pays_has_its_vat_now() -> None:
    card = GiftCard("ab", "4242", "2029-03-01")
    made = sold(basket(KIMCHI_TOAST), (tenders_of.gift_card(8_900, "g", card),))
    assert rows(made) == [(2500, 7_120, 1_780)]


def test_loading_a_multi_purpose_card_has_a_row_of_its_own_without_vat() -> None:
    load = article("Gavekort", 50_000, vat=OUTSIDE_VAT)
    assert rows(sold(basket(KIMCHI_TOAST, load), (tenders_of.card(58_900, "1"),))) == [
        (2500, 7_120, 1_780),
        (0, 50_000, 0),
    ]


def test_tenders_other_than_cash_may_not_exceed_what_is_left_after_the_points() -> None:
    with pytest.raises(Refused) as refused:
        sold(basket(CAPPUCCINO), (tenders_of.points(1_000, 100, "r"), tenders_of.card(4_000, "1")))
    assert refused.value.reason is Refusal.TENDER_TOO_MUCH
