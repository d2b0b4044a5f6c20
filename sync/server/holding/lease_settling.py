"""A sale that used points or gift-card money: held at the server (HOLD), taken from a lease (LEASE), or risked (FLOOR).

Nothing is refused here: the customer has left. What the lease had is settled from it, once for each redemption id;
what comes after the lease ended waits in suspense; what was beyond the books is counted with its cause (BOUNDED).
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from pos_app.domain.tender import Tender
from sync.server.book.ledger import Movement, Purse, redeem, suspend
from sync.server.holding.beyond import Beyond, remember
from sync.server.holding.floor import NOTHING, Floor, why_passed
from sync.server.holding.holds import HoldState, find_hold, set_state, unheld_points, use_without_hold
from sync.server.holding.lease_epochs import Awaited, state_of
from sync.server.holding.leases import (
    Counters,
    KeptLease,
    LeaseState,
    count,
    counters_of,
    find_lease,
    make_lease,
    note,
)
from sync.server.holding.redemptions import settle_hold
from sync.server.intake.effects import Effects, Place
from sync.server.slate.at_once import AtOnce

_CAUSES = {
    LeaseState.FREED: Beyond.AFTER_GRACE,
    LeaseState.WRITTEN_OFF: Beyond.WRITTEN_OFF,
    LeaseState.CLOSED: Beyond.FORK,
}


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind a use: of the lease's points ``part`` are its own. Otherwise ``why`` (a flag and a sentence)
    and the ``cause`` under which it is counted.
    """

    lease: KeptLease | None
    part: int
    why: tuple[str, str] = ("", "")
    cause: str = ""


def settle(
    connection: Connection,
    purse: Purse,
    movement: Movement,
    points: int,
    tender: Tender,
    *,
    place: Place,
    day: str,
    effects: Effects,
    floor: Floor = NOTHING,
) -> None:
    """Settle a redemption by what its tender names. ``floor`` is what the programme lets a till risk; ``day`` (ISO) is
    the fact's own: a lot that lived then may pay.
    """
    redemption_id, till_id = tender.redemption_id, place.enrolled_as
    if not tender.lease_id and not tender.is_floor:
        settle_hold(
            *(connection, purse, movement, points, redemption_id),
            till_id=till_id,
            day=day,
            effects=effects,
        )
        return
    known = find_hold(connection, purse.company_id, redemption_id)
    if known is not None and known.state in {HoldState.SETTLED, HoldState.SUSPENSE}:
        suspend(AtOnce(connection, purse.company_id), purse, movement, points)
        effects.flag("redemption-twice", "this redemption was used before; the points wait in suspense")
        return
    state = HoldState.SETTLED
    if tender.is_floor and not tender.lease_id:
        _settle_floor(connection, purse, movement, points, tender, place, day, effects, floor)
    else:
        behind = backing(connection, purse, tender.lease_id, points, place)
        if behind.lease is None:
            state = HoldState.SUSPENSE
            suspend(AtOnce(connection, purse.company_id), purse, movement, points)
            effects.flag(*behind.why)
            remember(
                *(connection, purse, movement, redemption_id, till_id, points),
                lease_id=tender.lease_id,
                beyond=points if behind.cause else 0,
                cause=behind.cause,
            )
        else:
            _settle_lease(connection, purse, movement, points, redemption_id, behind, place, day, effects)
    if known is None:
        use_without_hold(
            *(connection, purse, till_id, redemption_id, points, movement.posted_ms), state=state
        )
    else:
        set_state(connection, known.purse(purse.company_id), redemption_id, state)


def backing(connection: Connection, purse: Purse, lease_id: str, points: int, place: Place) -> Backing:
    """What a lease has for ``points`` that a till of ``place`` used under it."""
    found = find_lease(connection, purse.company_id, lease_id)
    why, cause = _why_not(found, purse, place)
    part = 0
    if found is not None and not why:
        part = min(points, _counters(connection, found, purse.account).outstanding)
    if part == points:
        return Backing(found, part)
    # A restored server hears of what was sold before it hears of the lease: what it forgot is made anew.
    telling = state_of(connection, purse.company_id, place.enrolled_as) is Awaited.AWAITED
    if telling and (found is None or found.holder_id == purse.member_id):
        return Backing(_restored(connection, purse, lease_id, points, place, found), points)
    if not why:
        return Backing(found, part)
    return Backing(None, 0, (why, _SENTENCES[why]), cause)


def begin_move(connection: Connection, purse: Purse, lease_id: str, points: int, place: Place) -> Backing:
    """Points move under a lease, to a cause or to a partner: what of them the lease has is settled, and so free to be
    taken. Say by :func:`end_move` how it went.
    """
    behind = backing(connection, purse, lease_id, points, place)
    if behind.lease is not None:
        _count(connection, behind, purse.account)
    return behind


