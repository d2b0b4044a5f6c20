"""How a replica finds its rows: ids packed, numbers by their hash. Nothing here needs SQLAlchemy."""

from __future__ import annotations

import re

REPLICA_SCHEMA = 1
"""What ``PRAGMA user_version`` reads. A replica of another schema is not migrated but loaded anew."""


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
