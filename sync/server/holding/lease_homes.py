"""Where a member is at home: the store that served them most in the last 90 days, the latest where two are equal. What
may be lent is lent to that store's keeper: its hub, or where it has none the till there that served them last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from sqlalchemy import BindParameter, Connection, bindparam, delete, exists, func, select, update

from sync.server.book.holders import behind, holder_of, holders_of
from sync.server.holding.hubs import keeping_hub
from sync.server.holding.leases import open_leases
from sync.server.schema import tables
from sync.server.schema.dialects import upsert
from sync.server.schema.lease_tables import lease_home, lease_keeper, store_visit

REMEMBERED_DAYS = 90
_CHUNK = 400
_company: BindParameter[str] = bindparam("company")
_member: BindParameter[str] = bindparam("member")
_whose: BindParameter[str] = bindparam("whose", expanding=True)
_NEW_VISIT = upsert(store_visit)
_VISIT = _NEW_VISIT.on_conflict_do_update(
    index_elements=["company_id", "member_id", "store_id", "day"],
    set_={
        "visits": store_visit.c.visits + 1,
        "last_ms": _NEW_VISIT.excluded.last_ms,
        "till_id": _NEW_VISIT.excluded.till_id,
    },
).returning(store_visit.c.visits)
_FORGET_VISITS = delete(store_visit).where(
    store_visit.c.company_id == _company,
    store_visit.c.member_id == _member,
    store_visit.c.day < bindparam("oldest"),
)
_STAYED = (
    update(lease_home)
    .where(
        lease_home.c.company_id == _company,
        lease_home.c.holder_id == bindparam("holder"),
        lease_home.c.store_id == bindparam("store"),
        lease_home.c.keeper_id == bindparam("till"),
    )
    .values(due=1)
)
_BEST_STORE = (
    select(store_visit.c.store_id)
    .where(store_visit.c.company_id == _company, store_visit.c.member_id.in_(_whose))
    .group_by(store_visit.c.store_id)
    .order_by(
        func.sum(store_visit.c.visits).desc(), func.max(store_visit.c.last_ms).desc(), store_visit.c.store_id
    )
    .limit(1)
)
_SERVED_THERE = (
    select(store_visit.c.till_id)
    .join(
        tables.till,
        (tables.till.c.company_id == store_visit.c.company_id)
        & (tables.till.c.till_id == store_visit.c.till_id),
    )
    .where(
        store_visit.c.company_id == _company,
        store_visit.c.member_id.in_(_whose),
        store_visit.c.store_id == bindparam("home"),
        tables.till.c.frozen == "",
        ~exists().where(
            lease_keeper.c.company_id == store_visit.c.company_id,
            lease_keeper.c.keeper_id == store_visit.c.till_id,
            lease_keeper.c.wants == 0,
        ),
    )
    .order_by(store_visit.c.last_ms.desc(), store_visit.c.till_id)
    .limit(1)
)
_NEW_HOME = upsert(lease_home)
_SET_HOME = _NEW_HOME.on_conflict_do_update(
    index_elements=["company_id", "holder_id"],
    set_={name: _NEW_HOME.excluded[name] for name in ("store_id", "keeper_id", "due")},
)


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
    visits = connection.execute(
        _VISIT, {**key, "visits": 1, "last_ms": at_ms, "till_id": till_id}
    ).scalar_one()
    if visits == 1:
        oldest = (day - timedelta(days=REMEMBERED_DAYS)).isoformat()
        connection.execute(_FORGET_VISITS, {"company": company_id, "member": member_id, "oldest": oldest})
    holder_id = holder_id or holder_of(connection, company_id, member_id)
    # One more visit to the same till changes no home.
    stayed = connection.execute(
        _STAYED, {"company": company_id, "holder": holder_id, "store": store_id, "till": till_id}
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
    """The store has a hub: whoever is at home there, member or gift card, is at home with it from now on."""
    home = lease_home
    connection.execute(
        update(home)
        .where(
            home.c.company_id == company_id,
            home.c.store_id == store_id,
            home.c.keeper_id != hub_id,
        )
        .values(keeper_id=hub_id, due=1)
    )


def find_home(connection: Connection, company_id: str, holder_id: str) -> None:
    """Look where a holder is at home now, and who keeps what is lent to them."""
    theirs = {"company": company_id, "whose": sorted(behind(connection, company_id, [holder_id]))}
    home = connection.execute(_BEST_STORE, theirs).scalar_one_or_none()
    if home is None:
        return
    served = connection.execute(_SERVED_THERE, {**theirs, "home": home}).scalar_one_or_none()
    if served is not None:
        settle_in(connection, company_id, holder_id, home, served)


def settle_in(connection: Connection, company_id: str, holder_id: str, store_id: str, keeper_id: str) -> None:
    """The holder is at home in that store, and that keeper should look what may be lent. A lease that is open there
    stays where it is: it does not follow a member from till to till. A hub asks it back, and keeps it for all of them.
    """
    hub = keeping_hub(connection, company_id, store_id)
    for each in open_leases(connection, company_id, holder_id):
        if each.store_id == store_id and not is_frozen(connection, company_id, each.keeper_id):
            keeper_id = each.keeper_id
    key = {"company_id": company_id, "holder_id": holder_id}
    connection.execute(_SET_HOME, {**key, "store_id": store_id, "keeper_id": hub or keeper_id, "due": 1})


def leave_homes(connection: Connection, company_id: str, keeper_id: str) -> None:
    """This keeper takes nothing new: whoever is at home with it finds another one with their next visit."""
    home = lease_home
    connection.execute(
        update(home)
        .where(home.c.company_id == company_id, home.c.keeper_id == keeper_id)
        .values(keeper_id="")
    )


def keep_where_used(
    connection: Connection, company_id: str, holder_id: str, store_id: str, till_id: str
) -> None:
    """A gift card paid at that till: where nobody keeps its money any more, its store does from now on."""
    home = lease_home.c
    alone = connection.execute(
        select(home.keeper_id).where(home.company_id == company_id, home.holder_id == holder_id)
    ).scalar_one_or_none()
    if alone == "":
        settle_in(connection, company_id, holder_id, store_id, till_id)


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
