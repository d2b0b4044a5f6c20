"""Counted drawers, X and Z reports as rows. Projections of their records, which hold the rest."""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import id_column, metadata, number_column, text_column

drawer_count = Table(
    "drawer_count",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    number_column("sequence", key=True),
    id_column("store_id"),
    text_column("session_id"),
    text_column("purpose"),
    text_column("owner"),
    text_column("cashier_id"),
    text_column("approved_by"),
    text_column("business_date"),
    number_column("at_ms"),
    text_column("currency"),
    number_column("counted_minor"),
    number_column("expected_minor"),
    text_column("reason"),
    number_column("received_ms"),
)

period_report = Table(
    "period_report",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    number_column("sequence", key=True),
    id_column("store_id"),
    text_column("report_id"),
    text_column("kind"),
    number_column("number"),
    number_column("after_sequence"),
    text_column("cashier_id"),
    text_column("business_date"),
    number_column("at_ms"),
    text_column("currency"),
    number_column("sales"),
    number_column("sales_minor"),
    number_column("sales_tax_minor"),
    number_column("returns"),
    number_column("returns_minor"),
    number_column("returns_tax_minor"),
    number_column("grand_sales_minor"),
    number_column("grand_returns_minor"),
    text_column("differs"),  # what the server's own sum of the same records says otherwise; "" where nothing
    number_column("received_ms"),
)
