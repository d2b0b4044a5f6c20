"""A store's hub at the desk: retired by a named person, when it was lost or is replaced."""

from __future__ import annotations

from sqlalchemy import Connection, select, update

from sync.server.companies import Company
from sync.server.desk.leasing import a_reason
from sync.server.desk.refusal import NotDone
from sync.server.desk.who import a_name
from sync.server.holding.hubs import enrolled_hub, tell_neighbours
from sync.server.holding.lease_ending import end
from sync.server.holding.lease_epochs import Awaited
from sync.server.holding.lease_homes import find_home, leave_homes
from sync.server.holding.leases import LeaseState, kept
from sync.server.schema import tables
from sync.server.schema.lease_tables import lease, lease_awaited, lease_home
from sync.server.slate.at_once import AtOnce

RETIRED = "retired"
"""Why nothing is taken from it any more."""


def retire_hub(
    connection: Connection, company: Company, store_id: str, *, by: str, reason: str, now_ms: int
) -> tuple[str, int]:
    """End the hub of a store: what it keeps is written off, and the tills keep leases themselves again. Returns its id,
    and how many leases were written off. Raises :class:`NotDone` where the store has none.
    """
    name, why = a_name("--by", by), a_reason(reason)
    company_id = company.company_id
    hub_id = enrolled_hub(connection, company_id, store_id)
    if not hub_id:
        raise NotDone(f"The store {store_id[:64]!r} has no hub.")
    tell_neighbours(connection, company_id, hub_id, store_id)
    till = tables.till
    connection.execute(
        update(till).where(till.c.company_id == company_id, till.c.till_id == hub_id).values(frozen=RETIRED)
    )
    connection.execute(
        update(lease_awaited)
        .where(
            lease_awaited.c.company_id == company_id,
            lease_awaited.c.keeper_id == hub_id,
            lease_awaited.c.state == Awaited.AWAITED,
        )
        .values(state=Awaited.GIVEN_UP, given_up_by=name, reason=why, at_ms=now_ms)
    )
    rows = connection.execute(
        select(lease).where(
            lease.c.company_id == company_id, lease.c.keeper_id == hub_id, lease.c.state == LeaseState.OPEN
        )
    ).all()
    for row in rows:
        end(connection, kept(row), LeaseState.WRITTEN_OFF, now_ms, by=name, reason=why)
    at_home = connection.execute(
        select(lease_home.c.holder_id).where(
            lease_home.c.company_id == company_id, lease_home.c.keeper_id == hub_id
        )
    ).scalars()
    holders = list(at_home)
    leave_homes(connection, company_id, hub_id)
    for holder_id in holders:
        find_home(AtOnce(connection, company_id), holder_id)
    return hub_id, len(rows)
