"""Goods that come back: what the sale gave is taken from its own lots, what it took goes back to where it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain import tender as tenders_of
from sync.protocol.v1 import facts, return_facts
from sync.server.book.ledger import Movement, Purse, expire
from sync.server.desk.households import make_household
from sync.server.schema import tables
from sync.server.schema.member_tables import bought, member_history
from sync.server.schema.return_tables import returned as returned_rows
from sync.server.schema.return_tables import returned_line, returned_tender
from sync.server.slate.at_once import AtOnce
from tests.stage import goods, returns
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.bringing_back import COAT, COFFEE, HEAD, balance, bring_back, publish, sell
from tests.unit.sync.server.stage import MEMBER, OTHER, Shop
from tests.unit.sync.server.test_gift_cards import ask, load, money, spend
from tests.unit.sync.server.test_late_claims import claim


def test_lots_a_return_takes_from_the_lot_that_the_sale_made(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view())
    bring_back(till, sale, [1])
    assert shop.taken(till).fates == ()
    assert balance(shop) == (545, 0, 0)
    [lot] = shop.rows(tables.lot, lot_id=f"{sale.sale_id}/0")
    assert (lot.points, lot.points_left) == (94, 45)
    [old] = [row for row in shop.rows(tables.lot, member_id=MEMBER) if row.lot_id != lot.lot_id]
    assert old.points_left == 500


def test_returns_one_by_one_sum_to_the_whole(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view())
    first = bring_back(till, sale, [1])
    bring_back(till, sale, [2], before=[first])
    assert shop.taken(till).fates == ()
    assert balance(shop) == (500, 0, 0)
    assert shop.member_view().qualifying_points == 900
    assert shop.rows(member_history, member_id=MEMBER)[0].purchases == 0
    assert {row.times for row in shop.rows(bought, member_id=MEMBER)} == {0}


def test_a_return_is_counted_apart_from_sales(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view())
    made = bring_back(till, sale, [1])
    shop.taken(till)
    [sold, back] = sorted(shop.rows(tables.day_total), key=lambda row: row.business_date)
    assert (sold.sales, sold.total_minor, sold.returns) == (1, 9400, 0)
    assert (back.sales, back.total_minor, back.returns) == (0, 0, 1)
    assert (back.returned_minor, back.returned_tax_minor) == (4900, made.reversal.refund.tax_minor)
    [row] = shop.rows(returned_rows)
    assert (row.sale_id, row.receipt_number, row.total_minor) == (sale.sale_id, 2, 4900)
    assert [(line.line_id, line.paid_minor) for line in shop.rows(returned_line)] == [(1, 4900)]
    assert [(each.kind, each.amount_minor) for each in shop.rows(returned_tender)] == [("card", 4900)]
    [state] = shop.rows(tables.till)
    assert (state.sales, state.last_receipt) == (1, 2)


def test_clawback_points_spent_meanwhile_become_debt(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view())
    shop.taken(till)
    shop.hold(till, "r1", 590)
    till.sell(member=shop.member_view(), redeem=("r1", 590))
    shop.taken(till)
    left = balance(shop)[0]
    bring_back(till, sale)
    shop.taken(till)
    assert balance(shop) == (0, 94 - left, 0)
    till.sell(member=shop.member_view())
    shop.taken(till)
    assert balance(shop)[1] == 0


def test_lots_a_return_gives_back_to_the_lot_it_came_from(shop: Shop) -> None:
    till = shop.till()
    shop.hold(till, "r1", 300)
    sale = till.sell(member=shop.member_view(), redeem=("r1", 300))
    shop.taken(till)
    assert balance(shop) == (264, 0, 0)
    [opened] = [row for row in shop.rows(tables.lot) if row.points == 500]
    made = bring_back(till, sale)
    assert made.reversal.points_given == 300
    assert shop.taken(till).fates == ()
    assert balance(shop) == (500, 0, 0)
    [given] = [row for row in shop.rows(tables.lot) if row.points == 300]
    assert (given.earned_on, given.expires_on) == (opened.earned_on, opened.expires_on)


def test_hold_points_that_waited_in_suspense_no_longer_wait_when_the_goods_come_back(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view(), redeem=("nobody-held-it", 200))
    shop.taken(till)
    assert balance(shop)[2] == 200
    bring_back(till, sale)
    shop.taken(till)
    assert balance(shop) == (500, 0, 0)


@pytest.mark.parametrize(
    ("setting", "left"), [('"expire-at-once"', 0), ('"live-on"\nlive_on_days = 10', 100)]
)
def test_points_due_to_a_dead_lot_expire_at_once_or_live_on(shop: Shop, setting: str, left: int) -> None:
    rules = publish(
        shop,
        HEAD
        + '[redemption]\nblock = 100\nvalue = "10.00"\n\n[expiry]\nwhen = "after-earning"\nmonths = 1\n\n'
        + f"[returns]\ndead_lot = {setting}\n",
    )
    till = shop.till()
    other = shop.member_view(OTHER)
    sell(till, goods.basket(COAT), other, rules)
    shop.taken(till)
    shop.hold(till, "r1", 100, member_id=OTHER)
    pay = (tenders_of.points(1000, 100, "r1"), tenders_of.card(3900, "1"))
    sale = sell(till, goods.basket(COFFEE), shop.member_view(OTHER), rules, pay=pay)
    shop.taken(till)
    shop.clock.ms += 60 * returns.DAY_MS
    made = bring_back(till, sale, programmes=(rules,), days=60)
    assert made.reversal.points_given == 100
    shop.taken(till)
    audit(shop.database)
    day = "2026-04-30"
    living = [row for row in shop.rows(tables.lot, member_id=OTHER) if row.expires_on >= day]
    assert sum(row.points_left for row in living) == left
    assert {row.expires_on for row in living if row.points_left} <= {"2026-05-10"}


def test_points_that_expired_unspent_are_not_taken_a_second_time(shop: Shop) -> None:
    rules = publish(shop, HEAD + '[expiry]\nwhen = "after-earning"\nmonths = 1\n')
    till = shop.till()
    sale = sell(till, goods.basket(COAT), shop.member_view(OTHER), rules)
    shop.taken(till)
    with shop.database.write() as connection:
        purse = Purse(shop.company.company_id, OTHER, "points")
        expire(
            AtOnce(connection, purse.company_id), purse, Movement("gone", "poeng", "", 0), f"{sale.sale_id}/0"
        )
    bring_back(till, sale, programmes=(rules,), days=60)
    assert shop.taken(till).fates == ()
    assert balance(shop, OTHER) == (0, 0, 0)


def test_facts_never_rejected_a_return_of_a_parked_sale_is_stored_and_flagged(shop: Shop) -> None:
    till = shop.till()
    sale = till.make_sale(member=shop.member_view())
    till.write(facts.SALE, b"\x81\xa1x\x01", fact_id=sale.sale_id)
    till.receipt = 0
    bring_back(till, sale)
    assert [fate.fate for fate in shop.taken(till).fates] == ["parked", "flagged"]
    assert shop.flags() == {"return-unknown-sale"}


def test_facts_never_rejected_what_comes_back_twice_is_flagged_and_taken_once(shop: Shop) -> None:
    till = shop.till()
    shop.hold(till, "r1", 300)
    sale = till.sell(member=shop.member_view(), redeem=("r1", 300))
    for _ in range(2):
        bring_back(till, sale)
    shop.taken(till)
    assert {"returned-twice", "return-beyond-sale"} <= shop.flags()
    assert balance(shop) == (500, 0, 0)
    assert shop.count(returned_rows) == 2


def test_replay_a_return_that_says_otherwise_than_the_rules_is_flagged(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view())
    till.receipt += 1
    made = returns.returned(sale, [1], programmes=till.programmes, receipt_number=till.receipt)
    refund = replace(made.reversal.refund, total_minor=9400)
    made = replace(made, reversal=replace(made.reversal, refund=refund))
    till.write(return_facts.RETURN, return_facts.encode_return(made), fact_id=made.return_id)
    shop.taken(till)
    assert shop.flags() == {"return-differs"}


def test_key_equals_effect_a_return_sent_twice_is_one_return(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell(member=shop.member_view())
    bring_back(till, sale)
    shop.taken(till)
    shop.taken(till)
    assert balance(shop) == (500, 0, 0)
    assert shop.count(returned_rows) == 1


def test_poison_aside_a_return_that_cannot_be_read_is_parked(shop: Shop) -> None:
    till = shop.till()
    till.write(return_facts.RETURN, b"\x81\xa1x\x01")
    sale = till.sell(member=shop.member_view())
    assert [fate.fate for fate in shop.taken(till).fates] == ["parked"]
    assert shop.count(tables.sale, sale_id=sale.sale_id) == 1


def test_conservation_gift_card_money_goes_back_onto_its_card(shop: Shop) -> None:
    till = shop.till()
    load(shop, till, 5000)
    ask(shop, 4000, till=till)
    sale = spend(till, 4000)
    first = bring_back(till, sale, [1])
    bring_back(till, sale, [2], before=[first])
    assert shop.taken(till).fates == ()
    assert money(shop) == (5000, 0, 0)
    given = {(each.kind, each.amount_minor) for each in shop.rows(returned_tender)}
    assert {kind for kind, _ in given} == {"gift_card", "card"}


def test_a_sale_whose_points_were_claimed_later_gives_them_back_with_its_goods(shop: Shop) -> None:
    till = shop.till()
    sale = till.sell()
    claim(till, sale.sale_id)
    assert shop.taken(till).fates == ()
    assert balance(shop, OTHER) == (94, 0, 0)
    first = bring_back(till, sale, [1])
    assert first.reversal.postings == ()
    assert shop.taken(till, len(till.records)).fates == ()
    assert balance(shop, OTHER) == (45, 0, 0)
    bring_back(till, sale, [2], before=[first])
    assert shop.taken(till, len(till.records)).fates == ()
    assert balance(shop, OTHER) == (0, 0, 0)
    view = shop.member_view(OTHER)
    assert (view.qualifying_points, view.purchases) == (0, 0)


def test_who_joined_a_household_meanwhile_gives_back_and_gets_back_with_it(shop: Shop) -> None:
    till = shop.till()
    shop.hold(till, "r1", 300)
    sale = till.sell(member=shop.member_view(), redeem=("r1", 300))
    shop.taken(till)
    with shop.database.write() as connection:
        shared = make_household(connection, shop.company, MEMBER, shop.clock())
    assert balance(shop, shared.household_id) == (264, 0, 0)
    bring_back(till, sale)
    assert shop.taken(till, len(till.records)).fates == ()
    assert balance(shop, shared.household_id) == (500, 0, 0)
    assert balance(shop) == (0, 0, 0)
    assert shop.member_view().points == 500
