"""What a named person decided about records that waited for one."""

from __future__ import annotations

from sqlalchemy import Table

from sync.server.schema.columns import id_column, metadata, number_column, text_column

care = Table(
    "care",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    number_column("sequence", key=True),
    number_column("entry", key=True),  # a record may be decided about more than once
    text_column("what"),  # "parked", "waiting", "frozen", a flag's code, or why it was kept aside
    text_column("outcome"),  # "released", "set-aside", "settled", "taken-in", "thawed"
    text_column("decided_by"),
    text_column("reason"),
    number_column("at_ms"),
)
"""``sequence`` is 0 for what was decided about the till itself."""
