"""What the server keeps for a sale before it is paid, as ports: points (HOLD), and what is used up (CLASSES)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from msgspec import Struct


class HoldOutcome(StrEnum):
    """What the server said to a redemption (HOLD)."""

    HELD = "held"
    TOO_FEW_POINTS = "too-few-points"
    NO_ANSWER = "no-answer"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class HoldAnswer:
    """``balance`` is what the member has free after the hold, as the server knows it at ``as_of_ms``.

    ``leased`` points beside it are kept somewhere; where there are too few, ``expires_ms`` is when those come free at
    the latest (0 where nobody said).
    """

    outcome: HoldOutcome
    balance: int = 0
    as_of_ms: int = 0
    expires_ms: int = 0
    detail: str = ""
    leased: int = 0


class Holds(Protocol):
    """Points held at the server until a sale posts them. May take 2 s: run off the interface and store threads."""

    def hold(
        self, redemption_id: str, member_id: str, account: str, points: int, *, given_back: bool = False
    ) -> HoldAnswer:
        """Hold points; never raises for the network: no answer within 2 s is ``NO_ANSWER``.

        While the server says that it has asked a keeper for them, or ``given_back`` says that this till gives back what
        it keeps of them itself, they are asked for again until the 2 s are over.
        """

    def void(self, redemption_id: str) -> None:
        """Let them go again. When the server can not be reached the hold runs out by itself."""


class Wanted(Struct, frozen=True):
    """One thing to secure, as the rules said it would be used up; ``seen`` are the stamps on its card before. Points
    that move away are of ``account``.
    """

    key: str
    programme_id: str
    rule: str
    amount: int
    period: str = ""
    period_start: str = ""
    seen: int = 0
    account: str = ""


class Securing(Protocol):
    """What a sale would use up, kept for it at the server. May take 2 s: run off the interface and store threads."""

    def secure(self, member_id: str, wants: Sequence[Wanted]) -> dict[str, str]:
        """The keys that may not be used up now, each with a stable word for why; empty when all are this sale's. Never
        raises for the network: without an answer within 2 s every key is ``offline``. Asking again replaces what
        was asked before for this member.
        """

    def let_go(self, member_id: str) -> None:
        """Free what was kept for this member here. When the server can not be reached it comes free by itself."""
