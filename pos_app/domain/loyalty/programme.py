"""A programme as the engine sees it: one named, versioned set of rules, immutable once published.

Its fields are the keys of the file an owner writes (see ``form``): each family of rules has a module of its own, and
``evaluate`` reads them all.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated

from pos_app.domain.catalogue import Protection
from pos_app.domain.loyalty.earn_rules import (
    Account,
    Adjustments,
    BonusRule,
    CashBack,
    EarnRule,
    Expiry,
    Welcome,
)
from pos_app.domain.loyalty.example import Example
from pos_app.domain.loyalty.form import Between, Count, Id, Key
from pos_app.domain.loyalty.offer_rules import Access, Coupon, Offer, Reward
from pos_app.domain.loyalty.offline import Offline
from pos_app.domain.loyalty.pin import ProgrammePin
from pos_app.domain.loyalty.play_rules import Cause, Challenge, Code, Draw, Referral, StampCard
from pos_app.domain.loyalty.segment_rules import Segment
from pos_app.domain.loyalty.settings import EarnBase, Household, Partial, Returns, Settings
from pos_app.domain.loyalty.status_rules import (
    Birthday,
    Consent,
    Event,
    Membership,
    Partner,
    Perk,
    QualifyBy,
    Qualifying,
    Tier,
)

__all__ = ["USUAL_SETTINGS", "EarnBase", "EarnRule", "Programme", "ProgrammePin", "RedemptionRule", "Tier"]


@dataclass(frozen=True, slots=True)
class RedemptionRule:
    """``block`` points are worth ``value_minor``; whole blocks unless ``partial`` says any amount (then what a
    fraction of a block is worth is rounded down), at least ``minimum`` points at a time.
    """

    block: Annotated[int, Between(1, 1_000_000), "points of a block"]
    value_minor: Annotated[int, Between(1, 10**9), "what a block is worth"]
    minimum: Annotated[int, Between(0, 10**9), "least points at a time"] = 0
    partial: Annotated[Partial, "whole blocks, or any number of points"] = Partial.WHOLE_BLOCKS


class Measure(StrEnum):
    """What a goal is measured by."""

    CUSTOMER_RETENTION = "customer-retention"
    PROGRAMME_RETENTION = "programme-retention"
    REDEMPTION_RATE = "redemption-rate"
    REPEAT_PURCHASES = "repeat-purchases"
    ORDER_VALUE = "order-value"
    ENROLMENTS = "enrolments"
    ACTIVE_MEMBERS = "active-members"


@dataclass(frozen=True, slots=True)
class Goal:
    """What the owner wants of the programme: a change of ``change`` per cent in ``measure``."""

    measure: Annotated[Measure, "what is measured"]
    change_bp: Annotated[int, Between(1, 100_000), "by how many per cent it should rise"]


@dataclass(frozen=True, slots=True)
class Budget:
    """What the programme may cost in a period of ``months``."""

    amount_minor: Annotated[int, Between(1, 10**11), "how much"]
    months: Annotated[Count, "for how long"] = 12


USUAL_SETTINGS = Settings()
USUAL_QUALIFYING = Qualifying()
USUAL_BIRTHDAY = Birthday()
USUAL_WELCOME = Welcome()
USUAL_EXPIRY = Expiry()
USUAL_ADJUSTMENTS = Adjustments()
USUAL_RETURNS = Returns()
USUAL_HOUSEHOLD = Household()
USUAL_OFFLINE = Offline()


@dataclass(frozen=True)
class Programme:
    """One published version of a programme. ``digest`` is the SHA-256 (hex) of its text: what a sale pins."""

    programme_id: Annotated[Id, Key("programme"), "what sales and tills know it by"]
    version: Annotated[int, Between(1, 10**9), "rises with every change; a published version never changes"]
    name: Annotated[str, "what the member reads"]
    currency: str
    account: Annotated[Id, "the account its points go to"] = "points"
    digest: str = ""
    settings: Annotated[Settings, "the choices for the whole programme"] = USUAL_SETTINGS
    earns: Annotated[tuple[EarnRule, ...], Key("earn"), "how points accrue"] = ()
    bonuses: Annotated[tuple[BonusRule, ...], Key("bonus"), "bonus events"] = ()
    cash_backs: Annotated[tuple[CashBack, ...], Key("cash_back"), "money back into a wallet"] = ()
    accounts: Annotated[tuple[Account, ...], Key("extra_account"), "accounts beside its own"] = ()
    tiers: Annotated[tuple[Tier, ...], Key("tier"), "levels, lowest first"] = ()
    qualifying: Annotated[Qualifying, "how tiers are decided"] = USUAL_QUALIFYING
    redemption: Annotated[RedemptionRule | None, "points as part of a payment"] = None
    rewards: Annotated[tuple[Reward, ...], Key("reward"), "points that become coupons"] = ()
    offers: Annotated[tuple[Offer, ...], Key("offer"), "price effects"] = ()
    coupons: Annotated[tuple[Coupon, ...], Key("coupon"), "single-use rights to offers"] = ()
    stamp_cards: Annotated[tuple[StampCard, ...], Key("stamp_card"), "every so many, one is free"] = ()
    memberships: Annotated[tuple[Membership, ...], Key("membership"), "paid subscriptions"] = ()
    birthday: Annotated[Birthday, "the window of birthday rules"] = USUAL_BIRTHDAY
    perks: Annotated[tuple[Perk, ...], Key("perk"), "promises to keep"] = ()
    access: Annotated[tuple[Access, ...], "early access and purchase limits"] = ()
    referral: Annotated[Referral | None, "members bring friends"] = None
    challenges: Annotated[tuple[Challenge, ...], Key("challenge"), "tasks with progress"] = ()
    codes: Annotated[tuple[Code, ...], Key("code"), "codes claimed for points"] = ()
    causes: Annotated[tuple[Cause, ...], Key("cause"), "what points can be given to"] = ()
    partners: Annotated[tuple[Partner, ...], Key("partner"), "other brands"] = ()
    consents: Annotated[tuple[Consent, ...], Key("consent"), "what members may agree to"] = ()
    events: Annotated[tuple[Event, ...], Key("event"), "gatherings with a guest list"] = ()
    draws: Annotated[tuple[Draw, ...], Key("draw"), "prize draws"] = ()
    segments: Annotated[tuple[Segment, ...], Key("segment"), "groups of members that conditions name"] = ()
    welcome: Annotated[Welcome, "what joining gives"] = USUAL_WELCOME
    expiry: Annotated[Expiry, "how long points live"] = USUAL_EXPIRY
    adjustments: Annotated[Adjustments, "goodwill and late claims"] = USUAL_ADJUSTMENTS
    returns: Annotated[Returns, "what a return takes back"] = USUAL_RETURNS
    household: Annotated[Household, "families that share an account"] = USUAL_HOUSEHOLD
    offline: Annotated[Offline, "what may be used while the line is down"] = USUAL_OFFLINE
    goals: Annotated[tuple[Goal, ...], Key("goal"), "what the owner wants of it"] = ()
    budget: Annotated[Budget | None, "what it may cost"] = None
    examples: Annotated[tuple[Example, ...], Key("example"), "worked examples, held against the rules"] = ()

    @cached_property
    def pin(self) -> ProgrammePin:
        """The name under which a sale remembers exactly these rules."""
        return ProgrammePin(self.programme_id, self.version, self.digest)

    @cached_property
    def never_counts(self) -> frozenset[Protection]:
        """Protected goods that earn nothing here. None of them is ever discounted, whatever stands here."""
        return frozenset(Protection).difference(self.settings.earns_on)

    @cached_property
    def kept_segments(self) -> tuple[Segment, ...]:
        """The segments whose members follow from what they buy; the others are lists kept by hand."""
        return tuple(segment for segment in self.segments if not segment.by_hand)

    @cached_property
    def counts_spend(self) -> bool:
        """Whether tiers are reached by spend, in minor units; otherwise by points."""
        return self.qualifying.by is QualifyBy.SPEND

    def tier_at(self, qualifying: int) -> Tier | None:
        """The highest tier that so many qualifying points (or so much spend in minor units) reach."""
        at = bisect_right(self._lines, qualifying)
        return self._ladder[at - 1] if at else None

    def tier_by_code(self, code: str | None) -> Tier | None:
        """The tier with that code, or none."""
        for tier in self.tiers:
            if tier.code == code:
                return tier
        return None

    def next_tier(self, qualifying: int) -> Tier | None:
        """The next tier above so many qualifying points (or so much spend)."""
        at = bisect_right(self._lines, qualifying)
        return self._ladder[at] if at < len(self._ladder) else None

    def threshold(self, tier: Tier) -> int:
        """What reaches a tier, in what this programme counts."""
        return tier.from_spend_minor if self.counts_spend else tier.from_points

    @cached_property
    def _ladder(self) -> tuple[Tier, ...]:
        """The tiers by what reaches them; of two with the same line the one written first."""
        by_line: dict[int, Tier] = {}
        for tier in self.tiers:
            by_line.setdefault(self.threshold(tier), tier)
        return tuple(by_line[line] for line in sorted(by_line))

    @cached_property
    def _lines(self) -> tuple[int, ...]:
        return tuple(map(self.threshold, self._ladder))
