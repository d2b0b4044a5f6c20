"""What the server has of one till's business day, for the till that closes it."""

from __future__ import annotations

from sqlalchemy import Connection, select

from sync.protocol.v1.day_messages import DayCounted, DayTold
from sync.server.schema import tables


def tell_day(connection: Connection, company_id: str, till_id: str, day: str, sequence: int) -> DayTold:
    """Counts of ``day`` (an ISO date; one that is none has no counts), and the hash at ``sequence``."""
    company, till, record, total = tables.company.c, tables.till.c, tables.record.c, tables.day_total.c
    epoch = connection.execute(select(company.epoch).where(company.company_id == company_id)).scalar_one()
    acked = connection.execute(
        select(till.acked).where(till.company_id == company_id, till.till_id == till_id)
    ).scalar_one()
    head = connection.execute(
        select(record.hash).where(
            record.company_id == company_id, record.till_id == till_id, record.sequence == sequence
        )
    ).scalar_one_or_none()
    rows = connection.execute(
        select(tables.day_total)
        .where(total.company_id == company_id, total.till_id == till_id, total.business_date == day)
        .order_by(total.currency)
    )
    counts = tuple(
        DayCounted(
            currency=row.currency,
            sales=row.sales,
            sold_minor=row.total_minor,
            tax_minor=row.tax_minor,
            returns=row.returns,
            returned_minor=row.returned_minor,
            returned_tax_minor=row.returned_tax_minor,
        )
        for row in rows
    )
    return DayTold(epoch=epoch, acked=acked, head=head or b"", counts=counts)
