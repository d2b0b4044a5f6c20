"""Handing out parts of leases to the store's tills (LEASE), each once (LEASE-ONCE), in one transaction each.

Points: never more than was granted, less what was given back and handed out. A part counts as taken until its till lets
it go, or the lease is over: whether it was sold only the server learns.

Things (a coupon, a free item, a once-only offer, a limit): the hub does not know the rules, the till decides by its
view of the member. So one till at a time: as long as another till has used, or may use, anything under a lease, no
second one gets anything, since its view can not know of it. When the line is back such a lease is turned over. Points
that move away (given, converted) are counted like those that pay, and may be had at any till.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, insert, select, update

from sync.hub.leases import HubLease, clock_runs, left_of, of_member, server_ms, usable_leases
from sync.hub.tables import lease, part
from sync.protocol.v1.messages import HoldReply, HoldRequest, NotSecured, Secure, Secured, Want
from sync.protocol.v1.problems import Code
from sync.server.problems import Declined

NO_LEASE = "no-lease"
CLOCK_UNSURE = "clock-unsure"
AT_ANOTHER_TILL = "at-another-till"
VIEW_TOO_OLD = "view-too-old"
NEEDS_THE_LINE = "needs-the-line"
HANDED_OUT = "handed-out"
TOO_FEW = "too-few-points"
MOST_WANTS = 100
LARGEST = 2**53


def hand_out(connection: Connection, till_id: str, asked: HoldRequest, now_ms: int) -> HoldReply:
    """Points for a redemption of that till, or why not. Raises :class:`Declined` 422 for an impossible request, or an
    id that was used for something else.
    """
    if not (is_id(asked.redemption_id) and is_id(asked.member_id) and is_id(asked.account)):
        raise Declined(422, Code.MALFORMED, "ids have 1 to 64 characters")
    if not 0 < asked.points < LARGEST:
        raise Declined(422, Code.MALFORMED, "a whole number of points above 0 is needed")
    known = connection.execute(select(part).where(part.c.part_id == asked.redemption_id)).one_or_none()
    if known is not None:
        same = (known.account, known.amount, known.till_id) == (asked.account, asked.points, till_id)
        if known.till_id != till_id or not (same or not known.lease_id):
            raise Declined(422, Code.SAME_ID_OTHER_BYTES, "this redemption id was used for something else")
        if known.freed:
            return HoldReply(outcome="voided", balance=0, as_of_ms=now_ms)
        left = left_of(connection, known.lease_id, asked.account)
        return HoldReply(outcome="held", balance=left, as_of_ms=now_ms, lease_id=known.lease_id)
    at_ms = server_ms(connection, now_ms)
    if at_ms is None:
        return HoldReply(outcome="refused", balance=0, as_of_ms=now_ms, detail=CLOCK_UNSURE)
    clock_runs(connection, at_ms, now_ms)
    best, most = "", 0
    for each in usable_leases(connection, of_member(asked.member_id), at_ms):
        left = left_of(connection, each.lease_id, asked.account)
        if left > most:
            best, most = each.lease_id, left
    if not best:
        return HoldReply(outcome="refused", balance=0, as_of_ms=at_ms, detail=NO_LEASE)
    if most < asked.points:
        return HoldReply(outcome=TOO_FEW, balance=most, as_of_ms=at_ms)
    row = a_part(asked.redemption_id, best, till_id, now_ms, account=asked.account, amount=asked.points)
    connection.execute(insert(part), row)
    return HoldReply(outcome="held", balance=most - asked.points, as_of_ms=at_ms, lease_id=best)


def let_go(connection: Connection, till_id: str, redemption_id: str, now_ms: int) -> HoldReply:
    """The redemption does not come about. Told before it was asked for, nothing is handed out for it later."""
    if not is_id(redemption_id):
        raise Declined(422, Code.MALFORMED, "ids have 1 to 64 characters")
    known = connection.execute(select(part.c.till_id).where(part.c.part_id == redemption_id)).one_or_none()
    if known is None:
        connection.execute(insert(part), {**a_part(redemption_id, "", till_id, now_ms), "freed": 1})
    elif known.till_id == till_id:
        connection.execute(update(part).where(part.c.part_id == redemption_id).values(freed=1))
    return HoldReply(outcome="voided", balance=0, as_of_ms=now_ms)


def secure(connection: Connection, till_id: str, asked: Secure, now_ms: int) -> Secured:
    """Have things kept for a till's basket, in place of all that was kept for it before: all that may be had, each of
    the others with why not. Asked again, and let go before it was asked for, as in :func:`hand_out`.
    """
    _check(asked)
    known = connection.execute(select(part).where(part.c.keeping_id == asked.keeping_id)).all()
    if known:
        return _again(known, till_id, asked, now_ms)
    let_basket_go(connection, till_id, asked.basket_id)
    at_ms = server_ms(connection, now_ms)
    found = None if at_ms is None else _lease_of(connection, asked.member_id, at_ms)
    if found is None or at_ms is None:
        return _refused(asked, NO_LEASE if at_ms is not None else CLOCK_UNSURE, now_ms)
    clock_runs(connection, at_ms, now_ms)
    why = _why_no_things(connection, found, till_id, asked.cursor)
    wants = {want.key: want for want in asked.wants}
    refused = {key: _why_not(want, why) for key, want in wants.items() if not want.account}
    refused |= _too_few(connection, found, [want for want in wants.values() if want.account])
    granted = sorted(key for key in wants if not refused.get(key))
    rows = [
        a_part(
            f"{asked.keeping_id}/{key}",
            *(found.lease_id, till_id, now_ms),
            account=wants[key].account,
            amount=wants[key].amount if wants[key].account else 0,
            basket_id=asked.basket_id,
            keeping_id=asked.keeping_id,
        )
        for key in granted
    ]
    if rows:
        connection.execute(insert(part), rows)
    return Secured(
        granted=tuple(granted),
        refused=tuple(NotSecured(key, word) for key, word in refused.items() if word),
        as_of_ms=at_ms,
        lease_id=found.lease_id if rows else "",
    )


def let_keeping_go(connection: Connection, till_id: str, keeping_id: str, now_ms: int) -> None:
    """The basket uses up nothing of what that question had kept for it. Told before it was asked, nothing is kept."""
    if not is_id(keeping_id):
        raise Declined(422, Code.MALFORMED, "ids have 1 to 64 characters")
    if connection.execute(select(part.c.part_id).where(part.c.keeping_id == keeping_id)).first() is None:
        gone = a_part(keeping_id, "", till_id, now_ms, keeping_id=keeping_id)
        connection.execute(insert(part), {**gone, "freed": 1})
        return
    _free(connection, part.c.keeping_id == keeping_id, till_id)


def let_basket_go(connection: Connection, till_id: str, basket_id: str) -> None:
    """The basket uses nothing up after all."""
    _free(connection, (part.c.basket_id == basket_id) & (part.c.basket_id != ""), till_id)


def _free(connection: Connection, which: ColumnElement[bool], till_id: str) -> None:
    """What that till lets go. What was closed meanwhile is told anew without it."""
    mine = (which, part.c.till_id == till_id, part.c.freed == 0)
    leases = connection.execute(select(part.c.lease_id).where(*mine)).scalars().all()
    if leases:
        connection.execute(update(part).where(*mine).values(freed=1))
        connection.execute(update(lease).where(lease.c.lease_id.in_(leases)).values(told=0))


def _check(asked: Secure) -> None:
    ids = (asked.member_id, asked.basket_id, asked.keeping_id)
    if not all(map(is_id, ids)) or len(asked.wants) > MOST_WANTS:
        raise Declined(422, Code.MALFORMED, "a member, a basket, a keeping and at most 100 things are needed")
    if any(not 0 < len(want.key) <= 200 or len(want.account) > 64 for want in asked.wants):
        raise Declined(422, Code.MALFORMED, "things have keys of 1 to 200 characters")
    if any(want.account and not 0 < want.amount < LARGEST for want in asked.wants):
        raise Declined(422, Code.MALFORMED, "a whole number of points above 0 is needed")


def _again(known: Sequence[Row[Any]], till_id: str, asked: Secure, now_ms: int) -> Secured:
    """The same question gets what it was given; what was let go is kept for nobody under that id."""
    if any(row.till_id != till_id for row in known):
        raise Declined(422, Code.SAME_ID_OTHER_BYTES, "this keeping id was used for something else")
    prefix = len(asked.keeping_id) + 1
    kept = {row.part_id[prefix:] for row in known if not row.freed}
    granted = tuple(sorted(kept & {want.key for want in asked.wants}))
    if not granted:
        return _refused(asked, "voided", now_ms)
    return Secured(granted=granted, refused=(), as_of_ms=now_ms, lease_id=known[0].lease_id)


def _refused(asked: Secure, why: str, now_ms: int) -> Secured:
    refused = tuple(NotSecured(want.key, why) for want in asked.wants)
    return Secured(granted=(), refused=refused, as_of_ms=now_ms)


def _why_no_things(connection: Connection, found: HubLease, till_id: str, cursor: int) -> str:
    """Why that till may use nothing up under the lease but points; or ""."""
    if not found.things:
        return NO_LEASE
    if cursor < found.cursor:
        return VIEW_TOO_OLD
    return AT_ANOTHER_TILL if _others_of(connection, found.lease_id, till_id) else ""


def _why_not(want: Want, why: str) -> str:
    # A code on a pack is nobody's before it is claimed: nobody could lend it.
    return NEEDS_THE_LINE if want.key.startswith(("code:", "points:")) else why


def _too_few(connection: Connection, found: HubLease, moving: Sequence[Want]) -> dict[str, str]:
    """Points that move away and are not there any more, each with why."""
    refused: dict[str, str] = {}
    left: dict[str, int] = {}
    for want in moving:
        has = left.setdefault(want.account, left_of(connection, found.lease_id, want.account))
        if want.amount > has:
            refused[want.key] = TOO_FEW
        else:
            left[want.account] = has - want.amount
    return refused


def _lease_of(connection: Connection, member_id: str, at_ms: int) -> HubLease | None:
    leases = usable_leases(connection, of_member(member_id), at_ms)
    return next((each for each in leases if each.things), next(iter(leases), None))


def _others_of(connection: Connection, lease_id: str, till_id: str) -> Sequence[str]:
    """Other tills that have used up some thing under the lease, or may still. Points are counted, wherever they go."""
    return (
        connection.execute(
            select(part.c.till_id).where(
                part.c.lease_id == lease_id,
                part.c.basket_id != "",
                part.c.amount == 0,
                part.c.freed == 0,
                part.c.till_id != till_id,
            )
        )
        .scalars()
        .all()
    )


def a_part(
    part_id: str,
    lease_id: str,
    till_id: str,
    now_ms: int,
    *,
    account: str = "",
    amount: int = 0,
    basket_id: str = "",
    keeping_id: str = "",
) -> dict[str, object]:
    """A row of what is handed out."""
    return {
        "part_id": part_id,
        "lease_id": lease_id,
        "account": account,
        "amount": amount,
        "till_id": till_id,
        "basket_id": basket_id,
        "keeping_id": keeping_id,
        "freed": 0,
        "at_ms": now_ms,
    }


def is_id(text: str) -> bool:
    """Whether that may be an id."""
    return 0 < len(text) <= 64
