"""The server's tables (SQLAlchemy Core). ``company_id`` is first in every key; what grows has the till or the member
next, so that a distributed engine may split it there (``placement.py``).

Times are ms UTC, amounts minor units, days ISO 8601 texts, hashes raw bytes. The envelope of a record is never
touched after it was stored (OPAQUE-ENVELOPE); everything else about a sale is a projection that could be made anew.
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, Table

from sync.server.schema.columns import (
    bytes_column,
    id_column,
    metadata,
    number_column,
    only_where,
    text_column,
)

SCHEMA_VERSION = 3
"""What ``PRAGMA user_version`` (SQLite) or Alembic's one row (PostgreSQL) says when every migration has run."""

company = Table(
    "company",
    metadata,
    id_column("company_id", key=True),
    text_column("name"),
    text_column("currency"),
    text_column("zone"),  # IANA: lots, tiers and memberships end with its days
    id_column("epoch"),
    bytes_column("card_secret"),
    number_column("cursor", default=0),
    number_column("created_ms"),
)

# --- what tills are told -------------------------------------------------------------------------------------------

published = Table(
    "published",
    metadata,
    id_column("company_id", key=True),
    id_column("kind", key=True),
    id_column("row_id", key=True),
    id_column("scope", key=True),  # the store it is for, or "" for all
    number_column("cursor"),
    number_column("gone", default=0),
    bytes_column("row"),
    bytes_column("brief"),  # of a member: what tills of other stores are told instead; else empty
    Index("published_by_cursor", "company_id", "cursor"),  # each once: whoever tells has the company's row
)

programme = Table(
    "programme",
    metadata,
    id_column("company_id", key=True),
    id_column("programme_id", key=True),
    number_column("version", key=True),
    text_column("digest"),
    text_column("text"),
    number_column("priority"),
    number_column("published_ms"),
)

article_code = Table(
    "article_code",
    metadata,
    id_column("company_id", key=True),
    id_column("kind", key=True),  # "code", or "item" for the reference inside an in-store code
    id_column("code", key=True),
    id_column("article_id"),
)

vat_rate = Table(
    "vat_rate",
    metadata,
    id_column("company_id", key=True),
    id_column("code", key=True),
    number_column("basis_points"),
)

# --- tills ---------------------------------------------------------------------------------------------------------

till = Table(
    "till",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    id_column("store_id"),
    number_column("till_number"),
    bytes_column("public_key"),
    text_column("software"),
    number_column("enrolled_ms"),
    number_column("seen_ms"),
    number_column("acked", default=0),
    bytes_column("head"),
    number_column("sales", default=0),
    number_column("last_receipt", default=0),
    text_column("frozen", ""),  # why nothing is taken from it, or ""
)

enrol_code = Table(
    "enrol_code",
    metadata,
    id_column("company_id", key=True),
    id_column("code_id", key=True),
    bytes_column("salt"),
    bytes_column("secret_hash"),
    id_column("store_id"),
    number_column("till_number"),
    number_column("expires_ms"),
    number_column("wrong", default=0),
    text_column("till_id", ""),
    bytes_column("public_key"),
    text_column("for_key", ""),  # the fingerprint of the one key that may use it, or ""
    text_column("group_name", ""),  # who hears of new releases when; "": as the till before in that place
    text_column("replaces", ""),  # the dead till whose place it is for, or ""
    text_column("replaces_by", ""),  # who decided that
)

# --- facts ---------------------------------------------------------------------------------------------------------

record = Table(
    "record",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    number_column("sequence", key=True),
    text_column("fact_id"),
    text_column("kind"),
    number_column("version"),
    number_column("at_ms"),
    number_column("received_ms"),
    bytes_column("hash"),
    bytes_column("envelope"),
    text_column("fate", ""),
    text_column("detail", ""),
    Index("record_by_fate", "company_id", "till_id", "fate", **only_where("fate <> ''")),
)

fact_key = Table(
    "fact_key",
    metadata,
    id_column("company_id", key=True),
    text_column("fact_id", key=True),
    id_column("till_id"),
    number_column("sequence"),
    bytes_column("hash"),
)

quarantine = Table(
    "quarantine",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    bytes_column("hash", key=True),
    number_column("sequence"),
    text_column("reason"),
    bytes_column("envelope"),
    id_column("member_id"),  # whose personal fields travelled with it, or ""
    bytes_column("personal"),  # those fields, as they travelled, until the member is erased
    number_column("received_ms"),
    number_column("settled_ms", default=0),  # when a person was done with it, or 0
)

personal = Table(
    "personal",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("till_id", key=True),
    number_column("sequence", key=True),
    bytes_column("salt"),
    bytes_column("sealed"),
    bytes_column("new_key"),  # of a parked enrolment, until it is released; else empty
)

