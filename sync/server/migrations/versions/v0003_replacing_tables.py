"""Tills in the place of dead ones: who replaced whom, and the key that opens a dead till's copies."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables; a code may say which till's place it is for, and who decided that."""
    op.create_table(
        "replaced_till",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("by_till_id", ID, nullable=False),
        sa.Column("decided_by", TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "recovered_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "till_id"),
    )
    op.create_table(
        "recovery_key",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("private_key", sa.LargeBinary(), nullable=False),
        sa.Column("made_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id"),
    )
    op.add_column("enrol_code", sa.Column("replaces", TEXT, server_default=sa.text("''"), nullable=False))
    op.add_column("enrol_code", sa.Column("replaces_by", TEXT, server_default=sa.text("''"), nullable=False))
