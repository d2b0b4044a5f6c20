"""The first tables of what accounts come to: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID


def make_account_tables() -> None:
    """Make every table of accounts in schema 1."""
    op.create_table(
        "account_day",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("day", ID, nullable=False),
        *(
            sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False)
            for name in ("expired", "outstanding", "debt", "suspense", "summed_ms")
        ),
        sa.PrimaryKeyConstraint("company_id", "account", "day"),
    )
