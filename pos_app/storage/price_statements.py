"""The statements of price changes; their texts stand in :mod:`price_sql` (see :mod:`till_statements`)."""

from __future__ import annotations

from sqlalchemy import func, literal_column, select

from pos_app.domain.counter_event import CounterEventKind
from pos_app.storage.counter_event_tables import counter_event
from pos_app.storage.statements import Prepared
from pos_app.storage.tables import journal, sync_state

_SHOWN = func.coalesce(select(sync_state.c.shown).scalar_subquery(), literal_column("0"))
UNSEEN_PRICE_CHANGES = Prepared(
    select(journal.c.envelope)
    .join_from(counter_event, journal, counter_event.c.sequence == journal.c.sequence)
    .where(
        counter_event.c.sequence > _SHOWN,
        counter_event.c.kind == literal_column(f"'{CounterEventKind.SHELF_PRICE_CHANGED.value}'"),
    )
    .order_by(counter_event.c.sequence)
)
"""What this till changed and the replica does not show yet."""
