"""Another till of the store hears of a sale what its goods are and what came back; another store hears nothing."""

from __future__ import annotations

from sync.protocol.v1 import facts, return_facts
from sync.protocol.v1.sale_messages import SaleTold
from sync.server.sale_told import tell_sale
from tests.unit.sync.server.bringing_back import bring_back
from tests.unit.sync.server.stage import Shop


def told(shop: Shop, sale_id: str, store_id: str, company_id: str) -> SaleTold:
    with shop.database.read() as connection:
        return tell_sale(connection, company_id, store_id, sale_id)


def test_a_sale_is_told_with_its_returns_in_their_order(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell()
    first = bring_back(till, sale, [1])
    second = bring_back(till, sale, [2], before=[first])
    shop.taken(till)
    place = till.place
    found = told(shop, sale.sale_id, place.store_id, place.company_id)
    assert facts.decode_sale(found.sale) == sale
    assert [return_facts.decode_return(each) for each in found.returns] == [first, second]


def test_another_store_another_company_and_what_is_no_sale_hear_nothing(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell()
    back = bring_back(till, sale, [1])
    shop.taken(till)
    place = till.place
    assert told(shop, sale.sale_id, "another store", place.company_id) == SaleTold()
    assert told(shop, sale.sale_id, place.store_id, "another company") == SaleTold()
    assert told(shop, back.return_id, place.store_id, place.company_id) == SaleTold()
    assert told(shop, "nothing", place.store_id, place.company_id) == SaleTold()
