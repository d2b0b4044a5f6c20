"""Stamp cards: what stamps, what is free, what overflows, and what needs a lease."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.loyalty.decision import StampChange, Wishes
from pos_app.domain.loyalty.member_view import MemberView, StampsHeld
from tests.stage.goods import BEER, article, basket
from tests.stage.loyalty import decide, nobody, off, why

COFFEE = article("Kaffe", 4000)
BIG = article("Stor kaffe", 5000)
BUN = article("Bolle", 3000, category_id="bakst")
FIVE = '[[stamp_card]]\nid = "kaffe"\nname = "Kaffekort"\nstamps = 5\ngoods = { categories = ["kaffe"] }\n'
VISITS = '[[stamp_card]]\nid = "kaffe"\nname = "Besøk"\nstamps = 5\nstamp_for = "visit"\n'


def holding(stamps: int, **more: object) -> MemberView:
    """A member whose card has so many stamps."""
    return nobody(stamps=(StampsHeld("p", "kaffe", stamps, **more),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "bought", "free", "after"),
    [
        (0, 7, 1, 1),
        (0, 5, 0, 5),
        (0, 6, 1, 0),
        (5, 1, 1, 0),
        (4, 1, 0, 5),
        (4, 2, 1, 0),
        (0, 12, 2, 0),
        (3, 20, 3, 5),
    ],
)
def test_buy_five_get_one_whatever_the_card_held(before: int, bought: int, free: int, after: int) -> None:
    decision = decide(FIVE, basket((COFFEE, bought * 1000)), view=holding(before))
    (change,) = decision.stamps
    assert change == StampChange("p", "kaffe", bought - free, free, before, after)
    assert sum(off(decision).values()) == free * 4000


def test_seven_coffees_at_once_six_paid_the_cheapest_free_and_one_stamp_left() -> None:
    decision = decide(FIVE, basket((BIG, 4000), (COFFEE, 3000)), view=holding(0))
    assert off(decision) == {2: 4000}
    assert decision.stamps == (StampChange("p", "kaffe", 6, 1, 0, 1),)


def test_five_visits_and_the_sixth_brings_the_free_drink_and_restarts_the_card() -> None:
    view = nobody()
    for visit in range(1, 7):
        decision = decide(VISITS, basket(COFFEE, BUN), view=view)
        (change,) = decision.stamps
        assert (change.free, change.after) == ((1, 0) if visit == 6 else (0, visit))
        view = holding(change.after)
    assert off(decision) == {2: 3000}


def test_what_is_free_may_be_other_goods_than_what_stamps() -> None:
    text = FIVE + 'free_goods = { categories = ["bakst"] }\n'
    decision = decide(text, basket((COFFEE, 5000), BUN))
    assert (off(decision), decision.stamps[0].after) == ({2: 3000}, 0)


@pytest.mark.parametrize(("today", "added"), [(0, 2), (1, 1), (2, 0), (9, 0)])
def test_no_more_stamps_a_day_than_the_card_says(today: int, added: int) -> None:
    view = holding(1, day="2026-03-01", stamped_that_day=today)
    decision = decide(FIVE + "most_a_day = 2\n", basket((COFFEE, 4000)), view=view)
    assert sum(change.added for change in decision.stamps) == added


def test_stamps_of_another_day_leave_today_free() -> None:
    view = holding(1, day="2026-02-28", stamped_that_day=2)
    decision = decide(FIVE + "most_a_day = 2\n", basket((COFFEE, 4000)), view=view)
    assert decision.stamps[0].added == 2


def test_a_full_card_may_become_a_coupon_instead() -> None:
    text = FIVE + 'coupon = "gratis"\n[[coupon]]\nid = "gratis"\nwords = "Gratis kaffe"\nvalid_days = 30\n'
    text += '[[offer]]\nid = "gratis-o"\nwords = "G"\neffect = "percent"\npercent = "100"\nmost_pieces = 1\n'
    text += 'when = { coupon = "gratis" }\n'
    decision = decide(text, basket((COFFEE, 11_000)), view=holding(0))
    assert [coupon.to_day for coupon in decision.coupons_issued] == ["2026-03-30"] * 2
    assert decision.stamps == (StampChange("p", "kaffe", 11, 0, 0, 1),)


def test_classes_a_free_unit_that_nothing_secures_stays_on_the_card_and_the_screen_says_why() -> None:
    decision = decide(FIVE, basket(COFFEE), view=holding(5), wishes=Wishes(withheld=("stamp:p:kaffe",)))
    assert (off(decision), decision.consumes) == ({}, ())
    assert decision.stamps == (StampChange("p", "kaffe", 1, 0, 5, 6),)
    assert "withheld" in {reason.why for reason in decision.reasons}


def test_a_free_unit_says_what_it_uses_up() -> None:
    (used,) = decide(FIVE, basket(COFFEE), view=holding(5)).consumes
    assert (used.key, used.amount) == ("stamp:p:kaffe", 1)


def test_a_unit_that_an_offer_made_free_does_not_stamp() -> None:
    text = FIVE.replace("stamps = 5", "stamps = 5\npriority = 200")
    text += '[[offer]]\nid = "tre"\nwords = "3 for 2"\neffect = "cheapest-free"\npieces = 3\n'
    decision = decide(text, basket((COFFEE, 3000)))
    assert decision.stamps[0].added == 2


def test_protected_goods_never_stamp_and_the_next_stamp_is_told() -> None:
    text = FIVE.replace('goods = { categories = ["kaffe"] }\n', "")
    assert decide(text, basket(BEER)).stamps == ()
    reason = why(decide(text, basket(BEER, COFFEE)), "stamp:kaffe")
    assert (reason.missing, reason.missing_unit) == (4, "stamps")


@given(st.integers(0, 12), st.integers(1, 12), st.integers(1, 60))
def test_stamps_are_conserved_each_free_unit_costs_a_whole_card(
    before: int, stamps: int, bought: int
) -> None:
    text = FIVE.replace("stamps = 5", f"stamps = {stamps}")
    decision = decide(text, basket((COFFEE, bought * 1000)), view=holding(before))
    change = decision.stamps[0]
    assert change.added + change.free == bought
    assert change.before + change.added == change.after + change.free * stamps
    assert 0 <= change.after <= max(stamps, before)


@given(st.integers(1, 8), st.lists(st.integers(1, 9), min_size=1, max_size=6))
def test_one_by_one_or_all_at_once_never_gives_more_than_at_once(stamps: int, visits: list[int]) -> None:
    text = FIVE.replace("stamps = 5", f"stamps = {stamps}")
    view, free = nobody(), 0
    for bought in visits:
        change = decide(text, basket((COFFEE, bought * 1000)), view=view).stamps[0]
        view, free = holding(change.after), free + change.free
    at_once = decide(text, basket((COFFEE, sum(visits) * 1000))).stamps[0]
    assert (free, view.stamps[0].stamps) == (at_once.free, at_once.after)
