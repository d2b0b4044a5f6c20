"""The first table of records that wait: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_waiting_tables() -> None:
    """Make the table of waiting records in schema 1."""
    op.create_table(
        "awaiting",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("received_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "subject", "till_id", "sequence"),
    )
