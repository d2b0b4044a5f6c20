"""Using points. A tender is made of them only once they are nobody else's any more.

The server is asked first and holds them (HOLD). Without its answer they are taken from the member's lease: the one that
this till keeps, or the store's hub (LEASE); a little may be risked where the programme allows it (FLOOR). Whatever is
taken is on the disk before there is a tender (DURABLE-FIRST).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.redemption import value_of
from pos_app.domain.members import Member
from pos_app.domain.tender import Tender
from pos_app.domain.tender import points as points_tender
from pos_app.services.holding import HoldAnswer, HoldOutcome
from pos_app.services.offline_room import Kept, OfflineRoom, floor_limits, offline_room
from pos_app.services.ports import Ports
from pos_app.services.quoting import redeemable_programme

if TYPE_CHECKING:
    from pos_app.domain.loyalty.programme import Programme


def redeem(
    ports: Ports,
    member: Member | None,
    points: int,
    to_pay_minor: int,
    spendable: int,
    *,
    line_down: bool = False,
) -> Tender:
    """The tender that ``points`` make; with ``line_down`` the server is known not to answer and is not asked.

    ``spendable`` is what the till believes the member has. Takes up to 2 s: run it off the interface and store threads.
    Raises :class:`Refused`: ``NO_MEMBER``, ``NO_PROGRAMME``, ``POINTS_...`` for a bad number, ``POINTS_NOT_HELD`` when
    the server refused, ``POINTS_TOO_MANY`` with its balance, ``POINTS_ELSEWHERE`` (``_UNTIL`` with ``until_ms``) where
    another keeper has not given them back. Without its answer ``POINTS_OFFLINE``, or how the lease stands:
    ``POINTS_KEPT_FEWER`` (``most``, ``until_ms``), ``POINTS_KEPT_UNTIL`` (``until_ms``), ``POINTS_CLOCK_UNSURE``;
    ``POINTS_AT_HUB`` (``most``) where the store's hub has fewer; ``POINTS_RISKED_ENOUGH`` (``most``) where the rest of
    the FLOOR is too little.
    """
    if member is None:
        raise Refused(Refusal.NO_MEMBER)
    programme = redeemable_programme(ports)
    if programme is None:
        raise Refused(Refusal.NO_PROGRAMME)
    worth_minor = value_of(programme, points, spendable, to_pay_minor)
    member_id = member.view.member_id
    if not line_down:
        redemption_id = ports.ids.new_id()
        answer = ports.holds.hold(redemption_id, member_id, programme.account, points)
        if answer.outcome is HoldOutcome.TOO_FEW_POINTS and answer.leased:
            kept = _kept_here(ports, member_id, programme, points, worth_minor)
            if kept is not None:
                return kept
            answer = _give_back_and_ask(ports, redemption_id, member_id, programme, points, answer)
        if answer.outcome is HoldOutcome.HELD:
            return points_tender(worth_minor, points, redemption_id)
        _check_not_refused(answer, points)
        # The server may have held them after all: let go as soon as it can be told, or when the hold runs out.
        ports.holds.void(redemption_id)
    return _without_server(ports, member_id, programme, points, worth_minor, hurry=not line_down)


def release(ports: Ports, tender: Tender) -> None:
    """Let held points go when the customer changed their mind. Run it where :func:`redeem` runs."""
    if tender.lease_id or tender.is_floor:
        if not ports.leases.free(tender.redemption_id):
            ports.hub.free(tender.redemption_id)
    elif tender.redemption_id:
        ports.holds.void(tender.redemption_id)


def _check_not_refused(answer: HoldAnswer, points: int) -> None:
    """What the server said no to is not had behind its back."""
    if answer.outcome is HoldOutcome.REFUSED:
        raise Refused(Refusal.POINTS_NOT_HELD, detail=answer.detail)
    if answer.outcome is HoldOutcome.TOO_FEW_POINTS:
        if answer.balance + answer.leased < points:
            raise Refused(Refusal.POINTS_TOO_MANY, most=answer.balance + answer.leased)
        if answer.expires_ms:
            raise Refused(Refusal.POINTS_ELSEWHERE_UNTIL, most=answer.balance, until_ms=answer.expires_ms)
        raise Refused(Refusal.POINTS_ELSEWHERE, most=answer.balance)


def _give_back_and_ask(
    ports: Ports, redemption_id: str, member_id: str, programme: Programme, points: int, answer: HoldAnswer
) -> HoldAnswer:
    """Some of the points are free at the server and some kept here: given back, they are all in one place."""
    room = offline_room(ports, member_id, programme)
    if not 0 < room.points < points <= answer.balance + room.points:
        return answer
    ports.leases.give_back(room.lease_id)
    return ports.holds.hold(redemption_id, member_id, programme.account, points, given_back=True)


def _kept_here(
    ports: Ports, member_id: str, programme: Programme, points: int, worth_minor: int
) -> Tender | None:
    """A tender of the lease that this till keeps, where that has enough."""
    room = offline_room(ports, member_id, programme)
    if room.points < points:
        return None
    redemption_id = ports.ids.new_id()
    taken = ports.leases.take(redemption_id, room.lease_id, programme.account, points, ports.clock.now_ms())
    return points_tender(worth_minor, points, redemption_id, lease_id=room.lease_id) if taken else None


def _without_server(
    ports: Ports, member_id: str, programme: Programme, points: int, worth_minor: int, *, hurry: bool
) -> Tender:
    kept = _kept_here(ports, member_id, programme, points, worth_minor)
    if kept is not None:
        return kept
    redemption_id = ports.ids.new_id()
    at_hub = ports.hub.take(redemption_id, member_id, programme.account, points, hurry=hurry)
    if at_hub.lease_id:
        return points_tender(worth_minor, points, redemption_id, lease_id=at_hub.lease_id)
    if ports.leases.risk(redemption_id, member_id, points, floor_limits(programme)):
        spell = ports.leases.spell_of(redemption_id)
        return points_tender(worth_minor, points, redemption_id, is_floor=True, floor_after=spell)
    room = offline_room(ports, member_id, programme)
    if at_hub.left > room.most:
        raise Refused(Refusal.POINTS_AT_HUB, most=at_hub.left)
    raise why_refused(room)


def why_refused(room: OfflineRoom) -> Refused:
    """Why not so many points may be used while the server can not be asked."""
    if room.kept is Kept.HERE and room.points >= room.floor:
        return Refused(Refusal.POINTS_KEPT_FEWER, most=room.points, until_ms=room.until_ms)
    if room.has_floor:
        return Refused(Refusal.POINTS_RISKED_ENOUGH, most=room.floor)
    if room.kept is Kept.OVER:
        return Refused(Refusal.POINTS_KEPT_UNTIL, until_ms=room.until_ms)
    if room.kept is Kept.CLOCK_UNSURE:
        return Refused(Refusal.POINTS_CLOCK_UNSURE)
    return Refused(Refusal.POINTS_OFFLINE)
