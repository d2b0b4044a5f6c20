"""The first table of records that wait: part of migration 0001."""

import sqlalchemy as sa
from alembic import op


def make_waiting_tables() -> None:
    """Make the table of waiting records in schema 1."""
    op.create_table(
        "awaiting",
        sa.Column("company_id", sa.String(length=64), nullable=False),
        sa.Column("till_id", sa.String(length=64), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "sequence"),
    )
    op.create_index("awaiting_by_subject", "awaiting", ["company_id", "subject"], unique=False)
