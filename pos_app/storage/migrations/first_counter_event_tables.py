"""What the first release made for counter events. Frozen, like all of schema 1."""

from __future__ import annotations

COUNTER_EVENT_STATEMENTS = (
    """CREATE TABLE counter_event (
    sequence INTEGER NOT NULL,
    event_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    store_id TEXT NOT NULL,
    cashier_id TEXT NOT NULL,
    approved_by TEXT NOT NULL,
    currency TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    before_minor INTEGER NOT NULL,
    reason TEXT NOT NULL,
    subject TEXT NOT NULL,
    CONSTRAINT counter_event_key PRIMARY KEY (sequence),
    CONSTRAINT counter_event_id_at_birth UNIQUE (event_id),
    CONSTRAINT counter_event_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
)
 STRICT""",
    """CREATE INDEX counter_event_of_subject ON counter_event (subject, kind) WHERE subject <> ''""",
    """CREATE TRIGGER counter_event_immutable_update BEFORE UPDATE ON counter_event
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of counter_event is a fact'); END""",
    """CREATE TRIGGER counter_event_immutable_delete BEFORE DELETE ON counter_event
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of counter_event is a fact'); END""",
)
