"""Groups of tills, the releases that they are offered, and what became of those."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the fleet's tables; a code may say which group its till joins, and a till how its last update ended."""
    op.create_table(
        "till_group",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("group_name", ID, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id"),
    )
    op.create_table(
        "update_offer",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("group_name", ID, nullable=False),
        sa.Column("not_before_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hold_after", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("offered_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("offered_by", TEXT, nullable=False),
        sa.Column(
            "withdrawn_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("withdrawn_by", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "version", "group_name"),
    )
    op.create_table(
        "update_hold",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("held_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column(
            "released_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("released_by", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("released_why", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "version"),
    )
    op.create_table(
        "update_failure",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("version", ID, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("attempt_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("failed_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "version"),
    )
    op.add_column("enrol_code", sa.Column("group_name", TEXT, server_default=sa.text("''"), nullable=False))
    op.add_column("till_sight", sa.Column("updated", TEXT, server_default=sa.text("''"), nullable=False))
