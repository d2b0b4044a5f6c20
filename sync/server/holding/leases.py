"""Leases as the server has them: points and things that one keeper may use up without asking (LEASE).

What is outstanding under a lease is ``granted - returned - settled``; it is nobody else's until the keeper gave it
back, a sale used it up, or the lease ended. ``lots' total = free + holds + outstanding leases``, always. At most one
lease of a holder is open; it ends once (LEASE-ONCE)::

    open ──► closed        the keeper uses nothing under it any more, and all that it sold is here
      ├────► freed         term and grace have passed by the server's clock
      └────► written-off   a named person gave it up earlier
    restored ──► open      a restored server met its sales before its keeper spoke (EPOCH)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, tuple_, update

from sync.server.book.ledger import Purse
from sync.server.schema.lease_tables import (
    home_due,
    keeper_lease,
    lease,
    lease_home,
    lease_keeper,
    lease_points,
)
from sync.server.whose import a_lease, becomes, whose

REST_MS = 15 * 60 * 1000
"""After a recall nobody is lent the same again for so long: somebody elsewhere is just using it."""


class LeaseState(StrEnum):
    """What became of a lease."""

    OPEN = "open"
    CLOSED = "closed"
    FREED = "freed"
    WRITTEN_OFF = "written-off"
    RESTORED = "restored"


_BY_KEEPER = tuple(keeper_lease.c.keys())
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class KeptLease:
    """One lease as stored; ``term_ms`` and ``free_ms`` by the server's clock."""

    company_id: str
    holder_id: str
    lease_id: str
    keeper_id: str
    store_id: str
    members: tuple[str, ...]
    things: bool
    cursor: int
    term_ms: int
    free_ms: int
    revision: int
    is_recalled: bool
    is_closing: bool
    closing_head: int
    closing_baskets: tuple[str, ...]
    state: LeaseState

    @property
    def is_open(self) -> bool:
        """Whether anything may still be outstanding under it."""
        return self.state is LeaseState.OPEN


@dataclass(frozen=True, slots=True)
class Counters:
    """The counters of one account of a lease; each only grows."""

    granted: int
    returned: int
    settled: int
    freed: int = 0

    @property
    def outstanding(self) -> int:
        """What the keeper may have, or may have used without our knowing."""
        return self.granted - self.returned - self.settled - self.freed


def kept(row: Row[Any]) -> KeptLease:
    """A row of the table as what it means."""
    return KeptLease(
        row.company_id,
        row.holder_id,
        row.lease_id,
        row.keeper_id,
        row.store_id,
        tuple(row.members.split("\n")) if row.members else (),
        bool(row.things),
        row.cursor,
        row.term_ms,
        row.free_ms,
        row.revision,
        bool(row.recalled_ms),
        bool(row.closing_ms),
        row.closing_head,
        tuple(row.closing_baskets.split("\n")) if row.closing_baskets else (),
        LeaseState(row.state),
    )


def leased_points(connection: Connection, purse: Purse) -> int:
    """What leases keep of a purse from everybody but their keepers."""
    table = lease_points.c
    found = connection.execute(
        select(
            func.coalesce(func.sum(table.granted - table.returned - table.settled - table.freed), 0)
        ).where(
            table.company_id == purse.company_id,
            table.holder_id == purse.member_id,
            table.account == purse.account,
        )
    ).scalar_one()
    return int(found)


def free_at_latest(connection: Connection, company_id: str, holder_id: str) -> int:
    """When everything that is lent of this holder is free at the latest (ms UTC); 0 where nothing is."""
    return max((each.free_ms for each in open_leases(connection, company_id, holder_id)), default=0)


_OPEN_LEASES = (
    select(lease)
    .where(
        lease.c.company_id == bindparam("company"),
        lease.c.holder_id == bindparam("holder"),
        lease.c.state == LeaseState.OPEN,
    )
    .order_by(lease.c.lease_id)
)


def open_leases(connection: Connection, company_id: str, holder_id: str) -> list[KeptLease]:
    """The holder's open leases: one at most, but for a restored server that is still being told (EPOCH)."""
    rows = connection.execute(_OPEN_LEASES, {"company": company_id, "holder": holder_id})
    return [kept(row) for row in rows]


def find_lease(connection: Connection, company_id: str, lease_id: str) -> KeptLease | None:
    """The lease with that id, whatever became of it."""
    holder = whose(connection, company_id, a_lease(lease_id))
    if holder is None:
        return None
    row = connection.execute(
        select(lease).where(
            lease.c.company_id == company_id, lease.c.holder_id == holder, lease.c.lease_id == lease_id
        )
    ).one()
    return kept(row)


def make_lease(connection: Connection, row: dict[str, Any]) -> None:
    """Write a new lease, a row of the table, under an id that no other has."""
    becomes(connection, row["company_id"], a_lease(row["lease_id"]), row["holder_id"])
    connection.execute(insert(lease), row)
    connection.execute(insert(keeper_lease), {name: row[name] for name in _BY_KEEPER if name in row})


