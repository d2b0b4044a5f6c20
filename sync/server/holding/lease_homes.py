"""Where a member is at home: the store that served them most in the last 90 days, the latest where two are equal. What
may be lent is lent to that store's keeper: its hub, or where it has none the till there that served them last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, exists, select, update

from sync.server.book.at_stores import note_at_store
from sync.server.book.holders import behind, holder_as_read, holders_of
from sync.server.holding.hubs import keeping_hub
from sync.server.schema import tables
from sync.server.schema.dialects import among, upsert
from sync.server.schema.lease_tables import home_due, lease, lease_home, lease_keeper, store_visit
from sync.server.slate.at_once import AtOnce
from sync.server.slate.slate import Line, Slate

REMEMBERED_DAYS = 90
_CHUNK = 400
_KEEPS = select(tables.till.c.till_id).where(
    tables.till.c.company_id == bindparam("company"),
    tables.till.c.till_id == bindparam("till"),
    tables.till.c.frozen == "",
    ~exists().where(
        lease_keeper.c.company_id == tables.till.c.company_id,
        lease_keeper.c.keeper_id == tables.till.c.till_id,
        lease_keeper.c.wants == 0,
    ),
)


def note_visit(
    slate: Slate,
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
    before = slate.line(store_visit, member_id, store_id, day.isoformat())
    latest = {"last_ms": at_ms, "till_id": till_id}
    if before:
        slate.change(store_visit, before, visits=before["visits"] + 1, **latest)
    else:
        key = {"company_id": slate.company_id, "member_id": member_id, "store_id": store_id}
        slate.put(store_visit, {**key, "day": day.isoformat(), "visits": 1, **latest})
    if before is None:
        oldest = (day - timedelta(days=REMEMBERED_DAYS)).isoformat()
        for visit in slate.lines(store_visit, member_id):
            if visit["day"] < oldest:
                slate.drop(store_visit, visit)
        note_at_store(slate, member_id, store_id, day)
    holder_id = holder_id or holder_as_read(slate, member_id)
    home = slate.line(lease_home, holder_id)
    # One more visit to the same till, or where a hub keeps what is lent, changes no home.
    if home and (
        (home["store_id"], home["keeper_id"]) == (store_id, till_id)
        or home["keeper_id"] == (_hub_of(slate, store_id) or None)
    ):
        if not home["due"]:
            slate.change(lease_home, home, due=1)
            _is_due(slate, home)
    else:
        find_home(slate, holder_id, [member_id] if holder_id == member_id else ())


def _hub_of(slate: Slate, store_id: str) -> str:
    return slate.fixed(
        ("hub", store_id), lambda connection: keeping_hub(connection, slate.company_id, store_id)
    )


def move_in(connection: Connection, company_id: str, store_id: str, hub_id: str) -> None:
    """The store has a hub: whoever is at home there, member or gift card, is at home with it from now on."""
    home = lease_home
    moved = connection.execute(
        update(home)
        .where(
            home.c.company_id == company_id,
            home.c.store_id == store_id,
            home.c.keeper_id != hub_id,
        )
        .values(keeper_id=hub_id, due=1)
        .returning(home.c.holder_id, home.c.keeper_id, home.c.not_before_ms)
    ).all()
    _are_due(connection, company_id, moved)


def find_home(slate: Slate, holder_id: str, members: Sequence[str] = ()) -> None:
    """Look where a holder is at home now, and who keeps what is lent to them; ``members`` where it is known who is
    behind the holder.
    """
    whose = members or _behind(slate, holder_id)
    visits = [visit for member_id in whose for visit in slate.lines(store_visit, member_id)]
    stores = sorted({visit["store_id"] for visit in visits})
    if not stores:
        return
    home = max(
        stores,  # of two that are equal the first by name
        key=lambda store: (
            sum(visit["visits"] for visit in visits if visit["store_id"] == store),
            max(visit["last_ms"] for visit in visits if visit["store_id"] == store),
        ),
    )
    there = [visit for visit in visits if visit["store_id"] == home]
    there.sort(key=lambda visit: (-visit["last_ms"], visit["till_id"]))
    served = next((visit["till_id"] for visit in there if _keeps(slate, visit["till_id"])), None)
    if served is not None:
        settle_in(slate, holder_id, home, served)


def _behind(slate: Slate, holder_id: str) -> list[str]:
    """The members whose visits count: nobody joins or leaves a household while tills' facts come in beside."""
    return slate.fixed(
        ("behind", holder_id), lambda connection: sorted(behind(connection, slate.company_id, [holder_id]))
    )


def _keeps(slate: Slate, till_id: str) -> bool:
    """Whether that till is one of ours, takes part, and wants to keep leases."""
    asked = {"company": slate.company_id, "till": till_id}
    return slate.fixed(
        ("keeps", till_id), lambda connection: connection.execute(_KEEPS, asked).first() is not None
    )


def settle_in(slate: Slate, holder_id: str, store_id: str, keeper_id: str) -> None:
    """The holder is at home in that store, and that keeper should look what may be lent. A lease that is open there
    stays where it is: it does not follow a member from till to till. A hub asks it back, and keeps it for all of them.
    """
    hub = _hub_of(slate, store_id)
    for each in sorted(slate.lines(lease, holder_id), key=lambda line: line["lease_id"]):
        if each["store_id"] == store_id and not _is_frozen(slate, each["keeper_id"]):
            keeper_id = each["keeper_id"]
    key = {"company_id": slate.company_id, "holder_id": holder_id}
    home = slate.line(lease_home, holder_id)
    now = {"store_id": store_id, "keeper_id": hub or keeper_id, "due": 1}
    if home is None:
        home = {**key, **now, "not_before_ms": 0}
        slate.put(lease_home, home)
        _is_due(slate, home)
    else:
        slate.change(lease_home, home, **now)
        if not home["due"] or home["keeper_id"] != now["keeper_id"]:
            _is_due(slate, {**home, **now})


def _is_due(slate: Slate, home: Line) -> None:
    """The keeper is to look at that holder."""
    names = ("company_id", "keeper_id", "holder_id", "not_before_ms")
    slate.count(home_due, {**{name: home[name] for name in names}, "touched": 1}, "touched")


def _are_due(connection: Connection, company_id: str, homes: Sequence[Row[Any]]) -> None:
    """The same for many; nobody looks at whoever has no keeper."""
    rows = [{"company_id": company_id, **row._mapping} for row in homes if row.keeper_id]
    if rows:
        connection.execute(upsert(home_due).on_conflict_do_nothing(), rows)


def _is_frozen(slate: Slate, till_id: str) -> bool:
    return slate.fixed(
        ("frozen", till_id), lambda connection: is_frozen(connection, slate.company_id, till_id)
    )


def leave_homes(connection: Connection, company_id: str, keeper_id: str) -> None:
    """This keeper takes nothing new: whoever is at home with it finds another one with their next visit."""
    home = lease_home
    connection.execute(
        update(home)
        .where(home.c.company_id == company_id, home.c.keeper_id == keeper_id)
        .values(keeper_id="")
    )
    connection.execute(
        delete(home_due).where(home_due.c.company_id == company_id, home_due.c.keeper_id == keeper_id)
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
        settle_in(AtOnce(connection, company_id), holder_id, store_id, till_id)


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
    touched = connection.execute(
        update(home)
        .where(home.c.company_id == company_id, among(home.c.holder_id, sorted(holder_ids)), home.c.due == 0)
        .values(due=1)
        .returning(home.c.holder_id, home.c.keeper_id, home.c.not_before_ms)
    ).all()
    _are_due(connection, company_id, touched)
