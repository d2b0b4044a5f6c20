"""One seeded source of everything that is by chance, and one clock: nothing of a run depends on the machine it runs on.

The product draws nonces, salts, keys and ids from the operating system and asks it for the time. For the length of a
run those questions are answered from here.
"""

from __future__ import annotations

import os
import random
import secrets
import time
from collections.abc import Callable, Iterator, MutableSequence, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, Self, TypeVar
from unittest import mock

import uuid_utils

Thing = TypeVar("Thing")

BEGIN_MS = 1_772_434_800_000
"""2 March 2026, 08:00 in Oslo (07:00 UTC), a Monday: when every run begins, in ms UTC."""


class Chance:
    """Draws. ``bytes`` for the product come from a stream of their own, so that a change there does not turn the
    whole story.
    """

    def __init__(self, seed: int | str) -> None:
        self._story = random.Random(f"story/{seed}")
        self._bytes = random.Random(f"bytes/{seed}")

    def once_in(self, number: int) -> bool:
        """Whether it happens, once in ``number`` times."""
        return self._story.randrange(number) == 0

    def percent(self, chance: int) -> bool:
        """Whether it happens, so many times in a hundred."""
        return self._story.randrange(100) < chance

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self._story.randint(least, most)

    def one_of(self, things: Sequence[Thing]) -> Thing:
        """One of them."""
        return self._story.choice(things)

    def shuffle(self, things: MutableSequence[Any]) -> None:
        """In any order."""
        self._story.shuffle(things)

    def soon_s(self, mean_s: float) -> float:
        """A wait whose length nobody can guess (exponential), in seconds."""
        return self._story.expovariate(1 / mean_s)

    def bytes(self, count: int) -> bytes:
        """So many bytes."""
        return self._bytes.randbytes(count)

    def below(self, limit: int) -> int:
        """From 0 to below ``limit``, for the product."""
        return self._bytes.randrange(limit)

    def new_id(self, at_ms: int) -> str:
        """A UUIDv7 of that instant."""
        number = (at_ms & (2**48 - 1)) << 80 | 0x7 << 76 | self._bytes.getrandbits(12) << 64
        number |= 0b10 << 62 | self._bytes.getrandbits(62)
        text = f"{number:032x}"
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


class _Drawn(random.Random):
    """What the product takes for the operating system's randomness."""

    source: Chance

    def __new__(cls, *_: object) -> Self:
        return super().__new__(cls)

    def __init__(self, *_: object) -> None:
        super().__init__(self.source.below(2**62))


@contextmanager
def determined(chance: Chance, now_ms: Callable[[], int]) -> Iterator[None]:
    """Answer the product's questions for chance and time from ``chance`` and ``now_ms`` (UTC) while this lasts."""
    drawn = type("Drawn", (_Drawn,), {"source": chance})
    answers: tuple[tuple[Any, str, Any], ...] = (
        (os, "urandom", chance.bytes),
        (secrets, "token_bytes", lambda count=32: chance.bytes(count)),
        (secrets, "token_hex", lambda count=32: chance.bytes(count).hex()),
        (secrets, "randbelow", chance.below),
        (secrets, "choice", lambda things: things[chance.below(len(things))]),
        (random, "SystemRandom", drawn),
        (uuid_utils, "uuid7", lambda: chance.new_id(now_ms())),
        (time, "time_ns", lambda: now_ms() * 1_000_000),
        (time, "monotonic_ns", lambda: now_ms() * 1_000_000),
    )
    with ExitStack() as stack:
        for owner, name, answer in answers:
            stack.enter_context(mock.patch.object(owner, name, answer))
        yield
