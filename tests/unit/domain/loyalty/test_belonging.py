"""Memberships, perks, referrals, partners, causes, events, challenges, codes, and goods not everybody may buy."""

from __future__ import annotations

import pytest

from pos_app.domain.loyalty.decision import (
    ChallengeProgress,
    DrawEntry,
    LineRefused,
    MembershipStep,
    PointsWish,
    Posting,
    PostingKind,
    Wishes,
)
from pos_app.domain.loyalty.member_view import ChallengeHeld, MembershipHeld, MemberView, ReferredBy, Used
from tests.stage.goods import CAPPUCCINO, CINNAMON_BUN, MEMBER_ID, article, basket
from tests.stage.loyalty import decide, gave, nobody, when, why

PRIME = (
    '[[membership]]\ncode = "prime"\nname = "Prime"\narticle = "prime-year"\ntrial_days = 30\n'
    'trial_article = "prime-trial"\n'
    '[[perk]]\nid = "delivery"\nwords = "Free delivery"\nwhen = { memberships = ["prime"] }\n'
)
YEAR, TRIAL = article("Prime year"), article("Prime trial")
SET = article("Borg", 99_900, article_id="borg")


def member_until(first: str, last: str, **more: object) -> MemberView:
    """Somebody with a term."""
    return nobody(memberships=(MembershipHeld("p", "prime", first, last, **more),))  # type: ignore[arg-type]


def test_a_trial_runs_thirty_local_days_the_joining_day_is_day_1() -> None:
    decision = decide(PRIME, basket(TRIAL), at=when("2026-03-01", "23:59"))
    (change,) = decision.memberships
    assert (change.step, change.from_day, change.to_day) == (MembershipStep.TRIAL, "2026-03-01", "2026-03-30")
    assert [promise.words for promise in decision.promises] == ["Free delivery"]


@pytest.mark.parametrize(
    ("day", "clock", "promised"), [("2026-03-30", "23:59", True), ("2026-03-31", "00:00", False)]
)
def test_delivery_is_free_to_the_end_of_day_30_and_not_on_day_31(
    day: str, clock: str, promised: bool
) -> None:
    view = member_until("2026-03-01", "2026-03-30", is_trial=True)
    assert bool(decide(PRIME, basket(CAPPUCCINO), view=view, at=when(day, clock)).promises) is promised


@pytest.mark.parametrize(
    ("day", "clock", "promised"), [("2026-03-31", "14:01", True), ("2026-03-31", "14:02", False)]
)
def test_days_may_be_periods_of_24_hours(day: str, clock: str, promised: bool) -> None:
    text = f'[settings]\ndays = "24-hours"\n{PRIME}'
    (change,) = decide(text, basket(TRIAL), at=when("2026-03-01", "14:02")).memberships
    view = member_until(
        change.from_day, change.to_day, from_ms=change.from_ms, to_ms=change.to_ms, is_trial=True
    )
    assert bool(decide(text, basket(CAPPUCCINO), view=view, at=when(day, clock)).promises) is promised


def test_one_trial_per_person() -> None:
    view = member_until("", "", trial_used=True)
    decision = decide(PRIME, basket(TRIAL), view=view)
    assert decision.memberships == ()
    assert [(each.line_id, each.why) for each in decision.refused] == [(1, "trial-used")]


def test_classes_a_trial_that_nobody_could_secure_does_not_begin() -> None:
    withheld = Wishes(withheld=("trial:p:prime",))
    decision = decide(PRIME, basket(TRIAL), wishes=withheld)
    assert (decision.memberships, decision.consumes) == ((), ())
    assert [(each.line_id, each.why) for each in decision.refused] == [(1, "withheld")]


def test_a_renewal_begins_where_the_term_ends_and_a_lapsed_one_today() -> None:
    (change,) = decide(PRIME, basket(YEAR), view=member_until("2025-03-11", "2026-03-10")).memberships
    assert (change.step, change.from_day, change.to_day) == (
        MembershipStep.RENEWED,
        "2026-03-11",
        "2027-03-10",
    )
    (change,) = decide(PRIME, basket(YEAR), view=member_until("2024-03-11", "2025-03-10")).memberships
    assert (change.from_day, change.to_day) == ("2026-03-01", "2027-02-28")


