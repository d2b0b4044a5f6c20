"""What a sale would use up is secured before it is paid, or not used up (CLASSES).

The server is asked first. Without its answer the lease decides (LEASE): where this till keeps one for the member that
covers things, it alone grants them, by a view of the member that is new enough and holds all that was decided here
since; else the store's hub is asked.

Points paid with have their own way (:mod:`pos_app.services.redeeming`); here is all the rest: a coupon, a code, a
free stamp item, a once-only offer, a purchase limit, a trial, an invitation, points given away or converted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.services.holding import Wanted
from pos_app.services.leases import NO_HUB, ThingTaken

if TYPE_CHECKING:  # imported by the view models on the way to the first paint
    from pos_app.domain.loyalty.decision import Consumption, Decision
    from pos_app.domain.members import Member
    from pos_app.services.leases import KeptLease
    from pos_app.services.ports import Ports

OFFLINE = "offline"
"""Why nothing is secured while the server can not be asked."""
TOO_FEW = "too-few-points"
"""The server's word for points that are not there, or are in a lease."""
NO_MEMBER = "no-member"
"""Why nothing is secured for somebody whose card was not shown."""


def secure(
    ports: Ports,
    member: Member | None,
    decision: Decision,
    basket_id: str = "",
    *,
    line_down: bool = False,
) -> dict[str, str]:
    """Have all that ``decision`` uses up kept for the sale of ``basket_id``. Returns the keys to withhold, each with a
    stable word for why (``offline`` without an answer in 2 s, else the server's); empty when the sale may go on as
    decided. With ``line_down`` the server is not asked.

    With some refused, the basket is decided again with them in ``Wishes.withheld``, and asked again where the new
    decision uses up something else: what is not asked for any more is let go. Run it off the interface and store
    threads.
    """
    wants = to_secure(ports, decision)
    if not wants:
        return {}
    if member is None:
        return {want.key: NO_MEMBER for want in wants}
    if not line_down:
        why = ports.securing.secure(member.view.member_id, wants)
        if not why or any(word != OFFLINE for word in why.values()):
            return _points_by_lease(ports, member, wants, why, basket_id)
    return _by_lease(ports, member, wants, basket_id, hurry=not line_down)


def let_go(ports: Ports, member: Member | None, basket_id: str = "") -> None:
    """The payment was broken off: free what was secured for this member. Run it where :func:`secure` runs."""
    if basket_id and ports.leases.things_lease(basket_id):
        ports.leases.let_go(basket_id)
    elif basket_id and ports.hub.things_lease(basket_id):
        ports.hub.let_go(basket_id)
    elif member is not None:
        ports.securing.let_go(member.view.member_id)


def under_which_lease(ports: Ports, basket_id: str) -> str:
    """The lease under which things are kept for this basket: what the fact of its sale names."""
    return ports.leases.things_lease(basket_id) or ports.hub.things_lease(basket_id)


def withheld_offline(ports: Ports, decision: Decision, member: Member | None = None) -> dict[str, str]:
    """What has to wait while the line is known to be down; nothing is asked or taken. What this till's own lease of
    the member covers need not wait.
    """
    wants = to_secure(ports, decision)
    if member is None or not member.whole or not wants:
        return {want.key: OFFLINE for want in wants}
    lease = _lease_here(ports, member)
    return {want.key: OFFLINE for want in wants if lease is None or not _may_grant(ports, lease, want)}


def _by_lease(
    ports: Ports, member: Member, wants: tuple[Wanted, ...], basket_id: str, *, hurry: bool
) -> dict[str, str]:
    """Grant what this till may grant alone; the rest waits for the server. Without a lease here the hub decides."""
    known = ports.members.by_id(member.view.member_id)
    if known is None or known.view != member.view or not known.whole:
        # The sale was decided on a view that is older than what is known by now, or without what it hangs on.
        return {want.key: OFFLINE for want in wants}
    lease = _lease_here(ports, member)
    if lease is None:
        why = ports.hub.secure(member.view.member_id, basket_id, wants, ports.members.cursor(), hurry=hurry)
        return {key: OFFLINE if word == NO_HUB else word for key, word in why.items()}
    granted = [want for want in wants if _may_grant(ports, lease, want)]
    return {want.key: OFFLINE for want in wants if want not in _taken(ports, lease, granted, basket_id)}


