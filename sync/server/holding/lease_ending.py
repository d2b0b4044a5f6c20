"""How a lease ends, once: closed by its keeper, freed by the server's clock, or written off by a named person.

What it gives back is free again, and repays first what is owed (CLAWBACK).
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from sync.server.book.ledger import Movement, Purse, balance_of, repay
from sync.server.calendar.company_days import company_day
from sync.server.database import NotBeside
from sync.server.holding.holds import unheld_points
from sync.server.holding.hubs import is_all_in, is_hub
from sync.server.holding.lease_homes import look_at_holders
from sync.server.holding.leases import (
    KeptLease,
    LeaseState,
    change,
    count,
    counters_of,
    kept,
    named_leases,
    rest,
)
from sync.server.schema.lease_tables import keeper_lease, lease
from sync.server.slate.at_once import AtOnce
from sync.server.turns import is_beside

RULE = "lease"
"""What postings say they come from."""


def end(
    connection: Connection,
    of: KeptLease,
    state: LeaseState,
    now_ms: int,
    *,
    by: str = "",
    reason: str = "",
) -> int:
    """End a lease and give back what is outstanding under it. Returns how many points that were."""
    assert of.is_open, "a lease ends once (LEASE-ONCE)"
    left = {account: each for account, each in counters_of(connection, of).items() if each.outstanding}
    for account, each in left.items():
        count(connection, of, account, freed=each.outstanding)
    change(connection, of, state=state, ended_ms=now_ms, ended_by=by, reason=reason)
    for account, each in left.items():
        repay_with(connection, of, account, each.outstanding, f"lease/{of.lease_id}/{account}/ended", now_ms)
    look_at_holders(connection, of.company_id, [of.holder_id])
    if state is LeaseState.WRITTEN_OFF:  # for others to use, not to be lent to the same till at once
        rest(connection, of.company_id, of.holder_id, now_ms)
    return sum(each.outstanding for each in left.values())


def repay_with(
    connection: Connection, of: KeptLease, account: str, points: int, name: str, now_ms: int
) -> int:
    """Points that a lease gave back repay what is owed. Returns how many did. ``name`` is the posting's, for ever."""
    purse = Purse(of.company_id, of.holder_id, account)
    owed = balance_of(connection, purse).debt
    most = min(owed, points, unheld_points(connection, purse, now_ms)) if owed else 0
    if most <= 0:
        return 0
    today = company_day(connection, of.company_id, now_ms).isoformat()
    movement = Movement(name, "", of.lease_id, now_ms, RULE)
    return repay(AtOnce(connection, purse.company_id), purse, movement, most, day=today)


def free_due(connection: Connection, company_id: str, now_ms: int, most: int = 50) -> int:
    """Free leases whose term and grace have passed, at most so many. Returns how many there were."""
    rows = connection.execute(
        select(lease)
        .where(
            lease.c.company_id == company_id,
            lease.c.state == LeaseState.OPEN,
            lease.c.free_ms <= now_ms,
        )
        .order_by(lease.c.free_ms, lease.c.lease_id)
        .limit(most)
    ).all()
    for row in rows:
        end(connection, kept(row), LeaseState.FREED, now_ms)
    return len(rows)


def close_told(connection: Connection, company_id: str, keeper_id: str, acked: int, now_ms: int) -> int:
    """Close what this keeper said it uses no more, and whose sales are all here: its journal came up to ``acked``, or
    for a hub, which has none, all that it handed out came back.

    Raises :class:`NotBeside` where there is something to close and others write beside: these are other books than
    those that the batch has to itself.
    """
    table = keeper_lease.c
    rows = connection.execute(
        select(table.holder_id, table.lease_id)
        .where(
            table.company_id == company_id,
            table.keeper_id == keeper_id,
            table.state == LeaseState.OPEN,
            table.closing_ms > 0,
            table.closing_head <= acked,
        )
        .order_by(table.lease_id)
    ).all()
    if rows and is_beside(connection):
        raise NotBeside
    over = [kept(row) for row in named_leases(connection, company_id, [(row[0], row[1]) for row in rows])]
    if over and is_hub(connection, company_id, keeper_id):
        over = [each for each in over if is_all_in(connection, each, each.closing_baskets)]
    for each in over:
        end(connection, each, LeaseState.CLOSED, now_ms)
    return len(over)
