"""A counter for the measurements that need no window: the real store and machine, one programme."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from pos_app.domain.loyalty.pin import ProgrammePin
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.members import Cashier
from pos_app.machine.clock import SystemClock
from pos_app.machine.ids import Uuid7Ids
from pos_app.machine.pins import Argon2Pins
from pos_app.services.gift_cards import GiftCards
from pos_app.services.holding import Holds, Securing
from pos_app.services.lease_ports import Leases
from pos_app.services.leases import NoHub
from pos_app.services.member_codes import MemberCodes
from pos_app.services.ports import Catalogue, Counter, Members, Ports
from pos_app.services.till_store import TillStore
from tests.stage import goods

KEY = bytes(range(32))


@dataclass(frozen=True, slots=True)
class OneProgramme:
    """The port ``Programmes``: points with tiers, as the replica hands them out once it has read them."""

    programme: Programme

    def in_force(self) -> tuple[Programme, ...]:
        """The one."""
        return (self.programme,)

    def pinned(self, pins: Sequence[ProgrammePin]) -> tuple[Programme, ...]:
        """The one, where it is meant."""
        return tuple(self.programme for pin in pins if pin == self.programme.pin)


class ShopsStaff:
    """The port ``Staff``: twenty people, as the replica hands them out. A sale looks whose card is on it."""

    def __init__(self) -> None:
        self._cashiers = [Cashier(f"cashier-{number}", f"Cashier {number}", "") for number in range(20)]

    def cashiers(self) -> list[Cashier]:
        """All of them."""
        return self._cashiers

    def by_card(self, card_number: str) -> Cashier | None:
        """Nobody has a card."""
        return None

    def roles(self) -> tuple[()]:
        """The usual ones."""
        return ()


def counter_ports(store: TillStore) -> Ports:
    """Ports for selling: what a sale never asks (goods, members, holds) is not there."""
    return Ports(
        counter=Counter(goods.store(), goods.TILL, 2),
        clock=SystemClock("Europe/Oslo"),
        ids=Uuid7Ids(),
        catalogue=cast("Catalogue", None),
        members=cast("Members", None),
        programmes=OneProgramme(goods.programme()),
        staff=ShopsStaff(),
        pins=Argon2Pins(),
        store=store,
        holds=cast("Holds", None),
        securing=cast("Securing", None),
        gift_cards=cast("GiftCards", None),
        member_codes=cast("MemberCodes", None),
        leases=cast("Leases", None),
        hub=NoHub(),
    )
