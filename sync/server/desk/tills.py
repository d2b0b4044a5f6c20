"""Tills as a person in charge sees them: which there are, by which key, and one that was lost or stolen revoked."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from sync.server import replacing
from sync.server.companies import Company
from sync.server.desk.refusal import NotDone
from sync.server.desk.who import a_name
from sync.server.enrol import fingerprint
from sync.server.holding.hubs import HUB_NUMBER
from sync.server.replacing import note_replaced
from sync.server.schema import tables
from sync.server.schema.till_tables import revoked_till


@dataclass(frozen=True, slots=True)
class TillAccess:
    """A till and whether it is believed. Times are ms UTC; 0 for never."""

    till_id: str
    store_id: str
    till_number: int
    fingerprint: str
    enrolled_ms: int
    seen_ms: int
    acked: int
    frozen: str
    revoked_ms: int
    revoked_by: str
    reason: str
    sales_until_ms: int


def tills(connection: Connection, company_id: str) -> list[TillAccess]:
    """Every till of the company, by store and number, the one enrolled last first."""
    till, revoked = tables.till.c, revoked_till.c
    rows = connection.execute(
        select(tables.till, revoked.revoked_ms, revoked.revoked_by, revoked.reason, revoked.sales_until_ms)
        .join_from(
            tables.till,
            revoked_till,
            (revoked.company_id == till.company_id) & (revoked.till_id == till.till_id),
            isouter=True,
        )
        .where(till.company_id == company_id)
        .order_by(till.store_id, till.till_number, till.enrolled_ms.desc())
    )
    return [
        TillAccess(
            row.till_id,
            row.store_id,
            row.till_number,
            fingerprint(row.public_key),
            row.enrolled_ms,
            row.seen_ms,
            row.acked,
            row.frozen,
            row.revoked_ms or 0,
            row.revoked_by or "",
            row.reason or "",
            row.sales_until_ms or 0,
        )
        for row in rows
    ]


def to_replace(connection: Connection, company_id: str, till_id: str) -> TillAccess:
    """A till whose place another may take. Raises :class:`NotDone` for one that is not there, and for a hub."""
    found = next((each for each in tills(connection, company_id) if each.till_id == till_id), None)
    if found is None:
        raise NotDone(f"there is no till {till_id[:64]!r}; `till list` shows them")
    if found.till_number == HUB_NUMBER:
        raise NotDone("a hub is retired (`hub retire`) and another one enrolled; it has no sales of its own")
    return found


def say_replaced(
    connection: Connection, company_id: str, till_id: str, by_till_id: str, *, by: str, now_ms: int
) -> None:
    """A named person says that one till stands in another's place, or says it anew when the term is over. Raises
    :class:`NotDone` unless both are tills of one store, and the new one is the younger.
    """
    old, new = to_replace(connection, company_id, till_id), to_replace(connection, company_id, by_till_id)
    if old.store_id != new.store_id or (new.enrolled_ms, new.till_id) <= (old.enrolled_ms, old.till_id):
        raise NotDone("--by-till: a till of the same store that was enrolled later")
    note_replaced(connection, company_id, till_id, by_till_id, by=a_name("--by", by), now_ms=now_ms)


def retire(
    connection: Connection, company: Company, till_id: str, *, by: str, reason: str, now_ms: int
) -> int:
    """A till will not come again, and nothing more was found of it: believe it no more, and wait for it never again.
    What it sold until now and somebody may still send is taken. Returns how many leases were written off, which happens
    only where the server was restored and waits for it.
    """
    from sync.server.desk.leasing import give_up

    to_replace(connection, company.company_id, till_id)
    name = a_name("--by", by)
    if not replacing.retire(connection, company.company_id, till_id, by=name, reason=reason, now_ms=now_ms):
        return 0
    return give_up(connection, company, till_id, by=name, reason=reason, now_ms=now_ms)


def revoke(
    connection: Connection,
    company_id: str,
    till_id: str,
    *,
    by: str,
    reason: str,
    sales_until_ms: int,
    now_ms: int,
) -> None:
    """Believe a till no more, from this moment on. Said again, the later word about its sales counts; when it was
    revoked stays. Raises :class:`NotDone` for a till that is not there, and for sales that are yet to be made.
    """
    found = next((each for each in tills(connection, company_id) if each.till_id == till_id), None)
    if found is None:
        raise NotDone(f"--till: there is no till {till_id!r}; `till list` shows them")
    if found.till_number == HUB_NUMBER:
        raise NotDone(
            f"--till: this is the hub of {found.store_id!r}; `hub retire` ends it, stolen or broken, at once"
        )
    if sales_until_ms > now_ms:
        raise NotDone("--sales-until: that time is yet to come")
    mine = (revoked_till.c.company_id == company_id, revoked_till.c.till_id == till_id)
    connection.execute(delete(revoked_till).where(*mine))
    connection.execute(
        insert(revoked_till),
        {
            "company_id": company_id,
            "till_id": till_id,
            "revoked_ms": found.revoked_ms or now_ms,
            "revoked_by": by,
            "reason": reason,
            "sales_until_ms": sales_until_ms,
        },
    )
