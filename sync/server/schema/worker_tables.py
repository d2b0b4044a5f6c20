"""What workers that write side by side need to know of each other. Empty on SQLite, where one process writes."""

from __future__ import annotations

from sqlalchemy import Index, Table

from sync.server.schema.columns import id_column, metadata, number_column, text_column

door = Table(  # one row: who needs the company alone closes it (sync.server.on_postgres)
    "door",
    metadata,
    id_column("name", key=True),
    number_column("knocked_ms", default=0),  # the database's clock; 0 when nobody waits for it
)

turn = Table(  # whose row a transaction holds, that has the book of this name to itself (sync.server.turns)
    "turn",
    metadata,
    id_column("company_id", key=True),
    text_column("name", key=True),
    number_column("taken"),  # how often so far
)

nonce_seen = Table(  # requests that were here, for as long as their signature's time is believed
    "nonce_seen",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    id_column("nonce", key=True),
    number_column("seen_ms"),
    Index("nonce_seen_by_age", "company_id", "till_id", "seen_ms"),
)
