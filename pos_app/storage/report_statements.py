"""The statements of the reports. Their texts in :mod:`report_sql` are made from here by ``python -m
pos_app.storage.write_sql``.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, literal_column, select
from sqlalchemy.dialects.sqlite import insert

from pos_app.domain.report_sums import SUM_FIELDS
from pos_app.storage.report_tables import report_day, report_name, report_state, report_sum
from pos_app.storage.statements import Prepared, at_most
from pos_app.storage.tables import journal

_KINDS: list[ColumnElement[str]] = [literal_column(word) for word in ("'sale'", "'return'", "'visit'")]
_RECORDS = select(journal.c.sequence, journal.c.kind, journal.c.envelope).where(journal.c.kind.in_(_KINDS))
RECORDS_AFTER = Prepared(
    at_most(
        _RECORDS.where(
            journal.c.sequence > bindparam("after"), journal.c.sequence <= bindparam("until")
        ).order_by(journal.c.sequence),
        "most",
    )
)
RECORDS_BETWEEN = Prepared(
    _RECORDS.where(
        journal.c.sequence.between(bindparam("first_sequence"), bindparam("last_sequence"))
    ).order_by(journal.c.sequence.desc())
)

STATE = Prepared(select(report_state.c.sequence, report_state.c.rules))
_STATE = insert(report_state)
KEEP_STATE = Prepared(
    _STATE.on_conflict_do_update(
        index_elements=[report_state.c.id],
        set_={"sequence": _STATE.excluded.sequence, "rules": _STATE.excluded.rules},
    )
)
_SUM = insert(report_sum)
ADD_SUM = Prepared(
    _SUM.on_conflict_do_update(
        index_elements=[*report_sum.primary_key],
        set_={name: report_sum.c[name] + _SUM.excluded[name] for name in SUM_FIELDS},
    )
)
_NAME = insert(report_name)
KEEP_NAME = Prepared(
    _NAME.on_conflict_do_update(index_elements=[*report_name.primary_key], set_={"name": _NAME.excluded.name})
)
_DAY = insert(report_day)
KEEP_DAY = Prepared(
    _DAY.on_conflict_do_update(
        index_elements=[*report_day.primary_key],
        set_={
            "first_sequence": func.min(report_day.c.first_sequence, _DAY.excluded.first_sequence),
            "last_sequence": func.max(report_day.c.last_sequence, _DAY.excluded.last_sequence),
        },
    )
)


def _all_of(table: Table) -> Prepared:
    return Prepared(delete(table))


FORGET_SUMS, FORGET_NAMES, FORGET_DAYS = _all_of(report_sum), _all_of(report_name), _all_of(report_day)

SUMS = Prepared(
    select(report_sum.c.row_key, *(func.sum(report_sum.c[name]) for name in SUM_FIELDS))
    .where(
        report_sum.c.by_what == bindparam("by_what"),
        report_sum.c.currency == bindparam("currency"),
        report_sum.c.span.between(bindparam("first_span"), bindparam("last_span")),
    )
    .group_by(report_sum.c.row_key)
)
NAMES = Prepared(
    select(report_name.c.row_key, report_name.c.name).where(report_name.c.by_what == bindparam("by_what"))
)
DAYS_OF_ROW = Prepared(
    select(report_sum.c.span)
    .where(
        report_sum.c.by_what == bindparam("by_what"),
        report_sum.c.currency == bindparam("currency"),
        report_sum.c.span.between(bindparam("first_span"), bindparam("last_span")),
        report_sum.c.row_key == bindparam("row_key"),
    )
    .order_by(report_sum.c.span.desc())
)
DAY_RECORDS = Prepared(
    select(report_day.c.first_sequence, report_day.c.last_sequence).where(
        report_day.c.business_date == bindparam("business_date")
    )
)
