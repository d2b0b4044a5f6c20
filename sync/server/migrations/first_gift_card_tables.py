"""The first table of gift cards: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_gift_card_tables() -> None:
    """Make every table of gift cards in schema 1."""
    op.create_table(
        "gift_card",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("card_id", ID, nullable=False),
        sa.Column("number_end", TEXT, nullable=False),
        sa.Column("first_loaded_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "is_single_purpose",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("vat_code", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column(
            "vat_basis_points",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "blocked", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "card_id"),
    )
