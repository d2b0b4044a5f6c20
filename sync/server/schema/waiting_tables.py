"""Records whose books wait for something that has not come yet."""

from __future__ import annotations

from sqlalchemy import Index, Table

from sync.server.schema.columns import id_column, metadata, number_column, text_column

awaiting = Table(
    "awaiting",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    number_column("sequence", key=True),
    text_column("subject"),  # what for: "sale/ID" or "membership/MEMBER/PROGRAMME/CODE"
    number_column("received_ms"),
    Index("awaiting_by_subject", "company_id", "subject"),
)
