"""Where a member is at home: the store that served them most in the last 90 days, the latest where two are equal. What
may be lent is lent to that store's keeper: its hub, or where it has none the till there that served them last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from pos_app.domain.gift_card import card_of_holder, holder_of_card
from sync.server.book.holders import behind, holder_of, holders_of
from sync.server.holding.hubs import keeping_hub
from sync.server.holding.leases import open_leases
from sync.server.schema import tables
from sync.server.schema.lease_tables import lease_home, lease_keeper, store_visit

REMEMBERED_DAYS = 90
_CHUNK = 400


def note_visit(
    connection: Connection,
    company_id: str,
    member_id: str,
    *,
    store_id: str,
    till_id: str,
    day: date,
    at_ms: int,
    holder_id: str = "",
) -> None:
    """A till of a store served a member on that local day; ``holder_id`` where it is known whose purse is theirs.
    Visits older than 90 days are forgotten.
    """
    key = {"company_id": company_id, "member_id": member_id, "store_id": store_id, "day": day.isoformat()}
    visit = store_visit
    mine = (visit.c.company_id == company_id, visit.c.member_id == member_id)
    changed = connection.execute(
        update(visit)
        .where(*mine, visit.c.store_id == store_id, visit.c.day == key["day"])
        .values(visits=visit.c.visits + 1, last_ms=at_ms, till_id=till_id)
    )
    if not changed.rowcount:
        oldest = (day - timedelta(days=REMEMBERED_DAYS)).isoformat()
        connection.execute(delete(visit).where(*mine, visit.c.day < oldest))
        connection.execute(insert(visit), {**key, "visits": 1, "last_ms": at_ms, "till_id": till_id})
    holder_id = holder_id or holder_of(connection, company_id, member_id)
    home = lease_home
    stayed = connection.execute(  # one more visit to the same till changes no home
        update(home)
        .where(
            home.c.company_id == company_id,
            home.c.holder_id == holder_id,
            home.c.store_id == store_id,
            home.c.keeper_id == till_id,
        )
        .values(due=1)
    )
    if not stayed.rowcount and not _stays_at_hub(connection, company_id, holder_id, store_id):
        find_home(connection, company_id, holder_id)


def _stays_at_hub(connection: Connection, company_id: str, holder_id: str, store_id: str) -> bool:
    """The same where the store's hub keeps what is lent there."""
    hub = keeping_hub(connection, company_id, store_id)
    home = lease_home
    if not hub:
        return False
    stayed = connection.execute(
        update(home)
        .where(home.c.company_id == company_id, home.c.holder_id == holder_id, home.c.keeper_id == hub)
        .values(due=1)
    )
    return bool(stayed.rowcount)


def move_in(connection: Connection, company_id: str, store_id: str, hub_id: str) -> None:
    """The store has a hub: whoever is at home there is at home with it from now on."""
    home = lease_home
    connection.execute(
        update(home)
        .where(
            home.c.company_id == company_id,
            home.c.store_id == store_id,
            home.c.keeper_id != hub_id,
            ~home.c.holder_id.startswith(holder_of_card(""), autoescape=True),
        )
        .values(keeper_id=hub_id, due=1)
    )


def find_home(connection: Connection, company_id: str, holder_id: str) -> None:
    """Look where a holder is at home now, and who keeps what is lent to them."""
    visit = store_visit.c
    whose = behind(connection, company_id, [holder_id])
    home = connection.execute(
        select(visit.store_id)
        .where(visit.company_id == company_id, visit.member_id.in_(whose))
        .group_by(visit.store_id)
        .order_by(func.sum(visit.visits).desc(), func.max(visit.last_ms).desc(), visit.store_id)
        .limit(1)
    ).scalar_one_or_none()
    if home is None:
        return
    till = tables.till.c
    served = connection.execute(
        select(visit.till_id)
        .join(tables.till, (till.company_id == visit.company_id) & (till.till_id == visit.till_id))
        .where(
            visit.company_id == company_id,
            visit.member_id.in_(whose),
            visit.store_id == home,
            till.frozen == "",
            ~exists().where(
                lease_keeper.c.company_id == visit.company_id,
                lease_keeper.c.keeper_id == visit.till_id,
                lease_keeper.c.wants == 0,
            ),
        )
        .order_by(visit.last_ms.desc(), visit.till_id)
        .limit(1)
    ).scalar_one_or_none()
    if served is not None:
        settle_in(connection, company_id, holder_id, home, served)


def settle_in(connection: Connection, company_id: str, holder_id: str, store_id: str, keeper_id: str) -> None:
    """The holder is at home in that store, and that keeper should look what may be lent. A lease that is open there
    stays where it is: it does not follow a member from till to till. A hub asks it back, and keeps it for all of them,
    but for a gift card's: its money is not handed out in parts.
    """
    hub = "" if card_of_holder(holder_id) else keeping_hub(connection, company_id, store_id)
    for each in open_leases(connection, company_id, holder_id):
        if each.store_id == store_id and not is_frozen(connection, company_id, each.keeper_id):
            keeper_id = each.keeper_id
    values = {"store_id": store_id, "keeper_id": hub or keeper_id, "due": 1}
    home = lease_home
    changed = connection.execute(
        update(home).where(home.c.company_id == company_id, home.c.holder_id == holder_id).values(**values)
    )
    if not changed.rowcount:
        connection.execute(insert(home), {"company_id": company_id, "holder_id": holder_id, **values})


def leave_homes(connection: Connection, company_id: str, keeper_id: str) -> None:
    """This till keeps nothing new: whoever is at home with it finds another keeper with their next visit."""
    home = lease_home
    connection.execute(
        update(home)
        .where(home.c.company_id == company_id, home.c.keeper_id == keeper_id)
        .values(keeper_id="")
    )


def is_frozen(connection: Connection, company_id: str, till_id: str) -> bool:
    """Whether nothing is taken from that till any more."""
    till = tables.till.c
    found = connection.execute(
        select(till.frozen).where(till.company_id == company_id, till.till_id == till_id)
    ).scalar_one_or_none()
    return bool(found)


def look_again(connection: Connection, company_id: str, member_ids: Collection[str]) -> None:
    """Something changed in these members' books: their keepers should look what may be lent."""
    ids = sorted(member_ids)
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        holders = holders_of(connection, company_id, part)
        look_at_holders(connection, company_id, {*part, *holders.values()})


def look_at_holders(connection: Connection, company_id: str, holder_ids: Iterable[str]) -> None:
    """The same for holders: households, gift cards."""
    home = lease_home
    connection.execute(
        update(home)
        .where(home.c.company_id == company_id, home.c.holder_id.in_(sorted(holder_ids)), home.c.due == 0)
        .values(due=1)
    )
