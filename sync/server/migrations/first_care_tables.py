"""The first table of what persons decided about records: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_care_tables() -> None:
    """Make the table of decisions in schema 1."""
    op.create_table(
        "care",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("what", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("decided_by", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "sequence", "entry"),
    )
