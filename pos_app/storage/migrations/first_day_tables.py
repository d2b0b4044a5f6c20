"""What the first release made for closed days. Frozen, like all of schema 1."""

from __future__ import annotations

DAY_STATEMENTS = (
    """CREATE TABLE day_confirmed (
    business_date TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    confirmed_ms INTEGER NOT NULL,
    CONSTRAINT day_confirmed_key PRIMARY KEY (business_date),
    CONSTRAINT day_confirmed_sequence_counted CHECK (sequence >= 0)
) WITHOUT ROWID, STRICT""",
)
