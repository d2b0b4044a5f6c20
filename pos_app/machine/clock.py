"""The machine's clock and the store's zone."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo


class SystemClock:
    """The port ``Clock`` on the real clock. ``zone`` is the store's IANA zone name."""

    def __init__(self, zone: str) -> None:
        self._zone = ZoneInfo(zone)

    def now_ms(self) -> int:
        """UTC milliseconds since 1970."""
        return time.time_ns() // 1_000_000

    def offset_minutes(self, at_ms: int) -> int:
        """The zone's offset from UTC at that instant."""
        offset = datetime.fromtimestamp(at_ms // 1000, UTC).astimezone(self._zone).utcoffset()
        assert offset is not None
        return (offset.days * 86_400 + offset.seconds) // 60
