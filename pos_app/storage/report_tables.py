"""Roll-ups for the reports, in ``till.db``: state that is made from the journal, and can be made anew at any time.

They are not written with the sale. A cursor (``report_state``) says up to which record the journal is rolled up, and is
brought up to date before anybody reads: paying is not held up, a half-made roll-up cannot be (the rows move with their
cursor in one transaction), and other rules for a report need no migration, only another walk.
"""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from pos_app.domain.report_sums import SUM_FIELDS
from pos_app.storage.metadata import check, metadata

report_sum = Table(
    "report_sum",
    metadata,
    Column("by_what", Text, primary_key=True, nullable=False),
    Column("currency", Text, primary_key=True, nullable=False),
    Column("span", Text, primary_key=True, nullable=False),
    Column("row_key", Text, primary_key=True, nullable=False),
    *(Column(name, Integer, nullable=False) for name in SUM_FIELDS),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""One row of a report over one business day (``span`` is ``d2026-03-14``) or over one month (``m2026-03``)."""

report_name = Table(
    "report_name",
    metadata,
    Column("by_what", Text, primary_key=True, nullable=False),
    Column("row_key", Text, primary_key=True, nullable=False),
    Column("name", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""What articles and offers were called when they were last sold: next year's catalogue may not have them any more."""

report_day = Table(
    "report_day",
    metadata,
    Column("business_date", Text, primary_key=True, nullable=False),
    Column("first_sequence", Integer, nullable=False),
    Column("last_sequence", Integer, nullable=False),
    check("first_sequence BETWEEN 1 AND last_sequence", "report_day_in_order"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Between which records the facts of a business day stand: the way back from a row to its receipts."""

report_state = Table(
    "report_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sequence", Integer, nullable=False),
    Column("rules", Integer, nullable=False),
    check("id = 1", "report_state_only_one"),
    check("sequence >= 0", "report_state_sequence_counted"),
    sqlite_strict=True,
)
"""Up to which record the journal is rolled up, by which rules (:data:`~pos_app.domain.report_sums.RULES`)."""

ROLLED_UP = (report_sum, report_name, report_day, report_state)
