"""After a restore (EPOCH): the server has forgotten what it lent since the backup. It lends nothing and holds no points
until everybody who may keep a lease has told what they hold and all that they sold, or was given up by a named person.

What was held or secured for a sale just before is forgotten as well, and a till does not list it: its customer may be
paying while it tells. So each is awaited until such a sale is over, too (:data:`PAYING_MS`).
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Connection, func, insert, select, update

from sync.server.schema import tables
from sync.server.schema.lease_tables import lease_awaited

PAYING_MS = 15 * 60 * 1000
"""The longest that anything is kept for a sale that is being paid (HOLD)."""


class Awaited(StrEnum):
    """Where a till is with telling what it holds."""

    AWAITED = "awaited"
    REPORTED = "reported"
    GIVEN_UP = "given-up"


def await_everybody(connection: Connection, company_id: str, now_ms: int) -> int:
    """A new epoch begins: every till that was not given up has to report. Returns how many."""
    table, till = lease_awaited, tables.till
    known = set(
        connection.execute(select(table.c.keeper_id).where(table.c.company_id == company_id)).scalars()
    )
    fresh = [
        {"company_id": company_id, "keeper_id": each, "state": Awaited.AWAITED, "at_ms": now_ms}
        for each in connection.execute(
            select(till.c.till_id)
            .where(till.c.company_id == company_id, till.c.public_key != b"")  # a copy's history never speaks
            .order_by(till.c.till_id)
        ).scalars()
        if each not in known
    ]
    if fresh:
        connection.execute(insert(table), fresh)
    connection.execute(
        update(table)
        .where(table.c.company_id == company_id, table.c.state != Awaited.GIVEN_UP)
        .values(state=Awaited.AWAITED, at_ms=now_ms)
    )
    return how_many_awaited(connection, company_id)


def is_waiting(connection: Connection, company_id: str) -> bool:
    """Whether anybody is awaited still."""
    found = connection.execute(
        select(lease_awaited.c.keeper_id)
        .where(lease_awaited.c.company_id == company_id, lease_awaited.c.state == Awaited.AWAITED)
        .limit(1)
    ).first()
    return found is not None


def how_many_awaited(connection: Connection, company_id: str) -> int:
    """How many tills are awaited still."""
    return connection.execute(
        select(func.count())
        .select_from(lease_awaited)
        .where(lease_awaited.c.company_id == company_id, lease_awaited.c.state == Awaited.AWAITED)
    ).scalar_one()


def why_waiting(connection: Connection, company_id: str) -> str:
    """Why no points can be held now, as a sentence; empty while nobody is awaited."""
    if not is_waiting(connection, company_id):
        return ""
    many = how_many_awaited(connection, company_id)
    tills = "one till" if many == 1 else f"{many} tills"
    return f"the server was restored and waits for {tills}; points can be used again then"


def state_of(connection: Connection, company_id: str, keeper_id: str) -> Awaited | None:
    """Where that till is; ``None`` for one that came after the restore, or where nothing was ever restored."""
    found = connection.execute(
        select(lease_awaited.c.state).where(
            lease_awaited.c.company_id == company_id, lease_awaited.c.keeper_id == keeper_id
        )
    ).scalar_one_or_none()
    return None if found is None else Awaited(found)


def has_told(connection: Connection, company_id: str, keeper_id: str, now_ms: int) -> None:
    """This till has listed what it holds, and everything it sold is here: it is no longer awaited, unless it may still
    be paid for something that was kept for it before the restore.
    """
    connection.execute(
        update(lease_awaited)
        .where(
            lease_awaited.c.company_id == company_id,
            lease_awaited.c.keeper_id == keeper_id,
            lease_awaited.c.state == Awaited.AWAITED,
            lease_awaited.c.at_ms <= now_ms - PAYING_MS,
        )
        .values(state=Awaited.REPORTED, at_ms=now_ms)
    )
