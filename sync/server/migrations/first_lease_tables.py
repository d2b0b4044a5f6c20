"""The first tables of leases: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT, only_where


def make_lease_tables() -> None:
    """Make every table of leases in schema 1."""
    op.create_table(
        "lease",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("holder_id", ID, nullable=False),
        sa.Column("lease_id", ID, nullable=False),
        sa.Column("keeper_id", ID, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("members", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column(
            "things", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "cursor", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("made_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("term_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("free_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "recalled_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "closing_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "closing_head", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("closing_baskets", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("held_epoch", ID, nullable=False),
        sa.Column("state", TEXT, server_default=sa.text("'open'"), nullable=False),
        sa.Column(
            "ended_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("ended_by", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("reason", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "holder_id", "lease_id"),
    )
    op.create_index("lease_by_end", "lease", ["company_id", "state", "free_ms"], unique=False)
    op.create_table(
        "keeper_lease",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("keeper_id", ID, nullable=False),
        sa.Column("lease_id", ID, nullable=False),
        sa.Column("holder_id", ID, nullable=False),
        sa.Column("revision", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", TEXT, server_default=sa.text("'open'"), nullable=False),
        sa.Column("term_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "recalled_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "closing_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "closing_head", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "keeper_id", "lease_id"),
    )
    op.create_index(
        "keeper_lease_by_revision", "keeper_lease", ["company_id", "keeper_id", "revision"], unique=False
    )
    op.create_index(
        "keeper_lease_by_term",
        "keeper_lease",
        ["company_id", "keeper_id", "term_ms"],
        unique=False,
        **only_where("state = 'open'"),
    )
    op.create_table(
        "lease_points",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("holder_id", ID, nullable=False),
        sa.Column("lease_id", ID, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("granted", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "returned", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "settled", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("freed", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False),
        sa.CheckConstraint(
            "granted >= 0 AND returned >= 0 AND settled >= 0 AND freed >= 0",
            name="lease_counters_not_negative",
        ),
        sa.CheckConstraint("granted - returned - settled - freed >= 0", name="lease_not_overdrawn"),
        sa.PrimaryKeyConstraint("company_id", "holder_id", "lease_id", "account"),
    )
    op.create_table(
        "lease_use",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("holder_id", ID, nullable=False),
        sa.Column("use_id", TEXT, nullable=False),
        sa.Column("lease_id", ID, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("settled", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("beyond", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cause", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("member_id", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column(
            "floor_after", sa.BigInteger(), server_default=sa.text("-1"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "holder_id", "use_id"),
    )
    op.create_index("lease_use_by_cause", "lease_use", ["company_id", "cause"], unique=False)
    op.create_index("lease_use_by_lease", "lease_use", ["company_id", "lease_id"], unique=False)
    op.create_table(
        "floor_use",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("floor_after", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("use_id", TEXT, nullable=False),
        sa.Column("member_id", TEXT, nullable=False),
        sa.Column("points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "floor_after", "use_id"),
    )
    op.create_table(
        "lease_keeper",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("keeper_id", ID, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column(
            "revision", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("wants", sa.BigInteger(), server_default=sa.text("1"), autoincrement=False, nullable=False),
        sa.Column("epoch", ID, nullable=False),
        sa.Column(
            "reported_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "clean_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "handed_out", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "keeper_id"),
    )
    op.create_table(
        "lease_awaited",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("keeper_id", ID, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("given_up_by", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("reason", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "keeper_id"),
    )
    op.create_index("lease_awaited_by_state", "lease_awaited", ["company_id", "state"], unique=False)
    op.create_table(
        "lease_home",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("holder_id", ID, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("keeper_id", ID, nullable=False),
        sa.Column("due", sa.BigInteger(), server_default=sa.text("1"), autoincrement=False, nullable=False),
        sa.Column(
            "not_before_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "holder_id"),
    )
    op.create_index("lease_home_by_keeper", "lease_home", ["company_id", "keeper_id"], unique=False)
    op.create_table(
        "home_due",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("keeper_id", ID, nullable=False),
        sa.Column("holder_id", ID, nullable=False),
        sa.Column(
            "not_before_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "touched", sa.BigInteger(), server_default=sa.text("1"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "keeper_id", "holder_id"),
    )
    op.create_table(
        "store_visit",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("day", ID, nullable=False),
        sa.Column("visits", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("last_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "store_id", "day"),
    )
    op.create_table(
        "suspense_decision",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("group_id", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("decided_group", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("decided_by", TEXT, nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "group_id"),
    )
