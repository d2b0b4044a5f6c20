"""A prize draw that anybody can check: the same seed and the same entries have the same winners, for ever.

Before the draw the shop publishes the SHA-256 of a seed (a *commitment*). Afterwards it publishes the seed and the
entries. Whoever wants to check needs nothing but SHA-256:

1. the seed's SHA-256 is what was published;
2. each entry is hashed behind the seed, the beacon and a line feed each: ``seed LF beacon LF entry``;
3. the lowest hashes win, one prize for each member.

A *beacon* is a text that nobody could know before the entries closed (a lottery's numbers of that evening). With one,
not even somebody who knew the seed could have chosen entries to win.

Pure: no clock, no randomness, no database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

SEED_BYTES = 32


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: whose it is, and the fact that made it (a member may have many)."""

    member_id: str
    source: str

    @property
    def text(self) -> str:
        """How it is published and hashed."""
        return f"{self.member_id} {self.source}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """What came of a draw: ``winners`` are member ids, first prize first; ``entries_hash`` is the SHA-256 (hex) of the
    sorted entries, a line feed after each.
    """

    winners: tuple[str, ...]
    entries: int
    entries_hash: str


def commitment(seed: str) -> str:
    """What is published before the draw: the SHA-256 (hex) of the seed's text."""
    return hashlib.sha256(seed.encode()).hexdigest()


def draw(seed: str, entries: Iterable[Entry], prizes: int, beacon: str = "") -> Drawn:
    """Draw ``prizes`` winners; fewer where fewer members entered. The order in which entries come does not matter, nor
    does one that comes twice.
    """
    texts = {entry.text: entry for entry in entries}
    ranked = sorted(texts, key=lambda text: (_rank(seed, beacon, text), text))
    winners = tuple(dict.fromkeys(texts[text].member_id for text in ranked))[: max(prizes, 0)]
    listed = "".join(f"{text}\n" for text in sorted(texts))
    return Drawn(winners, len(texts), hashlib.sha256(listed.encode()).hexdigest())


def _rank(seed: str, beacon: str, text: str) -> str:
    return hashlib.sha256(f"{seed}\n{beacon}\n{text}".encode()).hexdigest()
