"""What the world outside was told: receipts handed to customers, and how often what went wrong.

Plain values, so that the auditor can hold the books against them without any of the product's code.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Redeemed:
    """Points that a receipt says were paid with. ``held_ms`` is when the server said yes (0: it was not asked)."""

    redemption_id: str
    points: int
    lease_id: str = ""
    is_floor: bool = False


@dataclass(frozen=True, slots=True)
class Receipt:
    """One fact that a person took home: a sale, a return, a membership. ``at_ms`` is the true time of handing out,
    ``machine`` the very computer (a copied till is two of them under one ``till_id``).
    """

    fact_id: str
    kind: str
    till_id: str
    machine: str
    number: int
    at_ms: int
    basket_id: str = ""
    member_id: str = ""
    total_minor: int = 0
    earned: tuple[tuple[str, int], ...] = ()
    redeemed: tuple[Redeemed, ...] = ()
    coupons: int = 0
    free_items: int = 0


@dataclass(slots=True)
class Count:
    """How often what happened."""

    sales: int = 0
    crashes: int = 0
    replies_lost: int = 0
    duplicates: int = 0
    offline_redemptions: int = 0
    partitioned: int = 0
    torn: int = 0
    reordered: int = 0
    clock_jumps: int = 0
    clones: int = 0
    restores: int = 0
    revocations: int = 0
    programme_changes: int = 0
    redemptions: int = 0
    returns: int = 0
    enrolments: int = 0
    coupons_used: int = 0
    free_items: int = 0
    parked: int = 0
    holds_refused: int = 0


@dataclass(slots=True)
class Told:
    """Everything that left the shops. A receipt printed again is the same receipt."""

    receipts: dict[str, Receipt] = field(default_factory=dict)

    def hand_out(self, receipt: Receipt) -> bool:
        """Somebody has it now; whether it is the first time."""
        is_new = receipt.fact_id not in self.receipts
        self.receipts.setdefault(receipt.fact_id, receipt)
        return is_new
