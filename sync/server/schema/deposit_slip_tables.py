"""Deposit slips that sales took: what tells whether two tills of a store took the same one."""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import id_column, metadata, number_column

deposit_slip = Table(
    "deposit_slip",
    metadata,
    id_column("company_id", key=True),
    id_column("number", key=True),
    id_column("fact_id", key=True),  # the sale
    id_column("store_id"),
    id_column("till_id"),
    number_column("receipt_number"),
    number_column("at_ms"),
    number_column("amount_minor"),
)
