"""How much of a member's points may be used while the server can not be asked, and why not more (LEASE, FLOOR)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.services.leases import FloorLimits

if TYPE_CHECKING:  # a start looks at no lease
    from collections.abc import Sequence

    from pos_app.domain.loyalty.programme import Programme
    from pos_app.services.leases import KeptLease
    from pos_app.services.ports import Ports


class Kept(StrEnum):
    """How a lease stands."""

    HERE = "here"
    """It may be spent from."""
    NOWHERE = "nowhere"
    """This till keeps none."""
    OVER = "over"
    """Its term has passed."""
    CLOCK_UNSURE = "clock-unsure"
    """The server's time is not known, so that its term may have passed."""


class OfflineRoom(Struct, frozen=True):
    """``points`` may be taken from ``lease_id`` through ``until_ms`` (UTC, by this till's clock), or ``floor`` risked
    without one, of which the programme allows any at all where ``has_floor``.
    """

    kept: Kept = Kept.NOWHERE
    points: int = 0
    until_ms: int = 0
    lease_id: str = ""
    floor: int = 0
    has_floor: bool = False

    @property
    def most(self) -> int:
        """What one redemption may use."""
        return max(self.points, self.floor)


NO_ROOM = OfflineRoom()


def offline_room(ports: Ports, member_id: str, programme: Programme) -> OfflineRoom:
    """The room in the account of ``programme``. Reads the till's file: run it off the interface thread."""
    room = room_of(ports, ports.leases.of_member(member_id), programme.account)
    limits = floor_limits(programme)
    if not limits.redemption:
        return room
    floor = ports.leases.risked(member_id).left(limits)
    return OfflineRoom(room.kept, room.points, room.until_ms, room.lease_id, floor, has_floor=True)


def room_of(ports: Ports, leases: Sequence[KeptLease], account: str) -> OfflineRoom:
    """What the best of these leases has of an account; a lease without any of it is none."""
    now_ms = ports.clock.now_ms()
    server_ms = ports.leases.server_ms(now_ms)
    best = NO_ROOM
    for lease in leases:
        if all(points.account != account for points in lease.points):
            continue
        if server_ms is None:
            best = max(best, OfflineRoom(Kept.CLOCK_UNSURE), key=_rank)
            continue
        until_ms = lease.term_ms - (server_ms - now_ms)
        kept = Kept.HERE if server_ms < lease.term_ms else Kept.OVER
        points = lease.left(account) if kept is Kept.HERE else 0
        best = max(best, OfflineRoom(kept, points, until_ms, lease.lease_id), key=_rank)
    return best


def floor_limits(programme: Programme) -> FloorLimits:
    """What the programme lets a till risk without a lease."""
    offline = programme.offline
    return FloorLimits(offline.floor_redemption, offline.floor_member, offline.floor_till)


def _rank(room: OfflineRoom) -> tuple[int, int]:
    order = (Kept.NOWHERE, Kept.CLOCK_UNSURE, Kept.OVER, Kept.HERE)
    return order.index(room.kept), room.points
