"""What a till sold since the server last spoke is laid over what the server said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.basket import Basket, with_member
from pos_app.domain.loyalty.decision import (
    CapUsed,
    ChallengeProgress,
    Consumption,
    CouponUsed,
    Decision,
    MembershipChange,
    MembershipStep,
    Outcome,
    Posting,
    PostingKind,
    Qualified,
    Reason,
    StampChange,
    TierChange,
    Wishes,
)
from pos_app.domain.loyalty.member_book import MemberBook
from pos_app.domain.loyalty.member_view import (
    Bought,
    ChallengeHeld,
    CouponHeld,
    MemberView,
    ReferredBy,
    StampsHeld,
    Standing,
    Used,
)
from pos_app.domain.loyalty.reversal import (
    MembershipEnded,
    ReferralReversed,
    Refund,
    ReturnedLine,
    Reversal,
    TierDrop,
)
from pos_app.domain.loyalty.since import NotRenewed, Since, TakenBack, Unseen, seen_since
from pos_app.domain.loyalty.taking_back import take_back
from pos_app.domain.pricing import price
from pos_app.domain.sale import Sale, complete
from pos_app.domain.tender import card
from tests.stage.goods import CAPPUCCINO, CINNAMON_BUN, KIMCHI_TOAST, MEMBER_ID, basket, seller
from tests.stage.loyalty import decide, nobody, off, rules, when

DAY = "2026-03-01"
FIVE = '[[stamp_card]]\nid = "kaffe"\nname = "Kaffekort"\nstamps = 5\ngoods = { categories = ["kaffe"] }\n'
COUPON = (
    '[[coupon]]\nid = "ti"\nwords = "Ti"\n[[offer]]\nid = "o"\nwords = "Tilbud"\neffect = "basket-percent"\n'
    'percent = "10"\nwhen = { coupon = "ti" }\n'
)
EVERYTHING = (
    FIVE
    + '[[challenge]]\nid = "tre"\nwords = "Tre kategorier"\ntask = "categories"\ngoal = 3\npoints = 300\n'
    + '[[challenge]]\nid = "ofte"\nwords = "Kom ofte"\ntask = "visits"\ngoal = 4\npoints = 10\n'
    + '[[earn]]\npoints = 1\nper = "1.00"\ncap = [{ points = 100, period = "day" }]\n'
)


def sold(decision: Decision, *articles: str, on_day: str = DAY) -> Since:
    return Since(decision, on_day, articles)


def test_the_second_coffee_sold_offline_sees_the_stamp_of_the_first() -> None:
    view = nobody(stamps=(StampsHeld("p", "kaffe", 3, "2026-02-27", 2),))
    first = decide(FIVE, basket((CAPPUCCINO, 2000)), view=view)
    seen = seen_since(view, [sold(first, "cappuccino")])
    assert seen.stamps == (StampsHeld("p", "kaffe", 5, DAY, 2),)
    second = decide(FIVE, basket(CAPPUCCINO), view=seen)
    assert off(second) == {1: CAPPUCCINO.price_minor}
    assert seen_since(view, [sold(first), sold(second)]).stamps[0].stamps == 0


def test_stamps_that_another_till_gave_meanwhile_are_kept() -> None:
    change = Decision(stamps=(StampChange("p", "kaffe", 1, 0, 0, 1),))
    newer = nobody(stamps=(StampsHeld("p", "kaffe", 3, DAY, 1),))
    assert seen_since(newer, [sold(change)]).stamps == (StampsHeld("p", "kaffe", 4, DAY, 2),)


def test_a_card_that_two_tills_emptied_shows_nothing_less_than_none() -> None:
    change = Decision(stamps=(StampChange("p", "kaffe", 0, 1, 5, 0),))
    assert seen_since(nobody(stamps=(StampsHeld("p", "kaffe", 2),)), [sold(change)]).stamps[0].stamps == 0


def test_a_coupon_used_offline_is_used() -> None:
    view = nobody(coupons=(CouponHeld("p", "ti", "T-1"), CouponHeld("p", "ti", "T-2")))
    shown = Wishes(coupons=("T-1",))
    first = decide(COUPON, basket(CAPPUCCINO), view=view, wishes=shown)
    assert off(first)
    seen = seen_since(view, [sold(first)])
    assert [coupon.used for coupon in seen.coupons] == [True, False]
    assert not off(decide(COUPON, basket(CAPPUCCINO), view=seen, wishes=shown))


def test_a_code_claimed_at_a_visit_is_claimed_and_a_visit_is_no_purchase() -> None:
    visit = Decision(consumes=(Consumption("code:KAFFE-1", "p", "pose", 1, "day", DAY),))
    seen = seen_since(nobody(purchases=3, last_purchase_on="2026-02-01"), [Since(visit, DAY, (), False)])
    assert seen.codes_claimed == ("KAFFE-1",)
    assert seen.used == (Used("p", "pose", "day", DAY, 1),)
    assert (seen.purchases, seen.last_purchase_on) == (3, "2026-02-01")


def test_purchases_count_where_the_server_counted_them() -> None:
    known = seen_since(nobody(purchases=0), [sold(Decision(), "kaffe", "kaffe", "bolle")])
    assert (known.purchases, known.last_purchase_on) == (1, DAY)
    assert known.bought == (Bought("kaffe", 2), Bought("bolle", 1))
    assert seen_since(nobody(), [sold(Decision())]).purchases is None


def test_caps_limits_and_once_a_year_things_add_up_over_sales() -> None:
    one = Decision(
        caps=(CapUsed("p", "earn", "day", DAY, 60),),
        consumes=(Consumption("limit:x", "p", "x", 2, "month", DAY), Consumption("coupon:T-1", "p", "o", 1)),
    )
    seen = seen_since(nobody(used=(Used("p", "earn", "day", DAY, 10),)), [sold(one), sold(one)])
    assert seen.used == (Used("p", "earn", "day", DAY, 130), Used("p", "x", "month", DAY, 4))


def test_a_membership_sold_offline_is_active_and_a_trial_is_used_once() -> None:
    joined = MembershipChange("p", "plus", MembershipStep.TRIAL, DAY, "2026-03-30", 1, 2)
    seen = seen_since(nobody(), [sold(Decision(memberships=(joined,)))] * 2)
    (held,) = seen.memberships
    assert (held.code, held.to_day, held.is_trial, held.trial_used) == ("plus", "2026-03-30", True, True)


def test_progress_goes_on_from_what_was_reached_here_and_adds_to_what_came_from_elsewhere() -> None:
    made = ChallengeProgress("p", "ofte", DAY, 1, 2)
    assert seen_since(
        nobody(challenges=(ChallengeHeld("p", "ofte", DAY, 1),)), [sold(Decision(challenges=(made,)))]
    ).challenges == (ChallengeHeld("p", "ofte", DAY, 2),)
    moved = nobody(challenges=(ChallengeHeld("p", "ofte", DAY, 3),))
    assert seen_since(moved, [sold(Decision(challenges=(made,)))]).challenges[0].count == 4


def test_distinct_things_seen_at_two_tills_count_once() -> None:
    made = ChallengeProgress("p", "tre", DAY, 0, 2, ("bakst", "kaffe"))
    moved = nobody(challenges=(ChallengeHeld("p", "tre", DAY, 2, ("kaffe", "lunsj")),))
    (held,) = seen_since(moved, [sold(Decision(challenges=(made,)))]).challenges
    assert (held.count, held.seen) == (3, ("bakst", "kaffe", "lunsj"))


def test_a_new_period_begins_anew_and_an_old_one_changes_nothing() -> None:
    held = ChallengeHeld("p", "ofte", "2026-03-01", 3)
    later = ChallengeProgress("p", "ofte", "2026-04-01", 0, 1)
    earlier = ChallengeProgress("p", "ofte", "2026-02-01", 0, 1)
    view = nobody(challenges=(held,))
    assert seen_since(view, [sold(Decision(challenges=(later,)))]).challenges[0].count == 1
    assert seen_since(view, [sold(Decision(challenges=(earlier,)))]).challenges == (held,)


def test_a_tier_promised_offline_holds_at_the_next_sale_and_points_stay_as_the_server_said() -> None:
    decision = Decision(
        qualified=(Qualified("p", 500),), tier_changes=(TierChange("p", "solv", "gull", "2027-12-31"),)
    )
    named = nobody(points=70, qualifying_points=2600, tier="solv", standings=(Standing("p", "solv", 2600),))
    seen = seen_since(named, [sold(decision)])
    assert seen.standings == (Standing("p", "gull", 3100, "2027-12-31"),)
    assert (seen.tier, seen.qualifying_points, seen.points) == ("gull", 3100, 70)
    fresh = seen_since(nobody(), [sold(decision)])
    assert fresh.standing("p") == Standing("p", "gull", 500, "2027-12-31")
    assert fresh.standing("another").tier is None


def test_a_referrer_is_rewarded_once() -> None:
    gave = Decision(reasons=(Reason("referral:venn", Outcome.GAVE, programme_id="p"),))
    nearly = Decision(reasons=(Reason("referral:venn", Outcome.NEARLY, programme_id="p"),))
    view = nobody(referred_by=ReferredBy("friend"))
    assert seen_since(view, [sold(nearly)]).referred_by == ReferredBy("friend")
    assert seen_since(view, [sold(nearly), sold(gave)]).referred_by == ReferredBy("friend", rewarded=True)


def test_nothing_since_is_the_view_itself() -> None:
    view = nobody(points=5)
    assert seen_since(view, []) is view


def _bought(pieces: tuple[int, int, int]) -> Basket:
    goods = (CAPPUCCINO, CINNAMON_BUN, KIMCHI_TOAST)
    return basket(*((what, count * 1000) for what, count in zip(goods, pieces, strict=True) if count))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 6),
            st.tuples(st.integers(0, 7), st.integers(0, 2), st.integers(0, 2)).filter(any),
        ),
        max_size=6,
    )
)
def test_a_till_alone_offline_goes_on_as_if_the_server_had_answered_each_time(
    sales: list[tuple[int, tuple[int, int, int]]],
) -> None:
    """Against the member's book, which is told of every sale at once."""
    programme = rules(EVERYTHING)
    start = nobody(purchases=0)
    book = MemberBook(programme, start, date(2026, 3, 1))
    since: list[Since] = []
    ordinal = date(2026, 3, 1).toordinal()
    for days, pieces in sales:
        ordinal += days
        day = date.fromordinal(ordinal)
        book.come(day)
        at = when(day.isoformat())
        here, there = seen_since(start, since), book.view(at.at_ms)
        of_here = decide(programme, _bought(pieces), view=here, at=at)
        assert of_here == decide(programme, _bought(pieces), view=there, at=at)
        assert _told(here) == _told(there)
        articles = tuple(line.article.article_id for line in _bought(pieces).lines)
        book.apply(of_here, articles)
        since.append(Since(of_here, day.isoformat(), articles))


