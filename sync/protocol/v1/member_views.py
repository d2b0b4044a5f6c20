"""Between a member as tills are told of them (a row and what else is known) and the view that the rules are given."""

from __future__ import annotations

import msgspec

from pos_app.domain.loyalty.member_view import MemberView
from sync.protocol.v1.messages import MemberKnown

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(MemberKnown)
_NOTHING_KNOWN = MemberKnown()


def known_of(view: MemberView) -> MemberKnown | None:
    """What a row says of ``view`` beyond its own fields; ``None`` when that is nothing."""
    known = msgspec.convert(view, MemberKnown, from_attributes=True)
    return None if known == _NOTHING_KNOWN else known


def encode_known(known: MemberKnown | None) -> bytes:
    """As a replica keeps it: empty for nothing."""
    return b"" if known is None or known == _NOTHING_KNOWN else _encoder.encode(known)


def decode_known(content: bytes) -> MemberKnown | None:
    """The way back; raises :class:`msgspec.MsgspecError` for bytes that say nothing of the kind."""
    return _decoder.decode(content) if content else None


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