review = Table(
    "review",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    number_column("sequence", key=True),
    number_column("entry", key=True),
    text_column("code"),
    text_column("detail"),
    number_column("raised_ms"),
    number_column("settled_ms", default=0),  # when a person was done with it, or 0
)

# --- sales ---------------------------------------------------------------------------------------------------------

sale = Table(
    "sale",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    id_column("sale_id", key=True),
    number_column("sequence"),
    id_column("store_id"),
    number_column("receipt_number"),
    text_column("cashier_id"),
    text_column("member_id", ""),
    text_column("business_date"),
    number_column("at_ms"),
    text_column("currency"),
    number_column("total_minor"),
    number_column("tax_minor"),
    number_column("discount_minor"),
    number_column("rounding_minor"),
)

sale_line = Table(
    "sale_line",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    id_column("sale_id", key=True),
    number_column("position", key=True),
    number_column("line_id"),
    text_column("article_id"),
    text_column("category_id"),
    text_column("name"),
    number_column("quantity_milli"),
    number_column("gross_minor"),
    number_column("net_minor"),
    text_column("vat_code"),
    number_column("vat_basis_points"),
)

sale_tender = Table(
    "sale_tender",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    id_column("sale_id", key=True),
    number_column("position", key=True),
    text_column("kind"),
    number_column("amount_minor"),
    number_column("points"),
)

day_total = Table(
    "day_total",
    metadata,
    id_column("company_id", key=True),
    id_column("till_id", key=True),
    id_column("business_date", key=True),
    id_column("currency", key=True),
    id_column("store_id"),
    number_column("sales"),
    number_column("total_minor"),
    number_column("tax_minor"),
    number_column("returns", default=0),  # counted apart: what was sold stays what was sold
    number_column("returned_minor", default=0),
    number_column("returned_tax_minor", default=0),
)

# --- members and points --------------------------------------------------------------------------------------------

member = Table(
    "member",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    number_column("joined_ms"),
    number_column("blocked", default=0),
    number_column("erased_ms", default=0),
)

member_person = Table(
    "member_person",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    text_column("display_name"),
    text_column("phone"),
    bytes_column("phone_hash"),
    bytes_column("personal_key"),
)

member_card = Table(
    "member_card",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    bytes_column("card_hash", key=True),
    text_column("number_end"),
)

standing = Table(
    "standing",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("programme_id", key=True),
    text_column("tier"),  # its code, or ""
    text_column("until", ""),  # the last day it is kept, or "" for good
    Index("standing_by_end", "company_id", "until", **only_where("until <> ''")),
)

balance = Table(
    "balance",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("account", key=True),
    number_column("points", default=0),
    number_column("debt", default=0),
    number_column("suspense", default=0),
    CheckConstraint("points >= 0", name="balance_not_negative"),
    CheckConstraint("debt >= 0", name="debt_not_negative"),
)

posting_group = Table(
    "posting_group",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    text_column("group_id", key=True),
    text_column("kind"),
    text_column("account"),
    text_column("programme_id"),
    text_column("rule", ""),  # the rule it comes from, or why a correction was made
    text_column("source"),
    number_column("posted_ms"),
    Index("posting_group_by_source", "company_id", "member_id", "source"),
)

posting = Table(
    "posting",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    text_column("group_id", key=True),
    number_column("entry", key=True),
    text_column("account"),
    text_column("bucket"),
    number_column("points"),
)

lot = Table(
    "lot",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    text_column("lot_id", key=True),
    text_column("account"),
    text_column("programme_id", ""),  # whose rules say how long it lives
    text_column("earned_on"),
    text_column("expires_on"),  # the last day it may be spent, or "" for ever
    number_column("points"),
    number_column("points_left"),
    CheckConstraint("points_left >= 0 AND points_left <= points", name="lot_within_bounds"),
    Index("lot_open", "company_id", "member_id", "account", **only_where("points_left > 0")),
    Index("lot_ending", "company_id", "expires_on", **only_where("points_left > 0 AND expires_on <> ''")),
)

lot_use = Table(
    "lot_use",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    text_column("group_id", key=True),
    text_column("lot_id", key=True),
    number_column("points"),
)

hold = Table(
    "hold",
    metadata,
    id_column("company_id", key=True),
    id_column("member_id", key=True),
    id_column("redemption_id", key=True),
    text_column("account"),
    number_column("points"),
    id_column("till_id"),
    text_column("state"),
    number_column("asked_ms"),
    number_column("expires_ms"),
    Index("hold_by_member", "company_id", "member_id", "state"),
)
