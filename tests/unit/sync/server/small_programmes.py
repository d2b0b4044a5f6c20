"""Random small programmes whose rules remember: a few of all families at once, and sales to try them with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from hypothesis import strategies as st

from pos_app.domain.loyalty.condition import Cap, Condition, Goods, Period
from pos_app.domain.loyalty.earn_rules import (
    Account,
    BonusRule,
    CashBack,
    EarnRule,
    Expires,
    Expiry,
)
from pos_app.domain.loyalty.offer_rules import (
    Access,
    Coupon,
    Effect,
    Issued,
    Offer,
    Reward,
    RewardTime,
)
from pos_app.domain.loyalty.pin import AccountUnit
from pos_app.domain.loyalty.play_rules import (
    Cause,
    Challenge,
    Code,
    Draw,
    Referral,
    StampCard,
    StampFor,
    Task,
)
from pos_app.domain.loyalty.programme import Programme, RedemptionRule, Tier
from pos_app.domain.loyalty.segment_rules import Ago, Often, Segment, Spent
from pos_app.domain.loyalty.settings import (
    BonusStacking,
    EarnBase,
    RedeemedPoints,
    Rungs,
    Settings,
    TierCrossing,
)
from pos_app.domain.loyalty.status_rules import (
    Birthday,
    Membership,
    Partner,
    QualifyBy,
    Qualifying,
    Window,
)

Rule = TypeVar("Rule")
ARTICLES = ("a0", "a1", "a2", "club", "trial")
CATEGORIES = ("kaffe", "bakst")
PERIODS = (Period.DAY, Period.WEEK, Period.MONTH, Period.YEAR, Period.EVER)
CAUSE, PARTNER = "forest", "airline"


@dataclass(frozen=True)
class Errand:
    """What one sale is: days since the last one, goods as (article, pieces), how much is paid with points at most,
    and whether coupons held are shown.
    """

    days: int
    goods: tuple[tuple[str, int], ...]
    points: int = 0
    shows: bool = False
    claims: tuple[str, ...] = ()
    gives: int = 0
    converts: int = 0


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """Any choice of families; every rule stays small enough to be met within a few sales."""
    some = st.booleans()
    segments = draw(st.lists(_segments, max_size=3, unique_by=lambda segment: segment.code).map(tuple))
    codes = tuple(segment.code for segment in segments)
    by = draw(st.sampled_from(list(QualifyBy)))
    caps = st.lists(
        st.builds(Cap, st.integers(1, 60), st.sampled_from(PERIODS)),
        max_size=2,
        unique_by=lambda cap: cap.period,
    ).map(tuple)
    return Programme(
        "p",
        1,
        "P",
        "NOK",
        settings=Settings(rungs=draw(st.sampled_from(list(Rungs)))),
        earns=(
            EarnRule(1, 100, caps=draw(caps)),
            *((EarnRule(1, per_visit=True, rule_id="visit", account="stars"),) if draw(some) else ()),
        ),
        bonuses=draw(_maybe(BonusRule("more", "More", points=draw(st.integers(1, 30)), caps=draw(caps)))),
        cash_backs=draw(_maybe(CashBack(draw(st.integers(1, 2000)), account="wallet", caps=draw(caps)))),
        accounts=(Account("stars", "Stars"), Account("wallet", "Wallet", AccountUnit.MONEY)),
        tiers=draw(_ladders(by)),
        qualifying=Qualifying(
            by,
            draw(st.sampled_from(list(Window))),
            rolling_days=draw(st.integers(2, 60)),
            keep_years=draw(st.integers(0, 1)),
            grace_days=draw(st.integers(0, 10)),
        ),
        redemption=RedemptionRule(1, 10),
        rewards=draw(
            _maybe(
                Reward(
                    draw(st.integers(20, 90)),
                    500,
                    "Reward",
                    issued=draw(st.sampled_from(list(RewardTime))),
                    valid_days=draw(st.integers(0, 40)),
                )
            )
        ),
        offers=(
            Offer("next", "Next time", Effect.BASKET_PERCENT, percent_bp=1000, when=Condition(coupon="next")),
            *draw(
                _maybe(
                    Offer(
                        "gift",
                        "Once",
                        Effect.PERCENT,
                        percent_bp=2000,
                        once=draw(st.sampled_from(PERIODS)),
                        when=Condition(birthday=draw(some)),
                    )
                )
            ),
            *(
                (
                    Offer(
                        "among",
                        "You are one of us",
                        Effect.PERCENT,
                        percent_bp=1500,
                        priority=10,
                        when=Condition(segments=codes),
                    ),
                )
                if codes
                else ()
            ),
            *draw(
                _maybe(
                    Offer(
                        "again",
                        "You like it",
                        Effect.PERCENT,
                        percent_bp=500,
                        priority=200,
                        when=Condition(bought=("a0",), bought_times=2),
                    )
                )
            ),
        ),
        coupons=(
            Coupon(
                "next",
                "Next time",
                draw(st.sampled_from([Issued.SALE, Issued.BIRTHDAY, Issued.BY_RULE])),
                automatic=draw(some),
                from_days=draw(st.integers(0, 1)),
                valid_days=draw(st.integers(0, 30)),
            ),
            *(
                Coupon(f"in-{code}", "Welcome", Issued.SEGMENT, segment=code, valid_days=20)
                for code in codes
                if draw(some)
            ),
        ),
        stamp_cards=draw(
            _maybe(
                StampCard(
                    "card",
                    "Card",
                    draw(st.integers(2, 5)),
                    draw(st.sampled_from(list(StampFor))),
                    goods=Goods(articles=("a0", "a1")),
                    free_goods=Goods(articles=("a0", "a1")),
                    most_a_day=draw(st.integers(0, 2)),
                    coupon=draw(st.sampled_from(["", "", "next"])),
                )
            )
        ),
        memberships=draw(
            _maybe(Membership("club", "Club", "club", months=1, trial_days=10, trial_article="trial"))
        ),
        birthday=Birthday(days_before=3, days_after=3),
        access=draw(
            _maybe(
                Access(
                    "few",
                    "Few",
                    Goods(articles=("a2",)),
                    most_pieces=draw(st.integers(1, 4)),
                    period=draw(st.sampled_from(PERIODS)),
                )
            )
        ),
        referral=draw(
            st.sampled_from(
                [None, Referral(20, 10, friend_coupon="next"), Referral(20, 0, minimum_minor=9000)]
            )
        ),
        challenges=draw(
            _maybe(
                Challenge(
                    "task",
                    "Task",
                    draw(st.sampled_from(list(Task))),
                    goal=draw(st.integers(1, 4)),
                    goal_minor=draw(st.integers(1, 20_000)),
                    period=draw(st.sampled_from(PERIODS)),
                    points=draw(st.integers(0, 40)),
                    coupon=draw(st.sampled_from(["", "next"])),
                )
            )
        ),
        codes=(Code("pack", "Packs", 7, "PACK", most_a_day=draw(st.integers(0, 2))),),
        causes=(Cause(CAUSE, "Forest", per_points=10),),
        partners=(Partner(PARTNER, "Airline", "miles", our_points=10, their_points=3),),
        draws=(Draw("car", "Win a car", 1),),
        segments=segments,
        expiry=draw(
            st.builds(
                Expiry,
                st.sampled_from(list(Expires)),
                months=st.integers(1, 3),
                years=st.integers(0, 1),
            )
        ),
    )


@st.composite
def tight_programmes(draw: st.DrawFn) -> Programme:
    """Programmes whose caps and limits are met within a day or two, several of them by one sale."""
    programme = draw(programmes())
    short = st.sampled_from([Period.DAY, Period.DAY, Period.WEEK])
    caps = st.lists(
        st.builds(Cap, st.integers(1, 12), st.sampled_from([Period.SALE, Period.DAY, Period.WEEK])),
        min_size=1,
        max_size=2,
        unique_by=lambda cap: cap.period,
    ).map(tuple)
    own = Goods(articles=("a0", "a1"))
    earn = EarnRule(
        draw(st.sampled_from([1, 3])),
        draw(st.sampled_from([100, 1000])),
        base=draw(st.sampled_from(list(EarnBase))),
        caps=draw(caps),
    )
    return replace(
        programme,
        settings=replace(
            programme.settings,
            redeemed_counts=programme.counts_spend and draw(st.booleans()),
            redeemed_points=draw(st.sampled_from(list(RedeemedPoints))),
            tier_crossing=draw(st.sampled_from(list(TierCrossing))),
            bonuses=draw(st.sampled_from(list(BonusStacking))),
        ),
        earns=(
            earn,
            EarnRule(1, per_pieces=1, rule_id="pieces", goods=own, caps=draw(caps)),
            *programme.earns[1:],
        ),
        bonuses=(
            BonusRule("more", "More", points=draw(st.integers(1, 9)), caps=draw(caps)),
            BonusRule("double", "Double", percent=200, earn="earn", caps=draw(caps)),
        ),
        cash_backs=(CashBack(draw(st.integers(100, 2000)), account="wallet", caps=draw(caps)),),
        stamp_cards=(
            StampCard(
                "card",
                "Card",
                draw(st.integers(2, 4)),
                draw(st.sampled_from(list(StampFor))),
                goods=own,
                free_goods=own,
                most_a_day=draw(st.integers(1, 3)),
                coupon=draw(st.sampled_from(["", "next"])),
            ),
        ),
        access=(
            Access(
                "few", "Few", Goods(articles=("a2",)), most_pieces=draw(st.integers(1, 3)), period=draw(short)
            ),
        ),
        challenges=tuple(replace(each, period=draw(short)) for each in programme.challenges),
    )


_days = st.sampled_from([1, 2, 7, 30, 60])
_goods = st.sampled_from([Goods(), Goods(), Goods(articles=("a0",)), Goods(categories=("kaffe",))])
_often = st.builds(Often, _days, st.integers(0, 3), st.sampled_from([None, None, 0, 1, 3]), goods=_goods)
_spent = st.builds(
    Spent, _days, st.integers(0, 30_000), st.sampled_from([None, None, 0, 40_000]), goods=_goods
)
_ago = st.builds(Ago, st.integers(0, 31), st.sampled_from([None, None, 0, 25, 40]))
_segments = st.builds(
    Segment,
    st.sampled_from(["s0", "s1", "s2"]),
    st.just("us"),
    st.none() | _often,
    st.none() | _spent,
    st.none() | _ago,
    st.none() | _ago,
)
"""Any conditions, those that nobody meets among them: both books must say so."""


@st.composite
def _ladders(draw: st.DrawFn, by: QualifyBy) -> tuple[Tier, ...]:
    steps = sorted(draw(st.lists(st.integers(0, 300), max_size=3, unique=True)))
    coupon = draw(st.sampled_from(["", "next"]))
    if by is QualifyBy.SPEND:
        return tuple(
            Tier(f"t{n}", f"T{n}", from_spend_minor=at * 100, coupon=coupon) for n, at in enumerate(steps)
        )
    return tuple(Tier(f"t{n}", f"T{n}", at, coupon=coupon) for n, at in enumerate(steps))


_OFTEN = (0, 0, 0, 1, 1, 1, 2, 2, 7, 7, 25, 25, 32, 70)

_days_apart = st.sampled_from([*_OFTEN * 4, 370])
"""A year is rare: the server keeps each of its days."""

errands = st.builds(
    Errand,
    _days_apart | st.just(0),
    st.lists(
        st.tuples(st.sampled_from(ARTICLES[:3] * 3 + ARTICLES), st.integers(1, 4)),
        min_size=1,
        max_size=3,
        unique_by=lambda each: each[0],
    ).map(tuple),
    st.sampled_from([0, 0, 5, 50]),
    st.booleans(),
    st.lists(st.sampled_from(["PACK1", "PACK2", "PACK3"]), max_size=2, unique=True).map(tuple),
    st.sampled_from([0, 0, 0, 10, 30]),
    st.sampled_from([0, 0, 0, 10, 20]),
)


def _maybe(rule: Rule) -> st.SearchStrategy[tuple[Rule, ...]]:
    return st.sampled_from([(), (rule,)])


def price_of(articles: Sequence[tuple[str, int]]) -> int:
    """What the goods cost before offers, in minor units."""
    return sum(PRICES[article] * pieces for article, pieces in articles)


PRICES = {"a0": 1900, "a1": 4950, "a2": 12_000, "club": 9900, "trial": 100}
