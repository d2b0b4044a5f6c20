"""What a database holds, counted: the measure by which a backup is compared with what it was made of."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, Table, func, select

from sync.server.schema import tables


class TillHeld(msgspec.Struct, frozen=True, kw_only=True):
    """The newest record of a till's journal: its sequence and hash (hex)."""

    till: str
    sequence: int
    head: str


class CompanyHeld(msgspec.Struct, frozen=True, kw_only=True):
    """One company: its epoch, its cursor, how many rows of what cannot be made anew, and how far each till is."""

    company: str
    epoch: str
    cursor: int
    records: int
    sales: int
    members: int
    postings: int
    kept_aside: int
    tills: tuple[TillHeld, ...]


def holdings(connection: Connection) -> tuple[CompanyHeld, ...]:
    """Every company of the database, in one snapshot."""
    company = tables.company.c
    rows = connection.execute(
        select(company.company_id, company.epoch, company.cursor).order_by(company.company_id)
    ).all()
    return tuple(
        CompanyHeld(
            company=row.company_id,
            epoch=row.epoch,
            cursor=row.cursor,
            records=_many(connection, tables.record, row.company_id),
            sales=_many(connection, tables.sale, row.company_id),
            members=_many(connection, tables.member, row.company_id),
            postings=_many(connection, tables.posting, row.company_id),
            kept_aside=_many(connection, tables.quarantine, row.company_id),
            tills=_tills(connection, row.company_id),
        )
        for row in rows
    )


def _many(connection: Connection, table: Table, company_id: str) -> int:
    return connection.execute(
        select(func.count()).select_from(table).where(table.c.company_id == company_id)
    ).scalar_one()


def _tills(connection: Connection, company_id: str) -> tuple[TillHeld, ...]:
    till = tables.till.c
    return tuple(
        TillHeld(till=row.till_id, sequence=row.acked, head=row.head.hex())
        for row in connection.execute(
            select(till.till_id, till.acked, till.head)
            .where(till.company_id == company_id)
            .order_by(till.till_id)
        )
    )
