"""Leases as the till knows them: what it may let a member use up while the server can not be asked (LEASE)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

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


class HubAnswer(Struct, frozen=True):
    """What the store's hub said: the lease that the points were taken from, or "" and a stable word for why not."""

    lease_id: str = ""
    why: str = ""
    left: int = 0


class HubCard(Struct, frozen=True):
    """What the store's hub said of a gift card: ``held_minor`` are this payment's, taken from the lease; or a stable
    word for why not. ``left_minor`` may be had beside it; ``card`` is what its lease says of it.
    """

    lease_id: str = ""
    why: str = ""
    held_minor: int = 0
    left_minor: int = 0
    card: KeptCard | None = None


NO_HUB = "no-hub"
HANDED_OUT = "handed-out"
"""The hub's word for a gift card of whose money it keeps nothing more."""


class NoHub:
    """The port :class:`HubLine` of a store without a hub."""

    def take(
        self, redemption_id: str, member_id: str, account: str, points: int, *, hurry: bool = False
    ) -> HubAnswer:
        """Nobody is there to ask."""
        return HubAnswer(why=NO_HUB)

    def take_card(
        self, redemption_id: str, card_id: str, currency: str, most_minor: int, *, hurry: bool = False
    ) -> HubCard:
        """Nobody is there to ask."""
        return HubCard(why=NO_HUB)

    def secure(
        self, member_id: str, basket_id: str, wants: Sequence[Wanted], cursor: int, *, hurry: bool = False
    ) -> dict[str, str]:
        """Nobody is there to ask."""
        return {want.key: NO_HUB for want in wants}

    def things_lease(self, basket_id: str) -> str:
        """Nothing is kept."""
        return ""

    def free(self, redemption_id: str) -> None:
        """Nothing was taken."""

    def let_go(self, basket_id: str) -> None:
        """Nothing was taken."""

    def is_there(self) -> bool:
        """There is none."""
        return False
