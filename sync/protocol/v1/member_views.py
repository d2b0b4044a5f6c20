"""Between a member as tills are told of them (a row and what else is known) and the view that the rules are given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import msgspec

from pos_app.domain.loyalty.member_view import MemberView
from sync.protocol.v1.member_messages import AgreedV1, MemberKnown

if TYPE_CHECKING:  # most members of a till that starts agree to nothing that it would have to tell
    from pos_app.domain.enrolment import Agreed

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(MemberKnown)
_NOTHING_KNOWN = MemberKnown()


def known_of(view: MemberView, agreed: Sequence[Agreed] = ()) -> MemberKnown | None:
    """What a row says of ``view`` beyond its own fields, and since when its consents hold; ``None`` when that is
    nothing.
    """
    known = msgspec.convert(view, MemberKnown, from_attributes=True)
    if agreed:
        since = tuple(AgreedV1(each.consent, each.given_ms, each.reworded) for each in agreed)
        known = msgspec.structs.replace(known, agreed=since)
    return None if known == _NOTHING_KNOWN else known


def encode_known(known: MemberKnown | None) -> bytes:
    """As a replica keeps it: empty for nothing."""
    return b"" if known is None or known == _NOTHING_KNOWN else _encoder.encode(known)


def decode_known(content: bytes) -> MemberKnown | None:
    """The way back; raises :class:`msgspec.MsgspecError` for bytes that say nothing of the kind."""
    return _decoder.decode(content) if content else None


def agreed_of(known: MemberKnown | None) -> tuple[Agreed, ...]:
    """Since when the member agrees to what."""
    if known is None or not known.agreed:
        return ()
    from pos_app.domain.enrolment import Agreed

    return tuple(Agreed(each.consent, each.given_ms, each.reworded) for each in known.agreed)


def view_of(
    member_id: str,
    points: int,
    qualifying_points: int,
    tier: str | None,
    as_of_ms: int,
    known: MemberKnown | None,
) -> MemberView:
    """The view that the rules are given."""
    if known is None:
        return MemberView(member_id, points, qualifying_points, tier, as_of_ms)
    whole = {
        **msgspec.structs.asdict(known),
        "member_id": member_id,
        "points": points,
        "qualifying_points": qualifying_points,
        "tier": tier,
        "as_of_ms": as_of_ms,
    }
    return msgspec.convert(whole, MemberView, from_attributes=True)
