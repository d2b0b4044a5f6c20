"""The server's time, as far as this till knows it: what codes with a short life are held against (SERVER-ORDER).

The sync child says by how much the server's clock differs. From then on a clock that nobody sets runs along, so that a
change of the machine's time moves nothing. A poor one goes wrong by 10 s a day, a third of a code's step: after
:data:`CHECKED_FOR_MS` without a word from the server the time counts as unchecked. The last difference is remembered
over a restart: a till whose clock is set wrong is most likely wrong by as much again.
"""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the start does without codes
    from pos_app.domain.member_code import TillTime

CHECKED_FOR_MS = 24 * 3_600_000
_SAVED_EVERY_MS = 3_600_000
_MOVED_MS = 1_000
_LOG = logging.getLogger(__name__)


def wall_ms() -> int:
    """The machine's clock, ms UTC."""
    return time.time_ns() // 1_000_000


def steady_ms() -> int:
    """A clock that nobody sets and that runs on while the machine sleeps, where the machine has one."""
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // 1_000_000
    else:  # noqa: RET505 - so that the type checker sees which system has what
        return time.monotonic_ns() // 1_000_000


class KnownServerTime:
    """The port ``ServerTime``. ``file`` keeps the difference, and a time that has certainly passed."""

    def __init__(
        self, file: Path, wall: Callable[[], int] = wall_ms, steady: Callable[[], int] = steady_ms
    ) -> None:
        self._file = file
        self._wall = wall
        self._steady = steady
        self._lock = threading.Lock()
        self._heard: tuple[int, int] | None = None
        self._difference_ms, self._saved_ms = _read(file)

    def learn(self, difference_ms: int) -> None:
        """The server's clock shows so much more than this machine's, measured just now. Safe on any thread."""
        with self._lock:
            now = self._wall() + difference_ms
            self._heard = (now, self._steady())
            moved = abs(difference_ms - self._difference_ms) >= _MOVED_MS
            if moved or not 0 <= now - self._saved_ms < _SAVED_EVERY_MS:
                self._difference_ms, self._saved_ms = difference_ms, now
                self._save()

    def now(self) -> TillTime:
        """What time it is at the server."""
        from pos_app.domain.member_code import TillTime

        with self._lock:
            if self._heard is not None:
                told, at = self._heard
                since = self._steady() - at
                return TillTime(told + since, is_checked=since < CHECKED_FOR_MS)
            return TillTime(max(self._wall() + self._difference_ms, self._saved_ms), is_checked=False)

    def _save(self) -> None:
        try:
            self._file.write_text(f"{self._difference_ms} {self._saved_ms}\n", "ascii")
        except OSError as error:
            _LOG.info("the server's time could not be remembered: %s", error.strerror)


def _read(file: Path) -> tuple[int, int]:
    """What the file says; nothing is remembered where it can not be read."""
    try:
        difference, saved = (int(word) for word in file.read_text("ascii").split())
    except (OSError, ValueError):
        return 0, 0
    return difference, saved
