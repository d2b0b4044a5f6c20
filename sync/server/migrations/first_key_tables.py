"""The first tables of what is looked up by its id alone: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_key_tables() -> None:
    """Make the tables that say in whose book something stands, in schema 1."""
    op.create_table(
        "holder_key",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("holder_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "name"),
    )
    op.create_table(
        "phone_key",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "phone_hash", "member_id"),
    )
    op.create_table(
        "return_of_sale",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("sale_id", TEXT, nullable=False),
        sa.Column("return_id", TEXT, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("received_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "sale_id", "return_id"),
    )
    op.create_table(
        "household_member",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("household_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "household_id", "member_id"),
    )
    op.create_table(
        "household_ever",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("household_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "household_id"),
    )
