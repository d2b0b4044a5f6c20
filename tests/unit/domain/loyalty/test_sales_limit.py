"""How many sales a member earns on in a day: beyond it nothing is gained, prices stay, and the customer hears why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_app.domain.loyalty.decision import CapUsed, Decision, Outcome, PointsWish, Wishes
from pos_app.domain.loyalty.explain import Explainer
from pos_app.domain.loyalty.member_view import MemberView, StampsHeld, Used
from pos_app.domain.loyalty.sales_limit import SALES_RULE
from pos_app.domain.loyalty.since import Since, seen_since
from pos_app.domain.money import CURRENCIES
from tests.stage.goods import CARRIER_BAG, article, basket
from tests.stage.loyalty import decide, nobody, off, rules, when, why

COFFEE = article("Kaffe", 4000)
EARN = '[[earn]]\npoints = 1\nper = "1.00"\n'
EVERYTHING = (
    EARN
    + """
[[bonus]]
id = "week"
words = "Coffee week"
points = 10
goods = { categories = ["kaffe"] }
[[stamp_card]]
id = "card"
name = "Coffee card"
stamps = 5
goods = { categories = ["kaffe"] }
[[challenge]]
id = "often"
words = "Come four times"
task = "visits"
goal = 4
period = "month"
points = 50
[[coupon]]
id = "next"
words = "Next time"
issued = "sale"
[[offer]]
id = "tenth"
words = "10 %"
effect = "percent"
percent = "10"
goods = { categories = ["kaffe"] }
[[offer]]
id = "with-next"
words = "Half"
effect = "basket-percent"
percent = "50"
when = { coupon = "next" }
[[draw]]
id = "trip"
words = "A trip"
prizes = 1
[[code]]
id = "bag"
words = "A code from the bag"
starts_with = "BAG-"
points = 7
[[cause]]
code = "trees"
name = "Trees"
per_points = 10
value = "0.50"
[[tier]]
code = "vip"
name = "VIP"
from_points = 30
"""
)
LIMIT = "[settings]\nmost_sales_a_day = 2\n"


def after(sales: int, day: str = "2026-03-01", **more: object) -> MemberView:
    """A member who has earned on so many sales that day."""
    used = (Used("p", SALES_RULE, "day", day, sales),) if sales else ()
    return nobody(used=used, **more)


def is_told(decision: Decision) -> bool:
    return any(
        (each.rule, each.outcome, each.why) == ("sales", Outcome.PASSED_BY, "limit")
        for each in decision.reasons
    )


@pytest.mark.parametrize(("before", "points"), [(0, 40), (1, 40), (2, 0), (9, 0)])
def test_so_many_sales_a_day_earn_and_the_next_earns_nothing(before: int, points: int) -> None:
    decision = decide(EARN + LIMIT, basket(COFFEE), view=after(before))
    assert decision.points_earned == points
    assert is_told(decision) == (points == 0)
    counted = (CapUsed("p", SALES_RULE, "day", "2026-03-01", 1),)
    assert decision.caps == (counted if points else ())


def test_without_the_setting_no_sale_is_counted() -> None:
    decision = decide(EARN, basket(COFFEE), view=after(9))
    assert (decision.points_earned, decision.caps) == (40, ())


def test_the_next_local_day_counts_anew() -> None:
    at = when("2026-03-02", "00:01")
    decision = decide(EARN + LIMIT, basket(COFFEE), view=after(2), at=at)
    assert decision.points_earned == 40


def test_beyond_the_limit_nothing_is_gained_and_prices_stay() -> None:
    within = decide(EVERYTHING + LIMIT, basket(COFFEE), view=after(1))
    assert all((within.stamps, within.challenges, within.coupons_issued, within.entries))
    assert within.points_earned == 36 + 10
    beyond = decide(EVERYTHING + LIMIT, basket(COFFEE), view=after(2))
    assert off(beyond) == off(within) == {1: 400}
    assert beyond.postings == ()
    assert (beyond.stamps, beyond.challenges, beyond.coupons_issued, beyond.entries) == ((), (), (), ())
    assert (beyond.qualified, beyond.tier_changes, beyond.caps) == ((), (), ())
    assert is_told(beyond)


def test_what_is_used_up_claimed_or_given_away_is_no_gain_of_the_sale() -> None:
    """A full card gives its free coffee, a code its points, and points go to a cause, whatever the sale earns."""
    view = after(2, stamps=(StampsHeld("p", "card", 5),), points=100)
    wishes = Wishes(claims=("BAG-1",), gives=(PointsWish("p", "trees", 20),))
    decision = decide(EVERYTHING + LIMIT, basket((COFFEE, 2000)), view=view, wishes=wishes)
    (change,) = decision.stamps
    assert (change.added, change.free, change.before, change.after) == (0, 1, 5, 0)
    assert [(each.rule, each.points) for each in decision.postings] == [("bag", 7), ("trees", -20)]


def test_a_sale_that_gains_nothing_is_not_counted() -> None:
    assert decide(EARN + LIMIT, basket(CARRIER_BAG), view=after(0)).caps == ()


def test_spend_that_counts_towards_a_tier_is_a_gain() -> None:
    text = (
        EARN
        + LIMIT
        + '[qualifying]\nby = "spend"\n[[tier]]\ncode = "vip"\nname = "VIP"\nfrom_spend = "30.00"\n'
    )
    assert decide(text, basket(COFFEE), view=after(1)).tier_changes
    beyond = decide(text, basket(COFFEE), view=after(2))
    assert (beyond.qualified, beyond.tier_changes) == ((), ())


def test_each_programme_has_its_own_limit() -> None:
    free = replace(rules(EARN), programme_id="q", account="q")
    decision = decide([rules(EARN + LIMIT), free], basket(COFFEE), view=after(2))
    assert [(each.programme_id, each.points) for each in decision.postings] == [("q", 40)]


def test_offline_the_till_counts_its_own_sales_at_once() -> None:
    view = after(0)
    earned = []
    for _ in range(3):
        decision = decide(EARN + LIMIT, basket(COFFEE), view=view)
        earned.append(decision.points_earned)
        view = seen_since(view, [Since(decision, "2026-03-01")])
    assert earned == [40, 40, 0]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("nb", "Ingenting å tjene på dette salget: et medlem tjener på høyst 2 salg om dagen"),
        ("en", "Nothing to earn on this sale: a member earns on at most 2 sales a day"),
        ("bg", "най-много 2 покупки на ден"),
        ("ko", "하루 최대 2건"),
    ],
)
def test_the_customer_hears_why_in_their_language(language: str, told: str) -> None:
    decision = decide(EARN + LIMIT, basket(COFFEE), view=after(2))
    said = Explainer([rules(EARN + LIMIT)], CURRENCIES["NOK"], language).reason(why(decision, "sales"))
    assert told in said
