"""What the server knows of a gift card beside its money, which lies in the ledger under a purse of the card's own."""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import id_column, metadata, number_column, text_column

gift_card = Table(
    "gift_card",
    metadata,
    id_column("company_id", key=True),
    id_column("card_id", key=True),  # the keyed hash of its number, hex
    text_column("number_end"),
    number_column("first_loaded_ms"),
    number_column("is_single_purpose", default=0),  # decided by the first load
    text_column("vat_code", ""),
    number_column("vat_basis_points", default=0),
    number_column("blocked", default=0),
)
