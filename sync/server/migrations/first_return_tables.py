"""The first tables of returns: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_return_tables() -> None:
    """Make every table of returns in schema 1."""
    op.create_table(
        "returned",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("return_id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("receipt_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cashier_id", TEXT, nullable=False),
        sa.Column("member_id", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("sale_id", TEXT, nullable=False),
        sa.Column("business_date", TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("total_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rounding_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("received_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "return_id"),
    )
    op.create_table(
        "returned_line",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("return_id", ID, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "return_id", "position"),
    )
    op.create_table(
        "returned_tender",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("return_id", ID, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "return_id", "position"),
    )
