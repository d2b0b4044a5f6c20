"""Counter events in ``till.db``: projections of their records, only ever added (IMMUTABLE)."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, literal_column

from pos_app.storage.metadata import metadata

counter_event = Table(
    "counter_event",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("event_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("business_date", Text, nullable=False),
    Column("store_id", Text, nullable=False),
    Column("cashier_id", Text, nullable=False),
    Column("approved_by", Text, nullable=False),
    Column("currency", Text, nullable=False),
    Column("amount_minor", Integer, nullable=False),
    Column("before_minor", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("subject", Text, nullable=False),
    UniqueConstraint("event_id", name="counter_event_id_at_birth"),
    Index("counter_event_of_subject", "subject", "kind", sqlite_where=literal_column("subject <> ''")),
    sqlite_strict=True,
)
"""What happened at the counter that is no sale, return or visit; ``amount_minor`` by kind as the domain says."""
