"""The store's hub: it keeps the leases of its store, and hands out parts of them to the store's tills while the outside
line is down. It is enrolled like a till and stands among them with number 0; it never sends a sale.

What a hub handed out comes back as its tills' sales, so a lease that it closed is over only when these are here.
"""

from __future__ import annotations

from sqlalchemy import Connection, exists, select

from sync.protocol.v1.lease_messages import Neighbour
from sync.server.holding.leases import KeptLease, counters_of, find_lease, next_revision
from sync.server.schema import tables
from sync.server.schema.dialects import upsert
from sync.server.schema.lease_tables import lease_keeper, lease_use
from sync.server.schema.till_tables import revoked_till, store_device

HUB_NUMBER = 0
"""Stands where a till has its number."""
_THINGS = "things/"


def is_hub(connection: Connection, company_id: str, device_id: str) -> bool:
    """Whether that is a hub, and no till."""
    till = tables.till.c
    number = connection.execute(
        select(till.till_number).where(till.company_id == company_id, till.till_id == device_id)
    ).scalar_one_or_none()
    return number == HUB_NUMBER


def enrolled_hub(connection: Connection, company_id: str, store_id: str) -> str:
    """The hub that has its place in that store, or ""."""
    till, hubs = tables.till.c, _devices(connection, company_id, store_id, hubs=True)
    found = connection.execute(
        select(till.till_id).where(till.company_id == company_id, till.till_id.in_(hubs), till.frozen == "")
    ).scalar_one_or_none()
    return found or ""


def keeping_hub(connection: Connection, company_id: str, store_id: str) -> str:
    """The hub that keeps that store's leases: one that has reported and wants to; or ""."""
    till, keeper = tables.till.c, lease_keeper.c
    hubs = _devices(connection, company_id, store_id, hubs=True)
    if not hubs:
        return ""
    found = connection.execute(
        select(till.till_id)
        .join(lease_keeper, (keeper.company_id == till.company_id) & (keeper.keeper_id == till.till_id))
        .where(
            till.company_id == company_id,
            till.till_id.in_(hubs),
            till.frozen == "",
            keeper.reported_ms > 0,
            keeper.wants == 1,
        )
    ).scalar_one_or_none()
    return found or ""


def neighbours_of(
    connection: Connection, company_id: str, device_id: str, store_id: str
) -> tuple[Neighbour, ...]:
    """Whom that device may believe in the shop's own network: a till its hub, a hub the store's tills."""
    till, mine = tables.till.c, is_hub(connection, company_id, device_id)
    others = _devices(connection, company_id, store_id, hubs=not mine) - {device_id}
    if not others:
        return ()
    rows = connection.execute(
        select(till.till_id, till.till_number, till.public_key)
        .where(
            till.company_id == company_id,
            till.till_id.in_(others),
            till.frozen == "",
            ~exists().where(
                revoked_till.c.company_id == till.company_id, revoked_till.c.till_id == till.till_id
            ),
        )
        .order_by(till.till_number, till.till_id)
    ).all()
    return tuple(Neighbour(*row) for row in rows)


def _devices(connection: Connection, company_id: str, store_id: str, *, hubs: bool) -> set[str]:
    """All hubs, or all tills, that were ever enrolled in a store."""
    device = store_device.c
    number = device.till_number == HUB_NUMBER if hubs else device.till_number != HUB_NUMBER
    found = connection.execute(
        select(device.till_id).where(device.company_id == company_id, device.store_id == store_id, number)
    ).scalars()
    return set(found)


def tell_neighbours(connection: Connection, company_id: str, device_id: str, store_id: str) -> None:
    """A till or hub of the store came, went or has another key: those that believe it hear of it within a second."""
    for each in neighbours_of(connection, company_id, device_id, store_id):
        next_revision(connection, company_id, each.device_id, store_id)


def note_things_used(
    connection: Connection, company_id: str, till_id: str, lease_id: str, basket_id: str, now_ms: int
) -> None:
    """A sale or visit came that used things up under a hub's lease: its basket is over."""
    of = find_lease(connection, company_id, lease_id)
    if of is None or not is_hub(connection, company_id, of.keeper_id):
        return
    connection.execute(
        upsert(lease_use).on_conflict_do_nothing(),
        {
            "company_id": company_id,
            "holder_id": of.holder_id,
            "use_id": _THINGS + basket_id[:64],
            "lease_id": lease_id,
            "account": "",
            "source": till_id,
            "till_id": till_id,
            "points": 0,
            "settled": 0,
            "beyond": 0,
            "at_ms": now_ms,
        },
    )


def is_all_in(connection: Connection, of: KeptLease, baskets: tuple[str, ...]) -> bool:
    """Whether everything that a hub handed out under a lease has come back: no point is outstanding, and the sales of
    these baskets are here.
    """
    if any(each.outstanding for each in counters_of(connection, of).values()):
        return False
    if not baskets:
        return True
    use = lease_use.c
    came = set(
        connection.execute(
            select(use.use_id).where(
                use.company_id == of.company_id,
                use.holder_id == of.holder_id,
                use.lease_id == of.lease_id,
                use.use_id.startswith(_THINGS),
            )
        ).scalars()
    )
    return all(_THINGS + each[:64] in came for each in baskets)
