"""Which versions of the protocol are spoken, and who is to be updated where two ends share none.

A version is the first part of every address (``/v1/...``). The server names those it speaks in every answer. Within a
version messages only grow: fields and kinds that somebody does not know are passed over, so that most pairs of an older
and a newer end need nothing of this.
"""

from __future__ import annotations

import re

HEADER = "x-trofast-versions"
"""Decimal numbers parted by commas."""
SPOKEN = (1,)

_PATH = re.compile(r"/v([0-9]{1,6})(/|$)")


def offered() -> str:
    """What this program says in the header."""
    return ",".join(map(str, SPOKEN))


def version_asked(path: str) -> int | None:
    """The version that an address is of; ``None`` for one that has none."""
    found = _PATH.match(path)
    return int(found[1]) if found else None


def versions_said(header: str) -> frozenset[int]:
    """The versions in a header; what is no number says nothing."""
    texts = (each.strip() for each in header.split(","))
    return frozenset(int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= 6)
