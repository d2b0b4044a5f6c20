"""The rows of ``till.db`` and the invariants that the database itself enforces, each constraint under its name.

Facts (journal, sale and its lines, tenders and postings, visits, returns, counter events, sealed personal fields) are
only ever added: triggers refuse everything else (IMMUTABLE), a gap (DENSE-SEQ) and a record that does not follow the
one before (CHAIN).
The journal's envelope is the fact; the rows of a sale, a visit or a return are projections of it that can be queried.
Baskets, parked baskets, print jobs, PIN attempts and leases (:mod:`lease_tables`) are state. Tables are STRICT, so no
float can enter.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    literal_column,
)

from pos_app.storage.card_tables import CARD_TRIGGERS
from pos_app.storage.counter_event_tables import counter_event
from pos_app.storage.day_tables import day_confirmed
from pos_app.storage.delivery_tables import DELIVERY_TRIGGERS
from pos_app.storage.drawer_tables import DRAWER_TRIGGERS, drawer_count, period_report
from pos_app.storage.elsewhere_tables import ELSEWHERE_TRIGGERS
from pos_app.storage.lease_tables import LEASE_TRIGGERS
from pos_app.storage.metadata import check as _check
from pos_app.storage.metadata import metadata
from pos_app.storage.report_tables import ROLLED_UP
from pos_app.storage.signature_tables import SIGNATURE_TRIGGERS

owner = Table(
    "owner",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("company_id", Text, nullable=False),
    Column("till_id", Text, nullable=False),
    _check("id = 1", "owner_only_one"),
    sqlite_strict=True,
)
"""Whose journal this is: every envelope in it names this company and till."""

journal = Table(
    "journal",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("previous", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("envelope", LargeBinary, nullable=False),
    UniqueConstraint("id", name="journal_id_at_birth"),
    _check("length(hash) = 32 AND length(previous) = 32", "journal_hash_is_sha256"),
    Index("journal_late_claims", "sequence", sqlite_where=literal_column("kind = 'late-claim'")),
    sqlite_strict=True,
)

sale = Table(
    "sale",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("sale_id", Text, nullable=False),
    Column("receipt_number", Integer, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("business_date", Text, nullable=False),
    Column("store_id", Text, nullable=False),
    Column("cashier_id", Text, nullable=False),
    Column("member_id", Text),
    Column("currency", Text, nullable=False),
    Column("total_minor", Integer, nullable=False),
    Column("tax_minor", Integer, nullable=False),
    Column("rounding_minor", Integer, nullable=False),
    Column("change_minor", Integer, nullable=False),
    UniqueConstraint("sale_id", name="sale_id_at_birth"),
    UniqueConstraint("receipt_number", name="sale_receipt_number_once"),
    Index("sale_by_member", "member_id", "sequence", sqlite_where=literal_column("member_id IS NOT NULL")),
    sqlite_strict=True,
)

sale_line = Table(
    "sale_line",
    metadata,
    Column("sequence", Integer, ForeignKey("sale.sequence"), primary_key=True),
    Column("line_id", Integer, primary_key=True),
    Column("article_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("category_id", Text, nullable=False),
    Column("vat_code", Text, nullable=False),
    Column("vat_basis_points", Integer, nullable=False),
    Column("quantity_milli", Integer, nullable=False),
    Column("unit_price_minor", Integer, nullable=False),
    Column("gross_minor", Integer, nullable=False),
    Column("discount_minor", Integer, nullable=False),
    Column("net_minor", Integer, nullable=False),
    _check("net_minor = gross_minor - discount_minor", "sale_line_adds_up"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

tender = Table(
    "tender",
    metadata,
    Column("sequence", Integer, ForeignKey("sale.sequence"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("amount_minor", Integer, nullable=False),
    Column("slip_reference", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("redemption_id", Text, nullable=False),
    Index("tender_deposit_slip", "slip_reference", sqlite_where=literal_column("kind = 'deposit_slip'")),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

visit = Table(
    "visit",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("visit_id", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("at_ms", Integer, nullable=False),
    UniqueConstraint("visit_id", name="visit_id_at_birth"),
    Index("visit_by_member", "member_id", "sequence"),
    sqlite_strict=True,
)
"""What a member did at the counter without buying."""

cancelled = Table(
    "cancelled",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("cancellation_id", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("programme_id", Text, nullable=False),
    Column("code", Text, nullable=False),
    UniqueConstraint("cancellation_id", name="cancelled_id_at_birth"),
    Index("cancelled_by_member", "member_id", "sequence"),
    sqlite_strict=True,
)
"""Memberships that are not to be renewed."""

consent_change = Table(
    "consent_change",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("change_id", Text, nullable=False),
    Column("member_id", Text, nullable=False),
    Column("consent", Text, nullable=False),
    Column("given", Integer, nullable=False),
    UniqueConstraint("change_id", name="consent_change_id_at_birth"),
    Index("consent_change_by_member", "member_id", "sequence"),
    sqlite_strict=True,
)
"""Consents that members gave (1) or withdrew (0) here."""

returned = Table(
    "returned",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("return_id", Text, nullable=False),
    Column("sale_id", Text, nullable=False),
    Column("receipt_number", Integer, nullable=False),
    Column("at_ms", Integer, nullable=False),
    Column("business_date", Text, nullable=False),
    Column("store_id", Text, nullable=False),
    Column("cashier_id", Text, nullable=False),
    Column("member_id", Text),
    Column("currency", Text, nullable=False),
    Column("total_minor", Integer, nullable=False),
    Column("tax_minor", Integer, nullable=False),
    Column("rounding_minor", Integer, nullable=False),
    UniqueConstraint("return_id", name="returned_id_at_birth"),
    UniqueConstraint("receipt_number", name="returned_receipt_number_once"),
    Index("returned_of_a_sale", "sale_id", "sequence"),
    Index(
        "returned_by_member", "member_id", "sequence", sqlite_where=literal_column("member_id IS NOT NULL")
    ),
    sqlite_strict=True,
)
"""Goods that came back. Receipt numbers are one series with the sales; amounts are what went back, positive."""

posting = Table(
    "posting",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("member_id", Text, nullable=False),
    Column("programme_id", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("points", Integer, nullable=False),
    Column("redemption_id", Text, nullable=False),
    Index("posting_by_member", "member_id", "sequence", "points"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

personal = Table(
    "personal",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("member_id", Text, nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("sealed", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""What a receipt said about a person, readable only while ``member_key`` still holds the key (FORGETTABLE)."""

