"""The statements of the end of a day. Their texts in :mod:`day_sql` are made from here by ``python -m
pos_app.storage.write_sql``.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select

from pos_app.storage.statements import Prepared
from pos_app.storage.tables import journal, returned, sale

SALES_OF_DAY = Prepared(
    select(journal.c.envelope)
    .join(sale, sale.c.sequence == journal.c.sequence)
    .where(sale.c.business_date == bindparam("business_date"))
    .order_by(journal.c.sequence)
)
RETURNS_OF_DAY = Prepared(
    select(journal.c.envelope)
    .join(returned, returned.c.sequence == journal.c.sequence)
    .where(returned.c.business_date == bindparam("business_date"))
    .order_by(journal.c.sequence)
)
