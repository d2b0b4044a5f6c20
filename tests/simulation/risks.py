"""What tills risked without a lease, and what they took from one: counted from receipts alone (FLOOR, LEASE-ONCE).

An offline spell is over when the server has everything that its till handed out: the till hears so a moment later, so
what is counted here is never more than what it counts itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container
from dataclasses import dataclass, field

from tests.simulation.raw import RawFile
from tests.simulation.told import Receipt, Told

FLOOR_EACH, FLOOR_MEMBER, FLOOR_TILL = 100, 150, 400
"""Points that the programme lets be risked: in one redemption, by one member and by one till in one offline spell."""


@dataclass
class Risks:
    """``found`` hears of everything that is wrong; ``passed`` are the sales that risked too much, which explains
    nothing that is missing afterwards.
    """

    told: Told
    found: Callable[[str, int, str], None]
    forked: Container[str]
    passed: set[str] = field(default_factory=set)
    _spells: dict[str, list[Receipt]] = field(default_factory=lambda: defaultdict(list))
    _granted: Counter[str] = field(default_factory=Counter)
    _returned: Counter[str] = field(default_factory=Counter)
    _seen: int = 0

    def look(self, stored: Container[str]) -> None:
        """Take in what was handed out since the last time; ``stored`` are the facts that the server has now."""
        for receipt in list(self.told.receipts.values())[self._seen :]:
            self._take(receipt)
        self._seen = len(self.told.receipts)
        for machine, spell in self._spells.items():
            if all(receipt.fact_id in stored for receipt in spell):
                self._spells[machine] = []

    def _take(self, receipt: Receipt) -> None:
        if receipt.kind == "member":
            return  # the id on the card is not that of the fact
        spell = self._spells[receipt.machine]
        spell.append(receipt)
        risked = _risked(receipt)
        too_many = max(
            *(each.points - FLOOR_EACH for each in receipt.redeemed if each.is_floor),
            sum(_risked(each) for each in spell if each.member_id == receipt.member_id) - FLOOR_MEMBER,
            sum(map(_risked, spell)) - FLOOR_TILL,
            0,
        )
        if risked and too_many > 0:
            self.passed.add(receipt.fact_id)
            self.found(
                "overspent",
                min(too_many, risked),
                f"FLOOR: {receipt.fact_id} risked {risked} at {receipt.machine}, too many by {too_many}",
            )

    def look_at_leases(self, file: RawFile) -> None:
        """What was ever granted of each lease, and given back, in any history of the server."""
        for lease_id, granted, returned in file.rows(
            "SELECT lease_id, SUM(granted), SUM(returned) FROM lease_points GROUP BY lease_id"
        ):
            self._granted[lease_id] = max(self._granted[lease_id], granted)
            self._returned[lease_id] = max(self._returned[lease_id], returned)

    def close(self) -> None:
        """No lease paid for more than was granted under it and not given back (LEASE-ONCE)."""
        taken: Counter[str] = Counter()
        for receipt in self.told.receipts.values():
            for each in receipt.redeemed:
                if each.lease_id and receipt.till_id not in self.forked:
                    taken[each.lease_id] += each.points
        for lease_id, points in taken.items():
            had = self._granted[lease_id] - self._returned[lease_id]
            if points > had:
                self.found(
                    "overspent", points - had, f"LEASE-ONCE: {lease_id} had {had}, and {points} were taken"
                )


def _risked(receipt: Receipt) -> int:
    return sum(each.points for each in receipt.redeemed if each.is_floor)