member_key = Table(
    "member_key",
    metadata,
    Column("member_id", Text, primary_key=True),
    Column("key", LargeBinary, primary_key=True),
    _check("length(key) = 32", "member_key_is_32_bytes"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

local_member = Table(
    "local_member",
    metadata,
    Column("member_id", Text, primary_key=True, nullable=False),
    Column("sequence", Integer, ForeignKey("journal.sequence"), nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Members who joined here and whom the replica does not hold yet. Who they are stands sealed in ``personal``."""

forgotten = Table(
    "forgotten",
    metadata,
    Column("member_id", Text, primary_key=True, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Erased members, by pseudonymous id: a sale that was already on the counter must not bring their key back."""

print_job = Table(
    "print_job",
    metadata,
    Column("job_id", Text, primary_key=True, nullable=False),
    Column("fact_id", Text, ForeignKey("journal.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("created_ms", Integer, nullable=False),
    Column("open_drawer", Integer, nullable=False),
    _check("kind IN ('receipt', 'copy', 'gift')", "print_job_kind"),
    _check("state IN ('queued', 'sent-unknown', 'confirmed', 'given-up')", "print_job_tristate"),
    _check("open_drawer IN (0, 1)", "print_job_drawer_yes_or_no"),
    Index("print_job_of_a_fact", "fact_id"),
    Index(
        "print_job_unsettled",
        "created_ms",
        sqlite_where=literal_column("state IN ('queued', 'sent-unknown')"),
    ),
    sqlite_strict=True,
)

open_basket = Table(
    "open_basket",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("basket_id", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    _check("id = 1", "open_basket_only_one"),
    sqlite_strict=True,
)

parked = Table(
    "parked",
    metadata,
    Column("parked_id", Text, primary_key=True, nullable=False),
    Column("parked_ms", Integer, nullable=False),
    Column("cashier_id", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    sqlite_strict=True,
)

pin_attempts = Table(
    "pin_attempts",
    metadata,
    Column("cashier_id", Text, primary_key=True, nullable=False),
    Column("wrong", Integer, nullable=False),
    Column("locked_until_ms", Integer, nullable=False),
    _check("wrong >= 0", "pin_attempts_counted"),
    sqlite_strict=True,
)

sync_state = Table(
    "sync_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("acked", Integer, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("shown", Integer, nullable=False),
    _check("id = 1", "sync_state_only_one"),
    _check("acked >= 0", "sync_state_acked_counted"),
    _check("shown BETWEEN 0 AND acked", "sync_state_shown_after_acked"),
    sqlite_strict=True,
)
"""How far the server has the journal (``acked``), and how far the replica shows what that did to members (``shown``).
Records stay here after that (ACK-IS-NOT-DELETE).
"""

awaited = Table(
    "awaited",
    metadata,
    Column("sequence", Integer, primary_key=True),
    Column("cursor", Integer, nullable=False),
    sqlite_strict=True,
)
"""Records up to ``sequence`` show in a replica that has the changes up to ``cursor``."""

record_fate = Table(
    "record_fate",
    metadata,
    Column("sequence", Integer, ForeignKey("journal.sequence"), primary_key=True),
    Column("fate", Text, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_strict=True,
)
"""Records that the server parked or flagged: for a person to look at."""

FACTS = (
    owner,
    journal,
    sale,
    sale_line,
    tender,
    visit,
    cancelled,
    consent_change,
    returned,
    counter_event,
    drawer_count,
    period_report,
    posting,
    personal,
)
"""Tables whose rows are never updated or deleted."""

REMEMBERED = (day_confirmed, *ROLLED_UP)
"""State whose tables stand in modules of their own; named here, they are made whenever these are."""


def _immutable(table: Table) -> list[str]:
    return [
        f"CREATE TRIGGER {table.name}_immutable_{verb.lower()} BEFORE {verb} ON {table.name}\n"
        f"BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of {table.name} is a fact'); END"
        for verb in ("UPDATE", "DELETE")
    ]


_RECEIPT_GAPLESS = """CREATE TRIGGER @_receipt_gapless BEFORE INSERT ON @
WHEN NEW.receipt_number IS NOT (SELECT max(coalesce((SELECT max(receipt_number) FROM sale), 0),
    coalesce((SELECT max(receipt_number) FROM returned), 0)) + 1)
BEGIN SELECT RAISE(ABORT, 'DENSE-SEQ: a sale takes the next receipt number'); END"""
"""Sales and returns are numbered together."""

TRIGGERS = (
    *(trigger for table in FACTS for trigger in _immutable(table)),
    """CREATE TRIGGER journal_dense_seq BEFORE INSERT ON journal
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'DENSE-SEQ: a record takes the next sequence'); END""",
    """CREATE TRIGGER journal_chain BEFORE INSERT ON journal
WHEN NEW.previous IS NOT coalesce((SELECT hash FROM journal ORDER BY sequence DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'CHAIN: a record names the hash of the one before'); END""",
    *(_RECEIPT_GAPLESS.replace("@", table.name) for table in (sale, returned)),
    *DELIVERY_TRIGGERS,
    *DRAWER_TRIGGERS,
    *ELSEWHERE_TRIGGERS,
    *LEASE_TRIGGERS,
    *SIGNATURE_TRIGGERS,
    *CARD_TRIGGERS,
)
