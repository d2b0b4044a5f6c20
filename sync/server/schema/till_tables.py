"""What became of tills' keys: those that others took the place of, and tills that are believed no more."""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import bytes_column, id_column, metadata, number_column, text_column

former_key = Table(  # a row stays: what a key signed in its time was this till's
    "former_key",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    bytes_column("public_key", key=True),
    number_column("replaced_ms"),
    number_column(
        "dies_ms"
    ),  # until then it still signs requests: the till may not have heard of its successor
)

store_device = Table(  # which tills and hubs were ever enrolled in a store: small, and asked from everywhere
    "store_device",
    metadata,
    id_column("company_id", key=True),
    id_column("store_id", key=True),
    id_column("till_id", key=True),
    number_column("till_number"),
)

revoked_till = Table(
    "revoked_till",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    number_column("revoked_ms"),
    text_column("revoked_by"),
    text_column("reason"),
    number_column("sales_until_ms", default=0),  # what the till made until then is still taken; 0: nothing
)
