"""The first tables."""

import sqlalchemy as sa
from alembic import op

from sync.server.migrations.column_types import ID, TEXT, only_where
from sync.server.migrations.first_account_tables import make_account_tables
from sync.server.migrations.first_care_tables import make_care_tables
from sync.server.migrations.first_code_tables import make_code_tables
from sync.server.migrations.first_counter_event_tables import make_counter_event_tables
from sync.server.migrations.first_deposit_slip_tables import make_deposit_slip_tables
from sync.server.migrations.first_desk_tables import make_desk_tables
from sync.server.migrations.first_gift_card_tables import make_gift_card_tables
from sync.server.migrations.first_key_tables import make_key_tables
from sync.server.migrations.first_lease_tables import make_lease_tables
from sync.server.migrations.first_member_tables import make_member_tables
from sync.server.migrations.first_period_tables import make_period_tables
from sync.server.migrations.first_return_tables import make_return_tables
from sync.server.migrations.first_sight_tables import make_sight_tables
from sync.server.migrations.first_till_tables import make_till_tables
from sync.server.migrations.first_waiting_tables import make_waiting_tables
from sync.server.migrations.first_worker_tables import make_worker_tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table of schema 1."""
    op.create_table(
        "article_code",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("kind", ID, nullable=False),
        sa.Column("code", ID, nullable=False),
        sa.Column("article_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "kind", "code"),
    )
    op.create_table(
        "balance",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("account", ID, nullable=False),
        sa.Column(
            "points", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("debt", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False),
        sa.Column(
            "suspense", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.CheckConstraint("debt >= 0", name="debt_not_negative"),
        sa.CheckConstraint("points >= 0", name="balance_not_negative"),
        sa.PrimaryKeyConstraint("company_id", "member_id", "account"),
    )
    op.create_table(
        "company",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("zone", TEXT, nullable=False),
        sa.Column("epoch", ID, nullable=False),
        sa.Column("card_secret", sa.LargeBinary(), nullable=False),
        sa.Column(
            "cursor", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("created_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id"),
    )
    op.create_table(
        "day_total",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("business_date", ID, nullable=False),
        sa.Column("currency", ID, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("sales", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("total_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "returns", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "returned_minor",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "returned_tax_minor",
            sa.BigInteger(),
            server_default=sa.text("0"),
            autoincrement=False,
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("company_id", "till_id", "business_date", "currency"),
    )
    op.create_table(
        "enrol_code",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("code_id", ID, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("till_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wrong", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False),
        sa.Column("till_id", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("for_key", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "code_id"),
    )
    op.create_table(
        "fact_key",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("fact_id", TEXT, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "fact_id"),
    )
    op.create_table(
        "hold",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("redemption_id", ID, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("asked_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("expires_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "redemption_id"),
    )
    op.create_index("hold_by_member", "hold", ["company_id", "member_id", "state"], unique=False)
    op.create_table(
        "lot",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("lot_id", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("programme_id", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("earned_on", TEXT, nullable=False),
        sa.Column("expires_on", TEXT, nullable=False),
        sa.Column("points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("points_left", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.CheckConstraint("points_left >= 0 AND points_left <= points", name="lot_within_bounds"),
        sa.PrimaryKeyConstraint("company_id", "member_id", "lot_id"),
    )
    op.create_index(
        "lot_ending",
        "lot",
        ["company_id", "expires_on"],
        unique=False,
        **only_where("points_left > 0 AND expires_on <> ''"),
    )
    op.create_index(
        "lot_open",
        "lot",
        ["company_id", "member_id", "account"],
        unique=False,
        **only_where("points_left > 0"),
    )
    op.create_table(
        "lot_use",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("group_id", TEXT, nullable=False),
        sa.Column("lot_id", TEXT, nullable=False),
        sa.Column("points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "group_id", "lot_id"),
    )
    op.create_table(
        "member",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("joined_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column(
            "blocked", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "erased_ms", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.PrimaryKeyConstraint("company_id", "member_id"),
    )
    op.create_table(
        "member_card",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("card_hash", sa.LargeBinary(), nullable=False),
        sa.Column("number_end", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "card_hash"),
    )
    op.create_table(
        "member_person",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("display_name", TEXT, nullable=False),
        sa.Column("phone", TEXT, nullable=False),
        sa.Column("phone_hash", sa.LargeBinary(), nullable=False),
        sa.Column("personal_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id"),
    )
    op.create_table(
        "personal",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("new_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "till_id", "sequence"),
    )
    op.create_table(
        "posting",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("group_id", TEXT, nullable=False),
        sa.Column("entry", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("bucket", TEXT, nullable=False),
        sa.Column("points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "group_id", "entry"),
    )
    op.create_table(
        "posting_group",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("group_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("account", TEXT, nullable=False),
        sa.Column("programme_id", TEXT, nullable=False),
        sa.Column("rule", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("posted_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "group_id"),
    )
    op.create_index(
        "posting_group_by_source", "posting_group", ["company_id", "member_id", "source"], unique=False
    )
    op.create_table(
        "programme",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("text", TEXT, nullable=False),
        sa.Column("priority", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("published_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "programme_id", "version"),
    )
    op.create_table(
        "published",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("kind", ID, nullable=False),
        sa.Column("row_id", ID, nullable=False),
        sa.Column("scope", ID, nullable=False),
        sa.Column("cursor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("gone", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False),
        sa.Column("row", sa.LargeBinary(), nullable=False),
        sa.Column("brief", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "kind", "row_id", "scope"),
    )
    op.create_index("published_by_cursor", "published", ["company_id", "cursor"], unique=False)
    op.create_table(
        "record",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fact_id", TEXT, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("received_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("envelope", sa.LargeBinary(), nullable=False),
        sa.Column("fate", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("detail", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "sequence"),
    )
    op.create_index(
        "record_by_fate",
        "record",
        ["company_id", "till_id", "fate"],
        unique=False,
        **only_where("fate <> ''"),
    )
    op.create_table(
        "sale",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sale_id", ID, nullable=False),
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("receipt_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cashier_id", TEXT, nullable=False),
        sa.Column("member_id", TEXT, server_default=sa.text("''"), nullable=False),
        sa.Column("business_date", TEXT, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("currency", TEXT, nullable=False),
        sa.Column("total_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("discount_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("rounding_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "sale_id"),
    )
    op.create_table(
        "sale_line",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sale_id", ID, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("article_id", TEXT, nullable=False),
        sa.Column("category_id", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("gross_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("net_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("vat_code", TEXT, nullable=False),
        sa.Column("vat_basis_points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "sale_id", "position"),
    )
    op.create_table(
        "sale_tender",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("sale_id", ID, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id", "sale_id", "position"),
    )
    op.create_table(
        "standing",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("member_id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("tier", TEXT, nullable=False),
        sa.Column("until", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "member_id", "programme_id"),
    )
    op.create_index(
        "standing_by_end",
        "standing",
        ["company_id", "until"],
        unique=False,
        **only_where("until <> ''"),
    )
    op.create_table(
        "till",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("till_id", ID, nullable=False),
        sa.Column("store_id", ID, nullable=False),
        sa.Column("till_number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("software", TEXT, nullable=False),
        sa.Column("enrolled_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seen_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("acked", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False),
        sa.Column("head", sa.LargeBinary(), nullable=False),
        sa.Column("sales", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False),
        sa.Column(
            "last_receipt", sa.BigInteger(), server_default=sa.text("0"), autoincrement=False, nullable=False
        ),
        sa.Column("frozen", TEXT, server_default=sa.text("''"), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "till_id"),
    )
    op.create_table(
        "vat_rate",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("code", ID, nullable=False),
        sa.Column("basis_points", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("company_id", "code"),
    )
    make_member_tables()
    make_desk_tables()
    make_gift_card_tables()
    make_deposit_slip_tables()
    make_return_tables()
    make_waiting_tables()
    make_code_tables()
    make_worker_tables()
    make_till_tables()
    make_lease_tables()
    make_care_tables()
    make_sight_tables()
    make_key_tables()
    make_counter_event_tables()
    make_period_tables()
    make_account_tables()
