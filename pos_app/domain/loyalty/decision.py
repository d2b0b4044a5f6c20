"""What the rules decided for one sale, and everything they looked at. Amounts only: lots are the server's."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.pin import AccountUnit, ProgrammePin
from pos_app.domain.pricing import LineEffect, RedeemedShare

__all__ = [
    "NOTHING",
    "Context",
    "Decision",
    "LineEffect",
    "MemberView",
    "Outcome",
    "Posting",
    "PostingKind",
    "Reason",
    "RedeemedShare",
    "TierChange",
]


@dataclass(frozen=True, slots=True)
class PointsWish:
    """Points that the member wants to give to a cause or convert at a partner: ``code`` names it."""

    programme_id: str
    code: str
    points: int


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the customer asked for at this counter, beyond the goods, and what the till could not secure.

    ``coupons`` are numbers or open codes that were shown; ``claims`` codes from packs; ``gives`` and ``converts``
    points to move; ``events`` codes of gatherings the member came to. ``withheld`` names what may not be consumed
    now, because neither the network nor a lease stands behind it (CLASSES): keys as in :class:`Consumption`.
    """

    coupons: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    gives: tuple[PointsWish, ...] = ()
    converts: tuple[PointsWish, ...] = ()
    events: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


NO_WISHES = Wishes()


@dataclass(frozen=True, slots=True)
class Context:
    """Where and when: all that ``evaluate`` may know of the world, supplied by the caller.

    ``at_ms`` is the UTC instant, ``offset_minutes`` the store's offset then, ``business_date`` ISO 8601.
    ``seed`` is set where a draw needs one, ``wishes`` where the customer asked for something.
    """

    company_id: str
    store_id: str
    channel: str
    currency: str
    at_ms: int
    offset_minutes: int
    business_date: str
    seed: int | None = None
    wishes: Wishes | None = None


class PostingKind(StrEnum):
    """What a posting does to the member's account."""

    EARN = "earn"
    REDEEM = "redeem"
    EXPIRE = "expire"
    CONVERT = "convert"
    DONATE = "donate"
    REVERSE = "reverse"


@dataclass(frozen=True, slots=True)
class Posting:
    """Points to post on the member's ``account``: positive earned, negative redeemed.

    ``rule`` is the id of the rule it comes from. ``member_id`` is set where somebody else's account is meant (a
    referrer's); ``is_money`` where the account counts money in minor units (a wallet).
    """

    kind: PostingKind
    programme_id: str
    account: str
    points: int
    rule: str
    redemption_id: str = ""
    member_id: str = ""
    is_money: bool = False

    @property
    def unit(self) -> AccountUnit:
        """What the account counts."""
        return AccountUnit.MONEY if self.is_money else AccountUnit.POINTS


@dataclass(frozen=True, slots=True)
class TierChange:
    """The member's tier before and after this sale, and the last day it is kept (empty: for good)."""

    programme_id: str
    before: str | None
    after: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Qualified:
    """What this sale adds to what counts towards the tier: points, or minor units where spend counts."""

    programme_id: str
    amount: int


@dataclass(frozen=True, slots=True)
class StampChange:
    """A stamp card: stamps given, units that were free, and the count before and after."""

    programme_id: str
    card: str
    added: int
    free: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class CouponIssued:
    """A coupon for later, valid on both days (an empty ``to_day`` is for ever). ``member_id`` as in a posting."""

    programme_id: str
    code: str
    rule: str
    from_day: str
    to_day: str
    member_id: str = ""


@dataclass(frozen=True, slots=True)
class CouponUsed:
    """A coupon that this sale used up."""

    programme_id: str
    code: str
    number: str
    rule: str


class MembershipStep(StrEnum):
    """What a sale does to a membership."""

    TRIAL = "trial"
    JOINED = "joined"
    RENEWED = "renewed"


@dataclass(frozen=True, slots=True)
class MembershipChange:
    """A membership that this sale begins or renews, with its first and last day and their instants."""

    programme_id: str
    code: str
    step: MembershipStep
    from_day: str
    to_day: str
    from_ms: int
    to_ms: int


