"""One leg of following (pushing, or pulling): what is wrong with it and when it may try again."""

from __future__ import annotations

import time

from sync.client.backoff import Backoff
from sync.client.trouble import STOPS_PUSHING, Link, SyncTrouble

STOPPED_MS = 300_000
"""After what only a person can mend, look again this late: the person may have mended it at the server."""


def monotonic_ms() -> int:
    """A clock that only runs forward, for waits."""
    return time.monotonic_ns() // 1_000_000


class Leg:
    """Patience and the last trouble of one leg."""

    def __init__(self, backoff: Backoff | None = None) -> None:
        self.trouble: SyncTrouble | None = None
        self._backoff = backoff or Backoff()
        self._ready_ms = 0

    @property
    def is_ready(self) -> bool:
        """Whether it may try now."""
        return monotonic_ms() >= self._ready_ms

    def failed(self, trouble: SyncTrouble) -> None:
        """It did not work: wait (HERD), long if only a person can help."""
        self.trouble = trouble
        stopped = STOPPED_MS if trouble.code in STOPS_PUSHING else 0
        self._ready_ms = monotonic_ms() + max(stopped, self._backoff.after_failure(trouble.retry_after_ms))

    def worked(self) -> None:
        """It did."""
        self.trouble = None
        self._backoff.after_success()

    def spread(self, up_to_ms: int) -> None:
        """Not all tills at once: let it begin within that time."""
        self._ready_ms = max(self._ready_ms, monotonic_ms() + self._backoff.spread(up_to_ms))

    def line_is_back(self, up_to_ms: int) -> None:
        """The server can be reached again: what failed for want of it need not wait out its patience."""
        if self.trouble is not None and self.trouble.link is Link.OFFLINE:
            self.worked()
            self._ready_ms = 0
        self.spread(up_to_ms)
