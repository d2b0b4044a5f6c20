"""Tiers as a ladder: which rung a sale reaches, and what it earns when it is split at the line."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.loyalty.earn_rules import EarnRule
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.status_rules import Tier
from pos_app.domain.money import divide


@dataclass(slots=True)
class Ladder:
    """Where a member stands in a programme's tiers while a sale is counted up."""

    programme: Programme
    qualifying: int
    tier: Tier | None

    @classmethod
    def of(cls, programme: Programme, qualifying: int, tier: Tier | None) -> Ladder:
        """The ladder before the sale."""
        return cls(programme, qualifying, tier)

    def reached(self, gained: int) -> Tier | None:
        """The tier after so much more; the one held is never taken away by a sale."""
        after = self.programme.tier_at(self.qualifying + gained)
        if after is None:
            return self.tier
        if self.tier is None or self.programme.threshold(after) > self.programme.threshold(self.tier):
            return after
        return self.tier

    def split(self, rule: EarnRule, units: int, per: int) -> int:
        """Points when what lies below a line earns at the rate below it, and the rest at the rate above.

        Exact in whole numbers: the fraction is settled once, at the end. Climbs as it goes, so that a second rule
        goes on where the first one ended.
        """
        programme, before, tier = self.programme, self.qualifying, self.reached(0)
        by_spend = programme.counts_spend
        denominator = per * 100
        left, gathered = units, 0
        while left:
            rate = rule.points * (tier.earn_percent if tier else 100)
            at = before + (units - left if by_spend else gathered // denominator)
            above = programme.next_tier(max(at, programme.threshold(tier) if tier else 0))
            if above is None:
                gathered += left * rate
                break
            if by_spend:
                needed = programme.threshold(above) - at
            else:
                needed = -(-((programme.threshold(above) - before) * denominator - gathered) // rate)
            used = min(left, max(needed, 0))
            gathered += used * rate
            left -= used
            tier = above
        points = divide(gathered, denominator, rule.rounding)
        self.qualifying = before + (units if by_spend else points)
        self.tier = self.reached(0)
        return points
