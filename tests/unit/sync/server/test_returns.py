"""Goods that come back: what the sale gave is taken from its own lots, what it took goes back to where it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
import uuid_utils

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, with_member
from pos_app.domain.loyalty.decision import Context, Wishes
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.pricing import price
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender
from sync.protocol.v1 import return_facts
from sync.server import tables
from sync.server.ledger import Movement, Purse, expire
from sync.server.member_tables import bought, coupon, member_history, membership, referral, stamp_card
from sync.server.members import publish_members
from sync.server.return_tables import returned as returned_rows
from sync.server.return_tables import returned_line, returned_tender
from tests.stage import goods, returns
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.stage import MEMBER, OTHER, PROGRAMME_TEXT, FakeTill, Shop
from tests.unit.sync.server.test_gift_cards import ask, load, money, spend

HEAD = 'programme = "poeng"\nversion = 2\nname = "Poeng"\ncurrency = "NOK"\n\n[earn]\npoints = 1\nper = "1.00"\n\n'
COAT = goods.article("Frakk", 25_000, category_id="klær")
COFFEE = goods.CAPPUCCINO


def balance(shop: Shop, member_id: str = MEMBER, account: str = "points") -> tuple[int, int, int]:
    """The member's points, debt and suspense after an audit."""
    return audit(shop.database).get((member_id, account), (0, 0, 0))


def publish(shop: Shop, text: str) -> Programme:
    """Another version of the shop's programme."""
    shop.import_texts(programmes=text)
    return programme_from_text(text, "test")


def sell(
    till: FakeTill,
    of: Basket,
    member: MemberView,
    programme: Programme,
    *,
    pay: Sequence[Tender] | None = None,
    at: Context | None = None,
) -> Sale:
    """A sale of that till under these rules, in its journal."""
    till.receipt += 1
    made = goods.sale(
        with_member(of, member.member_id),
        pay=pay if pay is not None else _card(of, member, programme, at),
        member_view=member,
        programmes=(programme,),
        receipt_number=till.receipt,
        sale_id=str(uuid_utils.uuid7()),
        at=at,
    )
    place = till.place
    seller = replace(
        made.seller,
        company_id=place.company_id,
        till_id=place.till_id,
        store_id=place.store_id,
        till_number=place.till_number,
    )
    return till.sell(replace(made, seller=seller))


def _card(of: Basket, member: MemberView, programme: Programme, at: Context | None) -> tuple[Tender, ...]:
    decision = evaluate(of, (), member, (programme,), at or goods.context())
    total = price(of, decision.line_effects).total_minor
    return (tenders_of.card(total, "004711"),) if total else ()


def bring_back(
    till: FakeTill,
    sale: Sale,
    wanted: Mapping[int, int] | Sequence[int] | None = None,
    *,
    before: Sequence[Return] = (),
    programmes: Sequence[Programme] | None = None,
    days: int = 1,
) -> Return:
    """The till takes goods back and journals it."""
    till.receipt += 1
    rules = till.programmes if programmes is None else programmes
    made = returns.returned(
        sale, wanted, before=before, programmes=rules, receipt_number=till.receipt, days=days
    )
    made = replace(made, return_id=str(uuid_utils.uuid7()))
    till.write(return_facts.RETURN, return_facts.encode_return(made), fact_id=made.return_id)
    return made


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
        expire(connection, purse, Movement("gone", "poeng", "", 0), f"{sale.sale_id}/0")
    bring_back(till, sale, programmes=(rules,), days=60)
    assert shop.taken(till).fates == ()
    assert balance(shop, OTHER) == (0, 0, 0)


def test_a_five_stamp_card_loses_the_stamps_of_what_came_back(shop: Shop) -> None:
    rules = publish(shop, HEAD + '[[stamp_card]]\nid = "kaffe"\nname = "Kaffekort"\nstamps = 5\n')
    till = shop.till()
    sale = sell(till, goods.basket((COFFEE, 3000)), shop.member_view(OTHER), rules)
    bring_back(till, sale, {1: 2}, programmes=(rules,))
    assert shop.taken(till).fates == ()
    assert shop.rows(stamp_card, member_id=OTHER)[0].stamps == 1
    assert shop.member_view(OTHER).stamps[0].stamps == 1


