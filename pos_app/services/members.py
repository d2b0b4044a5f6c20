"""What may be said of a member's points: never a bare number, always with its time and what is pending."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.members import Member
from pos_app.services.offline_room import NO_ROOM, OfflineRoom, offline_room
from pos_app.services.ports import Ports
from pos_app.services.quoting import redeemable_programme


@dataclass(frozen=True, slots=True)
class Standing:
    """``points`` as the server said at ``as_of_ms``; ``pending`` is earned less used here since, not yet there: both in
    the account of the shop's first programme. ``spendable`` is what the till may offer to hold, in the account of the
    programme that redeems, which may be another; ``offline`` what of it may be used while the server is away.
    """

    points: int
    as_of_ms: int
    pending: int
    spendable: int
    offline: OfflineRoom = NO_ROOM


def standing(ports: Ports, member: Member) -> Standing:
    """The member's points with their time (STALE-LABEL). Run on the store thread."""
    in_force = ports.programmes.in_force()
    account = in_force[0].account if in_force else None
    redeeming = _redeeming(ports)
    member_id = member.view.member_id
    with ports.store.unit_of_work() as work:
        pending = work.pending_points(member_id, account)
        waiting = pending if redeeming == account else work.pending_points(member_id, redeeming)
    points = spendable_as_told(ports, member)
    programme = redeemable_programme(ports)
    room = NO_ROOM if programme is None else offline_room(ports, member_id, programme)
    return Standing(member.view.points, member.view.as_of_ms, pending, still_spendable(points, waiting), room)


def spendable_as_told(ports: Ports, member: Member) -> int:
    """What the server said may be spent, of the account whose points pay at this counter; never below zero."""
    redeeming = _redeeming(ports)
    if redeeming is None:
        return still_spendable(member.view.points, 0)
    is_first = ports.programmes.in_force()[0].account == redeeming
    return still_spendable(member.view.balance(redeeming, is_first=is_first), 0)


def still_spendable(told: int, pending: int) -> int:
    """Points earned here since are not the member's to spend yet; those used here are gone."""
    return max(told + min(pending, 0), 0)


def _redeeming(ports: Ports) -> str | None:
    """The account whose points pay at this counter; the first programme's where none does."""
    programme = redeemable_programme(ports)
    if programme is not None:
        return programme.account
    in_force = ports.programmes.in_force()
    return in_force[0].account if in_force else None