def _points_by_lease(
    ports: Ports, member: Member, wants: tuple[Wanted, ...], why: dict[str, str], basket_id: str
) -> dict[str, str]:
    """The server has its say about everything; points that it can not give because this till keeps them are taken
    from the lease.
    """
    kept = [want for want in wants if why.get(want.key) == TOO_FEW and want.key.startswith("points:")]
    lease = _lease_here(ports, member) if kept else None
    if lease is None:
        ports.leases.let_go(basket_id)
        return why
    taken = _taken(ports, lease, [want for want in kept if _may_grant(ports, lease, want)], basket_id)
    return {key: word for key, word in why.items() if key not in {want.key for want in taken}}


def _taken(ports: Ports, lease: KeptLease, wants: list[Wanted], basket_id: str) -> list[Wanted]:
    """What is taken for the basket now, in place of what was taken before: all of ``wants`` or nothing."""
    things = [ThingTaken(want.key, *_points_of(want)) for want in wants]
    is_taken = ports.leases.take_things(lease.lease_id, basket_id, things, ports.clock.now_ms())
    return wants if is_taken else []


def _lease_here(ports: Ports, member: Member) -> KeptLease | None:
    """The lease by which this till decides what ``member`` uses up: one that covers things, where there is one."""
    now_ms = ports.clock.now_ms()
    server_ms = ports.leases.server_ms(now_ms)
    if server_ms is None:
        return None
    leases = [lease for lease in ports.leases.of_member(member.view.member_id) if server_ms < lease.term_ms]
    return next((lease for lease in leases if lease.things), next(iter(leases), None))


def _may_grant(ports: Ports, lease: KeptLease, want: Wanted) -> bool:
    """A code on a pack is nobody's before it is claimed, and points that move away must be in the lease. Everything
    else is this member's own, and the rules have counted it by their view: which must have what the server knew when
    it granted the lease.
    """
    if want.key.startswith("code:"):
        return False
    account, points = _points_of(want)
    if account:
        return points <= lease.left(account)
    return lease.things and lease.cursor <= ports.members.cursor()


def _points_of(want: Wanted) -> tuple[str, int]:
    """From which account points move away, and how many; nothing for any other thing."""
    return (want.account, want.amount) if want.account else ("", 0)


def _account_of(ports: Ports, used_up: Consumption) -> str:
    if not used_up.key.startswith("points:"):
        return ""
    programmes = ports.programmes.in_force()
    return next((each.account for each in programmes if each.programme_id == used_up.programme_id), "")


def to_secure(ports: Ports, decision: Decision) -> tuple[Wanted, ...]:
    """What a decision uses up and somebody else could use too. A code that anybody may use, as often as they like, is
    no such thing.
    """
    if not decision.consumes:
        return ()
    is_open = {
        f"coupon:{coupon.open_code}"
        for programme in ports.programmes.in_force()
        for coupon in programme.coupons
        if coupon.open_code
    }
    return tuple(_wanted(ports, each, decision) for each in _together(decision) if each.key not in is_open)


def _together(decision: Decision) -> list[Consumption]:
    """Each key once: two rules that use the same thing up together want both amounts of it."""
    from dataclasses import replace

    found: dict[str, Consumption] = {}
    for each in decision.consumes:
        before = found.get(each.key)
        found[each.key] = each if before is None else replace(each, amount=before.amount + each.amount)
    return list(found.values())


def _wanted(ports: Ports, used_up: Consumption, decision: Decision) -> Wanted:
    seen = 0
    if used_up.key.startswith("stamp:"):
        card = (used_up.programme_id, used_up.rule)
        seen = next((each.before for each in decision.stamps if (each.programme_id, each.card) == card), 0)
    return Wanted(
        used_up.key,
        used_up.programme_id,
        used_up.rule,
        used_up.amount,
        used_up.period,
        used_up.period_start,
        max(seen, 0),
        _account_of(ports, used_up),
    )