def test_a_free_unit_that_is_not_free_any_more_gives_its_stamps_back(shop: Shop) -> None:
    rules = publish(shop, HEAD + '[[stamp_card]]\nid = "kaffe"\nname = "Kaffekort"\nstamps = 5\n')
    till = shop.till()
    sale = sell(till, goods.basket((COFFEE, 6000)), shop.member_view(OTHER), rules)
    made = bring_back(till, sale, {1: 1}, programmes=(rules,))
    assert made.reversal.refund.total_minor == 0
    shop.taken(till)
    assert shop.member_view(OTHER).stamps[0].stamps == 5


REFERRAL = (
    '[[coupon]]\nid = "takk"\nwords = "Takk"\n\n'
    '[[offer]]\nid = "takk-av"\nwords = "Takk"\neffect = "basket-amount"\namount = "20.00"\n'
    'when = { coupon = "takk" }\n\n'
    '[referral]\nreferrer_points = 200\nfriend_points = 100\nreferrer_coupon = "takk"\nminimum = "100.00"\n'
)


def test_a_referral_is_reversed_on_both_sides_when_the_first_purchase_is_refunded(shop: Shop) -> None:
    rules = publish(shop, HEAD + REFERRAL)
    till = shop.till()
    company = shop.company.company_id
    with shop.database.write() as connection:
        connection.execute(
            referral.insert(),
            {"company_id": company, "member_id": OTHER, "referrer_id": MEMBER, "at_ms": 0},
        )
        connection.execute(
            member_history.insert().prefix_with("OR REPLACE"), {"company_id": company, "member_id": OTHER}
        )
        publish_members(connection, company, [OTHER], shop.clock())
    sale = sell(till, goods.basket(COAT), shop.member_view(OTHER), rules)
    shop.taken(till)
    assert balance(shop)[0] == 700
    assert balance(shop, OTHER)[0] == 250 + 100
    made = bring_back(till, sale, programmes=(rules,))
    assert [each.referrer_id for each in made.reversal.referrals] == [MEMBER]
    assert shop.taken(till, len(till.records)).fates == ()
    assert balance(shop) == (500, 0, 0)
    assert balance(shop, OTHER) == (0, 0, 0)
    assert shop.rows(referral)[0].rewarded_by == ""
    assert shop.rows(coupon, member_id=MEMBER)[0].taken_back_ms == shop.clock()


def test_a_referral_stays_reversed_when_part_of_the_first_purchase_is_kept(shop: Shop) -> None:
    rules = publish(shop, HEAD + REFERRAL)
    till = shop.till()
    company = shop.company.company_id
    with shop.database.write() as connection:
        brought = {"company_id": company, "member_id": OTHER, "referrer_id": MEMBER, "at_ms": 0}
        connection.execute(referral.insert(), brought)
        history = {"company_id": company, "member_id": OTHER}
        connection.execute(member_history.insert().prefix_with("OR REPLACE"), history)
        publish_members(connection, company, [OTHER], shop.clock())
    sale = sell(till, goods.basket(COAT, COFFEE), shop.member_view(OTHER), rules)
    bring_back(till, sale, [1], programmes=(rules,))
    assert shop.taken(till).fates == ()
    assert balance(shop) == (500, 0, 0)
    assert balance(shop, OTHER) == (49, 0, 0)
    [row] = shop.rows(referral)
    assert (row.reversed, row.rewarded_by) == (1, sale.sale_id)


KOHLS = (
    '[[reward]]\nid = "reward"\npoints = 100\nvalue = "50.00"\nwords = "50 kroner av"\nissued = "at-once"\n\n'
    '[returns]\nissued_rewards = "{}"\n'
)


@pytest.mark.parametrize(
    ("setting", "points", "debt", "coupons"), [("stand", 0, 200, 2), ("take-back-unused", 0, 0, 0)]
)
def test_kohls_rewards_stand_or_unused_ones_are_taken_back_first(
    shop: Shop, setting: str, points: int, debt: int, coupons: int
) -> None:
    rules = publish(shop, HEAD + KOHLS.format(setting))
    till = shop.till()
    sale = sell(till, goods.basket(COAT), shop.member_view(OTHER), rules)
    shop.taken(till)
    assert balance(shop, OTHER) == (50, 0, 0)
    assert len(shop.member_view(OTHER).coupons) == 2
    bring_back(till, sale, programmes=(rules,))
    assert shop.taken(till, len(till.records)).fates == ()
    assert balance(shop, OTHER) == (points, debt, 0)
    assert len(shop.member_view(OTHER).coupons) == coupons


