"""What the first release made for the reports' roll-ups. Frozen, like all of schema 1."""

from __future__ import annotations

REPORT_STATEMENTS = (
    """CREATE TABLE report_sum (
    by_what TEXT NOT NULL,
    currency TEXT NOT NULL,
    span TEXT NOT NULL,
    row_key TEXT NOT NULL,
    count INTEGER NOT NULL,
    quantity_milli INTEGER NOT NULL,
    amount_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    off_minor INTEGER NOT NULL,
    points INTEGER NOT NULL,
    returns INTEGER NOT NULL,
    returned_milli INTEGER NOT NULL,
    returned_minor INTEGER NOT NULL,
    returned_tax_minor INTEGER NOT NULL,
    CONSTRAINT report_sum_key PRIMARY KEY (by_what, currency, span, row_key)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE report_name (
    by_what TEXT NOT NULL,
    row_key TEXT NOT NULL,
    name TEXT NOT NULL,
    CONSTRAINT report_name_key PRIMARY KEY (by_what, row_key)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE report_day (
    business_date TEXT NOT NULL,
    first_sequence INTEGER NOT NULL,
    last_sequence INTEGER NOT NULL,
    CONSTRAINT report_day_key PRIMARY KEY (business_date),
    CONSTRAINT report_day_in_order CHECK (first_sequence BETWEEN 1 AND last_sequence)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE report_state (
    id INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    rules INTEGER NOT NULL,
    CONSTRAINT report_state_key PRIMARY KEY (id),
    CONSTRAINT report_state_only_one CHECK (id = 1),
    CONSTRAINT report_state_sequence_counted CHECK (sequence >= 0)
) STRICT""",
)
