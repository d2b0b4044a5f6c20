"""How often one may ask: token buckets for each till, and for each address that tries enrolment codes.

Sales are never starved: pushing has an allowance of its own, far above what a till that comes back after a week needs,
and nothing else that a till asks draws on it. Each process counts for itself.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from sync.protocol.v1.problems import Code
from sync.server.problems import Declined

MOST_BUCKETS = 20_000
MILLI = 1000


@dataclass(frozen=True, slots=True)
class Allowance:
    """For questions of one kind: so many at once, and then one every ``every_ms``."""

    kind: str
    at_once: int
    every_ms: int


PUSHING = Allowance("pushing", 500, 20)
ASKING = Allowance("asking", 200, 50)
PRESENCE = Allowance("presence", 100, 100)
PULLING = Allowance("pulling", 500, 20)
MEMBERS = Allowance("members", 60, 5_000)
"""More than new faces come to a counter, and too few for a stolen till to read a company's names with."""
ENROLLING = Allowance("enrolling", 20, 30_000)
"""Of one address: a whole store may sit behind it."""
_OF_PATH = {
    "/v1/records": PUSHING,
    "/v1/presence": PRESENCE,
    "/v1/changes": PULLING,
    "/v1/members": MEMBERS,
    "/v1/snapshot": PULLING,
    "/v1/snapshot/piece": PULLING,
}


def monotonic_ms() -> int:
    """A clock that nobody sets."""
    return time.monotonic_ns() // 1_000_000


class Limits:
    """The buckets of this process. Used on its event loop alone."""

    def __init__(self, clock_ms: Callable[[], int] = monotonic_ms) -> None:
        self._clock_ms = clock_ms
        self._buckets: dict[Hashable, tuple[int, int]] = {}

    def of_till(self, company_id: str, till_id: str, path: str) -> None:
        """Raise :class:`Declined` 429 when the till asks that too often."""
        allowance = _OF_PATH.get(path, ASKING)
        wait_ms = self._take((allowance.kind, company_id, till_id), allowance)
        if wait_ms:
            raise _too_often("this till asks too often; its sales are kept and sent later", wait_ms)

    def of_address(self, address: str) -> None:
        """Raise :class:`Declined` 429 when too many enrolment codes are tried from there."""
        wait_ms = self._take((ENROLLING.kind, address), ENROLLING)
        if wait_ms:
            raise _too_often("too many codes were tried from this address; wait a little", wait_ms)

    def _take(self, key: Hashable, allowance: Allowance) -> int:
        """Take one; returns how long to wait when there is none (ms), else 0. Counted in thousandths."""
        now_ms = self._clock_ms()
        full = allowance.at_once * MILLI
        left, since_ms = self._buckets.get(key, (full, now_ms))
        left = min(full, left + max(now_ms - since_ms, 0) * MILLI // allowance.every_ms)
        if left < MILLI:
            self._buckets[key] = left, now_ms
            return max((MILLI - left) * allowance.every_ms // MILLI, 1)
        if key not in self._buckets and len(self._buckets) >= MOST_BUCKETS:
            self._forget_the_oldest()
        self._buckets[key] = left - MILLI, now_ms
        return 0

    def _forget_the_oldest(self) -> None:
        oldest = sorted(self._buckets, key=lambda key: self._buckets[key][1])
        for key in oldest[: MOST_BUCKETS // 4]:
            del self._buckets[key]


def _too_often(sentence: str, wait_ms: int) -> Declined:
    return Declined(429, Code.BUSY, sentence, retry_after_s=-(-wait_ms // 1000))
