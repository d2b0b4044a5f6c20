"""How tills keep articles and members small: ids packed, numbers by their hash, rows as the values of a table.

A snapshot holds rows in this form, so that a till binds what it received. It is part of the snapshot's format.
"""

from __future__ import annotations

import re

from sync.protocol.v1.member_messages import BriefMemberRow, MemberRow
from sync.protocol.v1.member_views import encode_known
from sync.protocol.v1.messages import ArticleRow

Value = int | str | bytes | None

_UUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def pack_id(text: str) -> bytes | str:
    """A canonical UUID as its 16 bytes, anything else as it is. Nothing else packs to the same."""
    return bytes.fromhex(text.replace("-", "")) if _UUID.fullmatch(text) else text


def unpack_id(packed: bytes | str) -> str:
    """The way back."""
    if isinstance(packed, str):
        return packed
    text = packed.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def short_of(digest: bytes) -> int:
    """The four bytes of a number's hash by which it is found."""
    return int.from_bytes(digest[:4], "big")


def article_values(row: ArticleRow) -> tuple[Value, ...]:
    """An article's columns after its place, without its codes."""
    return (
        pack_id(row.article_id),
        row.name,
        row.price_minor,
        row.vat_code,
        row.vat_basis_points,
        row.unit,
        row.category_id,
        row.minimum_age,
        row.protection,
        row.colour,
        row.item_reference,
        row.quick_position,
        row.content_milli,
        row.content_measure,
    )


def member_values(row: MemberRow) -> tuple[Value, ...]:
    """A member's columns after their place."""
    return (
        pack_id(row.member_id),
        row.display_name,
        row.card_number_end,
        row.points,
        row.qualifying_points,
        row.tier,
        row.as_of_ms,
        int(row.blocked),
        row.personal_key,
        row.phone_hash,
        b"".join(row.card_hashes),
        encode_known(row.known),
    )


def shorts_of(row: MemberRow) -> set[int]:
    """By which numbers a member is found."""
    return {short_of(digest) for digest in (*row.card_hashes, row.phone_hash) if digest}


# --- members of whom a till knows little ---------------------------------------------------------------------------

KEY_BYTES = 8
_HALF = 1 << 63
_WAY_BITS = 21
_REST_BITS = 64 - _WAY_BITS
_WAY_MASK = (1 << _WAY_BITS) - 1


def card_key(digest: bytes) -> int:
    """The place of a card: the first bytes of its number's hash, so that places stand in the order of the hashes."""
    return int.from_bytes(digest[:KEY_BYTES], "big") - _HALF


def sortable(key: int) -> bytes:
    """A place as bytes that sort as places do."""
    return (key + _HALF).to_bytes(KEY_BYTES, "big")


def keys_of(row: BriefMemberRow) -> tuple[int, ...]:
    """The places of a member's cards; one that no card has where there is none."""
    if row.card_hashes:
        return tuple(dict.fromkeys(card_key(digest) for digest in row.card_hashes))
    return (card_key(_bytes_of(pack_id(row.member_id))[-KEY_BYTES:]),)


def way_to(packed: bytes | str, key: int) -> int:
    """The way from an id to the place ``key``: 21 bits of each, which SQLite keeps in six bytes. Two members may share
    one.
    """
    return ways_of(packed)[0] | (key + _HALF) >> _REST_BITS


def ways_of(packed: bytes | str) -> tuple[int, int]:
    """The first and the last way that may begin at an id: the end of a UUID is random, its beginning a time."""
    first = (int.from_bytes(_bytes_of(packed)[-3:], "big") & _WAY_MASK) << _WAY_BITS
    return first, first | _WAY_MASK


def keys_at(way: int) -> tuple[int, int]:
    """The first and the last place that a way may lead to."""
    first = ((way & _WAY_MASK) << _REST_BITS) - _HALF
    return first, first | (1 << _REST_BITS) - 1


def standing_of(tier_number: int, *, blocked: bool) -> int:
    """Tier and block as one number, which takes no byte for most members."""
    return tier_number << 1 | int(blocked)


def brief_values(row: BriefMemberRow, key: int, tier_number: int) -> tuple[Value, ...]:
    """A brief member's columns at one of their places. The time is cut to whole seconds."""
    return (
        key,
        pack_id(row.member_id),
        row.points,
        row.qualifying_points,
        standing_of(tier_number, blocked=row.blocked),
        row.as_of_ms // 1000,
    )


def _bytes_of(packed: bytes | str) -> bytes:
    if isinstance(packed, bytes):
        return packed
    from hashlib import sha256

    return sha256(packed.encode()).digest()
