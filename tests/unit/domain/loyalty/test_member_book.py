"""One member's book: lots, debt, expiry, tiers with their window, what days bring."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.loyalty.decision import Decision, Posting, PostingKind, Qualified, TierChange
from pos_app.domain.loyalty.member_book import MemberBook
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text

HEAD = (
    'programme = "test"\nversion = 1\nname = "Test"\ncurrency = "EUR"\n[[earn]]\npoints = 1\nper = "1.00"\n'
)


def programme(more: str = "") -> Programme:
    return programme_from_text(HEAD + more, "test")


def book(rules: Programme, day: str = "2026-01-01", **known: object) -> MemberBook:
    view = MemberView("m", 0, 0, None, 0, **known)  # type: ignore[arg-type]
    return MemberBook(rules, view, date.fromisoformat(day))


def post(of: MemberBook, *points: int) -> None:
    kinds = [PostingKind.EARN if each > 0 else PostingKind.REDEEM for each in points]
    of.apply(
        Decision(
            postings=tuple(
                Posting(kind, "test", "points", each, "earn")
                for kind, each in zip(kinds, points, strict=True)
            )
        )
    )


def test_lots_are_spent_earliest_expiry_first() -> None:
    member = book(programme('[expiry]\nwhen = "after-earning"\nmonths = 12\n'))
    member.come(date(2026, 1, 10))
    post(member, 100)
    member.come(date(2026, 2, 10))
    post(member, 50)
    post(member, -80)
    assert member.come(date(2027, 1, 10)).expired == 0
    assert member.come(date(2027, 1, 11)).expired == 20
    assert member.come(date(2027, 2, 11)).expired == 50
    assert member.balance == 0


def test_clawback_what_was_overspent_is_recovered_from_later_earning() -> None:
    member = book(programme('[expiry]\nwhen = "end-of-year"\n'))
    member.come(date(2026, 1, 10))
    post(member, 30)
    post(member, -100)
    assert member.balance == -70
    post(member, 100)
    assert member.balance == 30
    assert member.come(date(2027, 1, 1)).expired == 30
    assert member.balance == 0


def test_a_purchase_keeps_points_alive_where_inactivity_ends_them() -> None:
    member = book(programme('[expiry]\nwhen = "after-inactivity"\nmonths = 6\n'))
    member.come(date(2026, 1, 15))
    post(member, 100)
    member.come(date(2026, 6, 15))
    post(member, 10)
    assert member.come(date(2026, 12, 15)).expired == 0
    assert member.come(date(2026, 12, 16)).expired == 110


LADDER = """
[qualifying]
by = "spend"
window = "{window}"
keep_years = 1
rolling_days = 100
[[tier]]
code = "base"
name = "Base"
[[tier]]
code = "mid"
name = "Mid"
from_spend = "100.00"
[[tier]]
code = "top"
name = "Top"
from_spend = "500.00"
"""


def spend(member: MemberBook, minor: int, tier: str = "", until: str = "") -> None:
    changes = (TierChange("test", None, tier, until),) if tier else ()
    member.apply(Decision(qualified=(Qualified("test", minor),), tier_changes=changes))


def test_a_tier_that_ends_falls_to_what_the_last_year_was_worth() -> None:
    member = book(programme(LADDER.format(window="calendar-year")), "2025-01-01")
    member.come(date(2025, 5, 1))
    spend(member, 60_000, "top", "2026-12-31")
    member.come(date(2026, 5, 1))
    spend(member, 20_000)
    assert member.tier_now == "top"
    member.come(date(2027, 1, 1))
    assert (member.tier_now, member.until) == ("mid", "2027-12-31")
    member.come(date(2028, 1, 1))
    assert (member.tier_now, member.until) == ("base", "")


def test_years_without_a_visit_leave_the_lowest_tier() -> None:
    member = book(programme(LADDER.format(window="calendar-year")), "2025-01-01")
    member.come(date(2025, 5, 1))
    spend(member, 60_000, "top", "2026-12-31")
    member.come(date(2029, 1, 1))
    assert member.tier_now == "base"


def test_a_rolling_window_forgets_day_by_day() -> None:
    member = book(programme(LADDER.format(window="rolling")), "2026-01-01")
    member.come(date(2026, 1, 1))
    spend(member, 8_000)
    member.come(date(2026, 2, 1))
    spend(member, 5_000, "mid", "2026-05-11")
    member.come(date(2026, 4, 10))
    assert member.view(0).qualifying_points == 13_000
    member.come(date(2026, 4, 11))
    assert member.view(0).qualifying_points == 5_000
    assert member.tier_now == "mid"
    member.come(date(2026, 5, 12))
    assert member.view(0).qualifying_points == 0
    assert member.tier_now == "base"


def test_a_tier_falls_on_the_day_after_its_last_whenever_the_member_comes() -> None:
    ladder = LADDER.format(window="rolling")
    at_once, later = (book(programme(ladder), "2026-01-01") for _ in range(2))
    for member in (at_once, later):
        member.come(date(2026, 1, 1))
        spend(member, 11_000, "mid", "2026-04-10")
        member.come(date(2026, 4, 9))
        spend(member, 12_000)
    at_once.come(date(2026, 4, 11))
    for member in (at_once, later):
        member.come(date(2026, 4, 20))
    assert (later.tier_now, later.until) == (at_once.tier_now, at_once.until)
    assert later.until == (date(2026, 4, 11) + timedelta(days=99)).isoformat()


def test_months_that_pass_at_once_make_rewards_one_by_one() -> None:
    rules = programme('[[reward]]\npoints = 100\nvalue = "5.00"\nwords = "Five"\n')
    member = book(rules)
    member.come(date(2026, 1, 10))
    post(member, 250)
    passed = member.come(date(2026, 3, 5))
    assert (passed.converted, len(passed.coupons), member.balance) == (200, 2, 50)
    assert {coupon.from_day for coupon in passed.coupons} == {"2026-02-01"}
    assert [coupon.number for coupon in member.coupons] == ["reward-1", "reward-2"]


@pytest.mark.parametrize(("month", "day", "on"), [(2, 29, "2027-02-28"), (3, 4, "2027-03-04")])
def test_a_birthday_coupon_comes_once_a_year_on_its_day(month: int, day: int, on: str) -> None:
    rules = programme(
        '[[coupon]]\nid = "cake"\nwords = "Cake"\nissued = "birthday"\nvalid_days = 10\n'
        '[[offer]]\nid = "cake-off"\nwords = "Cake"\neffect = "basket-amount"\namount = "5.00"\n'
        'when = { coupon = "cake" }\n'
    )
    member = book(rules, "2027-01-01", birthday_month=month, birthday_day=day)
    passed = member.come(date(2027, 12, 31))
    assert [coupon.from_day for coupon in passed.coupons] == [on]
    assert len(member.come(date(2028, 12, 31)).coupons) == 1


@given(st.lists(st.tuples(st.integers(0, 200), st.integers(-300, 300)), max_size=30))
def test_conservation_earned_less_spent_less_expired_is_the_balance(moves: list[tuple[int, int]]) -> None:
    member = book(programme('[expiry]\nwhen = "after-earning"\nmonths = 6\n'))
    day, total = date(2026, 1, 1), 0
    for later, points in moves:
        day = date.fromordinal(day.toordinal() + later)
        total -= member.come(day).expired
        if points:
            post(member, points)
            total += points
        assert member.balance == total
