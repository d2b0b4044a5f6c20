"""What the hub's file says of its leases: what may still be handed out, and what the server's clock shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, ScalarSelect, func, select, update

from sync.hub.tables import lease, lease_member, leased_points, part, state


@dataclass(frozen=True, slots=True)
class HubLease:
    """A lease that the hub may hand out from, while the server's clock shows less than ``term_ms``."""

    lease_id: str
    things: bool
    cursor: int
    term_ms: int


class HubState(NamedTuple):
    """How far the server was heard in its ``epoch``, up to which lease it was told of what is held, and that its clock
    showed ``server_ms`` when the hub's showed ``hub_ms``.
    """

    epoch: str
    revision: int
    listed: str
    server_ms: int
    hub_ms: int


def of_member(member_id: str) -> ColumnElement[bool]:
    """Leases that this member may use."""
    return lease.c.lease_id.in_(select(lease_member.c.lease_id).where(lease_member.c.member_id == member_id))


def usable_leases(connection: Connection, whose: ColumnElement[bool], at_ms: int) -> list[HubLease]:
    """Leases in their term at ``at_ms`` of the server's clock, neither over nor asked back."""
    rows = connection.execute(
        select(lease.c.lease_id, lease.c.things, lease.c.cursor, lease.c.term_ms)
        .where(
            whose,
            lease.c.closed == 0,
            lease.c.given_up == 0,
            lease.c.recalled == 0,
            lease.c.term_ms > at_ms,
        )
        .order_by(lease.c.lease_id)
    )
    return [HubLease(row[0], bool(row[1]), row[2], row[3]) for row in rows]


def taken_of_points() -> ScalarSelect[int]:
    """What was handed out of a row of ``leased_points``, and did not come back."""
    return (
        select(func.coalesce(func.sum(part.c.amount), 0))
        .where(
            part.c.lease_id == leased_points.c.lease_id,
            part.c.account == leased_points.c.account,
            part.c.freed == 0,
        )
        .scalar_subquery()
    )


def left_of(connection: Connection, lease_id: str, account: str) -> int:
    """What may still be handed out of an account."""
    found = connection.execute(
        select(leased_points.c.granted - leased_points.c.returned - taken_of_points()).where(
            leased_points.c.lease_id == lease_id, leased_points.c.account == account
        )
    ).scalar_one_or_none()
    return max(int(found or 0), 0)


def the_state(connection: Connection) -> HubState:
    """How far the server was heard, and its clock."""
    columns = (state.c.epoch, state.c.revision, state.c.listed, state.c.server_ms, state.c.hub_ms)
    return HubState(*connection.execute(select(*columns)).one())


def server_ms(connection: Connection, now_ms: int) -> int | None:
    """What the server's clock shows while the hub's shows ``now_ms``; ``None`` where nobody knows: it was never heard,
    or the hub's clock was set back since.
    """
    known = the_state(connection)
    if not known.server_ms or now_ms < known.hub_ms:
        return None
    return int(known.server_ms + now_ms - known.hub_ms)


def clock_runs(connection: Connection, at_server_ms: int, now_ms: int) -> None:
    """From now on a clock that shows less than ``now_ms`` was set back."""
    connection.execute(update(state).values(server_ms=at_server_ms, hub_ms=now_ms))
