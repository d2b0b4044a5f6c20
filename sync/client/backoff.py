"""When to try again: full-jitter exponential back-off that honours Retry-After (HERD).

Ours and not a retry library's: such a library repeats one call in place, while the follower must ask for presence,
push and pull side by side, and keeps its patience over many calls. Full jitter (a wait drawn evenly from nothing up to
a doubling ceiling) spreads a company's tills best when a server comes back; Retry-After is a floor below the draw.
"""

from __future__ import annotations

import random

FIRST_MS = 500
CEILING_MS = 60_000
LONGEST_RETRY_AFTER_MS = 600_000
"""A server may ask for ten minutes at most: a wrong header must not silence a till for a day."""


class Backoff:
    """The patience of one leg (pushing, pulling). All waits in milliseconds."""

    def __init__(
        self, draw: random.Random | None = None, *, first_ms: int = FIRST_MS, ceiling_ms: int = CEILING_MS
    ) -> None:
        self._draw = draw or random.SystemRandom()
        self._first_ms = first_ms
        self._ceiling_ms = ceiling_ms
        self._failures = 0

    @property
    def failures(self) -> int:
        """Failures since the last success."""
        return self._failures

    def after_failure(self, retry_after_ms: int = 0) -> int:
        """How long to wait now."""
        doublings = min(self._failures, 30)
        self._failures += 1
        ceiling = min(self._ceiling_ms, self._first_ms << doublings)
        return min(max(retry_after_ms, 0), LONGEST_RETRY_AFTER_MS) + self._draw.randint(0, ceiling)

    def after_success(self) -> None:
        """Start from the shortest wait again."""
        self._failures = 0

    def spread(self, up_to_ms: int) -> int:
        """A wait that keeps many tills from doing the same thing at the same instant."""
        return self._draw.randint(0, up_to_ms)
