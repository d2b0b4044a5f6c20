"""The first table of counter events: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_counter_event_tables() -> None:
    """Make the table of counter events in schema 1."""
    op.create_table(
        "counter_event",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("event_id", TEXT, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("cashier_id", TEXT, nullable=False),
        sa.Column("approved_by", TEXT, nullable=False),
        sa.Column("business_date", TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("before_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("received_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "sequence"),
    )
