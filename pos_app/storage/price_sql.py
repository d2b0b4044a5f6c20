"""The statements of :mod:`price_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

UNSEEN_PRICE_CHANGES = Written(
    """SELECT journal.envelope FROM counter_event JOIN journal ON counter_event.sequence = journal.sequence
WHERE counter_event.sequence > coalesce((SELECT sync_state.shown FROM sync_state), 0) AND
counter_event.kind = 'shelf-price-changed' ORDER BY counter_event.sequence"""
)
