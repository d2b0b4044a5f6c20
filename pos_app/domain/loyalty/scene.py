"""One evaluation under way: what is looked at, and what has been decided so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.calendar_days import local_day, minute_of_day
from pos_app.domain.loyalty.decision import (
    NO_WISHES,
    CapUsed,
    ChallengeProgress,
    Consumption,
    Context,
    CouponIssued,
    CouponUsed,
    DrawEntry,
    LineRefused,
    MembershipChange,
    Outcome,
    Posting,
    Promise,
    Qualified,
    Reason,
    RedeemedShare,
    StampChange,
    TierChange,
    Wishes,
)
from pos_app.domain.loyalty.drafts import NEARLY, reason
from pos_app.domain.loyalty.member_view import MemberView, Standing
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.rule_book import CompiledRules
from pos_app.domain.loyalty.status_rules import Tier, Window
from pos_app.domain.pricing import LineEffect
from pos_app.domain.tender import Tender


@dataclass(slots=True)
class Scene:
    """The inputs of one ``evaluate``, local time worked out, and the decision as it grows."""

    basket: Basket
    member: MemberView | None
    rules: CompiledRules
    context: Context
    today: date = field(init=False)
    today_iso: str = field(init=False)
    minute: int = field(init=False)
    wishes: Wishes = field(init=False)
    shown: frozenset[str] = field(init=False)
    withheld: frozenset[str] = field(init=False)
    tenders: Sequence[Tender] = ()
    """Known when the goods have their prices."""
    effects: list[LineEffect] = field(default_factory=list)
    postings: list[Posting] = field(default_factory=list)
    tier_changes: list[TierChange] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    qualified: list[Qualified] = field(default_factory=list)
    stamps: list[StampChange] = field(default_factory=list)
    coupons_issued: list[CouponIssued] = field(default_factory=list)
    coupons_used: list[CouponUsed] = field(default_factory=list)
    memberships: list[MembershipChange] = field(default_factory=list)
    challenges: list[ChallengeProgress] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    refused: list[LineRefused] = field(default_factory=list)
    consumes: list[Consumption] = field(default_factory=list)
    caps: list[CapUsed] = field(default_factory=list)
    entries: list[DrawEntry] = field(default_factory=list)
    shares: list[RedeemedShare] = field(default_factory=list)
    joined_now: set[tuple[str, str]] = field(default_factory=set)
    standings: dict[str, tuple[Standing, Tier | None]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        at, offset = self.context.at_ms, self.context.offset_minutes
        self.today = local_day(at, offset)
        self.today_iso = self.today.isoformat()
        self.minute = minute_of_day(at, offset)
        self.wishes = self.context.wishes or NO_WISHES
        self.shown = frozenset(self.wishes.coupons)
        self.withheld = frozenset(self.wishes.withheld)

    def standing(self, programme: Programme) -> Standing:
        """Where the member stands today: a tier past its last day is gone, and a new year counts from nothing."""
        return self.stands(programme)[0]

    def tier_of(self, programme: Programme) -> Tier | None:
        """The member's tier in a programme now."""
        return self.stands(programme)[1] if self.member is not None else None

    def stands(self, programme: Programme) -> tuple[Standing, Tier | None]:
        """Both at once, for a member. Worked out once: half of all rules ask, and a sale changes nothing about it."""
        known = self.standings.get(programme.programme_id)
        if known is None:
            standing = self._standing(programme)
            tier = programme.tier_by_code(standing.tier) or programme.tier_at(standing.qualifying)
            known = self.standings[programme.programme_id] = standing, tier
        return known

    def _standing(self, programme: Programme) -> Standing:
        assert self.member is not None
        found = self.member.standing(programme.programme_id)
        qualifying, tier = found.qualifying, found.tier
        if programme.qualifying.window is Window.CALENDAR_YEAR:
            known = local_day(self.member.as_of_ms, self.context.offset_minutes)
            qualifying = qualifying if known.year == self.today.year else 0
        if found.until and found.until < self.today_iso:
            tier = None
        return Standing(programme.programme_id, tier, qualifying, found.until)

    def nearly(self, programme: Programme, rule: str, missing: int, unit: str, words: str = "") -> None:
        """Something was so close that the customer may want to know."""
        self.reasons.append(
            reason(
                rule,
                NEARLY,
                missing=missing,
                missing_unit=unit,
                programme_id=programme.programme_id,
                words=words,
            )
        )

    def passed_by(self, programme: Programme | None, rule: str, why: str, words: str = "") -> None:
        """A rule that would have held gave nothing, for a stable reason."""
        name = programme.programme_id if programme else ""
        self.reasons.append(reason(rule, Outcome.PASSED_BY, programme_id=name, words=words, why=why))
