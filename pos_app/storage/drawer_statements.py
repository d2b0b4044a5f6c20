"""The statements of drawers and periods; their texts stand in :mod:`drawer_sql` (see :mod:`till_statements`)."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, literal_column, or_, select

from pos_app.domain.counter_event import CASH_KINDS
from pos_app.storage.counter_event_tables import counter_event
from pos_app.storage.drawer_tables import drawer_count, period_report
from pos_app.storage.statements import Prepared, at_most, insert_all
from pos_app.storage.tables import journal, returned, sale, tender

_ZERO: ColumnElement[int] = literal_column("0")
ADD_COUNT = insert_all(drawer_count)
ADD_REPORT = insert_all(period_report)

_closing = drawer_count.alias("closing")
OPEN_DRAWERS = Prepared(
    select(drawer_count.c.sequence, journal.c.envelope)
    .join_from(drawer_count, journal, drawer_count.c.sequence == journal.c.sequence)
    .where(
        drawer_count.c.purpose.in_(literal_column(word) for word in ("'opened'", "'taken-over'")),
        ~exists().where(
            and_(
                _closing.c.session_id == drawer_count.c.session_id,
                _closing.c.purpose == literal_column("'closed'"),
            )
        ),
    )
    .order_by(drawer_count.c.sequence)
)

_whose = or_(bindparam("everybody") == literal_column("1"), sale.c.cashier_id == bindparam("owner"))
CASH_TAKEN = Prepared(
    select(func.coalesce(func.sum(tender.c.amount_minor), _ZERO))
    .join_from(tender, sale, tender.c.sequence == sale.c.sequence)
    .where(sale.c.sequence > bindparam("after"), tender.c.kind == literal_column("'cash'"), _whose)
)
CHANGE_GIVEN = Prepared(
    select(func.coalesce(func.sum(sale.c.change_minor), _ZERO)).where(
        sale.c.sequence > bindparam("after"), _whose
    )
)
RETURNS_SINCE = Prepared(
    select(journal.c.envelope)
    .join_from(returned, journal, returned.c.sequence == journal.c.sequence)
    .where(
        returned.c.sequence > bindparam("after"),
        or_(bindparam("everybody") == literal_column("1"), returned.c.cashier_id == bindparam("owner")),
    )
)
CASH_MOVED = Prepared(
    select(func.coalesce(func.sum(counter_event.c.amount_minor), _ZERO)).where(
        counter_event.c.subject == bindparam("session"),
        counter_event.c.subject != literal_column("''"),
        counter_event.c.kind.in_(literal_column(f"'{kind.value}'") for kind in sorted(CASH_KINDS)),
    )
)

_LAST_Z = (
    select(func.max(period_report.c.sequence))
    .where(period_report.c.kind == literal_column("'z'"))
    .scalar_subquery()
)
LAST_Z = Prepared(select(journal.c.envelope).where(journal.c.sequence == _LAST_Z))
REPORT_OF = Prepared(
    select(journal.c.envelope)
    .join_from(period_report, journal, period_report.c.sequence == journal.c.sequence)
    .where(period_report.c.report_id == bindparam("report"))
)
_FIRST = select(func.min(journal.c.sequence)).where(journal.c.sequence > bindparam("after")).scalar_subquery()
FIRST_MS = Prepared(select(journal.c.at_ms).where(journal.c.sequence == _FIRST))
_RECORDS = (
    select(journal.c.sequence, journal.c.envelope)
    .where(
        journal.c.sequence > bindparam("after"),
        journal.c.kind.in_(
            literal_column(word) for word in ("'sale'", "'return'", "'counter-event'", "'drawer-count'")
        ),
    )
    .order_by(journal.c.sequence)
)
RECORDS_AFTER = Prepared(at_most(_RECORDS, "most"))