@dataclass(frozen=True, slots=True)
class ChallengeProgress:
    """Progress in a challenge: what this sale leaves it at, and whether it was reached now."""

    programme_id: str
    challenge: str
    period_start: str
    before: int
    after: int
    seen: tuple[str, ...] = ()
    done: bool = False


@dataclass(frozen=True, slots=True)
class Promise:
    """A benefit without a price that the cashier reads and the shop keeps; ``article_id`` for a gift to hand over."""

    programme_id: str
    rule: str
    words: str
    article_id: str = ""
    pieces: int = 0


@dataclass(frozen=True, slots=True)
class LineRefused:
    """Goods that may not be sold to this customer now: ``why`` is ``not-yet`` (``opens_on``), ``limit`` (at most
    ``most_pieces`` more) or ``not-drawn``.
    """

    line_id: int
    programme_id: str
    rule: str
    why: str
    opens_on: str = ""
    most_pieces: int = 0


@dataclass(frozen=True, slots=True)
class Consumption:
    """Something that is used up and needs the network or a lease before the sale is paid (CLASSES).

    ``key`` is how a till that could not secure it says so in ``Wishes.withheld``. ``amount`` counts pieces or times;
    ``period`` and ``period_start`` say over which it is limited (empty for a coupon).
    """

    key: str
    programme_id: str
    rule: str
    amount: int
    period: str = ""
    period_start: str = ""


@dataclass(frozen=True, slots=True)
class CapUsed:
    """Points that count against a cap of a rule in a period; accruals are provisional offline (CLASSES)."""

    programme_id: str
    rule: str
    period: str
    period_start: str
    points: int


@dataclass(frozen=True, slots=True)
class DrawEntry:
    """This sale is an entry in a prize draw."""

    programme_id: str
    draw: str


class Outcome(StrEnum):
    """Whether a rule gave something, or would have."""

    GAVE = "gave"
    NEARLY = "nearly"
    PASSED_BY = "passed_by"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: the rule, what it did, how many points, from how much money, and what was missing.

    ``rule`` is the family and, where a programme names it, its id (``offer:summer``). ``amount_minor`` is the money
    the rule looked at, or took off; ``missing`` counts what ``missing_unit`` names (``points``, ``minor``,
    ``pieces``, ``stamps``); ``tier`` names the tier that was meant. ``words`` are the programme's own for it;
    ``why`` is a stable word for a rule that passed by.
    """

    rule: str
    outcome: Outcome
    points: int = 0
    amount_minor: int = 0
    percent: int = 100
    missing: int = 0
    missing_unit: str = ""
    tier: str = ""
    programme_id: str = ""
    words: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """All that the programmes do to one sale."""

    line_effects: tuple[LineEffect, ...] = ()
    postings: tuple[Posting, ...] = ()
    tier_changes: tuple[TierChange, ...] = ()
    reasons: tuple[Reason, ...] = ()
    programmes: tuple[ProgrammePin, ...] = ()
    qualified: tuple[Qualified, ...] = ()
    stamps: tuple[StampChange, ...] = ()
    coupons_issued: tuple[CouponIssued, ...] = ()
    coupons_used: tuple[CouponUsed, ...] = ()
    memberships: tuple[MembershipChange, ...] = ()
    challenges: tuple[ChallengeProgress, ...] = ()
    promises: tuple[Promise, ...] = ()
    refused: tuple[LineRefused, ...] = ()
    consumes: tuple[Consumption, ...] = ()
    caps: tuple[CapUsed, ...] = ()
    entries: tuple[DrawEntry, ...] = ()
    redeemed_shares: tuple[RedeemedShare, ...] = ()

    @property
    def points_earned(self) -> int:
        """Points this sale gives its member, in the account that each programme keeps."""
        return sum(
            posting.points
            for posting in self.postings
            if posting.kind is PostingKind.EARN and not posting.is_money and not posting.member_id
        )

    @property
    def points_redeemed(self) -> int:
        """Points this sale uses, as a positive number."""
        return -sum(posting.points for posting in self.postings if posting.kind is PostingKind.REDEEM)


NOTHING = Decision()
