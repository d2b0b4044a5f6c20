"""The first tables of drawers and periods: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_period_tables() -> None:
    """Make the tables of counted drawers, X and Z reports in schema 1."""
    op.create_table(
        "drawer_count",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("session_id", TEXT, nullable=False),
        sa.Column("purpose", TEXT, nullable=False),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("cashier_id", TEXT, nullable=False),
        sa.Column("approved_by", TEXT, nullable=False),
        sa.Column("business_date", TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("counted_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("expected_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("received_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "sequence"),
    )
    op.create_table(
        "period_report",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("report_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("after_sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cashier_id", TEXT, nullable=False),
        sa.Column("business_date", TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("sales", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sales_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sales_tax_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("returns", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("returns_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("returns_tax_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("grand_sales_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("grand_returns_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("differs", TEXT, nullable=False),
        sa.Column("received_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "sequence"),
    )
