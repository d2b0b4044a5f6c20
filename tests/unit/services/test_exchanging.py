"""Goods for goods: a return and a sale in one transaction, counted apart, of which only the difference is money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pos_app.domain import tender as tenders
from pos_app.domain.basket import Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.exchange import agree, exchange, exchanged_minor, may_pay_minor, ways_back
from pos_app.domain.loyalty.decision import NO_WISHES
from pos_app.domain.loyalty.reversal import Refund, RefundTender, ReturnedLine, Reversal
from pos_app.domain.money import CURRENCIES
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender, TenderKind, settle
from pos_app.services import exchanging, returning
from pos_app.services.period_reports import x_report
from pos_app.services.receipts import copy_of, document_for
from pos_app.services.selling import Sold, keep_basket, restore_basket, sell
from pos_app.services.tax_books import NorwegianBooks
from pos_app.storage.verify import verify_database
from tests.stage import goods
from tests.stage.paper import on_paper
from tests.stage.signing import known_signer
from tests.stage.tills import KEY
from tests.unit.services.conftest import Till, make_till

BOUGHT = replace(goods.basket(goods.KIMCHI_TOAST, goods.CINNAMON_BUN), basket_id="bought")
TOAST, BUN = ReturnedLine(1, 1000), ReturnedLine(2, 1000)


def sold(till: Till, *pay: Tender) -> Sale:
    """A toast and a bun, 134.00."""
    return sell(till.ports, "ingrid", BOUGHT, None, pay or (tenders.cash(13_400),)).sale


def swap(
    till: Till, sale: Sale, back: ReturnedLine, of: Basket, *pay: Tender, slips: Sequence[str] = ()
) -> Sold:
    """Bring that back and take these instead, the rest paid like that."""
    quoted = returning.quote_return(till.ports, sale.sale_id, [back])
    due = sum(line.unit_price_minor for line in of.lines)
    planned = replace(
        exchanging.plan(till.ports, quoted, due, of.currency), slips=tuple(slips), approved_by="maja"
    )
    given = (planned.tender, *pay)
    return exchanging.sell_in_exchange(till.ports, "ingrid", of, None, given, NO_WISHES, planned)


def kinds(paid: Sequence[Tender]) -> list[tuple[str, int]]:
    return [(each.kind.value, each.amount_minor) for each in paid]


@pytest.fixture
def signing_till(tmp_path: Path) -> Iterator[Till]:
    made = make_till(tmp_path)
    made.ports = replace(made.ports, books=NorwegianBooks(known_signer(tmp_path)))
    yield made
    made.close()


def test_one_tx_dearer_goods_the_customer_pays_the_difference_and_both_are_written(till: Till) -> None:
    sale = sold(till)
    done = swap(till, sale, BUN, goods.basket(goods.KIMCHI_TOAST), tenders.cash(5_000))
    assert done.returned is not None
    assert kinds(done.returned.tenders) == [("exchange", 4_500)]
    assert kinds(done.sale.tenders) == [("exchange", 4_500), ("cash", 5_000)]
    assert done.sale.settlement.change_minor == 600
    assert (done.returned.receipt_number, done.sale.receipt_number) == (2, 3)
    assert done.returned.tenders[0].exchange_id == done.sale.sale_id
    assert done.sale.tenders[0].exchange_id == done.returned.return_id
    till.restart()
    with till.ports.store.unit_of_work() as work:
        assert work.sale(done.sale.sale_id) == done.sale
        assert work.returned(done.returned.return_id) == done.returned
        assert [job.fact_id for job in work.print_jobs()][1:] == [done.sale.sale_id]
    assert returning.open_sale(till.ports, sale.sale_id).left_milli == {1: 1000, 2: 0}


def test_cheaper_goods_the_rest_goes_back_the_way_it_was_paid(till: Till) -> None:
    in_cash = swap(till, sold(till), TOAST, goods.basket(goods.CINNAMON_BUN))
    assert in_cash.returned is not None
    assert kinds(in_cash.returned.tenders) == [("cash", 4_400), ("exchange", 4_500)]
    assert in_cash.job.open_drawer
    by_card = sold(till, tenders.card(13_400, "4711"))
    to_card = swap(till, by_card, TOAST, goods.basket(goods.CINNAMON_BUN), slips=["R9"])
    assert to_card.returned is not None
    assert kinds(to_card.returned.tenders) == [("card", 4_400), ("exchange", 4_500)]
    assert to_card.returned.tenders[0].slip_reference == "R9"
    assert not to_card.job.open_drawer


def test_one_tx_a_sale_that_is_refused_takes_no_goods_back(till: Till) -> None:
    sale = sold(till)
    before = till.records()
    with pytest.raises(Refused) as refused:
        swap(till, sale, BUN, goods.basket(goods.KIMCHI_TOAST))
    assert refused.value.reason is Refusal.TENDER_TOO_LITTLE
    assert till.records() == before
    assert returning.open_sale(till.ports, sale.sale_id).left_milli == {1: 1000, 2: 1000}


def test_goods_that_came_back_meanwhile_pay_for_nothing(till: Till) -> None:
    sale = sold(till)
    quoted = returning.quote_return(till.ports, sale.sale_id, [BUN])
    of = goods.basket(goods.CINNAMON_BUN)
    planned = exchanging.plan(till.ports, quoted, 4_500, of.currency)
    returning.take_return(till.ports, "ingrid", quoted)
    before = till.records()
    with pytest.raises(Refused) as refused:
        exchanging.sell_in_exchange(till.ports, "ingrid", of, None, (planned.tender,), NO_WISHES, planned)
    assert (refused.value.reason, till.records()) == (Refusal.EXCHANGE_CHANGED, before)


def test_goods_that_goods_had_paid_for_are_paid_back_in_cash(till: Till) -> None:
    done = swap(till, sold(till), BUN, goods.basket(goods.KIMCHI_TOAST), tenders.card(4_400, "4712"))
    quoted = returning.quote_return(till.ports, done.sale.sale_id, [TOAST])
    back = returning.take_return(till.ports, "ingrid", quoted, ["R1"]).returned
    assert sorted(kinds(back.tenders)) == [("card", 4_400), ("cash", 4_500)]
    assert all(not each.exchange_id for each in back.tenders)


def test_after_a_crash_the_goods_that_were_to_pay_are_not_counted(till: Till) -> None:
    of = goods.basket(goods.KIMCHI_TOAST)
    keep_basket(till.ports, of, (exchange(4_500, "never written"), tenders.cash(1_000)))
    till.restart()
    found = restore_basket(till.ports)
    assert found is not None
    assert kinds(found.tenders) == [("cash", 1_000)]


def test_conservation_both_halves_are_counted_apart_and_signed_one_after_the_other(
    signing_till: Till, tmp_path: Path
) -> None:
    till = signing_till
    sale = sold(till)
    swap(till, sale, BUN, goods.basket(goods.KIMCHI_TOAST), tenders.cash(4_400))
    totals = x_report(till.ports, "ingrid").totals
    assert (totals.sales.count, totals.sales.amount_minor) == (2, 13_400 + 8_900)
    assert (totals.returns.count, totals.returns.amount_minor) == (1, 4_500)
    by_goods = next(each for each in totals.payments if each.kind == "exchange")
    assert (by_goods.amount_minor, by_goods.refunded_minor) == (4_500, 4_500)
    assert totals.cash_minor == 13_400 + 4_400
    report = verify_database(tmp_path, KEY)
    assert report.ok, report.problem


def test_one_slip_tells_both_and_has_one_copy(till: Till) -> None:
    done = swap(till, sold(till), TOAST, goods.basket(goods.CINNAMON_BUN))
    assert done.returned is not None
    paper = on_paper(document_for(till.ports, done.job))
    for said in (
        "SALGSKVITTERING/RETURKVITTERING",
        "2-3/2",
        "RETURKVITTERING 2-2",
        "SALGSKVITTERING 2-3",
        "Totalt retur",
        "−89,00",
        "Varer i retur",
        "Tilbakebetalt: Kontant",
    ):
        assert said in paper, said
    copy = copy_of(till.ports, done.returned.return_id)
    assert copy.fact_id == done.sale.sale_id
    with pytest.raises(Refused):
        copy_of(till.ports, done.sale.sale_id)


@st.composite
def refunds(draw: st.DrawFn) -> tuple[Reversal, int, str]:
    """What goes back, in cash and to cards, what the other goods cost, and the currency."""
    code = draw(st.sampled_from(["NOK", "EUR", "KRW"]))
    currency = CURRENCIES[code]
    ways = draw(st.lists(st.sampled_from(["cash", "card", "card", "mobile"]), max_size=3, unique=True))
    back, exact = [], 0
    for place, kind in enumerate(ways):
        minor = draw(st.integers(1, 90_000))
        handed = currency.round_cash(minor) if kind == "cash" else minor
        back.append(RefundTender(place, TenderKind(kind), minor, handed))
        exact += minor
    back.append(RefundTender(len(back), TenderKind.GIFT_CARD, 700, 700))
    return Reversal(Refund((), exact + 700, (), tuple(back))), draw(st.integers(1, 120_000)), code


@given(refunds())
def test_what_pays_and_what_goes_back_are_together_what_the_goods_were_worth(
    given_back: tuple[Reversal, int, str],
) -> None:
    reversal, due, code = given_back
    currency, room = CURRENCIES[code], may_pay_minor(reversal)
    assume(room > 0)
    assume(currency.round_cash(due) > 0)
    pays = exchanged_minor(reversal, due, currency)
    rest = ways_back(reversal, pays)
    assert pays + sum(each.amount_minor for each in rest) == reversal.refund.handed_minor
    assert all(each.amount_minor >= 0 for each in rest)
    assert [each.kind for each in rest].count(TenderKind.GIFT_CARD) == 1
    for each in rest:
        if each.kind is TenderKind.CASH:
            assert each.amount_minor == currency.round_cash(each.amount_minor), (
                "cash that nobody can hand over"
            )
    paid = [Tender(each.kind, each.amount_minor) for each in rest]
    assert agree([*paid, exchange(pays, "sale")], reversal)
    assert not agree([*paid, exchange(pays + 1, "sale")], reversal)
    settled = settle(due, [exchange(pays, "return")], currency)
    assert settled.is_paid or pays == room < due
    assert settled.total_minor + settled.rounding_minor == pays + settled.due_minor
