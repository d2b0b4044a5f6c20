"""What the loyalty rules saw and decided, as it stands in a sale: frozen wire types of version 1.

Whatever most sales leave empty is left out of the bytes (``omit_defaults``) and read back as empty. Days are ISO
dates, amounts minor units, quantities thousandths; enumerations travel as their words.
"""

from __future__ import annotations

import msgspec


class HoldingV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Points in one account."""

    account: str
    points: int
    expiring_points: int = 0
    expires_on: str = ""


class StandingV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the member stands in a programme."""

    programme_id: str
    tier: str | None
    qualifying: int
    until: str = ""


class MembershipHeldV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A paid membership or its trial."""

    programme_id: str
    code: str
    from_day: str
    to_day: str
    from_ms: int = 0
    to_ms: int = 0
    is_trial: bool = False
    trial_used: bool = False
    cancelled: bool = False


class StampsHeldV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Stamps on a card."""

    programme_id: str
    card: str
    stamps: int
    day: str = ""
    stamped_that_day: int = 0


class CouponHeldV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A coupon the member holds."""

    programme_id: str
    code: str
    number: str
    from_day: str = ""
    to_day: str = ""
    used: bool = False


class ChallengeHeldV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Progress in a challenge."""

    programme_id: str
    challenge: str
    period_start: str
    count: int
    seen: tuple[str, ...] = ()
    done: bool = False


class UsedV1(msgspec.Struct, frozen=True):
    """How much of a cap or limit is used."""

    programme_id: str
    rule_id: str
    period: str
    period_start: str
    amount: int


class BoughtV1(msgspec.Struct, frozen=True):
    """How often an article was bought."""

    article_id: str
    times: int


class ReferredByV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who brought the member."""

    member_id: str
    friends: int = 0
    is_ambassador: bool = False
    rewarded: bool = False


class MemberViewV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """The member as the rules saw them."""

    member_id: str
    points: int
    qualifying_points: int
    tier: str | None
    as_of_ms: int
    company_id: str = ""
    holdings: tuple[HoldingV1, ...] = ()
    standings: tuple[StandingV1, ...] = ()
    memberships: tuple[MembershipHeldV1, ...] = ()
    stamps: tuple[StampsHeldV1, ...] = ()
    coupons: tuple[CouponHeldV1, ...] = ()
    challenges: tuple[ChallengeHeldV1, ...] = ()
    used: tuple[UsedV1, ...] = ()
    bought: tuple[BoughtV1, ...] = ()
    birthday_month: int = 0
    birthday_day: int = 0
    joined_on: str = ""
    purchases: int | None = None
    last_purchase_on: str = ""
    partners: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()
    consents: tuple[str, ...] = ()
    referred_by: ReferredByV1 | None = None
    codes_claimed: tuple[str, ...] = ()


class PointsWishV1(msgspec.Struct, frozen=True):
    """Points to give or convert."""

    programme_id: str
    code: str
    points: int


class WishesV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the customer asked for, and what could not be secured."""

    coupons: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    gives: tuple[PointsWishV1, ...] = ()
    converts: tuple[PointsWishV1, ...] = ()
    events: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


class ContextV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where and when, as the rules saw it."""

    company_id: str
    store_id: str
    channel: str
    currency: str
    at_ms: int
    offset_minutes: int
    business_date: str
    seed: int | None
    wishes: WishesV1 | None = None


class LineEffectV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Money an offer took off a line."""

    line_id: int
    amount_minor: int
    offer_id: str
    words: str
    programme_id: str = ""


class PostingV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Points to post."""

    kind: str
    programme_id: str
    account: str
    points: int
    rule: str
    redemption_id: str
    member_id: str = ""
    is_money: bool = False


class TierChangeV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A tier reached."""

    programme_id: str
    before: str | None
    after: str
    until: str = ""


class ReasonV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why."""

    rule: str
    outcome: str
    points: int
    amount_minor: int
    percent: int
    missing: int
    missing_unit: str
    tier: str
    programme_id: str = ""
    words: str = ""
    why: str = ""


class ProgrammePinV1(msgspec.Struct, frozen=True):
    """Which rules."""

    programme_id: str
    version: int
    digest: str


class QualifiedV1(msgspec.Struct, frozen=True):
    """What counts towards the tier."""

    programme_id: str
    amount: int


class StampChangeV1(msgspec.Struct, frozen=True):
    """A stamp card changed."""

    programme_id: str
    card: str
    added: int
    free: int
    before: int
    after: int


class CouponIssuedV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A coupon for later."""

    programme_id: str
    code: str
    rule: str
    from_day: str
    to_day: str
    member_id: str = ""


class CouponUsedV1(msgspec.Struct, frozen=True):
    """A coupon used up."""

    programme_id: str
    code: str
    number: str
    rule: str


class MembershipChangeV1(msgspec.Struct, frozen=True):
    """A membership begun or renewed."""

    programme_id: str
    code: str
    step: str
    from_day: str
    to_day: str
    from_ms: int
    to_ms: int


class ChallengeProgressV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Progress made."""

    programme_id: str
    challenge: str
    period_start: str
    before: int
    after: int
    seen: tuple[str, ...] = ()
    done: bool = False


class PromiseV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A benefit without a price."""

    programme_id: str
    rule: str
    words: str
    article_id: str = ""
    pieces: int = 0


class LineRefusedV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Goods refused to this customer."""

    line_id: int
    programme_id: str
    rule: str
    why: str
    opens_on: str = ""
    most_pieces: int = 0


class ConsumptionV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something used up."""

    key: str
    programme_id: str
    rule: str
    amount: int
    period: str = ""
    period_start: str = ""


class CapUsedV1(msgspec.Struct, frozen=True):
    """Points counted against a cap."""

    programme_id: str
    rule: str
    period: str
    period_start: str
    points: int


class DrawEntryV1(msgspec.Struct, frozen=True):
    """An entry in a draw."""

    programme_id: str
    draw: str


class RedeemedShareV1(msgspec.Struct, frozen=True):
    """Points used that fall on a line."""

    line_id: int
    amount_minor: int


class DecisionV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the rules decided."""

    line_effects: tuple[LineEffectV1, ...]
    postings: tuple[PostingV1, ...]
    tier_changes: tuple[TierChangeV1, ...]
    reasons: tuple[ReasonV1, ...]
    programmes: tuple[ProgrammePinV1, ...]
    qualified: tuple[QualifiedV1, ...] = ()
    stamps: tuple[StampChangeV1, ...] = ()
    coupons_issued: tuple[CouponIssuedV1, ...] = ()
    coupons_used: tuple[CouponUsedV1, ...] = ()
    memberships: tuple[MembershipChangeV1, ...] = ()
    challenges: tuple[ChallengeProgressV1, ...] = ()
    promises: tuple[PromiseV1, ...] = ()
    refused: tuple[LineRefusedV1, ...] = ()
    consumes: tuple[ConsumptionV1, ...] = ()
    caps: tuple[CapUsedV1, ...] = ()
    entries: tuple[DrawEntryV1, ...] = ()
    redeemed_shares: tuple[RedeemedShareV1, ...] = ()
