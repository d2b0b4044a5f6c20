"""What the rules decided for one sale, and everything they looked at. Amounts only: lots are the server's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.loyalty.programme import ProgrammePin
from pos_app.domain.pricing import LineEffect


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member as the till knows them at ``as_of_ms``: pseudonymous, so it may stand in the journal for ever.

    ``points`` may be spent as far as the server knew then; ``qualifying_points`` decide the tier.
    """

    member_id: str
    points: int
    qualifying_points: int
    tier: str | None
    as_of_ms: int


@dataclass(frozen=True, slots=True)
class Context:
    """Where and when: all that ``evaluate`` may know of the world, supplied by the caller.

    ``at_ms`` is the UTC instant, ``offset_minutes`` the store's offset then, ``business_date`` ISO 8601.
    ``seed`` is set where a draw needs one.
    """

    company_id: str
    store_id: str
    channel: str
    currency: str
    at_ms: int
    offset_minutes: int
    business_date: str
    seed: int | None = None


class PostingKind(StrEnum):
    """What a posting does to the member's account."""

    EARN = "earn"
    REDEEM = "redeem"


@dataclass(frozen=True, slots=True)
class Posting:
    """Points to post on the member's ``account``: positive earned, negative redeemed."""

    kind: PostingKind
    programme_id: str
    account: str
    points: int
    rule: str
    redemption_id: str = ""


@dataclass(frozen=True, slots=True)
class TierChange:
    """The member's tier before and after this sale."""

    programme_id: str
    before: str | None
    after: str


class Outcome(StrEnum):
    """Whether a rule gave something, or would have."""

    GAVE = "gave"
    NEARLY = "nearly"
    PASSED_BY = "passed_by"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the rule, what it did, how many points, from how much money, and what was missing.

    ``amount_minor`` is the money the rule looked at; ``missing`` counts what ``missing_unit`` names
    (``points`` or ``minor``); ``tier`` names the tier that was meant.
    """

    rule: str
    outcome: Outcome
    points: int = 0
    amount_minor: int = 0
    percent: int = 100
    missing: int = 0
    missing_unit: str = ""
    tier: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """All that the programmes do to one sale."""

    line_effects: tuple[LineEffect, ...] = ()
    postings: tuple[Posting, ...] = ()
    tier_changes: tuple[TierChange, ...] = ()
    reasons: tuple[Reason, ...] = ()
    programmes: tuple[ProgrammePin, ...] = ()

    @property
    def points_earned(self) -> int:
        """Points this sale gives."""
        return sum(posting.points for posting in self.postings if posting.kind is PostingKind.EARN)

    @property
    def points_redeemed(self) -> int:
        """Points this sale uses, as a positive number."""
        return -sum(posting.points for posting in self.postings if posting.kind is PostingKind.REDEEM)


NOTHING = Decision()
