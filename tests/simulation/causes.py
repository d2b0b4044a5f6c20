"""What may let a member spend more than they have (BOUNDED), proven from raw rows and from receipts.

=========== =============================================================================================
floor      the receipt says that the till risked it without a lease, within the limits (FLOOR)
fork       the till's disk was copied: two histories of it came to the server (FORK)
after-term the points were held for fifteen minutes, the sale was made in them, and came when they were over
after-grace the points were lent, and the lease was over when the sale came (term and grace)
written-off the same, and a named person had ended it
=========== =============================================================================================
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from tests.simulation.told import Told


@dataclass(slots=True)
class Arrived:
    """A redeeming fact as it came to the server."""

    till_id: str
    fact_id: str
    received_ms: int
    redemption_ids: tuple[str, ...]


@dataclass
class Causes:
    """What is known about facts and holds. ``holds`` are those of every history of the server: (points, expires_ms);
    ``secured`` what was ever kept for a till: (till, thing); ``ended`` leases that are over: (state, since ms).
    """

    told: Told
    arrived: dict[str, Arrived] = field(default_factory=dict)
    holds: dict[str, tuple[int, int]] = field(default_factory=dict)
    forked: set[str] = field(default_factory=set)
    secured: set[tuple[str, str]] = field(default_factory=set)
    ended: dict[str, tuple[str, int]] = field(default_factory=dict)
    passed: set[str] = field(default_factory=set)
    """Sales that risked more than the FLOOR allows: no cause of anything."""
    _spent: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def arrive(self, till_id: str, fact_id: str, received_ms: int, body: Any) -> None:
        """A sale came."""
        ids = tuple(each["redemption_id"] for each in body["tenders"] if each.get("points"))
        self.arrived[fact_id] = Arrived(till_id, fact_id, received_ms, ids)

    def of(self, fact_id: str, group_id: str) -> str:
        """The cause that a fact's redemption has, or nothing."""
        arrived, receipt = self.arrived.get(fact_id), self.told.receipts.get(fact_id)
        if arrived is None or receipt is None:
            return ""
        if arrived.till_id in self.forked:
            return "fork"
        if fact_id not in self.passed and any(each.is_floor for each in receipt.redeemed):
            return "floor"
        for each in receipt.redeemed:
            state, ended_ms = self.ended.get(each.lease_id, ("", 0))
            if state and arrived.received_ms >= ended_ms:
                return "written-off" if state == "written-off" else "after-grace"
        for redemption_id in arrived.redemption_ids:
            points, expires_ms = self.holds.get(redemption_id, (0, 0))
            if points and receipt.at_ms and arrived.received_ms > expires_ms:
                return "after-term"
        return ""

    def left_of(self, group_id: str, used: int) -> int:
        """How much of a redemption was not yet taken as the reason of something."""
        return max(used - self._spent[group_id], 0)

    def spend(self, group_id: str, points: int) -> None:
        """Take so much of it as the reason."""
        self._spent[group_id] += points
