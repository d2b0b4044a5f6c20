"""How a replica finds its rows: ids packed, numbers by their hash. Nothing here needs SQLAlchemy."""

from __future__ import annotations

import uuid

REPLICA_SCHEMA = 1
"""What ``PRAGMA user_version`` reads. A replica of another schema is not migrated but loaded anew."""


def pack_id(text: str) -> bytes | str:
    """A canonical UUID as its 16 bytes, anything else as it is. Nothing else packs to the same."""
    if len(text) == 36:
        try:
            made = uuid.UUID(text)
        except ValueError:
            return text
        if str(made) == text:
            return made.bytes
    return text


def unpack_id(packed: bytes | str) -> str:
    """The way back."""
    return str(uuid.UUID(bytes=packed)) if isinstance(packed, bytes) else packed


def short_of(digest: bytes) -> int:
    """The four bytes of a number's hash by which it is found."""
    return int.from_bytes(digest[:4], "big")