def _told(view: MemberView) -> MemberView:
    """All but the points, which are the server's to say, and what no rule here asks for."""
    return replace(
        view,
        points=0,
        as_of_ms=0,
        qualifying_points=0,
        standings=(),
        bought=(),
        used=tuple(sorted(view.used, key=repr)),
    )


def _made(bought: Basket, view: MemberView) -> Sale:
    """The sale of that basket under :data:`EVERYTHING`, paid by card."""
    programme = rules(EVERYTHING)
    before = decide(programme, bought, view=view)
    total = price(bought, before.line_effects).total_minor
    pay = (card(total, "1"),) if total else ()
    return complete(
        sale_id="0190b5a0-0000-7000-8000-0000000005a1",
        receipt_number=1,
        seller=seller(),
        basket=bought,
        tenders=pay,
        member=view,
        decision=decide(programme, bought, view=view, tenders=pay),
        context=when(DAY),
    )


@given(
    st.tuples(st.integers(0, 7), st.integers(0, 2), st.integers(0, 2)).filter(any),
    st.integers(0, 5),
    st.integers(0, 3),
)
def test_a_sale_that_came_back_whole_leaves_what_was_there(
    pieces: tuple[int, int, int], stamps: int, visits: int
) -> None:
    bought = with_member(_bought(pieces), MEMBER_ID)
    start = nobody(
        stamps=(StampsHeld("p", "kaffe", stamps),),
        challenges=(ChallengeHeld("p", "ofte", DAY, visits), ChallengeHeld("p", "tre", DAY, 0)),
    )
    sale = _made(bought, start)
    everything = [ReturnedLine(line.line_id, line.quantity_milli) for line in bought.lines]
    back = take_back(sale, (), everything, (rules(EVERYTHING),), when(DAY))
    after = seen_since(start, [sold(sale.decision), TakenBack(back)])
    assert [(each.card, each.stamps) for each in after.stamps] == [("kaffe", stamps)]
    held = {each.challenge: (each.count, each.seen, each.done) for each in after.challenges}
    assert held == {"ofte": (visits, (), False), "tre": (0, (), False)}
    assert after.used == ()