def test_benefits_live_on_through_the_grace_days() -> None:
    text = PRIME.replace("trial_days", "grace_days = 5\ntrial_days")
    view = member_until("2025-03-01", "2026-02-28")
    assert decide(text, basket(CAPPUCCINO), view=view, at=when("2026-03-05")).promises
    assert not decide(text, basket(CAPPUCCINO), view=view, at=when("2026-03-06")).promises


REFER = '[referral]\nreferrer_points = 100\nfriend_points = 50\nminimum = "40.00"\nmost_friends = 3\n'


def brought(**more: object) -> MemberView:
    """A new member whom a friend sent."""
    return nobody(purchases=0, referred_by=ReferredBy(**{"member_id": "friend", **more}))  # type: ignore[arg-type]


def test_referrer_and_friend_are_rewarded_with_the_friends_first_purchase() -> None:
    decision = decide(REFER, basket(CAPPUCCINO), view=brought())
    assert decision.postings == (
        Posting(PostingKind.EARN, "p", "points", 50, "referral"),
        Posting(PostingKind.EARN, "p", "points", 100, "referral", member_id="friend"),
    )
    assert decision.points_earned == 50


@pytest.mark.parametrize(
    ("view", "told"),
    [
        (brought(member_id=MEMBER_ID), "self-referral"),
        (brought(friends=3), "cap"),
        (brought(rewarded=True), None),
        (nobody(purchases=1, referred_by=ReferredBy("friend")), None),
        (nobody(purchases=0), None),
    ],
)
def test_a_referral_is_rewarded_once_never_to_oneself_and_within_its_cap(
    view: MemberView, told: str | None
) -> None:
    decision = decide(REFER, basket(CAPPUCCINO), view=view)
    assert decision.postings == ()
    assert [reason.why for reason in decision.reasons] == ([told] if told else [])


def test_a_first_purchase_that_is_too_small_says_what_is_missing() -> None:
    reason = why(decide(REFER, basket(article("Te", 3000)), view=brought()), "referral:referral")
    assert reason.missing == 1000


def test_an_ambassador_earns_more_for_a_friend() -> None:
    text = REFER + 'ambassador_segment = "amb"\nambassador_percent = 150\n'
    decision = decide(text, basket(CAPPUCCINO), view=brought(is_ambassador=True))
    assert [posting.points for posting in decision.postings] == [50, 150]


MONTH = (
    '[[challenge]]\nid = "tre"\nwords = "Tre kategorier"\ntask = "categories"\ngoal = 3\n'
    'points = 300\nbadge = "Bred"\n'
)


def test_a_challenge_counts_categories_over_the_month_and_rewards_once() -> None:
    first = decide(MONTH, basket(CAPPUCCINO, CINNAMON_BUN))
    assert first.challenges == (ChallengeProgress("p", "tre", "2026-03-01", 0, 2, ("bakst", "kaffe")),)
    assert why(first, "challenge:tre").missing == 1
    held = ChallengeHeld("p", "tre", "2026-03-01", 2, ("bakst", "kaffe"))
    tea = basket(article("Te", category_id="te"))
    second = decide(MONTH, tea, view=nobody(challenges=(held,)))
    assert (second.challenges[0].done, second.points_earned) == (True, 300)
    done = ChallengeHeld("p", "tre", "2026-03-01", 3, done=True)
    assert decide(MONTH, tea, view=nobody(challenges=(done,))).challenges == ()
    assert decide(MONTH, tea, view=nobody(challenges=(done,)), at=when("2026-04-01")).challenges[0].after == 1


@pytest.mark.parametrize(
    ("task", "goal", "after"),
    [
        ("articles", "goal = 9", 2),
        ("pieces", "goal = 9", 4),
        ("visits", "goal = 9", 1),
        ("spend", 'goal_amount = "900"', 19_200),
    ],
)
def test_a_challenge_counts_what_its_task_says(task: str, goal: str, after: int) -> None:
    text = f'[[challenge]]\nid = "c"\nwords = "C"\ntask = "{task}"\n{goal}\npoints = 1\n'
    assert decide(text, basket((CAPPUCCINO, 3000), CINNAMON_BUN)).challenges[0].after == after