def test_a_coupon_that_the_sale_used_is_the_members_again(shop: Shop) -> None:
    rules = publish(
        shop,
        HEAD
        + '[[coupon]]\nid = "neste"\nwords = "Neste"\nissued = "sale"\nvalid_days = 30\n\n'
        + '[[offer]]\nid = "ti"\nwords = "10 % av"\neffect = "basket-percent"\npercent = "10"\n'
        + 'when = { coupon = "neste" }\n\n'
        + '[returns]\nissued_rewards = "take-back-unused"\n',
    )
    till = shop.till()
    sell(till, goods.basket(COAT), shop.member_view(OTHER), rules)
    shop.taken(till)
    view = shop.member_view(OTHER)
    [held] = view.coupons
    at = replace(goods.context(), wishes=Wishes(coupons=(held.number,)))
    sale = sell(till, goods.basket(COAT), view, rules, at=at)
    shop.taken(till)
    assert [each.used for each in shop.member_view(OTHER).coupons if each.number == held.number] in (
        [],
        [True],
    )
    made = bring_back(till, sale, programmes=(rules,))
    assert [each.number for each in made.reversal.coupons_given] == [held.number]
    assert shop.taken(till, len(till.records)).fates == ()
    assert [each.number for each in shop.member_view(OTHER).coupons if not each.used] == [held.number]


def test_a_returned_membership_ends_and_its_used_days_are_paid_for(shop: Shop) -> None:
    club = goods.article("Klubb", 36_500, article_id="klubb-ar")
    rules = publish(
        shop,
        HEAD + '[[membership]]\ncode = "klubb"\nname = "Klubben"\narticle = "klubb-ar"\nmonths = 12\n',
    )
    till = shop.till()
    sale = sell(till, goods.basket(club), shop.member_view(OTHER), rules)
    made = bring_back(till, sale, programmes=(rules,), days=100)
    assert made.reversal.refund.fee_kept_minor == 10_000
    assert made.reversal.refund.total_minor == 26_500
    assert shop.taken(till).fates == ()
    assert shop.rows(membership)[0].ended_ms == shop.clock()


@pytest.mark.parametrize(("setting", "tier"), [("at-once", "medlem"), ("window-end", "gull")])
def test_the_tier_drops_at_once_or_at_the_windows_end(shop: Shop, setting: str, tier: str) -> None:
    text = PROGRAMME_TEXT.replace("version = 1", "version = 2") + f'\n[returns]\ntier_drop = "{setting}"\n'
    rules = publish(shop, text)
    till = shop.till()
    sale = sell(till, goods.basket(COAT), shop.member_view(), rules)
    shop.taken(till)
    assert shop.member_view().tier == "gull"
    bring_back(till, sale, programmes=(rules,))
    assert shop.taken(till, len(till.records)).fates == ()
    assert shop.member_view().tier == tier
    assert shop.member_view().qualifying_points == 900


def test_a_cap_has_room_again_when_what_filled_it_came_back(shop: Shop) -> None:
    rules = publish(
        shop, HEAD.replace('per = "1.00"\n', 'per = "1.00"\n[[earn.cap]]\npoints = 300\nperiod = "day"\n')
    )
    till = shop.till()
    sale = sell(till, goods.basket((COAT, 2000)), shop.member_view(OTHER), rules)
    shop.taken(till)
    assert balance(shop, OTHER)[0] == 300
    made = bring_back(till, sale, {1: 1}, programmes=(rules,))
    assert (made.reversal.points_taken, made.reversal.caps[0].points) == (50, 50)
    assert shop.taken(till, len(till.records)).fates == ()
    assert balance(shop, OTHER)[0] == 250
    assert shop.member_view(OTHER).used[0].amount == 250


def test_facts_never_rejected_a_return_of_a_sale_nobody_sent_is_stored_and_flagged(shop: Shop) -> None:
    till = shop.till()
    sale = till.make_sale(member=shop.member_view())
    bring_back(till, sale)
    till.receipt = 0
    shop.taken(till)
    assert "return-unknown-sale" in shop.flags()
    assert shop.count(returned_rows) == 1
    assert balance(shop) == (500, 0, 0)


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
