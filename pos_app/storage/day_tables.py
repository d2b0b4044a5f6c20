"""What the till remembers of closed days: state, not facts."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from pos_app.storage.metadata import check, metadata

day_confirmed = Table(
    "day_confirmed",
    metadata,
    Column("business_date", Text, primary_key=True, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("confirmed_ms", Integer, nullable=False),
    check("sequence >= 0", "day_confirmed_sequence_counted"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Business days of which the server said that it has them as they stand here, up to which record, and when."""
