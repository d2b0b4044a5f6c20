"""The first tables of what waits for a person, and of what they decided: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_care_tables() -> None:
    """Make the tables of flags, of what is kept aside, and of decisions in schema 1."""
    op.create_table(
        "quarantine",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("personal", sa.LargeBinary(), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "settled_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "till_id", "hash"),
    )
    op.create_table(
        "review",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("detail", TEXT, nullable=False),
        sa.Column("raised_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "settled_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "till_id", "sequence", "entry"),
    )
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