def end_move(
    connection: Connection,
    purse: Purse,
    movement: Movement,
    points: int,
    lease_id: str,
    place: Place,
    behind: Backing,
    short: int,
) -> None:
    """Of points that moved under a lease, ``short`` became debt."""
    cause = (behind.cause or Beyond.FORK) if short else ""
    remember(
        *(connection, purse, movement, movement.group_id, place.enrolled_as, points),
        lease_id=lease_id,
        settled=behind.part,
        beyond=short,
        cause=cause,
    )


def check_things(
    connection: Connection, place: Place, holder_id: str, lease_id: str, effects: Effects
) -> None:
    """Flag things that were used up under a lease which did not allow it."""
    found = find_lease(connection, place.company_id, lease_id)
    why, _ = _why_not(found, Purse(place.company_id, holder_id, ""), place)
    if why and state_of(connection, place.company_id, place.enrolled_as) is not Awaited.AWAITED:
        effects.flag("things-after-lease", f"it used things up under a lease: {_SENTENCES[why]}")


_SENTENCES = {
    "lease-unknown": "nobody was granted this lease; the points wait in suspense",
    "lease-of-another": "the lease is another member's, or another store's; the points wait in suspense",
    "redemption-after-lease": "the lease had ended before the sale arrived; the points wait in suspense",
}


def _why_not(found: KeptLease | None, purse: Purse, place: Place) -> tuple[str, str]:
    """The flag for a use that no open lease of the holder in that till's store allows, and its cause."""
    if found is None:
        return "lease-unknown", Beyond.FORK
    if (found.holder_id, found.store_id) != (purse.member_id, place.store_id):
        return "lease-of-another", Beyond.FORK
    if not found.is_open:
        return "redemption-after-lease", _CAUSES.get(found.state, Beyond.AFTER_GRACE)
    return "", ""


def _settle_lease(
    connection: Connection,
    purse: Purse,
    movement: Movement,
    points: int,
    redemption_id: str,
    behind: Backing,
    place: Place,
    day: str,
    effects: Effects,
) -> None:
    assert behind.lease is not None
    _count(connection, behind, purse.account)
    over = points - behind.part
    if over:
        effects.flag("lease-overspent", f"{over} points more than the lease had were used under it")
    usable = unheld_points(connection, purse, movement.posted_ms, but=redemption_id)
    short = redeem(AtOnce(connection, purse.company_id), purse, movement, points, at_most=usable, day=day)
    if short:
        effects.flag("overspent", f"{short} points became debt, recovered from later earning")
    remember(
        *(connection, purse, movement, redemption_id, place.enrolled_as, points),
        lease_id=behind.lease.lease_id,
        settled=behind.part,
        beyond=short,
        cause=Beyond.FORK if short else "",
    )


def _settle_floor(
    connection: Connection,
    purse: Purse,
    movement: Movement,
    points: int,
    tender: Tender,
    place: Place,
    day: str,
    effects: Effects,
    floor: Floor,
) -> None:
    """Risked by the till: paid from what is free, the rest is owed (CLAWBACK)."""
    after = max(tender.floor_after, 0)
    passed = why_passed(connection, purse.company_id, place.enrolled_as, after, points, floor)
    if passed:
        effects.flag("floor-passed", passed)
    usable = unheld_points(connection, purse, movement.posted_ms, but=tender.redemption_id)
    short = redeem(AtOnce(connection, purse.company_id), purse, movement, points, at_most=usable, day=day)
    if short:
        effects.flag("floor-overspent", f"{short} points became debt, recovered from later earning")
    remember(
        *(connection, purse, movement, tender.redemption_id, place.enrolled_as, points),
        beyond=short,
        cause=(Beyond.FLOOR_PASSED if passed else Beyond.FLOOR) if short else "",
        member_id=floor.member_id,
        floor_after=after,
    )


def _count(connection: Connection, behind: Backing, account: str) -> None:
    assert behind.lease is not None
    now = _counters(connection, behind.lease, account)
    count(connection, behind.lease, account, settled=now.settled + behind.part)


def _counters(connection: Connection, of: KeptLease, account: str) -> Counters:
    return counters_of(connection, of).get(account, Counters(0, 0, 0))


def _restored(
    connection: Connection, purse: Purse, lease_id: str, points: int, place: Place, found: KeptLease | None
) -> KeptLease:
    """A lease that the server forgot, with as much as its sale needs; its keeper tells the rest."""
    if found is None:
        make_lease(
            connection,
            {
                "company_id": purse.company_id,
                "holder_id": purse.member_id,
                "lease_id": lease_id,
                "keeper_id": place.enrolled_as,
                "store_id": place.store_id,
                "made_ms": place.now_ms,
                "term_ms": place.now_ms,
                "free_ms": place.now_ms,
                "revision": 0,
                "held_epoch": "",
                "state": LeaseState.RESTORED,
            },
        )
        found = find_lease(connection, purse.company_id, lease_id)
    elif not found.is_open:
        note(connection, found, state=LeaseState.RESTORED)
    assert found is not None
    now = _counters(connection, found, purse.account)
    missing = max(points - now.outstanding, 0)
    count(connection, found, purse.account, granted=now.granted + missing)
    return found
