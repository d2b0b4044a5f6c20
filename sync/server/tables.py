"""The server's tables (SQLAlchemy Core). ``company_id`` is first in every key; what grows has the till or the member
next, so that a distributed engine may split it there.

Times are ms UTC, amounts minor units, days ISO 8601 texts, hashes raw bytes. The envelope of a record is never
touched after it was stored (OPAQUE-ENVELOPE); everything else about a sale is a projection that could be made anew.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Index,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    text,
)

SCHEMA_VERSION = 1
"""What ``PRAGMA user_version`` says when every migration has run."""

metadata = MetaData()


def _id(name: str, *, key: bool = False) -> Column[str]:
    return Column(name, String(64), primary_key=key, nullable=False)


def _text(name: str, default: str | None = None) -> Column[str]:
    return Column(
        name, Text, nullable=False, server_default=None if default is None else text(f"'{default}'")
    )


def _number(name: str, *, key: bool = False, default: int | None = None) -> Column[int]:
    return Column(
        name,
        BigInteger,
        primary_key=key,
        nullable=False,
        autoincrement=False,
        server_default=None if default is None else text(str(default)),
    )


def _bytes(name: str, *, key: bool = False) -> Column[bytes]:
    return Column(name, LargeBinary, primary_key=key, nullable=False)


company = Table(
    "company",
    metadata,
    _id("company_id", key=True),
    _text("name"),
    _text("currency"),
    _text("zone"),  # IANA: lots, tiers and memberships end with its days
    _id("epoch"),
    _bytes("card_secret"),
    _number("cursor", default=0),
    _number("created_ms"),
)

# --- what tills are told -------------------------------------------------------------------------------------------

published = Table(
    "published",
    metadata,
    _id("company_id", key=True),
    _id("kind", key=True),
    _id("row_id", key=True),
    _id("scope", key=True),  # the store it is for, or "" for all
    _number("cursor"),
    _number("gone", default=0),
    _bytes("row"),
    Index("published_by_cursor", "company_id", "cursor", unique=True),
)

programme = Table(
    "programme",
    metadata,
    _id("company_id", key=True),
    _id("programme_id", key=True),
    _number("version", key=True),
    _text("digest"),
    _text("text"),
    _number("priority"),
    _number("published_ms"),
)

article_code = Table(
    "article_code",
    metadata,
    _id("company_id", key=True),
    _id("kind", key=True),  # "code", or "item" for the reference inside an in-store code
    _id("code", key=True),
    _id("article_id"),
)

vat_rate = Table(
    "vat_rate", metadata, _id("company_id", key=True), _id("code", key=True), _number("basis_points")
)

# --- tills ---------------------------------------------------------------------------------------------------------

till = Table(
    "till",
    metadata,
    _id("company_id", key=True),
    _id("till_id", key=True),
    _id("store_id"),
    _number("till_number"),
    _bytes("public_key"),
    _text("software"),
    _number("enrolled_ms"),
    _number("seen_ms"),
    _number("acked", default=0),
    _bytes("head"),
    _number("sales", default=0),
    _number("last_receipt", default=0),
    _text("frozen", ""),  # why nothing is taken from it, or ""
)

enrol_code = Table(
    "enrol_code",
    metadata,
    _id("company_id", key=True),
    _id("code_id", key=True),
    _bytes("salt"),
    _bytes("secret_hash"),
    _id("store_id"),
    _number("till_number"),
    _number("expires_ms"),
    _number("wrong", default=0),
    _text("till_id", ""),
    _bytes("public_key"),
)

# --- facts ---------------------------------------------------------------------------------------------------------

record = Table(
    "record",
    metadata,
    _id("company_id", key=True),
    _id("till_id", key=True),
    _number("sequence", key=True),
    _text("fact_id"),
    _text("kind"),
    _number("version"),
    _number("at_ms"),
    _number("received_ms"),
    _bytes("hash"),
    _bytes("envelope"),
    _text("fate", ""),
    _text("detail", ""),
    Index("record_by_fate", "company_id", "till_id", "fate", sqlite_where=text("fate <> ''")),
)

fact_key = Table(
    "fact_key",
    metadata,
    _id("company_id", key=True),
    Column("fact_id", Text, primary_key=True, nullable=False),
    _id("till_id"),
    _number("sequence"),
    _bytes("hash"),
)

quarantine = Table(
    "quarantine",
    metadata,
    _id("company_id", key=True),
    _id("till_id", key=True),
    _bytes("hash", key=True),
    _number("sequence"),
    _text("reason"),
    _bytes("envelope"),
    _number("received_ms"),
)

personal = Table(
    "personal",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("till_id", key=True),
    _number("sequence", key=True),
    _bytes("salt"),
    _bytes("sealed"),
)

review = Table(
    "review",
    metadata,
    _id("company_id", key=True),
    _id("till_id", key=True),
    _number("sequence", key=True),
    _number("entry", key=True),
    _text("code"),
    _text("detail"),
    _number("raised_ms"),
)

# --- sales ---------------------------------------------------------------------------------------------------------

sale = Table(
    "sale",
    metadata,
    _id("company_id", key=True),
    _id("till_id", key=True),
    _id("sale_id", key=True),
    _number("sequence"),
    _id("store_id"),
    _number("receipt_number"),
    _text("cashier_id"),
    _text("member_id", ""),
    _text("business_date"),
    _number("at_ms"),
    _text("currency"),
    _number("total_minor"),
    _number("tax_minor"),
    _number("discount_minor"),
    _number("rounding_minor"),
)

sale_line = Table(
    "sale_line",
    metadata,
    _id("company_id", key=True),
    _id("till_id", key=True),
    _id("sale_id", key=True),
    _number("position", key=True),
    _number("line_id"),
    _text("article_id"),
    _text("category_id"),
    _text("name"),
    _number("quantity_milli"),
    _number("gross_minor"),
    _number("net_minor"),
    _text("vat_code"),
    _number("vat_basis_points"),
)

sale_tender = Table(
    "sale_tender",
    metadata,
    _id("company_id", key=True),
    _id("till_id", key=True),
    _id("sale_id", key=True),
    _number("position", key=True),
    _text("kind"),
    _number("amount_minor"),
    _number("points"),
)

day_total = Table(
    "day_total",
    metadata,
    _id("company_id", key=True),
    _id("till_id", key=True),
    _id("business_date", key=True),
    _id("currency", key=True),
    _id("store_id"),
    _number("sales"),
    _number("total_minor"),
    _number("tax_minor"),
)

# --- members and points --------------------------------------------------------------------------------------------

member = Table(
    "member",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _number("joined_ms"),
    _number("blocked", default=0),
    _number("erased_ms", default=0),
)

member_person = Table(
    "member_person",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _text("display_name"),
    _text("phone"),
    _bytes("phone_hash"),
    _bytes("personal_key"),
    Index("member_person_by_phone", "company_id", "phone_hash"),
)

member_card = Table(
    "member_card",
    metadata,
    _id("company_id", key=True),
    _bytes("card_hash", key=True),
    _id("member_id"),
    _text("number_end"),
    Index("member_card_by_member", "company_id", "member_id"),
)

standing = Table(
    "standing",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("programme_id", key=True),
    _number("qualifying_points"),
    _text("tier"),
)

balance = Table(
    "balance",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    _id("account", key=True),
    _number("points", default=0),
    _number("debt", default=0),
    _number("suspense", default=0),
    CheckConstraint("points >= 0", name="balance_not_negative"),
    CheckConstraint("debt >= 0", name="debt_not_negative"),
)

posting_group = Table(
    "posting_group",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    Column("group_id", Text, primary_key=True, nullable=False),
    _text("kind"),
    _text("account"),
    _text("programme_id"),
    _text("source"),
    _number("posted_ms"),
)

posting = Table(
    "posting",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    Column("group_id", Text, primary_key=True, nullable=False),
    _number("entry", key=True),
    _text("account"),
    _text("bucket"),
    _number("points"),
)

lot = Table(
    "lot",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    Column("lot_id", Text, primary_key=True, nullable=False),
    _text("account"),
    _text("earned_on"),
    _text("expires_on"),  # the last day it may be spent, or "" for ever
    _number("points"),
    _number("points_left"),
    CheckConstraint("points_left >= 0 AND points_left <= points", name="lot_within_bounds"),
    Index("lot_open", "company_id", "member_id", "account", sqlite_where=text("points_left > 0")),
)

lot_use = Table(
    "lot_use",
    metadata,
    _id("company_id", key=True),
    _id("member_id", key=True),
    Column("group_id", Text, primary_key=True, nullable=False),
    Column("lot_id", Text, primary_key=True, nullable=False),
    _number("points"),
)

hold = Table(
    "hold",
    metadata,
    _id("company_id", key=True),
    _id("redemption_id", key=True),
    _id("member_id"),
    _text("account"),
    _number("points"),
    _id("till_id"),
    _text("state"),
    _number("asked_ms"),
    _number("expires_ms"),
    Index("hold_by_member", "company_id", "member_id", "state"),
)
