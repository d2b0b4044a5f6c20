"""The first tables of what was seen: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_sight_tables() -> None:
    """Make the tables of what the server notes of tills and of itself in schema 1."""
    op.create_table(
        "till_sight",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("offset_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("waiting", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("software", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id"),
    )
    op.create_table(
        "pulse",
        sa.Column("name", ID, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
