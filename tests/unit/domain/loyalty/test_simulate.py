"""A programme over past sales: numbers worked out by hand, and shares that add up to the whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.loyalty.simulate import Behaviour, PastLine, PastSale, Simulated, points_worth, simulate
from pos_app.domain.loyalty.simulation_report import BudgetLine, Gains, GoalLine, report, versus

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
TEXT = """
programme = "test"
version = 1
name = "Test"
currency = "NOK"
[[earn]]
points = 1
per = "1.00"
[[tier]]
code = "base"
name = "Base"
[[tier]]
code = "gold"
name = "Gold"
from_points = 500
earn_percent = 200
[redemption]
block = 100
value = "10.00"
[expiry]
when = "after-earning"
months = 6
[[goal]]
measure = "repeat-purchases"
change = "10"
[[goal]]
measure = "order-value"
change = "5"
[budget]
amount = "365.00"
months = 12
"""
ALL, NOBODY = Behaviour(redeemers_percent=100), Behaviour(redeemers_percent=0)


def programme(text: str = TEXT) -> Programme:
    return programme_from_text(text, "test")


def sale(day: str, member: str, minor: int, article: str = "", category: str = "") -> PastSale:
    return PastSale(date.fromisoformat(day), 720, member, (PastLine(minor, article, category),))


YEAR = [
    sale("2026-01-10", "anna", 30_000),  # 300 points
    sale("2026-01-11", "", 10_000),  # nobody knows who
    sale("2026-02-10", "anna", 30_000),  # 300 more: Gold, 600 in all
    sale("2026-03-10", "bo", 20_000),  # 200
    sale("2026-09-01", "anna", 10_000),  # Gold: 200; by then 300 and 300 have expired
]


def test_points_expire_and_tiers_change_as_in_the_shop() -> None:
    done = simulate(YEAR, programme(), NOBODY, FIRST, LAST)
    assert (done.sales, done.member_sales, done.members) == (5, 4, 2)
    assert (done.turnover_minor, done.member_turnover_minor) == (100_000, 90_000)
    assert (done.issued, done.redeemed, done.expired) == (1_000, 0, 800)
    assert done.outstanding == 200
    assert done.tiers == {"gold": 1, "base": 1}
    assert (done.members_repeat, done.members_before, done.members_after, done.members_both) == (1, 2, 1, 1)
    assert done.gains == {"anna": 8_000, "bo": 2_000}
    assert done.cost_minor == 0


def test_members_who_redeem_use_all_they_may_and_earn_on_the_rest() -> None:
    done = simulate(YEAR, programme(), ALL, FIRST, LAST)
    # February: 300 points pay 30.00 of 300.00, and 270.00 earn 270. September: Gold, and the 270 have expired.
    assert (done.issued, done.redeemed) == (300 + 270 + 200 + 200, 300)
    assert done.redeemed_minor == done.cost_minor == 3_000
    assert (done.expired, done.outstanding) == (270 + 200, 200)
    assert done.members_redeemed == 1


def test_conservation_issued_is_redeemed_converted_expired_or_outstanding() -> None:
    done = simulate(YEAR, programme(), Behaviour(redeemers_percent=60, from_points=250), FIRST, LAST)
    assert done.issued == done.redeemed + done.converted + done.expired + done.outstanding


def test_redeemers_wait_for_the_points_they_are_said_to_wait_for() -> None:
    done = simulate(YEAR, programme(), replace(ALL, from_points=301), FIRST, LAST)
    assert done.redeemed == 0


def test_offers_and_coupons_cost_what_they_take_off() -> None:
    text = (
        'programme = "test"\nversion = 1\nname = "Test"\ncurrency = "NOK"\n'
        '[[earn]]\npoints = 1\nper = "1.00"\n'
        '[[reward]]\npoints = 100\nvalue = "5.00"\nwords = "Five"\n'
        '[[offer]]\nid = "milk"\nwords = "Milk"\neffect = "percent"\npercent = "10"\n'
        'goods = { articles = ["milk"] }\n'
    )
    sales = [
        sale("2026-01-10", "anna", 20_000, "milk"),  # 20.00 off; 180 points
        sale("2026-02-10", "anna", 10_000, "bread"),  # one coupon of 5.00 used; 95 points
        sale("2026-02-11", "", 10_000, "milk"),  # offers here are for members
    ]
    done = simulate(sales, programme(text), ALL, FIRST, LAST)
    assert (done.discount_minor, done.coupons_issued, done.coupons_used) == (2_500, 2, 1)
    assert (done.issued, done.converted, done.outstanding) == (275, 200, 75)
    assert done.gains == {"anna": 2_000 + 500 + 275 * 5}
    lying = simulate(sales, programme(text), NOBODY, FIRST, LAST)
    assert (lying.discount_minor, lying.coupons_used) == (2_000, 0)


def test_points_are_worth_what_they_pay_else_the_reward_else_nothing() -> None:
    rules = programme()
    assert points_worth(rules, 1_250) == 12_500
    assert points_worth(replace(rules, redemption=None), 1_250) == 0


def test_the_report_says_money_goals_and_budget() -> None:
    done = simulate(YEAR, programme(), ALL, FIRST, LAST)
    told = report(programme(), done, 365)
    assert (told.liability_minor, told.breakage_minor) == (2_000, 4_700)
    assert told.redemption_bp == 3_093
    assert told.breakage_bp == 4_845
    assert told.cost_bp == 300
    assert told.tiers == (("Base", 1, 5_000), ("Gold", 1, 5_000))
    assert told.gains == Gains(0, 2_000, 7_938)
    assert told.goals == (
        GoalLine("repeat-purchases", 5_000, 5_500, 1_000, "rate"),
        GoalLine("order-value", 22_500, 23_625, 500, "money"),
    )
    assert told.budget == BudgetLine(36_500, 3_000)
    assert told.budget.is_kept
    assert not BudgetLine(2_999, 3_000).is_kept


def test_a_budget_counts_for_the_days_that_were_simulated() -> None:
    told = report(programme(), Simulated(), 73)
    assert told.budget == BudgetLine(7_300, 0)


def test_winners_and_losers_are_members_whose_gain_changes() -> None:
    compared = versus({"anna": 700, "bo": 100, "cy": 50}, {"anna": 500, "bo": 400, "cy": 50})
    assert (compared.winners, compared.losers, compared.same) == (1, 1, 1)
    assert (compared.more_minor, compared.less_minor) == (200, 300)
    assert (compared.biggest_winner, compared.biggest_loser) == (("anna", 200), ("bo", -300))


@given(
    st.lists(
        st.tuples(st.integers(0, 364), st.sampled_from("abcdefgh"), st.integers(1, 90_000)), max_size=40
    ),
    st.integers(0, 100),
)
def test_shares_of_the_members_add_up_to_the_whole(rows: list[tuple[int, str, int]], redeemers: int) -> None:
    sales = [
        PastSale(FIRST + timedelta(days=day), 720, member, (PastLine(minor),))
        for day, member, minor in sorted(rows, key=lambda row: row[0])
    ]
    behaviour, rules = Behaviour(redeemers_percent=redeemers), programme()
    whole = simulate(sales, rules, behaviour, FIRST, LAST)
    total = simulate([each for each in sales if each.member < "d"], rules, behaviour, FIRST, LAST)
    total.add(simulate([each for each in sales if each.member >= "d"], rules, behaviour, FIRST, LAST))
    assert total == whole
    assert whole.issued == whole.redeemed + whole.expired + whole.outstanding
