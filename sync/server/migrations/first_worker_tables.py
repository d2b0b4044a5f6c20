"""The first tables by which workers keep out of each other's way: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_worker_tables() -> None:
    """Make every table of workers side by side in schema 1, and the door."""
    door = op.create_table(
        "door",
        sa.Column("name", ID, nullable=False),
        sa.Column(
            "knocked_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "turn",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("taken", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "name"),
    )
    op.create_table(
        "nonce_seen",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("nonce", ID, nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "nonce"),
    )
    op.create_index("nonce_seen_by_age", "nonce_seen", ["company_id", "till_id", "seen_ms"], unique=False)
    op.bulk_insert(door, [{"name": "everybody"}])
