"""How the stores' hubs stand: when they were heard, what they keep, and what they have handed out. Read from the
database, whether the server runs or not.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, func, select

from sync.server.holding.hubs import HUB_NUMBER
from sync.server.holding.leases import LeaseState
from sync.server.schema import tables
from sync.server.schema.lease_tables import lease, lease_keeper
from sync.server.schema.sight_tables import till_sight


class HubStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One store's hub. It keeps ``leases``, of which ``closing`` were asked back and wait for its tills' sales;
    ``handed_out`` parts of them were with its tills when it reported last. Times are ms UTC, 0 for never; ``frozen`` is
    ``retired`` for one that was.
    """

    hub: str
    company: str
    store: str
    frozen: str
    seen_ms: int
    reported_ms: int
    software: str
    leases: int
    closing: int
    handed_out: int


def hubs_of(connection: Connection, company_id: str) -> tuple[HubStatus, ...]:
    """The hubs of a company by store, retired ones too."""
    till, sight, keeper = tables.till, till_sight, lease_keeper.c
    kept = {
        row.keeper_id: (row.leases, row.closing)
        for row in connection.execute(
            select(
                lease.c.keeper_id,
                func.count().label("leases"),
                func.count().filter(lease.c.closing_ms > 0).label("closing"),
            )
            .where(lease.c.company_id == company_id, lease.c.state == LeaseState.OPEN)
            .group_by(lease.c.keeper_id)
        )
    }
    rows = connection.execute(
        select(till, sight.c.seen_ms.label("sighted_ms"), keeper.reported_ms, keeper.handed_out)
        .outerjoin(sight, (sight.c.company_id == till.c.company_id) & (sight.c.till_id == till.c.till_id))
        .outerjoin(
            lease_keeper, (keeper.company_id == till.c.company_id) & (keeper.keeper_id == till.c.till_id)
        )
        .where(till.c.company_id == company_id, till.c.till_number == HUB_NUMBER)
        .order_by(till.c.store_id, till.c.enrolled_ms, till.c.till_id)
    )
    return tuple(
        HubStatus(
            hub=row.till_id,
            company=row.company_id,
            store=row.store_id,
            frozen=row.frozen,
            seen_ms=max(row.seen_ms, row.sighted_ms or 0),
            reported_ms=row.reported_ms or 0,
            software=row.software,
            leases=kept.get(row.till_id, (0, 0))[0],
            closing=kept.get(row.till_id, (0, 0))[1],
            handed_out=row.handed_out or 0,
        )
        for row in rows
    )
