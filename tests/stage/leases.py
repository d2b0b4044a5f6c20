"""A till's leases without a file, and leases to put in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from msgspec import structs

from pos_app.domain.sale import Sale
from pos_app.domain.visit import Visit
from pos_app.services.holding import Wanted
from pos_app.services.leases import (
    FloorLimits,
    HubAnswer,
    HubCard,
    KeptCard,
    KeptLease,
    KeptPoints,
    Risked,
    ThingTaken,
)
from tests.stage import goods

HOUR_MS = 3_600_000
LEASE = "lease-1"


def kept(
    points: int = 300,
    *,
    account: str = "points",
    holder: str = goods.MEMBER_ID,
    lease_id: str = LEASE,
    things: bool = False,
    cursor: int = 0,
    hours: int = 72,
    card: KeptCard | None = None,
) -> KeptLease:
    """A lease of so many points, from which may be taken for so many hours."""
    leased = (KeptPoints(account, points, 0, 0),) if points else ()
    return KeptLease(lease_id, holder, things, cursor, goods.AT_MS + hours * HOUR_MS, leased, card)


@dataclass(frozen=True)
class _Taken:
    lease_id: str
    account: str
    amount: int
    basket_id: str = ""
    used: bool = False


@dataclass
class FakeLeases:
    """``open`` are the leases by whom they are looked up with; ``ahead_ms`` is how much the server's clock is ahead, or
    ``None`` where nobody knows; ``given_back`` are the leases that were given back.
    """

    open: dict[str, KeptLease] = field(default_factory=dict)
    ahead_ms: int | None = 0
    taken: dict[str, _Taken] = field(default_factory=dict)
    floor: dict[str, tuple[str, int]] = field(default_factory=dict)
    given_back: list[str] = field(default_factory=list)

    def keep(self, lease: KeptLease, *members: str) -> None:
        for whom in members or (lease.holder_id,):
            self.open[whom] = lease

    def of_member(self, member_id: str) -> Sequence[KeptLease]:
        return [self._now(self.open[member_id])] if member_id in self.open else []

    def of_holder(self, holder_id: str) -> Sequence[KeptLease]:
        return self.of_member(holder_id)

    def _now(self, lease: KeptLease) -> KeptLease:
        points = tuple(
            structs.replace(
                each,
                returned=each.granted - self._of(lease, each.account)
                if lease.lease_id in self.given_back
                else 0,
                taken=self._of(lease, each.account),
            )
            for each in lease.points
        )
        return structs.replace(lease, points=points)

    def _of(self, lease: KeptLease, account: str) -> int:
        return sum(
            each.amount
            for each in self.taken.values()
            if (each.lease_id, each.account) == (lease.lease_id, account)
        )

    def server_ms(self, now_ms: int) -> int | None:
        return None if self.ahead_ms is None else now_ms + self.ahead_ms

    def _usable(self, lease_id: str, now_ms: int) -> KeptLease | None:
        found = next((lease for lease in self.open.values() if lease.lease_id == lease_id), None)
        server_ms = self.server_ms(now_ms)
        return None if found is None or server_ms is None or server_ms >= found.term_ms else self._now(found)

    def take(self, redemption_id: str, lease_id: str, account: str, amount: int, now_ms: int) -> bool:
        lease = self._usable(lease_id, now_ms)
        if lease is None or not 0 < amount <= lease.left(account):
            return False
        self.taken[redemption_id] = _Taken(lease_id, account, amount)
        return True

    def take_things(self, lease_id: str, basket_id: str, things: Sequence[ThingTaken], now_ms: int) -> bool:
        self.let_go(basket_id)
        lease = self._usable(lease_id, now_ms)
        if lease is None or not (lease.things or all(each.points for each in things)):
            return False
        if any(each.points > lease.left(each.account) for each in things if each.points):
            return False
        for each in things:
            self.taken[f"{basket_id}/{each.key}"] = _Taken(lease_id, each.account, each.points, basket_id)
        return True

    def free(self, redemption_id: str) -> bool:
        held = redemption_id in self.taken and not self.taken[redemption_id].used
        if held:
            del self.taken[redemption_id]
        return bool(self.floor.pop(redemption_id, None)) or held

    def let_go(self, basket_id: str) -> None:
        self.taken = {
            key: each for key, each in self.taken.items() if each.used or each.basket_id != basket_id
        }

    def things_lease(self, basket_id: str) -> str:
        return next(
            (
                each.lease_id
                for each in self.taken.values()
                if basket_id and each.basket_id == basket_id and not each.used
            ),
            "",
        )

    def give_back(self, lease_id: str) -> None:
        self.given_back.append(lease_id)

    def risk(self, redemption_id: str, member_id: str, points: int, limits: FloorLimits) -> bool:
        if not 0 < points <= self.risked(member_id).left(limits):
            return False
        self.floor[redemption_id] = (member_id, points)
        return True

    def spell_of(self, redemption_id: str) -> int:
        return 7 if redemption_id in self.floor else 0

    def risked(self, member_id: str) -> Risked:
        return Risked(
            sum(points for whose, points in self.floor.values() if whose == member_id),
            sum(points for _, points in self.floor.values()),
        )

    def used_by(self, fact: Sale | Visit) -> None:
        """The sale or visit is written: what it took is used."""
        tenders = fact.tenders if isinstance(fact, Sale) else ()
        ids = {tender.redemption_id for tender in tenders if tender.lease_id}
        self.taken = {
            key: replace(each, used=True)
            if key in ids or (each.basket_id and each.lease_id == fact.lease_id)
            else each
            for key, each in self.taken.items()
        }


class FakeHub:
    """A hub that keeps ``points``, or a gift card's money where it says what ``card`` that is; without ``lease_id``
    there is none.
    """

    def __init__(self) -> None:
        self.card: KeptCard | None = None
        self.lease_id = ""
        self.points = 0
        self.refuses: dict[str, str] = {}
        self.asked: list[str] = []
        self.freed: list[str] = []
        self.secured: list[str] = []

    def take(
        self, redemption_id: str, member_id: str, account: str, points: int, *, hurry: bool = False
    ) -> HubAnswer:
        self.asked.append(redemption_id)
        if not self.lease_id:
            return HubAnswer(why="no-hub")
        if points > self.points:
            return HubAnswer(why="too-few-points", left=self.points)
        self.points -= points
        return HubAnswer(self.lease_id)

    def take_card(
        self, redemption_id: str, card_id: str, currency: str, most_minor: int, *, hurry: bool = False
    ) -> HubCard:
        self.asked.append(redemption_id)
        if not self.lease_id or self.card is None:
            return HubCard(why="no-hub")
        taken = min(most_minor, self.points)
        if not self.points:
            return HubCard(why="handed-out")
        self.points -= taken
        return HubCard(self.lease_id if taken else "", "", taken, self.points, self.card)

    def secure(
        self, member_id: str, basket_id: str, wants: Sequence[Wanted], cursor: int, *, hurry: bool = False
    ) -> dict[str, str]:
        self.asked.append(basket_id)
        if not self.lease_id:
            return {want.key: "no-hub" for want in wants}
        self.secured.append(basket_id)
        return {want.key: self.refuses[want.key] for want in wants if want.key in self.refuses}

    def things_lease(self, basket_id: str) -> str:
        return self.lease_id if basket_id in self.secured else ""

    def free(self, redemption_id: str) -> None:
        self.freed.append(redemption_id)

    def let_go(self, basket_id: str) -> None:
        self.freed.append(basket_id)

    def is_there(self) -> bool:
        return bool(self.lease_id)
