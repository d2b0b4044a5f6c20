"""The statements of :mod:`card_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

ASK = Written(
    """INSERT INTO card_intent (intent_id, purpose, basket_id, amount_minor, currency, state, at_ms,
number_before, reason, receipt_no, trace_no, card_type, card_end, settled, settled_by, sequence)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
)

ONE = Written(
    """SELECT card_intent.intent_id, card_intent.purpose, card_intent.basket_id, card_intent.amount_minor,
card_intent.currency, card_intent.state, card_intent.at_ms, card_intent.number_before,
card_intent.reason, card_intent.receipt_no, card_intent.trace_no, card_intent.card_type,
card_intent.card_end, card_intent.settled, card_intent.settled_by FROM card_intent WHERE
card_intent.intent_id = ?"""
)

UNFINISHED = Written(
    """SELECT card_intent.intent_id, card_intent.purpose, card_intent.basket_id, card_intent.amount_minor,
card_intent.currency, card_intent.state, card_intent.at_ms, card_intent.number_before,
card_intent.reason, card_intent.receipt_no, card_intent.trace_no, card_intent.card_type,
card_intent.card_end, card_intent.settled, card_intent.settled_by FROM card_intent WHERE
card_intent.state IN ('asked', 'unknown', 'approved', 'reversing') ORDER BY card_intent.at_ms,
card_intent.intent_id"""
)

OPEN = Written(
    """SELECT count(*) AS count_1 FROM card_intent WHERE card_intent.state IN ('asked', 'unknown',
'reversing')"""
)

NOTE = Written(
    """UPDATE card_intent SET state=?, reason=?, receipt_no=?, trace_no=?, card_type=?, card_end=?,
settled=?, settled_by=? WHERE card_intent.intent_id = ? AND card_intent.state IN ('asked',
'unknown', 'approved', 'reversing')"""
)

KNOWN_NUMBERS = Written(
    """SELECT card_intent.intent_id FROM card_intent WHERE card_intent.receipt_no = ? AND
card_intent.trace_no = ?"""
)

USE = Written(
    """UPDATE card_intent SET state='used', sequence=? WHERE card_intent.intent_id = ? AND
card_intent.amount_minor = ? AND card_intent.state = 'approved' AND card_intent.purpose = ?"""
)
