"""Returns as rows: which sale's goods came back, and what went back for them. Projections of their records."""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import id_column, metadata, number_column, text_column

returned = Table(
    "returned",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    id_column("return_id", key=True),
    number_column("sequence"),
    id_column("store_id"),
    number_column("receipt_number"),
    text_column("cashier_id"),
    text_column("member_id", ""),
    text_column("sale_id"),
    text_column("business_date"),
    number_column("at_ms"),
    text_column("currency"),
    number_column("total_minor"),  # what the sale's total falls by: positive
    number_column("tax_minor"),
    number_column("rounding_minor"),
    number_column("received_ms"),
)

returned_line = Table(
    "returned_line",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    id_column("return_id", key=True),
    number_column("position", key=True),
    number_column("line_id"),
    number_column("quantity_milli"),
    number_column("paid_minor"),
)

returned_tender = Table(
    "returned_tender",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    id_column("return_id", key=True),
    number_column("position", key=True),
    text_column("kind"),
    number_column("amount_minor"),
    number_column("points"),
)
