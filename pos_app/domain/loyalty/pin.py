"""What decisions and postings say of rules without knowing them: which version, and what an account counts.

Apart from the rules themselves, because a till's first screen needs decisions and not one rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AccountUnit(StrEnum):
    """What an account counts."""

    POINTS = "points"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class ProgrammePin:
    """Which rules a sale was evaluated under."""

    programme_id: str
    version: int
    digest: str
