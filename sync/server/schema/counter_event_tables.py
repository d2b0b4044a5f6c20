"""Counter events as rows: what happened at tills that is no sale. Projections of their records."""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import id_column, metadata, number_column, text_column

counter_event = Table(
    "counter_event",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    number_column("sequence", key=True),
    text_column("event_id"),
    id_column("store_id"),
    text_column("kind"),  # as the till wrote it, also where this server knows no such kind
    text_column("cashier_id"),
    text_column("approved_by"),
    text_column("business_date"),
    number_column("at_ms"),
    text_column("currency"),
    number_column("amount_minor"),
    number_column("before_minor"),
    text_column("reason"),
    text_column("subject"),
    number_column("received_ms"),
)
