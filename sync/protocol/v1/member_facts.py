"""Facts of the counter that are no sale, version 1: somebody joins, visits, cancels a membership, claims points late,
gives or withdraws a consent.

Frozen like :mod:`sync.protocol.v1.facts`, and read back in the same way: whatever is no such body raises
:class:`msgspec.ValidationError` or ``DecodeError``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from pos_app.domain.enrolment import Enrolment, Person
from pos_app.domain.visit import ConsentChanged, LateClaim, MembershipCancelled, Visit
from sync.protocol.v1.facts import SellerV1
from sync.protocol.v1.loyalty_facts import ContextV1, DecisionV1, MemberViewV1

ENROLLED = "enrolled"
VISIT = "visit"
MEMBERSHIP_CANCELLED = "membership-cancelled"
LATE_CLAIM = "late-claim"
CONSENT_CHANGED = "consent-changed"


class ConsentGivenV1(msgspec.Struct, frozen=True):
    """A consent and the wording that was shown."""

    consent: str
    wording: str


class EnrolledV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody became a member; who they are travels sealed beside the record."""

    enrolment_id: str
    member_id: str
    seller: SellerV1
    at_ms: int
    offset_minutes: int
    joined_on: str
    consents: tuple[ConsentGivenV1, ...] = ()
    referrer_id: str = ""
    by_ambassador: bool = False


class PersonV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """Who joined. Never in an envelope: its JSON is what is sealed beside an enrolment."""

    name: str
    card_number: str = ""
    phone: str = ""
    birthday_month: int = 0
    birthday_day: int = 0


class VisitV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a member did without buying, with all that explains it (REPLAY)."""

    visit_id: str
    seller: SellerV1
    member: MemberViewV1
    context: ContextV1
    decision: DecisionV1
    lease_id: str = ""
    basket_id: str = ""


class MembershipCancelledV1(msgspec.Struct, frozen=True):
    """A paid membership is not to be renewed."""

    cancellation_id: str
    seller: SellerV1
    member_id: str
    programme_id: str
    code: str
    at_ms: int


class LateClaimV1(msgspec.Struct, frozen=True):
    """A member claims the points of a sale made without their card."""

    claim_id: str
    seller: SellerV1
    member_id: str
    sale_id: str
    at_ms: int


class ConsentChangedV1(msgspec.Struct, frozen=True):
    """A member agreed, or no longer agrees, to the wording that was read to them."""

    change_id: str
    seller: SellerV1
    member_id: str
    consent: str
    wording: str
    given: bool
    at_ms: int


_Fact = TypeVar("_Fact")
_AnyFact = Enrolment | Visit | MembershipCancelled | LateClaim | ConsentChanged

_encoder = msgspec.msgpack.Encoder()
_enrolled_decoder = msgspec.msgpack.Decoder(EnrolledV1)
_visit_decoder = msgspec.msgpack.Decoder(VisitV1)
_cancelled_decoder = msgspec.msgpack.Decoder(MembershipCancelledV1)
_claim_decoder = msgspec.msgpack.Decoder(LateClaimV1)
_consent_decoder = msgspec.msgpack.Decoder(ConsentChangedV1)


def encode_enrolled(enrolment: Enrolment) -> bytes:
    """An enrolment's body."""
    return _encoder.encode(msgspec.convert(enrolment, EnrolledV1, from_attributes=True))


def decode_enrolled(body: bytes) -> Enrolment:
    """The enrolment that a body says."""
    return _decoded(_enrolled_decoder, body, Enrolment)


def encode_visit(visit: Visit) -> bytes:
    """A visit's body."""
    return _encoder.encode(msgspec.convert(visit, VisitV1, from_attributes=True))


def decode_visit(body: bytes) -> Visit:
    """The visit that a body says."""
    return _decoded(_visit_decoder, body, Visit)


def encode_cancelled(cancelled: MembershipCancelled) -> bytes:
    """The body of a cancellation."""
    return _encoder.encode(msgspec.convert(cancelled, MembershipCancelledV1, from_attributes=True))


def decode_cancelled(body: bytes) -> MembershipCancelled:
    """The cancellation that a body says."""
    return _decoded(_cancelled_decoder, body, MembershipCancelled)


def encode_late_claim(claim: LateClaim) -> bytes:
    """The body of a late claim."""
    return _encoder.encode(msgspec.convert(claim, LateClaimV1, from_attributes=True))


def decode_late_claim(body: bytes) -> LateClaim:
    """The late claim that a body says."""
    return _decoded(_claim_decoder, body, LateClaim)


def encode_consent_changed(changed: ConsentChanged) -> bytes:
    """The body of a consent that was given or withdrawn."""
    return _encoder.encode(msgspec.convert(changed, ConsentChangedV1, from_attributes=True))


def decode_consent_changed(body: bytes) -> ConsentChanged:
    """The change of a consent that a body says."""
    return _decoded(_consent_decoder, body, ConsentChanged)


def encode_person(person: Person) -> str:
    """The text that is sealed beside an enrolment."""
    return msgspec.json.encode(msgspec.convert(person, PersonV1, from_attributes=True)).decode()


def decode_person(text: str) -> Person:
    """The person whom an opened text says; raises :class:`msgspec.MsgspecError` for any other text."""
    return msgspec.convert(msgspec.json.decode(text, type=PersonV1), Person, from_attributes=True)


READERS: Mapping[str, tuple[Callable[[bytes], _AnyFact], Callable[[Any], str]]] = {
    ENROLLED: (decode_enrolled, attrgetter("enrolment_id")),
    VISIT: (decode_visit, attrgetter("visit_id")),
    MEMBERSHIP_CANCELLED: (decode_cancelled, attrgetter("cancellation_id")),
    LATE_CLAIM: (decode_late_claim, attrgetter("claim_id")),
    CONSENT_CHANGED: (decode_consent_changed, attrgetter("change_id")),
}
"""How a body of each kind is read, and which of the fact's fields is its id (that of the envelope)."""


def _decoded(decoder: msgspec.msgpack.Decoder[Any], body: bytes, kind: type[_Fact]) -> _Fact:
    try:
        return msgspec.convert(decoder.decode(body), kind, from_attributes=True)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError("the fact holds what is no text, or too deep a nest") from error
