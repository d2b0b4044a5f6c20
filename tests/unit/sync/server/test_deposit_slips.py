"""SLIP-ONCE at the server: two tills of a store that took one slip are found, and both sales stand."""

from __future__ import annotations

from sqlalchemy import func, select

from pos_app.domain.basket import Basket, DepositSlip
from pos_app.domain.deposit_slip import add_slip
from sync.server.schema.deposit_slip_tables import deposit_slip
from tests.stage import goods
from tests.unit.sync.server.stage import FakeTill, Shop


def coffee(number: str) -> Basket:
    return add_slip(goods.basket(goods.CAPPUCCINO), DepositSlip(number, 4_500))


def take(shop: Shop, till: FakeTill, number: str) -> None:
    till.sell(till.make_sale(coffee(number)))
    shop.taken(till)


def test_facts_never_rejected_a_slip_at_two_tills_is_flagged_and_another_is_not(shop: Shop) -> None:
    one, two = shop.till(1), shop.till(2)
    take(shop, one, "9801234504507")
    take(shop, two, "9801234604504")
    assert "deposit-slip-twice" not in shop.flags()
    take(shop, two, "9801234504507")
    assert "deposit-slip-twice" in shop.flags()
    with shop.database.read() as connection:
        assert connection.execute(select(func.count()).select_from(deposit_slip)).scalar_one() == 3


def test_another_store_s_machine_may_print_the_same_number(shop: Shop) -> None:
    take(shop, shop.till(1), "9801234504507")
    take(shop, shop.till(1, store="s2"), "9801234504507")
    assert "deposit-slip-twice" not in shop.flags()
