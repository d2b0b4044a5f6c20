"""Counted drawers, and X and Z reports, in ``till.db``: projections of their records, only ever added (IMMUTABLE).

What the database itself keeps: a drawer is opened once and closed once (ONE-DRAWER); Z reports are numbered without a
gap, and a period begins where the last one ended (CLOSED-STAYS).
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, literal_column

from pos_app.storage.metadata import check, metadata

drawer_count = Table(
    "drawer_count",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("count_id", Text, nullable=False),
    Column("session_id", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("owner", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("business_date", Text, nullable=False),
    Column("cashier_id", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("counted_minor", Integer, nullable=False),
    Column("expected_minor", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    UniqueConstraint("count_id", name="drawer_count_id_at_birth"),
    check("counted_minor >= 0", "drawer_count_not_negative"),
    Index(
        "drawer_opened_once",
        "session_id",
        unique=True,
        sqlite_where=literal_column("purpose IN ('opened', 'taken-over')"),
    ),
    Index("drawer_closed_once", "session_id", unique=True, sqlite_where=literal_column("purpose = 'closed'")),
    sqlite_strict=True,
)

period_report = Table(
    "period_report",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("report_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("after_sequence", Integer, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("business_date", Text, nullable=False),
    Column("cashier_id", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("sales", Integer, nullable=False),
    Column("sales_minor", Integer, nullable=False),
    Column("returns", Integer, nullable=False),
    Column("returns_minor", Integer, nullable=False),
    Column("grand_sales_minor", Integer, nullable=False),
    Column("grand_returns_minor", Integer, nullable=False),
    UniqueConstraint("report_id", name="period_report_id_at_birth"),
    check("kind IN ('x', 'z')", "period_report_kind"),
    check("number >= 1 AND after_sequence >= 0 AND after_sequence < sequence", "period_report_counted"),
    Index("period_report_z_once", "number", unique=True, sqlite_where=literal_column("kind = 'z'")),
    sqlite_strict=True,
)

_OPENED = """(SELECT 1 FROM drawer_count AS o
    WHERE o.purpose IN ('opened', 'taken-over') AND @
    AND NOT EXISTS (SELECT 1 FROM drawer_count AS c
        WHERE c.session_id = o.session_id AND c.purpose = 'closed'))"""

DRAWER_TRIGGERS = (
    f"""CREATE TRIGGER drawer_opened_before BEFORE INSERT ON drawer_count
WHEN NEW.purpose IN ('closed', 'checked') AND NOT EXISTS {_OPENED.replace("@", "o.session_id = NEW.session_id")}
BEGIN SELECT RAISE(ABORT, 'ONE-DRAWER: only an open drawer is counted'); END""",
    f"""CREATE TRIGGER drawer_opened_one BEFORE INSERT ON drawer_count
WHEN NEW.purpose IN ('opened', 'taken-over') AND EXISTS {_OPENED.replace("@", "o.owner = NEW.owner")}
BEGIN SELECT RAISE(ABORT, 'ONE-DRAWER: this drawer is open already'); END""",
    """CREATE TRIGGER period_follows BEFORE INSERT ON period_report
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM period_report WHERE kind = 'z')
    OR NEW.after_sequence IS NOT (SELECT coalesce(max(sequence), 0) FROM period_report WHERE kind = 'z')
BEGIN SELECT RAISE(ABORT, 'CLOSED-STAYS: a period begins where the last one ended, with the next number'); END""",
)
