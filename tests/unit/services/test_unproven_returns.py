"""Goods come back without a receipt: never for more than they cost of late, without points, counted like any return."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pos_app.domain.basket import Basket, Discount, discount_line, with_member
from pos_app.domain.catalogue import Protection
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.norway.cash_transaction import from_return
from pos_app.domain.price_history import PriceEntry
from pos_app.domain.pricing import price
from pos_app.domain.rights import Right, Wish
from pos_app.domain.tender import TenderKind
from pos_app.domain.unproven_return import at_lowest, unproven_reversal
from pos_app.services import unproven_returns
from pos_app.services.period_reports import x_report
from pos_app.services.receipts import document_for
from pos_app.services.returning import TakenBack
from pos_app.services.tax_books import NorwegianBooks
from pos_app.services.till_store import OpenBasket
from pos_app.storage.verify import verify_database
from tests.stage import goods, stored_value
from tests.stage.club import club_programme
from tests.stage.generated import baskets
from tests.stage.paper import texts
from tests.stage.prices import FakePrices
from tests.stage.signing import known_signer
from tests.stage.tills import KEY
from tests.unit.services.conftest import Till, make_till

DAY_MS = 86_400_000
TWO = goods.basket((goods.CINNAMON_BUN, 2000), goods.KIMCHI_TOAST)
CASH, CARD = TenderKind.CASH, TenderKind.CARD


def take(till: Till, of: Basket = TWO, way: TenderKind = CASH, cashier: str = "ingrid") -> TakenBack:
    quoted = unproven_returns.quote_unproven(till.ports, cashier, of, way)
    slips = ("R7",) if way is CARD else ()
    return unproven_returns.take_unproven(till.ports, cashier, quoted, "defective", slips, "maja")


def remember(till: Till, *changes: tuple[int, int]) -> None:
    """What a bun cost: so many minor units from so many days before now."""
    prices = FakePrices(lambda: ())
    now = till.stage.clock.at_ms
    prices.before[goods.CINNAMON_BUN.article_id] = tuple(
        PriceEntry(f"c{place}", minor, now - days * DAY_MS, now - days * DAY_MS)
        for place, (minor, days) in enumerate(changes)
    )
    till.ports = replace(till.ports, prices=prices)


@pytest.mark.parametrize(
    ("changes", "paid"),
    [
        ((), 4500),
        (((4500, 100), (3900, 20), (4500, 10)), 3900),
        (((4500, 100), (3000, 60), (4500, 45)), 4500),
        (((4500, 100), (9900, 5)), 4500),
    ],
    ids=["nothing remembered", "cheaper three weeks ago", "cheaper long ago", "dearer now"],
)
def test_goods_count_at_the_lowest_price_of_the_last_30_days(
    till: Till, changes: tuple[tuple[int, int], ...], paid: int
) -> None:
    remember(till, *changes)
    quoted = unproven_returns.quote_unproven(till.ports, "ingrid", TWO, CASH)
    assert [line.paid_minor for line in quoted.reversal.refund.lines] == [2 * paid, 8900]
    assert quoted.reversal.refund.handed_minor == 2 * paid + 8900
    assert till.records() == 0


def test_durable_first_it_is_a_return_with_the_next_number_no_points_and_no_basket_left(till: Till) -> None:
    of = with_member(TWO, goods.MEMBER_ID)
    with till.ports.store.unit_of_work() as work:
        work.save_open_basket(OpenBasket(of))
        work.commit()
    made = take(till, of).returned
    assert (made.receipt_number, made.sale_id, made.member_id) == (1, "", "")
    assert made.unproven is not None
    assert made.unproven.reason == "defective"
    assert (made.seller.cashier_id, made.approved_by) == ("ingrid", "maja")
    assert made.reversal.postings == ()
    assert made.reversal.points_taken == 0
    till.restart()
    with till.ports.store.unit_of_work() as work:
        assert work.returned(made.return_id) == made
        assert (work.open_basket(), work.next_receipt_number()) == (None, 2)


def test_the_right_is_for_all_that_a_cashier_hands_out_on_a_day(till: Till) -> None:
    def wish(cashier: str, of: Basket = TWO) -> Wish:
        quoted = unproven_returns.quote_unproven(till.ports, cashier, of, CASH)
        return unproven_returns.wish_of(quoted)

    assert wish("ingrid") == Wish(Right.RETURN_UNPROVEN, 17_900)
    take(till)
    take(till, way=CARD, cashier="ole")
    assert wish("ingrid") == Wish(Right.RETURN_UNPROVEN, 2 * 17_900)
    assert wish("maja") == Wish(Right.RETURN_UNPROVEN, 17_900)
    till.stage.clock.at_ms += DAY_MS
    assert wish("ingrid") == Wish(Right.RETURN_UNPROVEN, 17_900)


def test_money_goes_back_to_a_card_only_with_the_number_of_its_slip(till: Till) -> None:
    quoted = unproven_returns.quote_unproven(till.ports, "ingrid", TWO, CARD)
    with pytest.raises(Refused) as refused:
        unproven_returns.take_unproven(till.ports, "ingrid", quoted, "gift")
    assert refused.value.reason is Refusal.SLIP_REFERENCE_NEEDED
    assert till.records() == 0
    [tender] = take(till, way=CARD).returned.tenders
    assert (tender.kind, tender.amount_minor, tender.slip_reference) == (CARD, 17_900, "R7")


@pytest.mark.parametrize(
    ("of", "reason"),
    [
        (goods.basket(), Refusal.BASKET_EMPTY),
        (stored_value.every_kind().basket, Refusal.RETURN_GIFT_CARD),
        (
            discount_line(goods.basket(goods.KIMCHI_TOAST), 1, Discount(amount_minor=8900)),
            Refusal.RETURN_WORTHLESS,
        ),
    ],
    ids=["nothing", "money on a card", "worth nothing"],
)
def test_what_is_no_goods_or_worth_nothing_does_not_come_back(
    till: Till, of: Basket, reason: Refusal
) -> None:
    with pytest.raises(Refused) as refused:
        unproven_returns.quote_unproven(till.ports, "ingrid", of, CASH)
    assert refused.value.reason is reason


def test_a_membership_does_not_come_back_without_its_receipt(till: Till) -> None:
    till.stage.programmes.programmes = (club_programme(),)
    fee = goods.article("Kaffeklubben", 19_900, article_id="club-fee")
    with pytest.raises(Refused) as refused:
        unproven_returns.quote_unproven(till.ports, "ingrid", goods.basket(fee), CASH)
    assert refused.value.reason is Refusal.RETURN_MEMBERSHIP


@given(baskets(), st.sampled_from([CASH, CARD]))
def test_its_lines_its_vat_and_its_money_are_one_sum(of: Basket, way: TenderKind) -> None:
    assume(all(line.article.protection is not Protection.GIFT_CARD for line in of.lines))
    brought = at_lowest(of, {of.lines[0].article.article_id: 100})
    priced = price(brought)
    assume(of.currency.round_cash(priced.total_minor) > 0)
    refund = unproven_reversal(brought, priced, way).refund
    assert sum(line.paid_minor for line in refund.lines) == refund.total_minor == priced.total_minor
    assert sum(vat.gross_minor for vat in refund.vat) == refund.total_minor
    assert refund.handed_minor == refund.total_minor + refund.rounding_minor
    assert abs(refund.rounding_minor) <= (of.currency.cash_step_minor // 2 if way is CASH else 0)
    assert all(line.paid_minor >= 0 for line in refund.lines)


@pytest.fixture
def signing_till(tmp_path: Path) -> Iterator[Till]:
    made = make_till(tmp_path)
    made.ports = replace(made.ports, books=NorwegianBooks(known_signer(tmp_path)))
    yield made
    made.close()


def test_chain_it_is_signed_verified_and_in_the_report_as_a_return(
    signing_till: Till, tmp_path: Path
) -> None:
    till = signing_till
    made = take(till).returned
    told = from_return(made, None)
    assert (told.with_vat_minor, told.of_transaction, len(told.lines)) == (-17_900, "", 2)
    totals = x_report(till.ports, "ingrid").totals
    assert (totals.returns.count, totals.returns.amount_minor, totals.sales.count) == (1, 17_900, 0)
    report = verify_database(tmp_path, KEY)
    assert report.ok, report.problem


def test_its_receipt_says_that_there_was_none_and_is_signed_by_the_customer(till: Till) -> None:
    made = take(till)
    document = document_for(till.ports, made.job)
    said = "\n".join(texts(document))
    assert "Varer uten kvittering" in said
    assert "Kundens underskrift:" in said
    assert not any(type(block).__name__ == "Qr" for block in document.blocks)
    assert made.job.open_drawer
    assert "−179,00\N{NO-BREAK SPACE}kr" in texts(document)
