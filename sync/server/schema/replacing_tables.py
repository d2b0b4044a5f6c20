"""Tills that took the place of dead ones, and the key that opens a dead till's copies."""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import bytes_column, id_column, metadata, number_column, text_column

replaced_till = Table(
    "replaced_till",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),  # the one that died
    id_column("by_till_id"),  # the one in its place
    text_column("decided_by"),
    number_column("at_ms"),
    number_column("recovered_ms", default=0),  # when all that was found of it had been sent; 0: not yet
)

recovery_key = Table(  # one for each company, made when it is first needed
    "recovery_key",
    metadata,
    id_column("company_id", key=True),
    bytes_column("public_key"),
    bytes_column("private_key"),
    number_column("made_ms"),
)
