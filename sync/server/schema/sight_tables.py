"""What the server notes of those who ask and of itself; nothing rests on it."""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import id_column, metadata, number_column, text_column

till_sight = Table(
    "till_sight",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    number_column("seen_ms"),
    number_column("offset_ms"),  # the till's clock less ours
    number_column("waiting"),  # records that wait at the till; -1 where it did not say
    text_column("software"),
    text_column("updated", ""),  # how its last update ended, as it says it
)

pulse = Table(  # that something could be written, and when
    "pulse",
    metadata,
    id_column("name", key=True),
    number_column("at_ms"),
)
