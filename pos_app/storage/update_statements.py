"""What an update of the program asks of the till's file. Their texts in :mod:`update_sql` are made from here by
``python -m pos_app.storage.write_sql``.
"""

from __future__ import annotations

from sqlalchemy import bindparam, exists, func, literal_column, or_, select

from pos_app.storage.drawer_tables import period_report
from pos_app.storage.statements import Prepared
from pos_app.storage.tables import journal, returned, sale

_LAST_Z = (
    select(func.coalesce(func.max(period_report.c.sequence), literal_column("0")))
    .where(period_report.c.kind == literal_column("'z'"))
    .scalar_subquery()
)
SOLD_SINCE_Z = Prepared(
    select(
        or_(
            exists(select(sale.c.sequence).where(sale.c.sequence > _LAST_Z)),
            exists(select(returned.c.sequence).where(returned.c.sequence > _LAST_Z)),
        )
    )
)
LAST_RECORD_MS = Prepared(select(func.max(journal.c.at_ms)))
HASH_OF = Prepared(select(journal.c.hash).where(journal.c.sequence == bindparam("of_record")))
