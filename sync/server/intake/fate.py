"""What became of a record that was not simply stored, in one word and a detail for a person."""

from __future__ import annotations

from collections.abc import Sequence

from sync.server.intake.awaiting import WAITING

PARKED, FLAGGED = "parked", "flagged"
SET_ASIDE = "set-aside"
"""A person decided that this record has no effect."""


def fate_of(flags: Sequence[str], trouble: str, awaits: str) -> tuple[str, str]:
    """The fate and its detail: parked with why, waiting with what for, flagged with the codes, or nothing of it."""
    if trouble:
        return PARKED, trouble
    if awaits:
        return WAITING, f"waits for {awaits}"
    return (FLAGGED, ", ".join(dict.fromkeys(flags))) if flags else ("", "")
