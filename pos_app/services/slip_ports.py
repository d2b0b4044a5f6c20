"""What the services ask of deposit slips that were taken before."""

from __future__ import annotations

from typing import Protocol


class DepositSlips(Protocol):
    """The slips that this till took. Safe on the interface thread."""

    def taken(self, number: str, since_ms: int) -> int | None:
        """The receipt number of the last sale after ``since_ms`` that took the slip, or ``None``."""
