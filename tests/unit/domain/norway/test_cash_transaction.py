"""Sales and returns as the tax office's file tells them: whatever was sold, everything adds up to the øre."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import tender as tenders
from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import Reversal
from pos_app.domain.loyalty.settings import RedeemedPoints, Settings
from pos_app.domain.money import NOK
from pos_app.domain.norway.cash_transaction import CashTransaction, from_return, from_sale
from pos_app.domain.pricing import price
from pos_app.domain.sale import Sale
from tests.stage import generated, goods, returns, stored_value

REDUCES = goods.programme(settings=Settings(redeemed_points=RedeemedPoints.PRICE_REDUCTION))


def adds_up(found: CashTransaction) -> None:
    lines = found.lines
    assert sum(line.with_vat_minor for line in lines) == found.with_vat_minor
    assert sum(line.tax_minor for line in lines) == found.tax_minor
    assert sum(amount.base_minor + amount.tax_minor for amount in found.vat) == found.with_vat_minor
    assert sum(amount.tax_minor for amount in found.vat) == found.tax_minor
    assert sum(paid.amount_minor for paid in found.payments) == found.with_vat_minor + found.rounding_minor


@given(bought=generated.baskets(), by_hand=st.booleans(), points=st.integers(0, 40), reduces=st.booleans())
def test_every_sale_adds_up_line_by_line_rate_by_rate_and_payment_by_payment(
    bought: Basket, by_hand: bool, points: int, reduces: bool
) -> None:
    bought = replace(bought, currency=NOK)
    rules = REDUCES if reduces else goods.programme()
    adds_up(from_sale(sold(bought, points, rules, by_hand=by_hand)))


def sold(bought: Basket, blocks: int, rules: Programme, *, by_hand: bool) -> Sale:
    """Paid with points as far as they may, and the rest in cash with change or by card."""
    pay: list[tenders.Tender] = []
    total = price(bought).total_minor
    if blocks and blocks * 1000 <= total and not any(line.article.is_protected for line in bought.lines):
        pay.append(tenders.points(blocks * 1000, blocks * 100, "r1"))
    due = total - sum(each.amount_minor for each in pay)
    if due:
        pay.append(tenders.cash(due + 12_300) if by_hand else tenders.card(due, "4711"))
    return goods.sale(bought, pay=pay, member_view=goods.member(points=100_000), programmes=[rules])


@pytest.mark.parametrize("rules", [goods.programme(), REDUCES], ids=["points pay", "points reduce"])
@pytest.mark.parametrize(
    "order", [[{1: 1}, {1: 1, 2: 1}, {3: 1}], [{3: 1, 2: 1}, {1: 2}], [{1: 2, 2: 1, 3: 1}]]
)
def test_returns_in_any_order_add_up_and_the_whole_is_the_sale_below_zero(
    order: Sequence[dict[int, int]], rules: Programme
) -> None:
    bought = goods.basket((goods.CAPPUCCINO, 2000), goods.KIMCHI_TOAST, goods.BOOK)
    pay = [tenders.points(5_000, 500, "r1"), tenders.cash(40_000)]
    sale = goods.sale(bought, pay=pay, member_view=goods.member(), programmes=[rules])
    before: list[Reversal] = []
    told = []
    for wanted in order:
        back = returns.returned(sale, wanted, before=(), number=len(before) + 1, receipt_number=2)
        back = replace(back, reversal=returns.reversal(sale, wanted, before=before, programmes=[rules]))
        back = replace(back, tenders=_handed(sale, back.reversal))
        before.append(back.reversal)
        told.append(from_return(back, sale))
        adds_up(told[-1])
        assert all(line.with_vat_minor <= 0 for line in told[-1].lines if line.article is not None)
    first = from_sale(sale)
    assert sum(each.with_vat_minor for each in told) == -first.with_vat_minor
    assert sum(each.tax_minor for each in told) == -first.tax_minor


def _handed(sale: Sale, reversal: Reversal) -> tuple[tenders.Tender, ...]:
    from pos_app.domain.returned import refund_tenders

    return refund_tenders(sale, reversal, [])


def test_money_put_on_a_gift_card_has_its_own_line_and_what_it_pays_is_a_payment() -> None:
    found = from_sale(stored_value.every_kind())
    adds_up(found)
    kinds = {line.kind: line for line in found.lines}
    assert (kinds["GIFTLOAD"].with_vat_minor, kinds["GIFTLOAD"].tax_minor) == (50_000, 0)
    assert [(paid.code, paid.amount_minor) for paid in found.payments] == [
        ("GIFTCARD", 2_500),
        ("GIFTCARD", 1_500),
        ("VALUECARD", 7_800),
        ("CASH", 50_000),
    ]
    assert found.kind == "CASHSALE"
    assert (
        "POINTSOFF",
        sum(minor for line in found.lines for code, minor in line.discounts if code == "POINTSOFF"),
    ) == ("POINTSOFF", 2_000)


def test_a_load_alone_is_paid_in_and_no_sale() -> None:
    bought = stored_value.every_kind().basket
    only = replace(bought, lines=tuple(line for line in bought.lines if line.gift_card is not None))
    found = from_sale(goods.sale(only, pay=[tenders.cash(50_000)]))
    assert (found.kind, found.with_vat_minor, found.tax_minor) == ("PAYIN", 50_000, 0)
    adds_up(found)


def test_cash_rounding_is_what_the_customer_paid_less() -> None:
    found = from_sale(goods.sale(goods.basket(goods.article("Te", 29_540)), pay=[tenders.cash(30_000)]))
    assert (found.rounding_minor, found.payments[0].amount_minor) == (-40, 29_500)
    adds_up(found)
