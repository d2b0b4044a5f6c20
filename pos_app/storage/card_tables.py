"""What the card terminal was asked for: state, with its own rules kept by triggers (INTENT-FIRST, CARD-ONCE).

A row stays when it is over: the terminal's numbers in it tell a later look what is old.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, literal_column

from pos_app.storage.metadata import check, metadata

card_intent = Table(
    "card_intent",
    metadata,
    Column("intent_id", Text, primary_key=True, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("basket_id", Text, nullable=False),
    Column("amount_minor", Integer, nullable=False),
    Column("currency", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("number_before", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("receipt_no", Text, nullable=False),
    Column("trace_no", Text, nullable=False),
    Column("card_type", Text, nullable=False),
    Column("card_end", Text, nullable=False),
    Column("settled", Text, nullable=False),
    Column("settled_by", Text, nullable=False),
    Column("sequence", Integer, ForeignKey("journal.sequence")),
    check("purpose IN ('payment', 'refund') AND amount_minor > 0", "card_intent_moves_money"),
    check(
        "state IN ('asked', 'unknown', 'approved', 'declined', 'reversing', 'reversed', 'used', 'settled')",
        "card_intent_state",
    ),
    check("(state = 'used') = (sequence IS NOT NULL)", "card_intent_used_by_a_record"),
    check("(state = 'settled') = (settled_by <> '')", "card_intent_settled_by_somebody"),
    check("length(card_end) <= 4 AND card_end NOT GLOB '*[^0-9]*'", "card_intent_no_card_number"),
    Index(
        "card_intent_unfinished",
        "at_ms",
        sqlite_where=literal_column("state IN ('asked', 'unknown', 'approved', 'reversing')"),
    ),
    Index("card_intent_of_basket", "basket_id"),
    Index("card_intent_by", "sequence"),
    Index("card_intent_numbers", "receipt_no", "trace_no"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""``basket_id`` is the basket that is paid or, of a refund, the sale whose goods came back."""

CARD_TRIGGERS = (
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