@pytest.mark.parametrize(("last", "after"), [("2026-02-28", 5), ("2026-03-01", 4), ("2026-02-27", 1)])
def test_a_streak_grows_from_day_to_day_and_breaks(last: str, after: int) -> None:
    text = '[[challenge]]\nid = "c"\nwords = "C"\ntask = "days-in-a-row"\ngoal = 7\nperiod = "ever"\npoints = 1\n'
    held = ChallengeHeld("p", "c", "", 4, (last,))
    assert decide(text, basket(CAPPUCCINO), view=nobody(challenges=(held,))).challenges[0].after == after


CODES = (
    '[[code]]\nid = "pose"\nwords = "Kode på posen"\npoints = 25\nstarts_with = "KAFFE-"\nmost_a_day = 2\n'
)


def test_a_code_is_claimed_once_and_only_so_many_a_day() -> None:
    claims = Wishes(claims=("KAFFE-1", "KAFFE-1", "KAFFE-2", "KAFFE-3", "OST-1"))
    decision = decide(CODES, basket(), view=nobody(codes_claimed=("KAFFE-2",)), wishes=claims)
    assert decision.points_earned == 50
    assert [reason.why for reason in decision.reasons if reason.why] == ["already-claimed"]
    assert [used.key for used in decision.consumes] == ["code:KAFFE-1", "code:KAFFE-3"]
    full = nobody(used=(Used("p", "pose", "day", "2026-03-01", 2),))
    assert decide(CODES, basket(), view=full, wishes=claims).points_earned == 0


CAUSE = '[[cause]]\ncode = "skog"\nname = "Regnskog"\nper_points = 10\nvalue = "1.00"\n'


@pytest.mark.parametrize(
    ("points", "told"),
    [(50, ""), (55, "whole-blocks"), (0, "whole-blocks"), (510, "too-few-points"), (-10, "whole-blocks")],
)
def test_points_are_given_to_a_cause_in_whole_gifts_out_of_what_there_is(points: int, told: str) -> None:
    wishes = Wishes(gives=(PointsWish("p", "skog", points),))
    decision = decide(CAUSE, basket(CAPPUCCINO), view=nobody(points=500), wishes=wishes)
    assert why(decision, "cause:skog").why == told
    moved = [posting.points for posting in decision.postings if posting.kind is PostingKind.DONATE]
    assert moved == ([] if told else [-points])


PARTNER = '[[partner]]\ncode = "fly"\nname = "Fly"\naccount = "miles"\nour_points = 100\ntheir_points = 40\n'


@pytest.mark.parametrize(("linked", "told"), [(("fly",), ""), ((), "not-linked")])
def test_points_convert_at_the_partners_rate_when_the_membership_is_linked(
    linked: tuple[str, ...], told: str
) -> None:
    wishes = Wishes(converts=(PointsWish("p", "fly", 300),))
    decision = decide(PARTNER, basket(CAPPUCCINO), view=nobody(points=500, partners=linked), wishes=wishes)
    assert why(decision, "partner:fly").why == told
    moved = [(posting.account, posting.points) for posting in decision.postings]
    assert moved == ([] if told else [("points", -300), ("miles", 120)])


def test_two_wishes_cannot_spend_the_same_points() -> None:
    wishes = Wishes(gives=(PointsWish("p", "skog", 300), PointsWish("p", "skog", 300)))
    decision = decide(CAUSE, basket(CAPPUCCINO), view=nobody(points=500), wishes=wishes)
    assert [posting.points for posting in decision.postings] == [-300]


EVENT = '[[event]]\ncode = "brygg"\nname = "Bryggekveld"\nguests = "invitert"\non = 2026-03-01\npoints = 50\n'


@pytest.mark.parametrize(
    ("view", "day", "told"),
    [
        (nobody(segments=("invitert",)), "2026-03-01", ""),
        (nobody(), "2026-03-01", "not-invited"),
        (nobody(segments=("invitert",)), "2026-03-02", "another-day"),
        (
            nobody(segments=("invitert",), used=(Used("p", "brygg", "ever", "", 1),)),
            "2026-03-01",
            "already-checked-in",
        ),
    ],
)
def test_a_guest_on_the_list_checks_in_once_on_the_day(view: MemberView, day: str, told: str) -> None:
    decision = decide(EVENT, basket(), view=view, at=when(day), wishes=Wishes(events=("brygg",)))
    assert why(decision, "event:brygg").why == told
    assert decision.points_earned == (0 if told else 50)


