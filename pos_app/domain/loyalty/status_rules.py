"""What a member is: tiers and their window, paid memberships, the birthday window, perks, partners, events."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pos_app.domain.loyalty.condition import ALWAYS, Condition
from pos_app.domain.loyalty.form import Between, Count, Date, Days, Id, Key, Months, Points


@dataclass(frozen=True, slots=True)
class Tier:
    """A status: its stable ``code``, its ``name`` on screen and receipt, the qualifying points (or spend, where the
    programme counts that) that reach it, and how many per cent of the ordinary points it earns (150 is half as much
    again). ``coupon`` is issued when it is reached.
    """

    code: Annotated[Id, "what sales know it by"]
    name: Annotated[str, "what the member reads"]
    from_points: Annotated[int, Between(0, 10**9), "qualifying points that reach it"] = 0
    earn_percent: Annotated[int, Between(1, 10_000), "of the ordinary points"] = 100
    from_spend_minor: Annotated[int, "spend that reaches it"] = 0
    coupon: Annotated[str, "coupon issued when it is reached"] = ""

    @property
    def threshold(self) -> int:
        """What reaches it, in the unit its programme counts."""
        return self.from_points or self.from_spend_minor


class QualifyBy(StrEnum):
    """What decides a tier."""

    POINTS = "points"
    SPEND = "spend"


class Window(StrEnum):
    """The period whose points or spend decide a tier."""

    LIFETIME = "lifetime"
    CALENDAR_YEAR = "calendar-year"
    ROLLING = "rolling"


@dataclass(frozen=True, slots=True)
class Qualifying:
    """How tiers are decided. A tier reached in a calendar year holds for ``keep_years`` more whole years; in a rolling
    window for ``rolling_days`` from the day it was reached. ``grace_days`` follow either way.
    """

    by: Annotated[QualifyBy, "what counts"] = QualifyBy.POINTS
    window: Annotated[Window, "over which period"] = Window.LIFETIME
    rolling_days: Annotated[Days, "length of a rolling window"] = 365
    keep_years: Annotated[int, Between(0, 5), "whole years kept after the one it was reached in"] = 0
    grace_days: Annotated[Days, "days after the window's end before a tier drops"] = 0


@dataclass(frozen=True, slots=True)
class Membership:
    """A paid subscription, sold as ``article`` at the counter. A trial is free, once per person; the joining day is
    day 1. ``retry_days`` and ``grace_days`` are the stated course when a recurring payment fails.
    """

    code: Annotated[Id, "what conditions know it by"]
    name: Annotated[str, "what the member reads"]
    article: Annotated[str, "the article id that sells it"]
    months: Annotated[Months, "length of a term"] = 12
    trial_days: Annotated[Days, "length of the free trial; 0 for none"] = 0
    trial_article: Annotated[str, "the article id that starts a trial"] = ""
    grace_days: Annotated[Days, "days of benefits after the term"] = 0
    retry_days: Annotated[Days, "days in which a failed payment is tried again"] = 0
    withdrawal_days: Annotated[Days, "right of withdrawal when sold at a distance"] = 14


@dataclass(frozen=True, slots=True)
class Birthday:
    """The window around the day in which birthday rules hold; ``whole_month`` takes the calendar month instead."""

    days_before: Annotated[Days, "days before the day"] = 0
    days_after: Annotated[Days, "days after the day"] = 0
    whole_month: Annotated[bool, "the month of the birthday"] = False


@dataclass(frozen=True, slots=True)
class Perk:
    """A benefit without a price: a promise that the cashier reads and the shop keeps (free delivery, priority help)."""

    rule_id: Annotated[Id, "what sales and reports know it by"]
    words: Annotated[str, "the promise, as screen and receipt say it"]
    when: Annotated[Condition, "when it is promised"] = ALWAYS
    article: Annotated[str, "only with this article id in the basket"] = ""


@dataclass(frozen=True, slots=True)
class Partner:
    """Another brand. ``our_points`` convert into ``their_points`` of its account in whole blocks; each of our points
    that crosses is settled at ``settlement`` for every ``our_points``.
    """

    code: Annotated[Id, "what conditions know it by"]
    name: Annotated[str, "what the member reads"]
    account: Annotated[Id, "the account that holds the partner's points"] = "partner"
    our_points: Annotated[Points, "a block of ours; 0 for no conversion"] = 0
    their_points: Annotated[Points, "what a block becomes"] = 0
    settlement_minor: Annotated[int, "what we pay the partner for a block"] = 0


@dataclass(frozen=True, slots=True)
class Consent:
    """Something a member may agree to, or not. ``words`` are what they are shown and agree to: the wording is recorded
    with their answer, so a new one is a new version of the programme.
    """

    code: Annotated[Id, Key("id"), "what conditions and coupons know it by"]
    words: Annotated[str, "the wording the member agrees to"]


@dataclass(frozen=True, slots=True)
class Event:
    """A gathering whose guests are checked in at the counter; the list is a segment named ``guests``."""

    code: Annotated[Id, "what sales know it by"]
    name: Annotated[str, "what the screen calls it"]
    guests: Annotated[str, "the segment of those invited"]
    on: Annotated[Date, "the day"]
    points: Annotated[Points, "points for coming"] = 0
    most: Annotated[Count, "places; 0 for no limit"] = 0
