"""Counter events in ``till.db``: written into the journal and its projection inside a running transaction.

A till's first paint needs none of it.
"""

from __future__ import annotations

from pos_app.domain.counter_event import CounterEvent
from pos_app.storage import counter_event_sql as sql
from pos_app.storage import journal
from pos_app.storage.database import Database
from pos_app.storage.journal import Owner
from pos_app.storage.sale_rows import Row
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import counter_facts
from sync.protocol.v1.counter_facts import CounterEventV1


def add_counter_event(database: Database, owner: Owner, event: CounterEvent) -> int:
    """Journal an event with its row; returns the sequence."""
    body = counter_facts.encode_counter_event(event)
    sequence = journal.append(
        database,
        owner,
        fact_id=event.event_id,
        kind=counter_facts.COUNTER_EVENT,
        at_ms=event.at_ms,
        body=body,
    )
    database.run(sql.ADD_COUNTER_EVENT, counter_event_row(counter_facts.read_counter_event(body), sequence))
    return sequence


def counter_events(database: Database, after: int, until: int) -> list[CounterEvent]:
    """The events of the records after ``after`` up to ``until``, oldest first."""
    return [_event(row) for row in database.rows(sql.EVENTS_BETWEEN, (after, until))]


def counter_events_of(database: Database, subject: str) -> list[CounterEvent]:
    """What happened with a sale, a basket, an article ..., oldest first; nothing for ""."""
    return [_event(row) for row in database.rows(sql.EVENTS_OF_SUBJECT, (subject,))]


def _event(row: tuple[bytes]) -> CounterEvent:
    return counter_facts.decode_counter_event(open_envelope(row[0]).body)


def counter_event_row(event: CounterEventV1, sequence: int) -> Row:
    """The row of an event, in the order of the table's columns; its kind as the record says it."""
    return (
        sequence,
        event.event_id,
        event.kind,
        event.at_ms,
        event.business_date,
        event.seller.store_id,
        event.seller.cashier_id,
        event.approved_by,
        event.currency_code,
        event.amount_minor,
        event.before_minor,
        event.reason,
        event.subject,
    )
