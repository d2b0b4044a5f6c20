"""What the first release made for card terminals. Frozen, like all of schema 1."""

from __future__ import annotations

CARD_STATEMENTS = (
    """CREATE TABLE card_intent (
    intent_id TEXT NOT NULL,
    purpose TEXT NOT NULL,
    basket_id TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    currency TEXT NOT NULL,
    state TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    number_before TEXT NOT NULL,
    reason TEXT NOT NULL,
    receipt_no TEXT NOT NULL,
    trace_no TEXT NOT NULL,
    card_type TEXT NOT NULL,
    card_end TEXT NOT NULL,
    settled TEXT NOT NULL,
    settled_by TEXT NOT NULL,
    sequence INTEGER,
    CONSTRAINT card_intent_key PRIMARY KEY (intent_id),
    CONSTRAINT card_intent_moves_money CHECK (purpose IN ('payment', 'refund') AND amount_minor > 0),
    CONSTRAINT card_intent_state CHECK (
        state IN ('asked', 'unknown', 'approved', 'declined', 'reversing', 'reversed', 'used', 'settled')
    ),
    CONSTRAINT card_intent_used_by_a_record CHECK ((state = 'used') = (sequence IS NOT NULL)),
    CONSTRAINT card_intent_settled_by_somebody CHECK ((state = 'settled') = (settled_by <> '')),
    CONSTRAINT card_intent_no_card_number CHECK (length(card_end) <= 4 AND card_end NOT GLOB '*[^0-9]*'),
    CONSTRAINT card_intent_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
)
 WITHOUT ROWID,
 STRICT""",
    """CREATE INDEX card_intent_by ON card_intent (sequence)""",
    """CREATE INDEX card_intent_numbers ON card_intent (receipt_no, trace_no)""",
    """CREATE INDEX card_intent_of_basket ON card_intent (basket_id)""",
    """CREATE INDEX card_intent_unfinished ON card_intent (at_ms)
WHERE state IN ('asked', 'unknown', 'approved', 'reversing')""",
    """CREATE TRIGGER card_intent_one_open BEFORE INSERT ON card_intent
WHEN NEW.state <> 'asked' OR EXISTS (SELECT 1 FROM card_intent WHERE state IN ('asked', 'unknown', 'reversing'))
BEGIN SELECT RAISE(ABORT, 'CARD-ONCE: nothing is asked while another is open'); END""",
    """CREATE TRIGGER card_intent_ends_once BEFORE UPDATE ON card_intent
WHEN OLD.state IN ('declined', 'reversed', 'used', 'settled') OR NEW.state = 'asked'
    OR NEW.amount_minor IS NOT OLD.amount_minor OR NEW.currency IS NOT OLD.currency
    OR NEW.basket_id IS NOT OLD.basket_id OR NEW.purpose IS NOT OLD.purpose
    OR (NEW.state = 'used' AND OLD.state <> 'approved')
    OR (NEW.state IN ('declined', 'unknown') AND OLD.state NOT IN ('asked', 'unknown'))
    OR (NEW.state = 'reversed' AND OLD.state <> 'reversing')
    OR (NEW.state = 'reversing' AND OLD.state NOT IN ('approved', 'reversing'))
BEGIN SELECT RAISE(ABORT, 'CARD-ONCE: it ends once'); END""",
    """CREATE TRIGGER card_intent_stays BEFORE DELETE ON card_intent
BEGIN SELECT RAISE(ABORT, 'CARD-ONCE: what was asked is remembered'); END""",
)
