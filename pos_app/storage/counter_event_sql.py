"""The statements of :mod:`counter_event_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

ADD_COUNTER_EVENT = Written(
    """INSERT INTO counter_event (sequence, event_id, kind, at_ms, business_date, store_id, cashier_id,
approved_by, currency, amount_minor, before_minor, reason, subject) VALUES (?, ?, ?, ?, ?, ?, ?, ?,
?, ?, ?, ?, ?)"""
)

EVENTS_BETWEEN = Written(
    """SELECT journal.envelope FROM counter_event JOIN journal ON counter_event.sequence = journal.sequence
WHERE counter_event.sequence > ? AND counter_event.sequence <= ? ORDER BY counter_event.sequence"""
)

EVENTS_OF_SUBJECT = Written(
    """SELECT journal.envelope FROM counter_event JOIN journal ON counter_event.sequence = journal.sequence
WHERE counter_event.subject = ? AND counter_event.subject != '' ORDER BY counter_event.sequence"""
)
