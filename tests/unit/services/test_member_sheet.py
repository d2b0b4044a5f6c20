"""What may be said of the member on the sale: as values, with what this sale makes of each count."""

from __future__ import annotations

from pos_app.domain.basket import Basket
from pos_app.domain.catalogue import Article
from pos_app.domain.loyalty.decision import NO_WISHES, Outcome, Wishes
from pos_app.domain.loyalty.member_view import ChallengeHeld, Holding, MembershipHeld, Standing, Used
from pos_app.domain.loyalty.play_rules import Task
from pos_app.services.member_sheet import (
    AccountNow,
    ChallengeNow,
    CouponState,
    MemberSheet,
    MembershipNow,
    RewardNow,
    StampsNow,
    TierNow,
    card_facts,
    sheet,
)
from pos_app.services.quoting import quote
from tests.stage import goods, loyal_shop
from tests.stage.loyal_shop import COUPON, LATER_COUPON, OPEN_CODE


def bought(*articles: Article | tuple[Article, int]) -> Basket:
    return goods.basket(*articles, member_id=goods.MEMBER_ID)


def seen(basket: Basket, wishes: Wishes = NO_WISHES, more: str = "", **about: object) -> MemberSheet:
    """The sheet of Ada, of whom ``about`` is different, with that basket on the counter."""
    ports = loyal_shop.stage(more, **about).services()
    member = ports.members.by_id(goods.MEMBER_ID)
    assert member is not None
    return sheet(ports, member, wishes, quote(ports, basket, member, (), wishes).decision)


def test_stale_label_the_sheet_knows_when_its_balance_was_true() -> None:
    made = seen(bought())
    assert made.as_of_ms == goods.AT_MS - 3_600_000
    assert made.accounts == (AccountNow("points", "Kaffehusets venner", 1240, False, 180, "2026-03-20"),)


def test_a_wallet_is_money_and_an_empty_one_is_no_line() -> None:
    wallet = '\n[[extra_account]]\ncode = "wallet"\nname = "Lommebok"\nunit = "money"\n'
    assert [account.account for account in seen(bought(), more=wallet).accounts] == ["points"]
    full = (Holding("points", 1240), Holding("wallet", 4550))
    accounts = seen(bought(), more=wallet, holdings=full).accounts
    assert accounts[1] == AccountNow("wallet", "Lommebok", 4550, True)


