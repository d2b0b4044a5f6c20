"""Points: every base, rounding, cap and bonus, both sides of each setting, and the tiers they lead to."""

from __future__ import annotations

import pytest

from pos_app.domain import tender as tenders_of
from pos_app.domain.catalogue import Unit
from pos_app.domain.loyalty.decision import CapUsed, Outcome, PostingKind, RedeemedShare
from pos_app.domain.loyalty.member_view import Standing, Used
from pos_app.domain.tender import Tender, TenderKind
from tests.stage.goods import BEER, CAPPUCCINO, article, basket
from tests.stage.loyalty import decide, nobody, when, why

HUNDRED = article("Hundre", 10_000)
ONE = '[[earn]]\npoints = 1\nper = "1.00"\n'
SAUSAGE = article("Pølse", 20_000, unit=Unit.KILOGRAM)


def registered(amount_minor: int) -> Tender:
    """A stored value card."""
    return Tender(TenderKind.REGISTERED_CARD, amount_minor)


@pytest.mark.parametrize(("rounding", "points"), [("floor", 13), ("half-up", 14), ("half-even", 14)])
def test_1_350_kg_at_ten_per_kilogram(rounding: str, points: int) -> None:
    text = f'[[earn]]\npoints = 10\nper_weight = "1.000"\nrounding = "{rounding}"\n'
    assert decide(text, basket((SAUSAGE, 1350), CAPPUCCINO)).points_earned == points


@pytest.mark.parametrize(("rounded", "points"), [("line", 2), ("sale", 3)])
def test_fractions_are_settled_per_line_or_per_sale(rounded: str, points: int) -> None:
    text = f'{ONE}rounded = "{rounded}"\n'
    assert decide(text, basket(article("A", 150), article("B", 150))).points_earned == points


def test_points_for_pieces_and_for_the_visit() -> None:
    assert decide("[[earn]]\npoints = 3\nper_pieces = 2\n", basket((CAPPUCCINO, 5000))).points_earned == 7
    assert decide("[[earn]]\npoints = 20\nper_visit = true\n", basket((CAPPUCCINO, 5000))).points_earned == 20
    assert decide("[[earn]]\npoints = 20\nper_visit = true\n", basket(BEER)).points_earned == 0


@pytest.mark.parametrize(
    ("tenders", "stars"),
    [
        ((registered(750),), 15),
        ((tenders_of.cash(750),), 0),
        ((registered(400), tenders_of.cash(350)), 8),
        ((), 0),
    ],
)
def test_two_stars_per_1_00_only_for_what_a_registered_card_pays(
    tenders: tuple[Tender, ...], stars: int
) -> None:
    text = '[[earn]]\npoints = 2\nper = "1.00"\ntenders = ["registered_card"]\n'
    assert decide(text, basket(article("Kaffe", 750)), tenders=tenders).points_earned == stars


def test_change_is_not_earned_on() -> None:
    text = f'{ONE}tenders = ["cash"]\n'
    assert decide(text, basket(HUNDRED), tenders=(tenders_of.cash(20_000),)).points_earned == 100


def test_alcohol_earns_only_where_the_programme_lets_it_in() -> None:
    assert decide(ONE, basket(BEER)).points_earned == 0
    assert decide(f'[settings]\nearns_on = ["alcohol"]\n{ONE}', basket(BEER)).points_earned == 42


def test_cash_back_goes_to_a_wallet_and_is_no_points() -> None:
    decision = decide('[[cash_back]]\npercent = "2"\n', basket(HUNDRED))
    (posting,) = decision.postings
    assert (posting.account, posting.points, posting.is_money) == ("wallet", 200, True)
    assert decision.points_earned == 0


@pytest.mark.parametrize(
    ("period", "used", "points"),
    [("sale", 500, 30), ("day", 0, 30), ("day", 20, 10), ("day", 30, 0), ("month", 25, 5)],
)
def test_a_cap_holds_in_its_period_and_is_told(period: str, used: int, points: int) -> None:
    start = {"sale": "", "day": "2026-03-01", "month": "2026-03-01"}[period]
    view = nobody(used=(Used("p", "earn", period, start, used),))
    text = f'{ONE}[[earn.cap]]\npoints = 30\nperiod = "{period}"\n'
    decision = decide(text, basket(HUNDRED), view=view)
    assert decision.points_earned == points
    assert why(decision, "cap:earn").why == "cap"
    expected = () if period == "sale" or not points else (CapUsed("p", "earn", period, start, points),)
    assert decision.caps == expected


