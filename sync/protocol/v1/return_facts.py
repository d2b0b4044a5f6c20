"""The fact of a return, version 1: what came back of a sale, the money, and all that it takes and gives.

Frozen like :mod:`sync.protocol.v1.facts`; whatever is no such body raises :class:`msgspec.ValidationError` or
``DecodeError``.
"""

from __future__ import annotations

import msgspec

from pos_app.domain.returned import Return
from sync.protocol.v1.facts import BasketV1, SellerV1, TenderV1, VatAmountV1
from sync.protocol.v1.loyalty_facts import (
    CapUsedV1,
    ConsumptionV1,
    ContextV1,
    CouponIssuedV1,
    CouponUsedV1,
    DrawEntryV1,
    PostingV1,
    QualifiedV1,
    ReasonV1,
)

RETURN = "return"


class RefundLineV1(msgspec.Struct, frozen=True):
    """Goods that came back."""

    line_id: int
    quantity_milli: int
    paid_minor: int


class RefundTenderV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Money or points that go back the way they came."""

    place: int
    kind: str
    exact_minor: int
    amount_minor: int
    slip_reference: str = ""
    points: int = 0
    redemption_id: str = ""


class RefundV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """The money of a return."""

    lines: tuple[RefundLineV1, ...]
    total_minor: int
    vat: tuple[VatAmountV1, ...]
    tenders: tuple[RefundTenderV1, ...]
    offers_lost_minor: int = 0
    fee_kept_minor: int = 0


class StampsBackV1(msgspec.Struct, frozen=True):
    """A stamp card moves."""

    programme_id: str
    card: str
    stamps: int
    added: int


class ChallengeBackV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Progress goes back."""

    programme_id: str
    challenge: str
    period_start: str
    count: int
    unseen: tuple[str, ...] = ()
    undone: bool = False


class MembershipEndedV1(msgspec.Struct, frozen=True):
    """A membership ends."""

    programme_id: str
    code: str
    from_day: str
    to_day: str
    used_days: int
    term_days: int


class TierDropV1(msgspec.Struct, frozen=True):
    """A tier falls."""

    programme_id: str
    before: str
    after: str


class ReferralReversedV1(msgspec.Struct, frozen=True):
    """A referral no longer counts."""

    programme_id: str
    rule: str
    referrer_id: str


class GiftDueV1(msgspec.Struct, frozen=True):
    """A gift comes back, or is charged."""

    programme_id: str
    rule: str
    article_id: str
    pieces: int
    charged: bool


class ReversalV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that a return does."""

    refund: RefundV1
    postings: tuple[PostingV1, ...] = ()
    qualified: tuple[QualifiedV1, ...] = ()
    stamps: tuple[StampsBackV1, ...] = ()
    coupons_taken: tuple[CouponIssuedV1, ...] = ()
    coupons_given: tuple[CouponUsedV1, ...] = ()
    challenges: tuple[ChallengeBackV1, ...] = ()
    usage: tuple[ConsumptionV1, ...] = ()
    caps: tuple[CapUsedV1, ...] = ()
    entries: tuple[DrawEntryV1, ...] = ()
    memberships: tuple[MembershipEndedV1, ...] = ()
    tiers: tuple[TierDropV1, ...] = ()
    referrals: tuple[ReferralReversedV1, ...] = ()
    gifts: tuple[GiftDueV1, ...] = ()
    reasons: tuple[ReasonV1, ...] = ()
    whole: bool = False


class UnprovenV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Goods that came without a receipt."""

    goods: BasketV1
    reason: str


class ReturnV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A return with all that explains it (REPLAY). A sixteenth field would change how its bytes begin."""

    return_id: str
    receipt_number: int
    seller: SellerV1
    sale_id: str
    sale_till_id: str
    sale_receipt_number: int
    member_id: str
    currency_code: str
    tenders: tuple[TenderV1, ...]
    reversal: ReversalV1
    context: ContextV1
    number: int = 0
    gifts_stay: bool = False
    approved_by: str = ""
    unproven: UnprovenV1 | None = None


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(ReturnV1)


def encode_return(returned: Return) -> bytes:
    """A return's body."""
    return _encoder.encode(msgspec.convert(returned, ReturnV1, from_attributes=True))


def decode_return(body: bytes) -> Return:
    """The return that a body says."""
    try:
        return msgspec.convert(_decoder.decode(body), Return, from_attributes=True)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError("the return holds what is no text, or too deep a nest") from error
