"""The leases that a till and its store's hub keep, as ports (LEASE). No start imports them: they are for type checking.

What is taken is on the disk before anybody is told that it is theirs, and never more than was granted and not given
back. A redemption id takes once (LEASE-ONCE).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from pos_app.services.holding import Wanted
from pos_app.services.leases import FloorLimits, HubAnswer, HubCard, KeptLease, Risked, ThingTaken


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

    def spell_of(self, redemption_id: str) -> int:
        """The last record that the server had when the offline spell began in which that was risked."""

    def risked(self, member_id: str) -> Risked:
        """What was risked so far."""


class HubLine(Protocol):
    """The store's hub, which keeps the leases of its store. May take a second: run off the interface and store threads.

    Never raises for the network: without an answer ``why`` is ``no-hub``.
    """

    def take(
        self, redemption_id: str, member_id: str, account: str, points: int, *, hurry: bool = False
    ) -> HubAnswer:
        """Take points from a lease that the hub keeps. In a ``hurry`` it is waited for less long: the server was silent
        before.
        """

    def take_card(
        self, redemption_id: str, card_id: str, currency: str, most_minor: int, *, hurry: bool = False
    ) -> HubCard:
        """Take what the card has in its lease at the hub, at most ``most_minor``; 0 only asks what that is."""

    def secure(
        self, member_id: str, basket_id: str, wants: Sequence[Wanted], cursor: int, *, hurry: bool = False
    ) -> dict[str, str]:
        """Have these kept for this basket, in place of all that was kept for it before; what is refused, with why. The
        till decided by a view as new as the change ``cursor``.
        """

    def things_lease(self, basket_id: str) -> str:
        """The lease under which things are kept for that basket, or "". Asks nobody."""

    def free(self, redemption_id: str) -> None:
        """The redemption does not come about."""

    def let_go(self, basket_id: str) -> None:
        """The basket uses nothing up after all."""

    def is_there(self) -> bool:
        """Whether the hub answers now."""
