"""The first tables of tills' keys: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_till_tables() -> None:
    """Make the tables of former keys and revoked tills in schema 1."""
    op.create_table(
        "former_key",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("replaced_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("dies_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "public_key"),
    )
    op.create_table(
        "revoked_till",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("revoked_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("revoked_by", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column(
            "sales_until_ms",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("company_id", "till_id"),
    )
    op.create_table(
        "store_device",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("till_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "store_id", "till_id"),
    )
