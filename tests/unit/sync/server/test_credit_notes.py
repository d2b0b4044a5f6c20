"""Credit notes in the ledger: a return puts money on one, sales take it, and every movement sums to zero."""

from __future__ import annotations

from dataclasses import replace

from pos_app.domain import tender as tenders_of
from pos_app.domain.gift_card import GiftCard, account_of, holder_of_card
from pos_app.domain.sale import Sale
from pos_app.domain.tender import TenderKind
from sync.protocol.v1.lease_messages import LeasedCard
from sync.server.schema import tables
from tests.stage import goods
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.bringing_back import bring_back
from tests.unit.sync.server.lease_stage import keeper, new_id, sell_with
from tests.unit.sync.server.stage import FakeTill, Shop
from tests.unit.sync.server.test_gift_cards import ask

NOTE = GiftCard("0e" * 16, "4242", "2029-03-02")
COFFEE = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)


def spend(till: FakeTill, minor: int) -> Sale:
    held = tenders_of.gift_card(minor, "r1", NOTE)
    made = till.make_sale(COFFEE)
    pay = (replace(held, kind=TenderKind.CREDIT_NOTE), tenders_of.card(9_400 - minor, "1"))
    again = goods.sale(COFFEE, pay=pay, programmes=till.programmes, receipt_number=made.receipt_number)
    return till.sell(replace(again, sale_id=made.sale_id, seller=made.seller))


def money(shop: Shop) -> tuple[int, int, int]:
    return audit(shop.database).get((holder_of_card(NOTE.card_id), account_of("NOK")), (0, 0, 0))


def test_conservation_what_a_return_puts_on_a_note_another_store_spends_and_a_return_puts_back(
    shop: Shop,
) -> None:
    till = shop.till()
    back = bring_back(till, till.sell(till.make_sale(COFFEE)), note=NOTE)
    shop.push(till)
    assert money(shop) == (9_400, 0, 0)
    (lot,) = shop.rows(tables.lot, member_id=holder_of_card(NOTE.card_id))
    assert (lot.lot_id, lot.expires_on) == (f"{back.return_id}/note", "2029-03-02")
    other = shop.till(1, store="s2")
    assert ask(shop, 5_000, till=other, card=NOTE.card_id).held_minor == 5_000
    sold = spend(other, 5_000)
    shop.push(other)
    assert money(shop) == (4_400, 0, 0)
    bring_back(other, sold, days=2)
    shop.push(other)
    assert money(shop) == (9_400, 0, 0)
    assert shop.flags() == set()


def test_key_effect_a_return_that_is_sent_again_puts_money_on_its_note_once(shop: Shop) -> None:
    till = shop.till()
    bring_back(till, till.sell(till.make_sale(COFFEE)), note=NOTE)
    shop.push(till)
    shop.push(till)
    assert money(shop) == (9_400, 0, 0)
    assert shop.flags() == set()


def test_lease_a_note_pays_without_the_network_at_the_till_that_gave_it(shop: Shop) -> None:
    home = keeper(shop)
    bring_back(home.till, home.till.sell(home.till.make_sale(COFFEE)), note=NOTE)
    shop.push(home.till)
    home.sync()
    (lent,) = home.leases.values()
    assert (lent.holder_id, lent.card) == (holder_of_card(NOTE.card_id), LeasedCard("2029-03-02"))
    lease_id = home.take(5_000, lent.holder_id, account_of("NOK"))
    held = tenders_of.gift_card(5_000, new_id(), NOTE, lease_id=lease_id)
    sell_with(home.till, replace(held, kind=TenderKind.CREDIT_NOTE))
    assert shop.taken(home.till, 3).fates == ()
    assert money(shop) == (4_400, 0, 0)


def test_facts_never_rejected_a_note_of_another_worth_or_without_a_number_is_flagged(shop: Shop) -> None:
    till = shop.till()
    bring_back(till, till.sell(till.make_sale(COFFEE)), note=replace(NOTE, card_id=""))
    shop.push(till)
    assert shop.flags() == {"credit-note-unnamed"}
    assert money(shop) == (0, 0, 0)
