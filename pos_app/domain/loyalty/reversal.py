"""What a return takes back and gives back: the other half of a :class:`~pos_app.domain.loyalty.decision.Decision`.

A reversal holds one step: what this return does beyond the returns before it. Amounts of what is given back to the
member, or taken from a count that limits them, are positive unless a name says otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.loyalty.decision import (
    CapUsed,
    Consumption,
    CouponIssued,
    CouponUsed,
    DrawEntry,
    Posting,
    Qualified,
    Reason,
)
from pos_app.domain.pricing import VatAmount
from pos_app.domain.tender import TenderKind

RETURNED = "return"
"""The rule of a posting that takes back what a sale earned, whichever of its rules had given it."""


@dataclass(frozen=True, slots=True)
class ReturnedLine:
    """So much of a sale's line comes back; ``quantity_milli`` in thousandths."""

    line_id: int
    quantity_milli: int


@dataclass(frozen=True, slots=True)
class RefundLine:
    """Goods that came back, and what the customer paid for them after every discount, VAT included."""

    line_id: int
    quantity_milli: int
    paid_minor: int


@dataclass(frozen=True, slots=True)
class RefundTender:
    """Money (or points) that goes back the way it came: ``place`` is the tender's place in the sale.

    ``exact_minor`` is its share of the refund, ``amount_minor`` what is handed over: they differ by cash rounding.
    ``slip_reference`` is the sale's own slip. A points tender gives ``points`` back under the sale's redemption.
    """

    place: int
    kind: TenderKind
    exact_minor: int
    amount_minor: int
    slip_reference: str = ""
    points: int = 0
    redemption_id: str = ""


@dataclass(frozen=True, slots=True)
class Refund:
    """The money of one return, minor units. ``total_minor`` is by how much the sale's total falls, VAT included, and
    what ``vat`` sums to; points that were a price reduction go back beside it.

    Over the ``tenders`` goes back what was paid for ``lines``, less ``offers_lost_minor`` (offers that what is kept
    does not reach any more; negative where what is kept has become cheaper) and ``fee_kept_minor`` (the used part of
    a membership).
    """

    lines: tuple[RefundLine, ...] = ()
    total_minor: int = 0
    vat: tuple[VatAmount, ...] = ()
    tenders: tuple[RefundTender, ...] = ()
    offers_lost_minor: int = 0
    fee_kept_minor: int = 0

    @property
    def handed_minor(self) -> int:
        """What goes back over all tenders, after cash rounding; what points paid for counts with its value."""
        return sum(tender.amount_minor for tender in self.tenders)

    @property
    def rounding_minor(self) -> int:
        """What cash rounding added to the refund."""
        return sum(tender.amount_minor - tender.exact_minor for tender in self.tenders)

    @property
    def tax_minor(self) -> int:
        """VAT in the refund."""
        return sum(vat.tax_minor for vat in self.vat)


@dataclass(frozen=True, slots=True)
class StampsBack:
    """How many ``stamps`` the card moves by: below zero where the returned goods had stamped, above where stamps come
    back that a free unit had used. ``added`` counts the stamps of the sale's day that are no more.
    """

    programme_id: str
    card: str
    stamps: int
    added: int


@dataclass(frozen=True, slots=True)
class ChallengeBack:
    """Progress that goes back by ``count``; ``unseen`` are the distinct things that no longer count, and ``undone``
    says that the challenge is open again.
    """

    programme_id: str
    challenge: str
    period_start: str
    count: int
    unseen: tuple[str, ...] = ()
    undone: bool = False


@dataclass(frozen=True, slots=True)
class MembershipEnded:
    """A membership whose term was sold with the returned goods ends; ``used_days`` of ``term_days`` are paid for."""

    programme_id: str
    code: str
    from_day: str
    to_day: str
    used_days: int
    term_days: int


@dataclass(frozen=True, slots=True)
class TierDrop:
    """The tier falls at once, from one code to another (empty: to none)."""

    programme_id: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ReferralReversed:
    """The friend's first purchase came back: neither side keeps the reward."""

    programme_id: str
    rule: str
    referrer_id: str


@dataclass(frozen=True, slots=True)
class GiftDue:
    """A gift whose goods came back. ``pieces`` were handed over beside the basket; they come back, or are sold to the
    customer where ``charged``. Gifts that stand in the basket are among the reversal's lines, or priced, instead.
    """

    programme_id: str
    rule: str
    article_id: str
    pieces: int
    charged: bool


@dataclass(frozen=True, slots=True)
class Reversal:
    """Everything one return does.

    ``postings`` are of kind ``reverse``: negative takes earned points, positive gives back what was redeemed, given
    or converted. ``qualified`` is negative. ``coupons_taken`` were issued with the sale and go back if they are
    unused; ``coupons_given`` were used in it and are the member's again. ``usage`` and ``caps`` lower what counts
    against limits. ``whole`` says that nothing of the sale is kept.
    """

    refund: Refund
    postings: tuple[Posting, ...] = ()
    qualified: tuple[Qualified, ...] = ()
    stamps: tuple[StampsBack, ...] = ()
    coupons_taken: tuple[CouponIssued, ...] = ()
    coupons_given: tuple[CouponUsed, ...] = ()
    challenges: tuple[ChallengeBack, ...] = ()
    usage: tuple[Consumption, ...] = ()
    caps: tuple[CapUsed, ...] = ()
    entries: tuple[DrawEntry, ...] = ()
    memberships: tuple[MembershipEnded, ...] = ()
    tiers: tuple[TierDrop, ...] = ()
    referrals: tuple[ReferralReversed, ...] = ()
    gifts: tuple[GiftDue, ...] = ()
    reasons: tuple[Reason, ...] = ()
    whole: bool = False

    @property
    def points_taken(self) -> int:
        """Points the member loses by this return, as a positive number."""
        return -sum(each.points for each in self.postings if each.points < 0 and _is_own(each))

    @property
    def points_given(self) -> int:
        """Points the member has back by this return."""
        return sum(each.points for each in self.postings if each.points > 0 and _is_own(each))


def _is_own(posting: Posting) -> bool:
    return not posting.is_money and not posting.member_id
