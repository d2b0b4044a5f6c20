"""Members as tills are told of them: whole where they shop, brief everywhere else; and the question for the rest.

A till holds every member of the company, so that any card is recognised without the network. Names, phones and the key
that seals them are an exposure: they go to the tills of stores that the member has to do with, and to one that asks
(``POST /v1/members``: :class:`MemberAsked` -> :class:`MemberTold`), which keeps them from then on.
"""

from __future__ import annotations

import msgspec

from sync.protocol.v1.loyalty_facts import (
    BoughtV1,
    ChallengeHeldV1,
    CouponHeldV1,
    HoldingV1,
    MembershipHeldV1,
    ReferredByV1,
    StampsHeldV1,
    StandingV1,
    UsedV1,
)


class AgreedV1(msgspec.Struct, frozen=True, array_like=True, omit_defaults=True):
    """A consent in force: since when (UTC milliseconds), and whether the programmes word it otherwise by now."""

    consent: str
    given_ms: int
    reworded: bool = False


class MemberKnown(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whatever else the rules may ask about a member, as in :class:`~sync.protocol.v1.loyalty_facts.MemberViewV1`; and
    since when the consents hold, which no rule asks.

    Most members have little of it, so that what is empty takes no bytes.
    """

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
    agreed: tuple[AgreedV1, ...] = ()


class MemberRow(msgspec.Struct, frozen=True, tag="member", omit_defaults=True):
    """A member, whole. ``card_hashes`` and ``phone_hash`` are HMAC-SHA-256 (first 16 bytes) under the company's
    card secret; ``personal_key`` seals personal fields in this till's journal. ``known`` is left out where there is
    nothing more to know.
    """

    member_id: str
    display_name: str
    card_hashes: tuple[bytes, ...]
    phone_hash: bytes
    card_number_end: str
    points: int
    qualifying_points: int
    tier: str | None
    as_of_ms: int
    blocked: bool
    personal_key: bytes
    known: MemberKnown | None = None


class BriefMemberRow(msgspec.Struct, frozen=True, tag="brief-member", omit_defaults=True):
    """What tills of other stores are told instead of a :class:`MemberRow`: enough to recognise a card, to earn, and to
    price by the tier. A till that had more of the member drops it.
    """

    member_id: str
    card_hashes: tuple[bytes, ...]
    points: int
    qualifying_points: int
    tier: str | None
    as_of_ms: int
    blocked: bool


class MemberAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody stands at this till, and it wants to know them whole: by id, or by a card or phone number's hash (then
    the id is empty).
    """

    member_id: str
    number_hash: bytes


class MemberTold(msgspec.Struct, frozen=True, kw_only=True):
    """Those who are meant (a phone may serve a household; none where nobody is), as the changes up to ``cursor`` say
    it: a till that is further keeps what it has.
    """

    members: tuple[MemberRow, ...]
    cursor: int


def brief_of(row: MemberRow) -> BriefMemberRow:
    """What other stores are told of the same member."""
    return BriefMemberRow(
        row.member_id,
        row.card_hashes,
        row.points,
        row.qualifying_points,
        row.tier,
        row.as_of_ms,
        row.blocked,
    )
