"""The first tables of what the server remembers of a member: part of migration 0001."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT


def make_member_tables() -> None:
    """Make every table of a member's book in schema 1."""
    op.create_table(
        "bought",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.Column("times", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "article_id"),
    )
    op.create_table(
        "challenge",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("challenge", ID, nullable=False),
        sa.Column("period_start", ID, nullable=False),
        sa.Column("count", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("done_by", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "programme_id", "challenge", "period_start"),
    )
    op.create_table(
        "claimed_code",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("code", TEXT, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("claimed_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "code"),
    )
    op.create_table(
        "consent",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("consent", ID, nullable=False),
        sa.Column("given_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wording", TEXT, nullable=False),
        sa.Column(
            "withdrawn_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "member_id", "consent", "given_ms"),
    )
    op.create_table(
        "coupon",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("number", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("code", ID, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("from_day", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("to_day", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("issued_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("used_by", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column(
            "used_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "taken_back_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "member_id", "number"),
    )
    op.create_index("coupon_by_source", "coupon", ["company_id", "member_id", "source"], unique=False)
    op.create_table(
        "draw_entry",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("draw", ID, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("on_day", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "programme_id", "draw", "source"),
    )
    op.create_table(
        "household",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("household_id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("made_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "household_id"),
    )
    op.create_table(
        "member_birthday",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("month", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id"),
    )
    op.create_index("member_birthday_by_day", "member_birthday", ["company_id", "month", "day"], unique=False)
    op.create_table(
        "member_history",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("joined_on", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column(
            "purchases", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("last_purchase_on", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("household_id", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id"),
    )
    op.create_index("member_history_by_joining", "member_history", ["company_id", "joined_on"], unique=False)
    op.create_index(
        "member_history_by_last_purchase", "member_history", ["company_id", "last_purchase_on"], unique=False
    )
    op.create_table(
        "membership",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("code", ID, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("step", TEXT, nullable=False),
        sa.Column("from_day", TEXT, nullable=False),
        sa.Column("to_day", TEXT, nullable=False),
        sa.Column("from_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("to_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "cancelled_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "ended_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("outcome", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "programme_id", "code", "source"),
    )
    op.create_index("membership_by_end", "membership", ["company_id", "outcome", "to_day"], unique=False)
    op.create_table(
        "partner_link",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("partner", ID, nullable=False),
        sa.Column("linked_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "partner"),
    )
    op.create_table(
        "purchase",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("on_day", TEXT, nullable=False),
        sa.Column("spent_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("parts", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "source"),
    )
    op.create_index("purchase_by_day", "purchase", ["company_id", "on_day"], unique=False)
    op.create_table(
        "qualifying_gain",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("on_day", TEXT, nullable=False),
        sa.Column("amount", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "programme_id", "source"),
    )
    op.create_table(
        "referral",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("referrer_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rewarded_by", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column(
            "reversed", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "referrer_id", "member_id"),
    )
    op.create_table(
        "secured",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("thing", TEXT, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("period", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("period_start", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hold_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "thing", "till_id"),
    )
    op.create_table(
        "segment_member",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("segment", ID, nullable=False),
        sa.Column("since", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "segment"),
    )
    op.create_table(
        "stamp_card",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("card", ID, nullable=False),
        sa.Column("stamps", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column(
            "stamped_that_day",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("company_id", "member_id", "programme_id", "card"),
    )
    op.create_table(
        "stamp_move",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("card", ID, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("stamps", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("added", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("free", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "programme_id", "card", "source"),
    )
    op.create_table(
        "usage",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("rule_id", ID, nullable=False),
        sa.Column("period", ID, nullable=False),
        sa.Column("period_start", ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(
            "company_id", "member_id", "programme_id", "rule_id", "period", "period_start"
        ),
    )
    op.create_table(
        "member_store",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("last_day", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "store_id"),
    )
    op.create_index("member_store_by_day", "member_store", ["company_id", "last_day"], unique=False)
    op.create_table(
        "usage_move",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("rule_id", ID, nullable=False),
        sa.Column("period", ID, nullable=False),
        sa.Column("period_start", ID, nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("amount", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(
            "company_id", "member_id", "programme_id", "rule_id", "period", "period_start", "source"
        ),
    )
