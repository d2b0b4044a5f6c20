"""A programme as the engine sees it: one named, versioned set of rules, immutable once published.

The first family is here: points with tiers. Further families add tables of their own beside ``earn``, ``tiers``
and ``redemption``; ``evaluate`` keeps its signature.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.catalogue import Protection
from pos_app.domain.money import Rounding


class EarnBase(StrEnum):
    """Whether points are earned on what the member's own points paid for."""

    GROSS_OF_REDEMPTION = "gross-of-redemption"
    NET_OF_REDEMPTION = "net-of-redemption"


@dataclass(frozen=True, slots=True)
class EarnRule:
    """``points`` for every ``per_minor`` of eligible money; a fraction of a point is settled by ``rounding``.

    ``with_tax`` says whether VAT counts; with less than ``minimum_minor`` of eligible money a sale earns nothing.
    """

    points: int
    per_minor: int
    rounding: Rounding = Rounding.FLOOR
    base: EarnBase = EarnBase.NET_OF_REDEMPTION
    with_tax: bool = True
    minimum_minor: int = 0


@dataclass(frozen=True, slots=True)
class Tier:
    """A status: its stable ``code``, its ``name`` on screen and receipt, the qualifying points that reach it, and
    how many per cent of the ordinary points it earns (150 is half as much again).
    """

    code: str
    name: str
    from_points: int
    earn_percent: int = 100


@dataclass(frozen=True, slots=True)
class RedemptionRule:
    """``block`` points are worth ``value_minor``; whole blocks only, at least ``minimum`` points at a time."""

    block: int
    value_minor: int
    minimum: int = 0


@dataclass(frozen=True, slots=True)
class Programme:
    """One published version of a programme. ``digest`` is the SHA-256 (hex) of its text: what a sale pins."""

    programme_id: str
    version: int
    name: str
    currency: str
    account: str
    digest: str
    earn: EarnRule
    tiers: tuple[Tier, ...] = ()
    redemption: RedemptionRule | None = None
    never_counts: frozenset[Protection] = frozenset(Protection)

    @property
    def pin(self) -> ProgrammePin:
        """The name under which a sale remembers exactly these rules."""
        return ProgrammePin(self.programme_id, self.version, self.digest)

    def tier_at(self, qualifying_points: int) -> Tier | None:
        """The highest tier that so many qualifying points reach."""
        reached = [tier for tier in self.tiers if tier.from_points <= qualifying_points]
        return max(reached, key=lambda tier: tier.from_points) if reached else None

    def tier_by_code(self, code: str | None) -> Tier | None:
        """The tier with that code, or none."""
        return next((tier for tier in self.tiers if tier.code == code), None)

    def next_tier(self, qualifying_points: int) -> Tier | None:
        """The next tier above so many qualifying points."""
        above = [tier for tier in self.tiers if tier.from_points > qualifying_points]
        return min(above, key=lambda tier: tier.from_points) if above else None


@dataclass(frozen=True, slots=True)
class ProgrammePin:
    """Which rules a sale was evaluated under."""

    programme_id: str
    version: int
    digest: str