def test_a_bonus_multiplies_the_ordinary_points_of_its_goods() -> None:
    text = (
        ONE
        + '[[bonus]]\nid = "dobbel"\nwords = "Dobbelt"\npercent = 200\ngoods = { categories = ["kaffe"] }\n'
    )
    goods = basket(article("A", 10_000), article("B", 10_000, category_id="te"))
    decision = decide(text, goods)
    assert [(posting.rule, posting.points) for posting in decision.postings] == [
        ("earn", 200),
        ("dobbel", 100),
    ]


def test_a_bonus_of_so_many_points_comes_once_and_says_what_is_missing() -> None:
    text = ONE + '[[bonus]]\nid = "helg"\nwords = "Helg"\npoints = 50\nwhen = { minimum = "120.00" }\n'
    assert why(decide(text, basket(HUNDRED)), "bonus:helg").missing == 2000
    assert decide(text, basket((HUNDRED, 2000))).points_earned == 250


@pytest.mark.parametrize(("choice", "points"), [("every", 100 + 100 + 200), ("best", 100 + 200)])
def test_bonuses_that_hold_together_all_count_or_the_best(choice: str, points: int) -> None:
    text = f'[settings]\nbonuses = "{choice}"\n{ONE}'
    text += (
        '[[bonus]]\nid = "a"\nwords = "A"\npercent = 200\n[[bonus]]\nid = "b"\nwords = "B"\npercent = 300\n'
    )
    assert decide(text, basket(HUNDRED)).points_earned == points


def test_a_bonus_event_has_hours() -> None:
    text = (
        ONE
        + '[[bonus]]\nid = "a"\nwords = "A"\npercent = 200\nwhen = { from_time = "15:00", to_time = "24:00" }\n'
    )
    assert decide(text, basket(HUNDRED)).points_earned == 100
    assert decide(text, basket(HUNDRED), at=when("2026-03-01", "23:59")).points_earned == 200


LADDER = ONE + (
    '[[tier]]\ncode = "a"\nname = "A"\nfrom_points = 0\n'
    '[[tier]]\ncode = "b"\nname = "B"\nfrom_points = 100\nearn_percent = 200\n'
    '[[tier]]\ncode = "c"\nname = "C"\nfrom_points = 200\nearn_percent = 300\n'
)


@pytest.mark.parametrize(
    ("crossing", "points", "after"),
    [
        ("old-rate", 100, "b"),
        ("new-rate", 200, "c"),
        # 50.00 at 1 reach B with 50 points; 50.00 at 2 give 100 and reach C
        ("split", 150, "c"),
    ],
)
def test_a_sale_that_crosses_a_tier_earns_at_the_old_rate_the_new_one_or_split(
    crossing: str, points: int, after: str
) -> None:
    text = f'[settings]\ntier_crossing = "{crossing}"\n{LADDER}'
    decision = decide(text, basket(HUNDRED), view=nobody(tier="a", qualifying_points=50))
    assert (decision.points_earned, decision.tier_changes[0].after) == (points, after)


def test_a_split_sale_climbs_every_rung_at_its_own_rate() -> None:
    text = f'[settings]\ntier_crossing = "split"\n{LADDER}'
    # 100.00 at 1, 50.00 at 2, the remaining 50.00 at 3
    assert decide(text, basket((HUNDRED, 2000)), view=nobody(tier="a")).points_earned == 100 + 100 + 150


def test_a_split_by_spend_is_split_at_the_money() -> None:
    text = '[settings]\ntier_crossing = "split"\n[qualifying]\nby = "spend"\n' + ONE
    text += '[[tier]]\ncode = "a"\nname = "A"\nfrom_spend = "0"\n'
    text += '[[tier]]\ncode = "b"\nname = "B"\nfrom_spend = "350.00"\nearn_percent = 200\n'
    view = nobody(standings=(Standing("p", "a", 30_000),))
    assert decide(text, basket(HUNDRED), view=view).points_earned == 50 + 100


REWARDS = (
    '[[earn]]\npoints = 8\nper = "1.00"\n'
    + "".join(
        f'[[tier]]\ncode = "{code}"\nname = "{code}"\nfrom_points = {points}\ncoupon = "r{code}"\n'
        for code, points in (("basecamp", 2000), ("half-dome", 3500), ("summit", 5000))
    )
    + "".join(
        f'[[coupon]]\nid = "r{code}"\nwords = "{code}"\n[[offer]]\nid = "o{code}"\nwords = "{code}"\n'
        f'effect = "basket-amount"\namount = "{value}.00"\nwhen = {{ coupon = "r{code}" }}\n'
        for code, value in (("basecamp", 20), ("half-dome", 25), ("summit", 30))
    )
)