def named_leases(connection: Connection, company_id: str, named: Sequence[tuple[str, str]]) -> list[Row[Any]]:
    """The rows of these leases, each named by holder and id, in that order."""
    found: dict[str, Row[Any]] = {}
    for start in range(0, len(named), _AT_ONCE):
        part = named[start : start + _AT_ONCE]
        rows = connection.execute(
            select(lease).where(
                lease.c.company_id == company_id, tuple_(lease.c.holder_id, lease.c.lease_id).in_(part)
            )
        )
        found |= {row.lease_id: row for row in rows}
    return [found[lease_id] for _, lease_id in named]


def counters_of(connection: Connection, of: KeptLease) -> dict[str, Counters]:
    """Its counters by account."""
    table = lease_points.c
    rows = connection.execute(
        select(table.account, table.granted, table.returned, table.settled, table.freed)
        .where(
            table.company_id == of.company_id,
            table.holder_id == of.holder_id,
            table.lease_id == of.lease_id,
        )
        .order_by(table.account)
    )
    return {row[0]: Counters(*row[1:]) for row in rows}


def count(connection: Connection, of: KeptLease, account: str, **values: int) -> None:
    """Write counters of an account of a lease; an account that it did not have begins with none of the others."""
    table = lease_points
    changed = connection.execute(
        update(table)
        .where(
            table.c.company_id == of.company_id,
            table.c.holder_id == of.holder_id,
            table.c.lease_id == of.lease_id,
            table.c.account == account,
        )
        .values(**values)
    )
    if not changed.rowcount:
        key = {"company_id": of.company_id, "holder_id": of.holder_id, "lease_id": of.lease_id}
        connection.execute(insert(table), {**key, "account": account, "granted": 0, **values})


def change(connection: Connection, of: KeptLease, **values: object) -> None:
    """Change a lease so that its keeper hears of it: with the keeper's next revision."""
    revision = next_revision(connection, of.company_id, of.keeper_id, of.store_id)
    note(connection, of, revision=revision, **values)


def note(connection: Connection, of: KeptLease, **values: object) -> None:
    """Change a lease in what its keeper need not hear."""
    connection.execute(
        update(lease)
        .where(
            lease.c.company_id == of.company_id,
            lease.c.holder_id == of.holder_id,
            lease.c.lease_id == of.lease_id,
        )
        .values(**values)
    )
    told = {name: value for name, value in values.items() if name in _BY_KEEPER}
    moves = told.pop("keeper_id", of.keeper_id) != of.keeper_id
    mine = (
        keeper_lease.c.company_id == of.company_id,
        keeper_lease.c.keeper_id == of.keeper_id,
        keeper_lease.c.lease_id == of.lease_id,
    )
    if moves:
        row = connection.execute(select(keeper_lease).where(*mine)).one()
        connection.execute(delete(keeper_lease).where(*mine))
        connection.execute(insert(keeper_lease), {**row._mapping, **told, "keeper_id": values["keeper_id"]})
    elif told:
        connection.execute(update(keeper_lease).where(*mine).values(**told))


def next_revision(connection: Connection, company_id: str, keeper_id: str, store_id: str) -> int:
    """The keeper's next revision: its presence moves, and it asks what is new."""
    table = lease_keeper
    found = connection.execute(
        update(table)
        .where(table.c.company_id == company_id, table.c.keeper_id == keeper_id)
        .values(revision=table.c.revision + 1)
        .returning(table.c.revision)
    ).scalar_one_or_none()
    if found is not None:
        return int(found)
    connection.execute(
        insert(table),
        {
            "company_id": company_id,
            "keeper_id": keeper_id,
            "store_id": store_id,
            "revision": 1,
            "epoch": "",
        },
    )
    return 1


def revision_of(connection: Connection, company_id: str, keeper_id: str) -> int:
    """The newest revision of what a keeper keeps: what its presence tells. 0 for one that keeps nothing."""
    found = connection.execute(
        select(lease_keeper.c.revision).where(
            lease_keeper.c.company_id == company_id, lease_keeper.c.keeper_id == keeper_id
        )
    ).scalar_one_or_none()
    return found or 0


def recall(connection: Connection, company_id: str, holder_id: str, now_ms: int, *, but: str = "") -> bool:
    """Ask the holder's lease back from its keeper, unless that is ``but``; asked before, it is asked no second time.
    Returns whether a keeper may still give something back. Nothing is lent again before :data:`REST_MS`.
    """
    others = [each for each in open_leases(connection, company_id, holder_id) if each.keeper_id != but]
    for each in others:
        if not each.is_recalled and not each.is_closing:
            change(connection, each, recalled_ms=now_ms)
    if others:
        rest(connection, company_id, holder_id, now_ms)
    return any(not each.is_closing for each in others)


def rest(connection: Connection, company_id: str, holder_id: str, now_ms: int) -> None:
    """Lend this holder nothing for a while."""
    keeper_id = connection.execute(
        update(lease_home)
        .where(lease_home.c.company_id == company_id, lease_home.c.holder_id == holder_id)
        .values(not_before_ms=now_ms + REST_MS)
        .returning(lease_home.c.keeper_id)
    ).scalar_one_or_none()
    connection.execute(
        update(home_due)
        .where(
            home_due.c.company_id == company_id,
            home_due.c.keeper_id == (keeper_id or ""),
            home_due.c.holder_id == holder_id,
        )
        .values(not_before_ms=now_ms + REST_MS)
    )
