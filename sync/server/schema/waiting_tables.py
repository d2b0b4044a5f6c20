"""Records whose books wait for something that has not come yet."""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import id_column, metadata, number_column, text_column

awaiting = Table(
    "awaiting",
    metadata,
    id_column("company_id", key=True),
    text_column("subject", key=True),  # what for: "sale/ID" or "membership/MEMBER/PROGRAMME/CODE"
    id_column("till_id", key=True),
    number_column("sequence", key=True),
    number_column("received_ms"),
)
