"""A till's place at its server, and calls from there."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sync.client.central import Central
from sync.client.keys import DeviceKey
from sync.client.line import Line
from sync.client.signing import Signer


def now_ms() -> int:
    """The machine's clock, ms UTC."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where a till belongs, and its key. ``now_ms`` is the till's clock (ms UTC), right or wrong.

    ``make_line`` makes connections to ``server_url``; a test puts a server of the same process there. ``key_file`` is
    where the key lies: a process that runs while it is changed finds the new one there.
    """

    server_url: str
    company_id: str
    till_id: str
    key: DeviceKey
    now_ms: Callable[[], int] = now_ms
    make_line: Callable[[str], Line] = Line
    key_file: Path | None = None

    def signer(self) -> Signer:
        """Signs as this till; shared by all its lines, so that a clock's error is learnt once."""
        return Signer(self.key, self.company_id, self.till_id, self.now_ms, self.key_file)

    def central(self, signer: Signer) -> Central:
        """Calls over a new line."""
        return Central(self.make_line(self.server_url), signer)
