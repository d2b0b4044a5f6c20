"""Goods that come back: stamps, referrals, rewards, coupons, memberships, tiers and caps of the member's book."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain.loyalty.decision import Wishes
from sync.server.book.members import publish_members
from sync.server.book.referrals import note_referral
from sync.server.schema.member_tables import coupon, member_history, membership, referral, stamp_card
from tests.stage import goods
from tests.unit.sync.server.bringing_back import COAT, COFFEE, HEAD, balance, bring_back, publish, sell
from tests.unit.sync.server.stage import MEMBER, OTHER, PROGRAMME_TEXT, Shop


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
        note_referral(connection, company, MEMBER, OTHER, 0)
        connection.execute(member_history.delete().where(member_history.c.member_id == OTHER))
        connection.execute(member_history.insert(), {"company_id": company, "member_id": OTHER})
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
        note_referral(connection, company, MEMBER, OTHER, 0)
        history = {"company_id": company, "member_id": OTHER}
        connection.execute(member_history.delete().where(member_history.c.member_id == OTHER))
        connection.execute(member_history.insert(), history)
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
