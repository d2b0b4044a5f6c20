"""Leases as the till keeps them: what it may let a member use up while the server can not be asked (LEASE).

What is taken is on the disk before anybody is told that it is theirs, and never more than was granted and not given
back. A redemption id takes once (LEASE-ONCE).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:  # a start looks at no lease
    from pos_app.services.holding import Wanted


class KeptPoints(Struct, frozen=True):
    """What was ever granted of an account, ever given back, and ever taken (held for a sale, or used by one)."""

    account: str
    granted: int
    returned: int
    taken: int

    @property
    def left(self) -> int:
        """What may still be taken."""
        return max(self.granted - self.returned - self.taken, 0)


class KeptCard(Struct, frozen=True):
    """What a lease says of a gift card; the rate is that of a single-purpose card."""

    expires_on: str
    is_single_purpose: bool = False
    vat_code: str = ""
    vat_basis_points: int = 0


class KeptLease(Struct, frozen=True):
    """A lease that is open here. Nothing is taken after ``term_ms`` by the server's clock; with ``things`` this till
    decides what else its members use up, by a view at least as new as the change ``cursor``.
    """

    lease_id: str
    holder_id: str
    things: bool
    cursor: int
    term_ms: int
    points: tuple[KeptPoints, ...] = ()
    card: KeptCard | None = None

    def left(self, account: str) -> int:
        """What may still be taken of that account."""
        return sum(each.left for each in self.points if each.account == account)


class ThingTaken(Struct, frozen=True):
    """One thing that a sale uses up under a lease; where points move away, from which ``account`` and how many."""

    key: str
    account: str = ""
    points: int = 0


class FloorLimits(Struct, frozen=True):
    """What may be risked without a lease (FLOOR): each time, by one member and by this till in one offline spell."""

    redemption: int
    member: int
    till: int


class Risked(Struct, frozen=True):
    """What was risked since the server last had everything of this till."""

    member: int = 0
    till: int = 0

    def left(self, limits: FloorLimits) -> int:
        """How many points may be risked now."""
        return max(min(limits.redemption, limits.member - self.member, limits.till - self.till), 0)


class Leases(Protocol):
    """The leases of this till. Safe on any thread, each method a transaction of its own, durable when it returns.

    What a sale took becomes used with the sale, in its own transaction (ONE-TX): see ``UnitOfWork.add_sale``.
    """

    def of_member(self, member_id: str) -> Sequence[KeptLease]:
        """Open leases that this member may use."""

    def of_holder(self, holder_id: str) -> Sequence[KeptLease]:
        """Open leases of a holder: ``gift-card:ID``."""

    def server_ms(self, now_ms: int) -> int | None:
        """What the server's clock shows while this till's shows ``now_ms``; ``None`` where nobody knows: the server
        was never heard, or this till's clock was set back since.
        """

    def take(self, redemption_id: str, lease_id: str, account: str, amount: int, now_ms: int) -> bool:
        """Take points (or minor units) for one redemption; whether they are its own now."""

    def take_things(self, lease_id: str, basket_id: str, things: Sequence[ThingTaken], now_ms: int) -> bool:
        """Take these for the basket, in place of all that was taken for it before; all of them or none."""

    def free(self, redemption_id: str) -> bool:
        """The redemption does not come about; whether it was held here. What a sale used stays used."""

    def let_go(self, basket_id: str) -> None:
        """The basket uses nothing up after all."""

    def things_lease(self, basket_id: str) -> str:
        """The lease under which things are taken for that basket, or ""."""

    def give_back(self, lease_id: str) -> None:
        """Give all that is not taken back to the server: it may be had there a moment later."""

    def risk(self, redemption_id: str, member_id: str, points: int, limits: FloorLimits) -> bool:
        """Risk points without a lease (FLOOR); whether the limits allow it."""

    def risked(self, member_id: str) -> Risked:
        """What was risked so far."""


class HubAnswer(Struct, frozen=True):
    """What the store's hub said: the lease that the points were taken from, or "" and a stable word for why not."""

    lease_id: str = ""
    why: str = ""
    left: int = 0


class HubLine(Protocol):
    """The store's hub, which keeps the leases of its store. May take a second: run off the interface and store threads.

    Never raises for the network: without an answer ``why`` is ``no-hub``.
    """

    def take(self, redemption_id: str, member_id: str, account: str, points: int) -> HubAnswer:
        """Take points from a lease that the hub keeps."""

    def secure(self, member_id: str, basket_id: str, wants: Sequence[Wanted]) -> dict[str, str]:
        """Have these kept for this basket, in place of all that was kept for it before; what is refused, with why."""

    def things_lease(self, basket_id: str) -> str:
        """The lease under which things are kept for that basket, or "". Asks nobody."""

    def free(self, redemption_id: str) -> None:
        """The redemption does not come about."""

    def let_go(self, basket_id: str) -> None:
        """The basket uses nothing up after all."""


NO_HUB = "no-hub"


class NoHub:
    """The port :class:`HubLine` of a store without a hub."""

    def take(self, redemption_id: str, member_id: str, account: str, points: int) -> HubAnswer:
        """Nobody is there to ask."""
        return HubAnswer(why=NO_HUB)

    def secure(self, member_id: str, basket_id: str, wants: Sequence[Wanted]) -> dict[str, str]:
        """Nobody is there to ask."""
        return {want.key: NO_HUB for want in wants}

    def things_lease(self, basket_id: str) -> str:
        """Nothing is kept."""
        return ""

    def free(self, redemption_id: str) -> None:
        """Nothing was taken."""

    def let_go(self, basket_id: str) -> None:
        """Nothing was taken."""