@pytest.mark.parametrize(
    ("rungs", "coupons"), [("highest", ["rsummit"]), ("every", ["rbasecamp", "rhalf-dome", "rsummit"])]
)
def test_several_rungs_in_one_sale_reward_the_highest_or_every_one(rungs: str, coupons: list[str]) -> None:
    text = f'[settings]\nrungs = "{rungs}"\n{REWARDS}'
    decision = decide(text, basket(article("Telt", 70_000)))
    assert [coupon.code for coupon in decision.coupons_issued] == coupons


YEARLY = (
    '[qualifying]\nby = "spend"\nwindow = "calendar-year"\nkeep_years = 1\n'
    '[[tier]]\ncode = "vib"\nname = "VIB"\nfrom_spend = "350.00"\n' + ONE
)


def test_350_in_a_calendar_year_holds_for_the_rest_of_it_and_all_of_the_next() -> None:
    decision = decide(
        YEARLY,
        basket(article("Krem", 35_000)),
        at=when("2025-11-20"),
        view=nobody(as_of_ms=when("2025-11-01").at_ms),
    )
    (change,) = decision.tier_changes
    assert (change.after, change.until) == ("vib", "2026-12-31")


@pytest.mark.parametrize(("day", "tier"), [("2026-12-31", True), ("2027-01-01", False)])
def test_a_tier_falls_on_the_day_after_its_last(day: str, tier: bool) -> None:
    view = nobody(as_of_ms=when(day).at_ms, standings=(Standing("p", "vib", 0, "2026-12-31"),))
    decision = decide(YEARLY, basket(CAPPUCCINO), view=view, at=when(day))
    assert (why(decision, "earn").tier == "VIB") is tier


def test_spend_of_another_year_does_not_count() -> None:
    view = nobody(as_of_ms=when("2025-12-31").at_ms, standings=(Standing("p", None, 34_999),))
    assert decide(YEARLY, basket(CAPPUCCINO), view=view, at=when("2026-01-01")).tier_changes == ()
    assert decide(YEARLY, basket(CAPPUCCINO), view=view, at=when("2025-12-31")).tier_changes


@pytest.mark.parametrize(("counts", "qualified"), [("true", 10_000), ("false", 7000)])
def test_redeemed_value_counts_towards_the_tier_or_not(counts: str, qualified: int) -> None:
    text = f"[settings]\nredeemed_counts = {counts}\n{YEARLY}"
    tenders = (tenders_of.points(3000, 300, "r1"), tenders_of.card(7000, "4711"))
    decision = decide(text, basket(HUNDRED), tenders=tenders)
    assert [each.amount for each in decision.qualified] == [qualified]


@pytest.mark.parametrize(
    ("choice", "shares"),
    [("payment", ()), ("price-reduction", (RedeemedShare(1, 2000), RedeemedShare(2, 1000)))],
)
def test_redeemed_points_are_a_payment_or_lower_the_price_of_each_line(
    choice: str, shares: tuple[RedeemedShare, ...]
) -> None:
    text = f'[settings]\nredeemed_points = "{choice}"\n{ONE}[redemption]\nblock = 1000\nvalue = "10.00"\n'
    goods = basket(HUNDRED, article("Femti", 5000), BEER)
    decision = decide(text, goods, tenders=(tenders_of.points(3000, 3000, "r1"),))
    assert decision.redeemed_shares == shares
    assert decision.points_redeemed == 3000


def test_a_standing_in_this_programme_goes_before_the_one_in_the_first() -> None:
    view = nobody(tier="a", standings=(Standing("p", "b", 150),))
    decision = decide(LADDER, basket(HUNDRED), view=view)
    assert decision.points_earned == 200


def test_a_rule_may_pay_into_another_account_without_counting_for_the_tier() -> None:
    text = LADDER + '[[earn]]\nid = "stjerner"\npoints = 5\nper_visit = true\naccount = "stars"\n'
    decision = decide(text, basket(HUNDRED))
    assert [(posting.account, posting.points) for posting in decision.postings] == [
        ("points", 100),
        ("stars", 5),
    ]
    assert [each.amount for each in decision.qualified] == [100]
    assert {posting.kind for posting in decision.postings} == {PostingKind.EARN}
    assert why(decision, "earn:stjerner").outcome is Outcome.GAVE
