"""What the first release made for drawers and periods. Frozen, like all of schema 1."""

from __future__ import annotations

DRAWER_STATEMENTS = (
    """CREATE TABLE drawer_count (
    sequence INTEGER NOT NULL,
    count_id TEXT NOT NULL,
    session_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    owner TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    cashier_id TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    currency TEXT NOT NULL,
    counted_minor INTEGER NOT NULL,
    expected_minor INTEGER NOT NULL,
    reason TEXT NOT NULL,
    CONSTRAINT drawer_count_key PRIMARY KEY (sequence),
    CONSTRAINT drawer_count_id_at_birth UNIQUE (count_id),
    CONSTRAINT drawer_count_not_negative CHECK (counted_minor >= 0),
    CONSTRAINT drawer_count_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
)
 STRICT""",
    """CREATE UNIQUE INDEX drawer_closed_once ON drawer_count (session_id) WHERE purpose = 'closed'""",
    """CREATE UNIQUE INDEX drawer_opened_once ON drawer_count (session_id) WHERE purpose IN ('opened', 'taken-over')""",
    """CREATE TABLE period_report (
    sequence INTEGER NOT NULL,
    report_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    number INTEGER NOT NULL,
    after_sequence INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    cashier_id TEXT NOT NULL,
    currency TEXT NOT NULL,
    sales INTEGER NOT NULL,
    sales_minor INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    returns_minor INTEGER NOT NULL,
    grand_sales_minor INTEGER NOT NULL,
    grand_returns_minor INTEGER NOT NULL,
    CONSTRAINT period_report_key PRIMARY KEY (sequence),
    CONSTRAINT period_report_id_at_birth UNIQUE (report_id),
    CONSTRAINT period_report_kind CHECK (kind IN ('x', 'z')),
    CONSTRAINT period_report_counted CHECK (number >= 1 AND after_sequence >= 0 AND after_sequence < sequence),
    CONSTRAINT period_report_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
)
 STRICT""",
    """CREATE UNIQUE INDEX period_report_z_once ON period_report (number) WHERE kind = 'z'""",
    """CREATE TRIGGER drawer_count_immutable_update BEFORE UPDATE ON drawer_count
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of drawer_count is a fact'); END""",
    """CREATE TRIGGER drawer_count_immutable_delete BEFORE DELETE ON drawer_count
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of drawer_count is a fact'); END""",
    """CREATE TRIGGER period_report_immutable_update BEFORE UPDATE ON period_report
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of period_report is a fact'); END""",
    """CREATE TRIGGER period_report_immutable_delete BEFORE DELETE ON period_report
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of period_report is a fact'); END""",
    """CREATE TRIGGER drawer_opened_before BEFORE INSERT ON drawer_count
WHEN NEW.purpose IN ('closed', 'checked') AND NOT EXISTS (SELECT 1 FROM drawer_count AS o
    WHERE o.purpose IN ('opened', 'taken-over') AND o.session_id = NEW.session_id
    AND NOT EXISTS (SELECT 1 FROM drawer_count AS c
        WHERE c.session_id = o.session_id AND c.purpose = 'closed'))
BEGIN SELECT RAISE(ABORT, 'ONE-DRAWER: only an open drawer is counted'); END""",
    """CREATE TRIGGER drawer_opened_one BEFORE INSERT ON drawer_count
WHEN NEW.purpose IN ('opened', 'taken-over') AND EXISTS (SELECT 1 FROM drawer_count AS o
    WHERE o.purpose IN ('opened', 'taken-over') AND o.owner = NEW.owner
    AND NOT EXISTS (SELECT 1 FROM drawer_count AS c
        WHERE c.session_id = o.session_id AND c.purpose = 'closed'))
BEGIN SELECT RAISE(ABORT, 'ONE-DRAWER: this drawer is open already'); END""",
    """CREATE TRIGGER period_follows BEFORE INSERT ON period_report
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM period_report WHERE kind = 'z')
    OR NEW.after_sequence IS NOT (SELECT coalesce(max(sequence), 0) FROM period_report WHERE kind = 'z')
BEGIN SELECT RAISE(ABORT, 'CLOSED-STAYS: a period begins where the last one ended, with the next number'); END""",
)