def test_a_coupon_that_came_back_with_its_goods_may_be_used_again() -> None:
    used = CouponUsed("p", "ti", "T-1", "o")
    view = nobody(coupons=(CouponHeld("p", "ti", "T-1"),))
    back = TakenBack(Reversal(Refund(), coupons_given=(used,)))
    gone = seen_since(view, [sold(Decision(coupons_used=(used,)))])
    assert gone.coupons[0].used
    assert seen_since(gone, [back]).coupons == view.coupons


def test_a_membership_that_came_back_is_gone_and_its_trial_stays_used() -> None:
    terms = [
        MembershipChange("p", "plus", step, DAY, "2026-03-30", 1, 2)
        for step in (MembershipStep.TRIAL, MembershipStep.JOINED)
    ]
    ended = MembershipEnded("p", "plus", DAY, "2026-03-30", 0, 30)
    for change, left in zip(terms, (1, 0), strict=True):
        made = sold(Decision(memberships=(change,)))
        seen = seen_since(nobody(), [made, TakenBack(Reversal(Refund(), memberships=(ended,)))])
        assert len(seen.memberships) == left


def test_a_tier_that_fell_with_a_return_and_a_reward_that_was_undone() -> None:
    view = nobody(
        tier="gull",
        qualifying_points=3100,
        standings=(Standing("p", "gull", 3100, "2027-12-31"),),
        referred_by=ReferredBy("friend", rewarded=True),
    )
    back = Reversal(
        Refund(),
        qualified=(Qualified("p", -500),),
        tiers=(TierDrop("p", "gull", "solv"),),
        referrals=(ReferralReversed("p", "venn", "friend"),),
    )
    seen = seen_since(view, [TakenBack(back)])
    assert seen.standings == (Standing("p", "solv", 2600),)
    assert (seen.tier, seen.qualifying_points) == ("solv", 2600)
    assert seen.referred_by == ReferredBy("friend")


def test_a_membership_that_was_cancelled_here_runs_on_and_says_so() -> None:
    change = MembershipChange("p", "plus", MembershipStep.JOINED, DAY, "2026-03-30", 1, 2)
    made = sold(Decision(memberships=(change,)))
    (held,) = seen_since(nobody(), [made, NotRenewed("p", "plus")]).memberships
    assert (held.to_day, held.cancelled) == ("2026-03-30", True)
    (other,) = seen_since(nobody(), [made, NotRenewed("p", "another")]).memberships
    assert not other.cancelled


def test_points_on_their_way_are_those_of_sales_and_returns() -> None:
    earned = Posting(PostingKind.EARN, "p", "points", 5, "earn")
    taken = Posting(PostingKind.REVERSE, "p", "points", -5, "earn")
    unseen: list[Unseen] = [
        sold(Decision(postings=(earned,))),
        TakenBack(Reversal(Refund(), postings=(taken,))),
        NotRenewed("p", "plus"),
    ]
    assert [each.postings for each in unseen] == [(earned,), (taken,), ()]
