"""The first table of deposit slips: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID


def make_deposit_slip_tables() -> None:
    """Make every table of deposit slips in schema 1."""
    op.create_table(
        "deposit_slip",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("fact_id", ID, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("receipt_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "number", "fact_id"),
    )