def test_a_tier_stands_with_its_last_day_and_what_is_missing_after_this_sale() -> None:
    assert seen(bought()).tiers == (
        TierNow("Kaffehusets venner", "Sølv", "2027-12-31", "Gull", 260, False, 1240 * 1000 // 1500),
    )
    (tier,) = seen(bought(goods.CAPPUCCINO)).tiers
    assert tier.missing == 260 - 61  # 49.00 at 125 %


def test_a_tier_that_this_sale_reaches_is_missing_nothing() -> None:
    (tier,) = seen(bought((goods.KIMCHI_TOAST, 4000))).tiers
    assert (tier.above, tier.missing, tier.permille) == ("Gull", 0, 1000)


def test_at_the_top_there_is_nothing_above() -> None:
    (tier,) = seen(bought(), standings=(Standing("venner", "gull", 2000),), tier="gull").tiers
    assert (tier.tier, tier.above, tier.permille) == ("Gull", "", 1000)


def test_the_next_reward_says_how_far() -> None:
    assert seen(bought()).rewards == ()  # there are points enough for the first step
    few = seen(bought(), holdings=(Holding("points", 30),))
    assert few.rewards == (RewardNow("", 1000, 70, 300),)
    reward = '\n[[reward]]\npoints = 500\nvalue = "50.00"\nwords = "50 kr i belønning"\n'
    assert seen(bought(), more=reward).rewards == (RewardNow("50 kr i belønning", 5000, 260, 480),)


def test_a_stamp_card_counts_this_sale_and_what_is_free() -> None:
    assert seen(bought(goods.CAPPUCCINO)).stamps == (StampsNow("Kaffekort", 4, 6, 1, 0, 5),)
    assert seen(bought((goods.CAPPUCCINO, 3000))).stamps == (StampsNow("Kaffekort", 4, 6, 2, 1, 0),)
    assert seen(bought(goods.BOOK)).stamps == (StampsNow("Kaffekort", 4, 6, 0, 0, 4),)


def test_coupons_stand_by_their_last_day_without_those_that_are_used_or_over() -> None:
    coupons = seen(bought(goods.CINNAMON_BUN)).coupons
    assert [(each.number, each.state) for each in coupons] == [
        (COUPON, CouponState.READY),
        (LATER_COUPON, CouponState.LATER),
    ]


def test_a_shown_coupon_is_on_the_sale_and_a_withheld_one_waits() -> None:
    shown = seen(bought(goods.CINNAMON_BUN), Wishes(coupons=(COUPON, OPEN_CODE)))
    assert [(each.number, each.state) for each in shown.coupons] == [
        (COUPON, CouponState.ON_SALE),
        (LATER_COUPON, CouponState.LATER),
        (OPEN_CODE, CouponState.ON_SALE),
    ]
    waits = seen(bought(goods.CINNAMON_BUN), Wishes(coupons=(COUPON,), withheld=(f"coupon:{COUPON}",)))
    assert waits.coupons[0].state is CouponState.WAITS


def test_personal_offers_come_first_and_each_knows_what_the_sale_makes_of_it() -> None:
    made = seen(bought((goods.BEANS, 342), goods.KIMCHI_TOAST))
    own, *rest = made.offers
    assert (own.words, own.personal, own.is_given) == ("Din egen bønne: 15 % av", True, True)
    assert [(each.words, each.is_given) for each in rest] == [
        ("Toast til 79 for Sølv og Gull", True),
        ("Kopp til alle som kjøper bønner", True),
        ("25 kroner av fra 400", False),
    ]
    near = rest[-1].reason
    assert near is not None
    assert (near.outcome, near.missing_unit) == (Outcome.NEARLY, "minor")


def test_offers_of_another_tier_are_not_this_members() -> None:
    plain = seen(bought(), tier="medlem", standings=(Standing("venner", "medlem", 0),))
    assert "Toast til 79 for Sølv og Gull" not in [each.words for each in plain.offers]


def test_an_offer_that_was_had_is_not_offered_again() -> None:
    once = """
[[offer]]
id = "birthday-bun"
words = "Bursdagsbolle"
effect = "percent"
percent = "100"
most_pieces = 1
once = "year"
goods = { categories = ["bakst"] }
when = { birthday = true }
"""
    assert "Bursdagsbolle" in [each.words for each in seen(bought(), more=once).offers]
    had = (Used("venner", "birthday-bun", "year", "2026-01-01", 1),)
    assert "Bursdagsbolle" not in [each.words for each in seen(bought(), more=once, used=had).offers]


def test_a_birthday_is_told_while_it_is_near() -> None:
    near = seen(bought())
    assert (near.birthday_in, near.birthday_window) == (4, True)
    past = seen(bought(), birthday_month=2, birthday_day=25)
    assert (past.birthday_in, past.birthday_window) == (-4, True)
    soon = seen(bought(), birthday_month=3, birthday_day=25)
    assert (soon.birthday_in, soon.birthday_window) == (24, False)
    far = seen(bought(), birthday_month=8, birthday_day=5)
    assert far.birthday_in is None
    assert seen(bought(), birthday_month=0, birthday_day=0).birthday_in is None


def test_somebody_born_on_29_february_has_a_birthday_every_year() -> None:
    leap = seen(bought(), birthday_month=2, birthday_day=29)
    assert (leap.birthday_in, leap.birthday_window) == (-1, True)


def test_a_membership_stands_with_its_end_and_a_renewal_with_its_new_one() -> None:
    assert seen(bought()).memberships == (
        MembershipNow("klubb", "Kaffeklubben", "2026-06-11", False, True, False, False),
    )
    club = goods.article("Klubb", 29900)
    (renewed,) = seen(bought(club)).memberships
    assert (renewed.to_day, renewed.begins) == ("2027-06-11", True)
    ended = (MembershipHeld("venner", "klubb", "2025-01-01", "2025-12-31"),)
    (over,) = seen(bought(), memberships=ended).memberships
    assert (over.active, over.to_day) == (False, "2025-12-31")


def test_a_challenge_counts_this_period_and_this_sale() -> None:
    assert seen(bought(goods.CINNAMON_BUN)).challenges == (
        ChallengeNow("Prøv fire varegrupper i mars", Task.CATEGORIES, 1, 2, 4, False, "2026-03-31"),
    )
    done = (ChallengeHeld("venner", "march", "2026-03-01", 4, ("a", "b", "c", "d"), done=True),)
    (task,) = seen(bought(goods.CINNAMON_BUN), challenges=done).challenges
    assert (task.after, task.done) == (4, True)
    last_month = (ChallengeHeld("venner", "march", "2026-02-01", 3, ("a", "b", "c")),)
    assert seen(bought(), challenges=last_month).challenges[0].count == 0


def test_linked_partners_are_named() -> None:
    assert seen(bought()).partners == ("Bybussen",)


def test_the_card_tells_the_stamp_card_that_the_sale_stamps() -> None:
    ports = loyal_shop.stage().services()
    member = loyal_shop.ada()
    decision = quote(ports, bought(goods.CAPPUCCINO), member).decision
    facts = card_facts(ports, member, NO_WISHES, decision)
    assert facts.stamps == StampsNow("Kaffekort", 4, 6, 1, 0, 5)
    assert facts.expiring is not None
    assert (facts.expiring.expiring, facts.birthday_in) == (180, 4)


def test_a_free_coffee_that_the_network_must_secure_waits() -> None:
    (card,) = seen(bought((goods.CAPPUCCINO, 3000)), Wishes(withheld=("stamp:venner:coffee",))).stamps
    assert (card.after, card.free, card.waits) == (7, 0, True)
