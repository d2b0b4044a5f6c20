"""The first tables of member codes: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_code_tables() -> None:
    """Make every table of member codes in schema 1."""
    op.create_table(
        "issuer_key",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("key_id", ID, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("from_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "until_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "key_id"),
    )
    op.create_table(
        "member_code",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("token_id", ID, nullable=False),
        sa.Column("key_id", ID, nullable=False),
        sa.Column("kind", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("issued_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("ends_s", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "revoked_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("revoked_with", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "token_id"),
    )
    op.create_index("member_code_by_end", "member_code", ["company_id", "ends_s"], unique=False)
    op.create_index("member_code_by_key", "member_code", ["company_id", "key_id"], unique=False)
