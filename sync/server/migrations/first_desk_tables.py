"""The first tables of the desk and the days: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_desk_tables() -> None:
    """Make every table of the desk and the days in schema 1."""
    op.create_table(
        "adjustment",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("group_id", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("asked_by", TEXT, nullable=False),
        sa.Column("approved_by", TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "group_id"),
    )
    op.create_table(
        "days_kept",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("day", TEXT, nullable=False),
        sa.Column("step", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("after", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id"),
    )
    op.create_table(
        "draw_held",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("draw", ID, nullable=False),
        sa.Column("seed_hash", TEXT, nullable=False),
        sa.Column("seed", TEXT, nullable=False),
        sa.Column("published_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("beacon", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("entries_hash", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column(
            "entries", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("winners", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column(
            "drawn_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "programme_id", "draw"),
    )
    op.create_table(
        "failed_payment",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("code", ID, nullable=False),
        sa.Column("tried_on", TEXT, nullable=False),
        sa.Column("term_ended_on", TEXT, nullable=False),
        sa.Column("reason", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "programme_id", "code", "tried_on"),
    )
    op.create_table(
        "late_claim",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("sale_id", ID, nullable=False),
        sa.Column("claim_id", TEXT, nullable=False),
        sa.Column("cashier_id", TEXT, nullable=False),
        sa.Column("claimed_on", TEXT, nullable=False),
        sa.Column("as_claimed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "sale_id"),
    )
    op.create_index(
        "late_claim_by_member", "late_claim", ["company_id", "member_id", "claimed_on"], unique=False
    )
    op.create_table(
        "lost_card",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("card_hash", sa.LargeBinary(), nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("number_end", TEXT, nullable=False),
        sa.Column("lost_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "card_hash"),
    )
    op.create_index("lost_card_by_member", "lost_card", ["company_id", "member_id"], unique=False)