def test_a_sale_that_meets_its_condition_enters_the_draw() -> None:
    text = '[[draw]]\nid = "tur"\nwords = "Reise"\nprizes = 1\nwhen = { minimum = "50.00" }\n'
    assert decide(text, basket(CAPPUCCINO)).entries == ()
    assert decide(text, basket(CAPPUCCINO, CINNAMON_BUN)).entries == (DrawEntry("p", "tur"),)


EARLY = (
    '[[access]]\nid = "borg"\nwords = "Borg"\nfrom_date = 2026-03-01\neveryone_from = 2026-04-01\n'
    'goods = { articles = ["borg"] }\n'
)


@pytest.mark.parametrize(
    ("day", "anonymous", "opens"),
    [
        ("2026-02-28", False, "2026-03-01"),
        ("2026-03-01", False, None),
        ("2026-03-01", True, "2026-04-01"),
        ("2026-03-31", True, "2026-04-01"),
        ("2026-04-01", True, None),
    ],
)
def test_a_set_not_yet_on_sale_rings_up_for_a_member_and_is_refused_for_others_with_the_date(
    day: str, anonymous: bool, opens: str | None
) -> None:
    decision = decide(EARLY, basket(SET), at=when(day), anonymous=anonymous)
    expected = () if opens is None else (LineRefused(1, "p", "borg", "not-yet", opens),)
    assert decision.refused == expected


LIMITED = '[[access]]\nid = "to"\nwords = "To hver"\nmost_pieces = 2\ngoods = { articles = ["borg"] }\n'


@pytest.mark.parametrize(("bought", "used", "left"), [(2, 0, None), (3, 0, 2), (1, 2, 0), (2, 1, 1)])
def test_a_limited_release_has_a_limit_for_each_member(bought: int, used: int, left: int | None) -> None:
    view = nobody(used=(Used("p", "to", "ever", "", used),))
    decision = decide(LIMITED, basket((SET, bought * 1000)), view=view)
    assert [each.most_pieces for each in decision.refused] == ([] if left is None else [left])
    assert [(each.key, each.amount) for each in decision.consumes] == [("limit:p:to", bought)]


def test_classes_a_purchase_limit_that_nothing_secures_refuses_the_goods() -> None:
    decision = decide(LIMITED, basket(SET), wishes=Wishes(withheld=("limit:p:to",)))
    assert [each.why for each in decision.refused] == ["withheld"]


def test_only_those_drawn_may_buy_what_was_drawn_for() -> None:
    text = EARLY.replace("goods", "draw = true\ngoods")
    assert [each.why for each in decide(text, basket(SET)).refused] == ["not-drawn"]
    assert decide(text, basket(SET), view=nobody(segments=("borg",))).refused == ()


def test_a_coupon_for_next_time_is_issued_by_a_large_enough_sale() -> None:
    text = '[[coupon]]\nid = "neste"\nwords = "Neste"\nissued = "sale"\nfrom_days = 1\nvalid_days = 14\n'
    text += 'when = { minimum = "90.00" }\n[[offer]]\nid = "o"\nwords = "O"\neffect = "basket-percent"\n'
    text += 'percent = "10"\nwhen = { coupon = "neste" }\n'
    assert decide(text, basket(CAPPUCCINO)).coupons_issued == ()
    (issued,) = decide(text, basket(CAPPUCCINO, CINNAMON_BUN)).coupons_issued
    assert (issued.from_day, issued.to_day) == ("2026-03-02", "2026-03-15")


def test_programmes_that_the_basket_does_not_touch_leave_no_trace() -> None:
    text = '[[offer]]\nid = "o"\nwords = "O"\neffect = "percent"\npercent = "10"\ngoods = { articles = ["borg"] }\n'
    assert decide(text, basket(CAPPUCCINO)).programmes == ()
    decision = decide(text, basket(CAPPUCCINO, SET))
    assert (gave(decision), len(decision.programmes)) == ({"offer:o"}, 1)
