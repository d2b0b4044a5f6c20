"""A deposit slip in the books: it lowers what is to pay, never a price, and the rest of it is paid out in cash."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, DepositSlip
from pos_app.domain.deposit_slip import LARGEST_SLIP_MINOR, add_slip, take_off_slip, with_slips
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.exchange import exchange
from pos_app.domain.money import NOK
from pos_app.domain.norway import codes
from pos_app.domain.norway.cash_transaction import from_sale
from pos_app.domain.period_sum import sum_period
from pos_app.domain.receipt_words import BG, EN, KO, NB
from pos_app.domain.returned import refund_tenders
from pos_app.domain.tender import TenderKind, kept_minor, settle
from sync.protocol.v1.facts import decode_sale, encode_sale
from sync.server.intake.replay import check_money, check_rules, replay
from tests.stage import goods
from tests.stage.goods import CAPPUCCINO, CINNAMON_BUN, sale
from tests.stage.returns import reversal

SLIP = DepositSlip("9801234504507", 4_500)


def with_slip(*articles: object, minor: int = SLIP.amount_minor) -> Basket:
    return add_slip(goods.basket(*articles), replace(SLIP, amount_minor=minor))  # type: ignore[arg-type]


@given(
    total=st.integers(0, 100_000),
    slips=st.lists(st.integers(1, 50_000), max_size=4),
    card=st.integers(0, 50_000),
    given_more=st.integers(0, 50_000),
)
def test_what_is_kept_is_the_total_and_the_rounding_whoever_gets_money(
    total: int, slips: list[int], card: int, given_more: int
) -> None:
    brought = [tenders_of.deposit_slip(minor, str(place)) for place, minor in enumerate(slips, 1)]
    by_card = min(card, max(total - sum(slips), 0))
    paid = [*brought, *([tenders_of.card(by_card, "4711")] if by_card else [])]
    open_yet = settle(total, paid, NOK)
    assert open_yet.due_minor == total - sum(slips) - by_card
    paid.append(tenders_of.cash(open_yet.due_in_cash_minor + given_more))
    done = settle(total, paid, NOK)
    assert done.is_paid
    assert done.change_minor >= 0
    assert abs(done.rounding_minor) <= 50
    assert sum(kept_minor(paid, done.change_minor)) == total + done.rounding_minor


def test_only_a_slip_may_be_worth_more_than_the_goods() -> None:
    slip, card = tenders_of.deposit_slip(4_500, "1"), tenders_of.card(1, "4711")
    with pytest.raises(Refused) as refused:
        settle(4_000, [slip, card], NOK)
    assert refused.value.reason is Refusal.TENDER_TOO_MUCH
    due = settle(1_290, [slip], NOK)
    assert (due.due_minor, due.due_in_cash_minor, due.is_paid) == (-3_210, 0, False)
    paid = settle(1_290, [slip, tenders_of.cash(0)], NOK)
    assert (paid.change_minor, paid.rounding_minor) == (3_200, 10)


def test_slip_once_a_basket_has_each_slip_once_and_it_may_go_again() -> None:
    one = with_slip(CAPPUCCINO)
    for wrong, reason in (
        (SLIP, Refusal.DEPOSIT_SLIP_TWICE),
        (DepositSlip("2", 0), Refusal.DEPOSIT_SLIP_AMOUNT),
        (DepositSlip("2", LARGEST_SLIP_MINOR + 1), Refusal.DEPOSIT_SLIP_AMOUNT),
    ):
        with pytest.raises(Refused) as refused:
            add_slip(one, wrong)
        assert refused.value.reason is reason
    assert take_off_slip(one, SLIP.number) == goods.basket(CAPPUCCINO)
    with pytest.raises(Refused):
        take_off_slip(goods.basket(CAPPUCCINO), SLIP.number)


def test_the_tax_office_knows_it_as_a_payment_with_bottles_and_the_sale_is_as_large_as_without() -> None:
    made = sale(with_slip(CAPPUCCINO, CINNAMON_BUN), pay=(tenders_of.card(4_900, "4711"),))
    said, plain = from_sale(made), from_sale(sale(goods.basket(CAPPUCCINO, CINNAMON_BUN)))
    assert [(each.code, each.amount_minor, each.reference) for each in said.payments] == [
        ("DEPOSITSLIP", 4_500, SLIP.number),
        ("CARD", 4_900, "4711"),
    ]
    assert codes.PAYMENTS[TenderKind.DEPOSIT_SLIP].predefined == "12008"
    assert (said.lines, said.vat) == (plain.lines, plain.vat)


def test_the_drawer_loses_what_is_paid_out_and_the_period_has_a_row_for_slips() -> None:
    made = sale(with_slip((CAPPUCCINO, 1_000), minor=10_050), pay=(tenders_of.cash(0),))
    assert made.settlement.change_minor == 5_200
    assert [(each.code, each.amount_minor) for each in from_sale(made).payments] == [
        ("DEPOSITSLIP", 10_050),
        ("CASH", -5_200),
    ]
    totals = sum_period([made])
    assert {each.kind: each.amount_minor for each in totals.payments} == {
        "deposit_slip": 10_050,
        "cash": -5_200,
    }
    assert totals.sales.amount_minor == 4_900


def test_a_slip_alone_is_paid_out_by_a_sale_of_nothing_that_no_auditor_wonders_at() -> None:
    made = sale(with_slip(), pay=(tenders_of.cash(0),))
    assert (made.priced.total_minor, made.settlement.change_minor) == (0, 4_500)
    who = made.seller
    flags = check_rules(
        made, company_id=who.company_id, till_id=who.till_id, store_id=who.store_id, last_receipt=1041
    )
    assert flags + check_money(made) + replay(made, ()) == []


def test_it_earns_as_cash_does_and_what_it_paid_comes_back_in_cash() -> None:
    member = goods.member()
    made = sale(with_slip(CAPPUCCINO, CINNAMON_BUN), pay=(tenders_of.card(4_900, "1"),), member_view=member)
    plain = sale(
        goods.basket(CAPPUCCINO, CINNAMON_BUN),
        pay=(tenders_of.cash(4_500), tenders_of.card(4_900, "1")),
        member_view=member,
    )
    assert made.decision == plain.decision
    assert made.decision.points_earned
    back = reversal(made)
    tenders = refund_tenders(made, back, ["4712"])
    assert [(each.kind, each.amount_minor, each.slip_reference) for each in tenders] == [
        (TenderKind.CASH, 4_500, ""),
        (TenderKind.CARD, 4_900, "4712"),
    ]


def test_it_comes_through_a_fact_as_it_was_and_the_basket_has_it_no_more() -> None:
    bought = with_slip(CAPPUCCINO)
    made = sale(bought, pay=(tenders_of.card(400, "1"),))
    assert made.basket == replace(bought, slips=())
    assert made.tenders == with_slips(bought, (tenders_of.card(400, "1"),))
    assert decode_sale(encode_sale(made)) == made


def test_it_has_a_name_of_its_own_in_every_language_of_a_receipt() -> None:
    for words in (NB, EN, BG, KO):
        assert words.deposit_slip not in (words.cash, words.gift_card, words.mobile, "")


@given(slip=st.integers(1, 9_399))
def test_conservation_goods_that_came_back_pay_beside_a_slip_and_all_of_it_goes_back(slip: int) -> None:
    bought = with_slip(CAPPUCCINO, CINNAMON_BUN, minor=slip)
    by_goods = NOK.round_cash(9_400 - slip)
    made = sale(bought, pay=(exchange(by_goods, "r1"),) if by_goods else (tenders_of.cash(0),))
    assert made.settlement.rounding_minor == slip + by_goods - 9_400
    back = reversal(made)
    assert sum(each.exact_minor for each in back.refund.tenders) == back.refund.total_minor == 9_400
    handed = sum(each.amount_minor for each in back.refund.tenders)
    assert 2 * abs(handed - slip - by_goods) <= NOK.cash_step_minor, (
        "what was taken goes back, but for rounding"
    )
    assert {each.kind for each in back.refund.tenders} == {TenderKind.CASH}
