"""Stamp cards, challenges and badges, referrals, codes, causes: what members collect and take part in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pos_app.domain.loyalty.condition import ALWAYS, EVERYTHING, Condition, Goods, Period
from pos_app.domain.loyalty.form import Between, Count, Date, Id, Key, Points


class StampFor(StrEnum):
    """What gives a stamp."""

    PIECE = "piece"
    VISIT = "visit"


@dataclass(frozen=True, slots=True)
class StampCard:
    """After ``stamps`` qualifying pieces (or visits) the next is free: the cheapest of ``free_goods`` in the basket.

    What overflows a full card begins the next one. Free units do not stamp. ``most_a_day`` limits stamps, not free
    units. With ``coupon`` a full card becomes that coupon instead of a free unit.
    """

    rule_id: Annotated[Id, Key("id"), "what sales and reports know the card by"]
    name: Annotated[str, "what the member reads"]
    stamps: Annotated[int, Between(1, 100), "stamps of a full card"]
    stamp_for: Annotated[StampFor, "what gives a stamp"] = StampFor.PIECE
    goods: Annotated[Goods, "goods that stamp"] = EVERYTHING
    free_goods: Annotated[Goods, "goods that may be the free one; usually those that stamp"] = EVERYTHING
    when: Annotated[Condition, "when it stamps"] = ALWAYS
    most_a_day: Annotated[Count, "most stamps in a day; 0 for no limit"] = 0
    coupon: Annotated[str, "coupon that a full card becomes"] = ""
    priority: Annotated[int, Between(0, 10_000), "among the offers; lower goes first"] = 50


class Task(StrEnum):
    """What a challenge counts."""

    CATEGORIES = "categories"
    ARTICLES = "articles"
    PIECES = "pieces"
    SPEND = "spend"
    VISITS = "visits"
    DAYS_IN_A_ROW = "days-in-a-row"


@dataclass(frozen=True, slots=True)
class Challenge:
    """A task with progress: reach ``goal`` of what ``task`` counts within ``period``. ``spend`` counts minor units of
    ``goal_amount``. The reward comes once for each period.
    """

    rule_id: Annotated[Id, Key("id"), "what sales and reports know it by"]
    words: Annotated[str, "what the member reads"]
    task: Annotated[Task, "what counts"]
    goal: Annotated[Count, "how many"] = 0
    goal_minor: Annotated[int, Key("goal_amount"), "how much money, for spend"] = 0
    period: Annotated[Period, "in which it must be reached"] = Period.MONTH
    points: Annotated[Points, "reward in points"] = 0
    coupon: Annotated[str, "reward as a coupon"] = ""
    badge: Annotated[str, "the trophy's name"] = ""
    goods: Annotated[Goods, "which goods count"] = EVERYTHING
    when: Annotated[Condition, "when it counts"] = ALWAYS

    @property
    def target(self) -> int:
        """What has to be reached, in what the task counts."""
        return self.goal_minor if self.task is Task.SPEND else self.goal


@dataclass(frozen=True, slots=True)
class Referral:
    """A member's code brings a new buyer: both are rewarded once, after the friend's first purchase of at least
    ``minimum``. Nobody refers themselves. An ambassador earns ``ambassador_percent`` of the referrer's points.
    """

    referrer_points: Annotated[Points, "for the member whose code it was"] = 0
    friend_points: Annotated[Points, "for the new buyer"] = 0
    referrer_coupon: Annotated[str, "coupon for the member"] = ""
    friend_coupon: Annotated[str, "coupon for the new buyer"] = ""
    minimum_minor: Annotated[int, Key("minimum"), "least first purchase"] = 0
    most_friends: Annotated[Count, "most friends that reward a member; 0 for no limit"] = 0
    ambassador_segment: Annotated[str, "the segment of ambassadors"] = ""
    ambassador_percent: Annotated[int, Between(100, 10_000), "of the referrer's points"] = 100
    rule_id: Annotated[Id, Key("id"), "what sales and reports know it by"] = "referral"


@dataclass(frozen=True, slots=True)
class Code:
    """Codes on packs or receipts that a member claims for points, each once; also points that staff confirm."""

    rule_id: Annotated[Id, Key("id"), "what sales and reports know it by"]
    words: Annotated[str, "what the member reads"]
    points: Annotated[int, Between(1, 1_000_000), "for each code"]
    starts_with: Annotated[str, "how such codes begin"]
    when: Annotated[Condition, "when codes may be claimed"] = ALWAYS
    most_a_day: Annotated[Count, "most codes in a day; 0 for no limit"] = 0


@dataclass(frozen=True, slots=True)
class Cause:
    """Something worth giving points to. ``value`` is what the shop pays for every ``per_points`` given."""

    code: Annotated[Id, "what sales know it by"]
    name: Annotated[str, "what the member reads"]
    per_points: Annotated[int, Between(1, 1_000_000), "points of a gift"] = 1
    value_minor: Annotated[int, "what the shop pays for them"] = 0


@dataclass(frozen=True, slots=True)
class Draw:
    """A prize draw from a seed that is published, so that anybody can check it. Each sale that meets ``when`` is an
    entry.
    """

    rule_id: Annotated[Id, Key("id"), "what sales and reports know it by"]
    words: Annotated[str, "what the member reads"]
    prizes: Annotated[int, Between(1, 10_000), "how many win"]
    drawn_on: Annotated[Date, "the day of the draw"] = ""
    goods: Annotated[Goods, "goods that enter"] = EVERYTHING
    when: Annotated[Condition, "what makes an entry"] = ALWAYS
