"""The statements of counter events; their texts stand in :mod:`counter_event_sql` (see :mod:`till_statements`)."""

from __future__ import annotations

from sqlalchemy import bindparam, literal_column, select

from pos_app.storage.counter_event_tables import counter_event
from pos_app.storage.statements import Prepared, insert_all
from pos_app.storage.tables import journal

ADD_COUNTER_EVENT = insert_all(counter_event)
_ENVELOPES = select(journal.c.envelope).join_from(
    counter_event, journal, counter_event.c.sequence == journal.c.sequence
)
EVENTS_BETWEEN = Prepared(
    _ENVELOPES.where(
        counter_event.c.sequence > bindparam("after"), counter_event.c.sequence <= bindparam("until")
    ).order_by(counter_event.c.sequence)
)
EVENTS_OF_SUBJECT = Prepared(
    _ENVELOPES.where(
        counter_event.c.subject == bindparam("subject"), counter_event.c.subject != literal_column("''")
    ).order_by(counter_event.c.sequence)
)
