"""The statements of the end of a day. Their texts in :mod:`day_sql` are made from here by ``python -m
pos_app.storage.write_sql``.
"""

from __future__ import annotations

from sqlalchemy import bindparam, func, literal_column, select, text, union_all
from sqlalchemy.dialects.sqlite import insert

from pos_app.storage.day_tables import day_confirmed
from pos_app.storage.drawer_tables import period_report
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
RECORDS_AFTER = Prepared(
    select(journal)
    .where(journal.c.sequence > bindparam("after"))
    .order_by(journal.c.sequence)
    .suffix_with(text("LIMIT :most"))
)
_DONE = union_all(
    select(sale.c.business_date, sale.c.sequence), select(returned.c.business_date, returned.c.sequence)
).subquery("done")
_UNCONFIRMED = (
    select(_DONE.c.business_date)
    .select_from(_DONE.outerjoin(day_confirmed, day_confirmed.c.business_date == _DONE.c.business_date))
    .where(_DONE.c.sequence > func.coalesce(day_confirmed.c.sequence, literal_column("0")))
    .group_by(_DONE.c.business_date)
    .order_by(_DONE.c.business_date)
)
UNCONFIRMED_DAYS = Prepared(_UNCONFIRMED)
"""What was sold on a day after it was confirmed is yet to be confirmed."""
_LAST_Z = (
    select(func.max(period_report.c.sequence))
    .where(period_report.c.kind == literal_column("'z'"))
    .scalar_subquery()
)
CLOSED_DAYS = Prepared(_UNCONFIRMED.having(func.max(_DONE.c.sequence) < _LAST_Z))
_NOTED = insert(day_confirmed)
NOTE_CONFIRMED = Prepared(
    _NOTED.on_conflict_do_update(
        index_elements=[day_confirmed.c.business_date],
        set_={
            "sequence": _NOTED.excluded.sequence,
            "confirmed_ms": _NOTED.excluded.confirmed_ms,
        },
    )
)
