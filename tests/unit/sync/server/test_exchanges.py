"""Goods for goods at the server: two facts that name each other, and a flag where one stands alone."""

from __future__ import annotations

from dataclasses import replace

import uuid_utils

from pos_app.domain import tender as tenders
from pos_app.domain.exchange import exchange, exchanged_minor
from pos_app.domain.returned import Return, refund_tenders
from pos_app.domain.sale import Sale
from sync.protocol.v1 import return_facts
from sync.server.schema import tables
from tests.stage import goods, returns
from tests.unit.sync.server.bringing_back import balance
from tests.unit.sync.server.joining_stage import seller_of
from tests.unit.sync.server.stage import FakeTill, Shop


def swap(till: FakeTill, sale: Sale, *, journals_return: bool = True) -> tuple[Return, Sale]:
    """The coffee of a sale comes back for a toast at 89.00; 40.00 are paid in cash."""
    of = goods.basket(goods.KIMCHI_TOAST)
    plain = returns.returned(sale, [1], programmes=till.programmes)
    minor = exchanged_minor(plain.reversal, 8_900, of.currency)
    return_id, sale_id = str(uuid_utils.uuid7()), str(uuid_utils.uuid7())
    till.receipt += 1
    back = replace(
        plain,
        return_id=return_id,
        receipt_number=till.receipt,
        seller=seller_of(till),
        tenders=refund_tenders(sale, plain.reversal, (), exchange(minor, sale_id)),
    )
    if journals_return:
        till.write(return_facts.RETURN, return_facts.encode_return(back), fact_id=return_id)
    till.receipt += 1
    pay = (exchange(minor, return_id), tenders.cash(8_900 - minor))
    new = goods.sale(of, pay=pay, programmes=till.programmes, receipt_number=till.receipt, sale_id=sale_id)
    return back, till.sell(replace(new, seller=seller_of(till)))


def codes(shop: Shop) -> set[str]:
    return {row.code for row in shop.rows(tables.review)}


def test_conservation_both_halves_are_counted_apart_and_the_points_of_the_old_goods_go(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view())
    back, new = swap(till, sale)
    assert [(each.kind, each.amount_minor) for each in back.tenders] == [("exchange", 4_900)]
    shop.taken(till)
    assert codes(shop) == set()
    assert balance(shop) == (545, 0, 0)
    days = shop.rows(tables.day_total)
    assert sum(day.sales for day in days) == 2
    assert sum(day.total_minor for day in days) == sale.priced.total_minor + new.priced.total_minor
    assert (sum(day.returns for day in days), sum(day.returned_minor for day in days)) == (1, 4_900)


def test_goods_that_pay_and_never_came_back_are_flagged(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell()
    swap(till, sale, journals_return=False)
    shop.taken(till)
    assert "exchange-alone" in codes(shop)


def test_in_two_batches_it_is_no_less_right(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell()
    shop.taken(till)
    swap(till, sale)
    shop.taken(till, 2, 2)
    shop.taken(till, 3)
    assert codes(shop) == set()
