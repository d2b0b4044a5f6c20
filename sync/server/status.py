"""What the server has of each till: read from the database, whether the server runs or not."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, func, select

from sync.server.holding.hubs import HUB_NUMBER
from sync.server.hub_status import HubStatus, hubs_of
from sync.server.intake.awaiting import WAITING, waiting_since
from sync.server.intake.fate import FLAGGED, PARKED
from sync.server.schema import tables
from sync.server.schema.sight_tables import till_sight


class TillStatus(msgspec.Struct, frozen=True, kw_only=True):
    """One till. ``chain_head`` is hex, ``parked`` and ``flagged`` count records for a person to look at, ``aside``
    records that were not stored in the till's journal at all (FORK, SAME-ID-OTHER-BYTES); times are ms UTC. ``waiting``
    records wait at the till itself, -1 when it never said; ``offset_ms`` is its clock less the server's.
    """

    till: str
    company: str
    store: str
    number: int
    sales: int
    last_sequence: int
    chain_head: str
    parked: int
    flagged: int
    aside: int
    frozen: str
    seen_ms: int
    software: str
    waiting: int
    offset_ms: int


class ServerStatus(msgspec.Struct, frozen=True, kw_only=True):
    """The whole server."""

    tills: tuple[TillStatus, ...]
    hubs: tuple[HubStatus, ...]
    members: int
    articles: int


class Matter(msgspec.Struct, frozen=True, kw_only=True):
    """Something for a person to look at: a parked record, a flag, or a record kept aside."""

    till: str
    sequence: int
    what: str
    detail: str


def server_status(connection: Connection, company_id: str) -> ServerStatus:
    """How one company stands on this server."""
    till, record, aside, sight = tables.till, tables.record, tables.quarantine, till_sight
    fates = {
        (row.till_id, row.fate): row.many
        for row in connection.execute(
            select(record.c.till_id, record.c.fate, func.count().label("many"))
            .where(record.c.company_id == company_id, record.c.fate != "")
            .group_by(record.c.till_id, record.c.fate)
        )
    }
    kept = {
        row.till_id: row.kept
        for row in connection.execute(
            select(aside.c.till_id, func.count().label("kept"))
            .where(aside.c.company_id == company_id, aside.c.settled_ms == 0)
            .group_by(aside.c.till_id)
        )
    }
    tills = tuple(
        TillStatus(
            till=row.till_id,
            company=row.company_id,
            store=row.store_id,
            number=row.till_number,
            sales=row.sales,
            last_sequence=row.acked,
            chain_head=row.head.hex(),
            parked=fates.get((row.till_id, PARKED), 0),
            flagged=fates.get((row.till_id, FLAGGED), 0),
            aside=kept.get(row.till_id, 0),
            frozen=row.frozen,
            seen_ms=max(row.seen_ms, row.sighted_ms or 0),
            software=row.says_software or row.software,
            waiting=-1 if row.waiting is None else row.waiting,
            offset_ms=row.offset_ms or 0,
        )
        for row in connection.execute(
            select(
                till,
                *(sight.c.seen_ms.label("sighted_ms"), sight.c.software.label("says_software")),
                *(sight.c.waiting, sight.c.offset_ms),
            )
            .outerjoin(sight, (sight.c.company_id == till.c.company_id) & (sight.c.till_id == till.c.till_id))
            .where(till.c.company_id == company_id, till.c.till_number != HUB_NUMBER)
            .order_by(till.c.store_id, till.c.till_number, till.c.till_id)
        )
    )
    return ServerStatus(
        tills=tills,
        hubs=hubs_of(connection, company_id),
        members=_published(connection, company_id, "member"),
        articles=_published(connection, company_id, "article"),
    )


def matters(connection: Connection, company_id: str) -> list[Matter]:
    """All that waits for a person, by till and sequence; and what waits for another fact, in case that never comes."""
    record, review, aside = tables.record, tables.review, tables.quarantine
    found = [
        Matter(till=row.till_id, sequence=row.sequence, what=PARKED, detail=row.detail)
        for row in connection.execute(
            select(record).where(record.c.company_id == company_id, record.c.fate == PARKED)
        )
    ]
    found += [
        Matter(till=row.till_id, sequence=row.sequence, what=row.code, detail=row.detail)
        for row in connection.execute(
            select(review).where(review.c.company_id == company_id, review.c.settled_ms == 0)
        )
    ]
    found += [
        Matter(till=row.till_id, sequence=row.sequence, what=row.reason, detail="kept aside")
        for row in connection.execute(
            select(aside).where(aside.c.company_id == company_id, aside.c.settled_ms == 0)
        )
    ]
    found += [
        Matter(till=till_id, sequence=sequence, what=WAITING, detail=f"waits for {subject}")
        for till_id, sequence, subject, _ in waiting_since(connection, company_id)
    ]
    return sorted(found, key=lambda matter: (matter.till, matter.sequence, matter.what))


def _published(connection: Connection, company_id: str, kind: str) -> int:
    table = tables.published
    return connection.execute(
        select(func.count()).where(table.c.company_id == company_id, table.c.kind == kind, table.c.gone == 0)
    ).scalar_one()
