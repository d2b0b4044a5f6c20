"""How tills keep articles and members small: ids packed, numbers by their hash, rows as the values of a table.

A snapshot holds rows in this form, so that a till binds what it received. It is part of the snapshot's format.
"""

from __future__ import annotations

import re

from sync.protocol.v1.member_views import encode_known
from sync.protocol.v1.messages import ArticleRow, MemberRow

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
