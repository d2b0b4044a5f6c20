"""Schema 1: what the first release made. Frozen: a later change is a later file."""

from __future__ import annotations

from itertools import chain

from alembic import op

from pos_app.storage.migrations.first_card_tables import CARD_STATEMENTS
from pos_app.storage.migrations.first_counter_event_tables import COUNTER_EVENT_STATEMENTS
from pos_app.storage.migrations.first_day_tables import DAY_STATEMENTS
from pos_app.storage.migrations.first_delivery_tables import DELIVERY_STATEMENTS
from pos_app.storage.migrations.first_drawer_tables import DRAWER_STATEMENTS
from pos_app.storage.migrations.first_elsewhere_tables import ELSEWHERE_STATEMENTS
from pos_app.storage.migrations.first_lease_tables import LEASE_STATEMENTS
from pos_app.storage.migrations.first_report_tables import REPORT_STATEMENTS
from pos_app.storage.migrations.first_signature_tables import SIGNATURE_STATEMENTS

revision = "0001"
down_revision = None

STATEMENTS = (
    """CREATE TABLE forgotten (
    member_id TEXT NOT NULL,
    CONSTRAINT forgotten_key PRIMARY KEY (member_id)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE journal (
    sequence INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    previous BLOB NOT NULL,
    hash BLOB NOT NULL,
    envelope BLOB NOT NULL,
    CONSTRAINT journal_key PRIMARY KEY (sequence),
    CONSTRAINT journal_id_at_birth UNIQUE (id),
    CONSTRAINT journal_hash_is_sha256 CHECK (length(hash) = 32 AND length(previous) = 32)
) STRICT""",
    "CREATE INDEX journal_late_claims ON journal (sequence) WHERE kind = 'late-claim'",
    """CREATE TABLE member_key (
    member_id TEXT NOT NULL,
    "key" BLOB NOT NULL,
    CONSTRAINT member_key_key PRIMARY KEY (member_id, "key"),
    CONSTRAINT member_key_is_32_bytes CHECK (length(key) = 32)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE open_basket (
    id INTEGER NOT NULL,
    basket_id TEXT NOT NULL,
    content BLOB NOT NULL,
    CONSTRAINT open_basket_key PRIMARY KEY (id),
    CONSTRAINT open_basket_only_one CHECK (id = 1)
) STRICT""",
    """CREATE TABLE owner (
    id INTEGER NOT NULL,
    company_id TEXT NOT NULL,
    till_id TEXT NOT NULL,
    CONSTRAINT owner_key PRIMARY KEY (id),
    CONSTRAINT owner_only_one CHECK (id = 1)
) STRICT""",
    """CREATE TABLE parked (
    parked_id TEXT NOT NULL,
    parked_ms INTEGER NOT NULL,
    cashier_id TEXT NOT NULL,
    note TEXT NOT NULL,
    content BLOB NOT NULL,
    CONSTRAINT parked_key PRIMARY KEY (parked_id)
) STRICT""",
    """CREATE TABLE pin_attempts (
    cashier_id TEXT NOT NULL,
    wrong INTEGER NOT NULL,
    locked_until_ms INTEGER NOT NULL,
    CONSTRAINT pin_attempts_key PRIMARY KEY (cashier_id),
    CONSTRAINT pin_attempts_counted CHECK (wrong >= 0)
) STRICT""",
    """CREATE TABLE sync_state (
    id INTEGER NOT NULL,
    acked INTEGER NOT NULL,
    epoch TEXT NOT NULL,
    shown INTEGER NOT NULL,
    CONSTRAINT sync_state_key PRIMARY KEY (id),
    CONSTRAINT sync_state_only_one CHECK (id = 1),
    CONSTRAINT sync_state_acked_counted CHECK (acked >= 0),
    CONSTRAINT sync_state_shown_after_acked CHECK (shown BETWEEN 0 AND acked)
) STRICT""",
    """CREATE TABLE awaited (
    sequence INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    CONSTRAINT awaited_key PRIMARY KEY (sequence)
) STRICT""",
    """CREATE TABLE personal (
    sequence INTEGER NOT NULL,
    member_id TEXT NOT NULL,
    salt BLOB NOT NULL,
    sealed BLOB NOT NULL,
    CONSTRAINT personal_key PRIMARY KEY (sequence),
    CONSTRAINT personal_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
) STRICT""",
    """CREATE TABLE record_fate (
    sequence INTEGER NOT NULL,
    fate TEXT NOT NULL,
    detail TEXT NOT NULL,
    CONSTRAINT record_fate_key PRIMARY KEY (sequence),
    CONSTRAINT record_fate_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
) STRICT""",
    """CREATE TABLE sale (
    sequence INTEGER NOT NULL,
    sale_id TEXT NOT NULL,
    receipt_number INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    store_id TEXT NOT NULL,
    cashier_id TEXT NOT NULL,
    member_id TEXT,
    currency TEXT NOT NULL,
    total_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    rounding_minor INTEGER NOT NULL,
    change_minor INTEGER NOT NULL,
    CONSTRAINT sale_key PRIMARY KEY (sequence),
    CONSTRAINT sale_id_at_birth UNIQUE (sale_id),
    CONSTRAINT sale_receipt_number_once UNIQUE (receipt_number),
    CONSTRAINT sale_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
) STRICT""",
    """CREATE INDEX sale_by_member ON sale (member_id, sequence) WHERE member_id IS NOT NULL""",
    """CREATE TABLE visit (
    sequence INTEGER NOT NULL,
    visit_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    at_ms INTEGER NOT NULL,
    CONSTRAINT visit_key PRIMARY KEY (sequence),
    CONSTRAINT visit_id_at_birth UNIQUE (visit_id),
    CONSTRAINT visit_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
) STRICT""",
    "CREATE INDEX visit_by_member ON visit (member_id, sequence)",
    """CREATE TABLE cancelled (
    sequence INTEGER NOT NULL,
    cancellation_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    code TEXT NOT NULL,
    CONSTRAINT cancelled_key PRIMARY KEY (sequence),
    CONSTRAINT cancelled_id_at_birth UNIQUE (cancellation_id),
    CONSTRAINT cancelled_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
) STRICT""",
    "CREATE INDEX cancelled_by_member ON cancelled (member_id, sequence)",
    """CREATE TABLE consent_change (
    sequence INTEGER NOT NULL,
    change_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    consent TEXT NOT NULL,
    given INTEGER NOT NULL,
    CONSTRAINT consent_change_key PRIMARY KEY (sequence),
    CONSTRAINT consent_change_id_at_birth UNIQUE (change_id),
    CONSTRAINT consent_change_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
) STRICT""",
    "CREATE INDEX consent_change_by_member ON consent_change (member_id, sequence)",
    """CREATE TABLE returned (
    sequence INTEGER NOT NULL,
    return_id TEXT NOT NULL,
    sale_id TEXT NOT NULL,
    receipt_number INTEGER NOT NULL,
    at_ms INTEGER NOT NULL,
    business_date TEXT NOT NULL,
    store_id TEXT NOT NULL,
    cashier_id TEXT NOT NULL,
    member_id TEXT,
    currency TEXT NOT NULL,
    total_minor INTEGER NOT NULL,
    tax_minor INTEGER NOT NULL,
    rounding_minor INTEGER NOT NULL,
    CONSTRAINT returned_key PRIMARY KEY (sequence),
    CONSTRAINT returned_id_at_birth UNIQUE (return_id),
    CONSTRAINT returned_receipt_number_once UNIQUE (receipt_number),
    CONSTRAINT returned_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
) STRICT""",
    "CREATE INDEX returned_of_a_sale ON returned (sale_id, sequence)",
    "CREATE INDEX returned_by_member ON returned (member_id, sequence) WHERE member_id IS NOT NULL",
    """CREATE TABLE local_member (
    member_id TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    CONSTRAINT local_member_key PRIMARY KEY (member_id),
    CONSTRAINT local_member_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE posting (
    sequence INTEGER NOT NULL,
    position INTEGER NOT NULL,
    member_id TEXT NOT NULL,
    programme_id TEXT NOT NULL,
    account TEXT NOT NULL,
    kind TEXT NOT NULL,
    points INTEGER NOT NULL,
    redemption_id TEXT NOT NULL,
    CONSTRAINT posting_key PRIMARY KEY (sequence, position),
    CONSTRAINT posting_of_journal FOREIGN KEY(sequence) REFERENCES journal (sequence)
) WITHOUT ROWID, STRICT""",
    "CREATE INDEX posting_by_member ON posting (member_id, sequence, points)",
    """CREATE TABLE print_job (
    job_id TEXT NOT NULL,
    fact_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    open_drawer INTEGER NOT NULL,
    CONSTRAINT print_job_key PRIMARY KEY (job_id),
    CONSTRAINT print_job_kind CHECK (kind IN ('receipt', 'copy', 'gift')),
    CONSTRAINT print_job_tristate CHECK (state IN ('queued', 'sent-unknown', 'confirmed', 'given-up')),
    CONSTRAINT print_job_drawer_yes_or_no CHECK (open_drawer IN (0, 1)),
    CONSTRAINT print_job_of_journal FOREIGN KEY(fact_id) REFERENCES journal (id)
) STRICT""",
    "CREATE INDEX print_job_of_a_fact ON print_job (fact_id)",
    "CREATE INDEX print_job_unsettled ON print_job (created_ms) WHERE state IN ('queued', 'sent-unknown')",
    """CREATE TABLE sale_line (
    sequence INTEGER NOT NULL,
    line_id INTEGER NOT NULL,
    article_id TEXT NOT NULL,
    name TEXT NOT NULL,
    category_id TEXT NOT NULL,
    vat_code TEXT NOT NULL,
    vat_basis_points INTEGER NOT NULL,
    quantity_milli INTEGER NOT NULL,
    unit_price_minor INTEGER NOT NULL,
    gross_minor INTEGER NOT NULL,
    discount_minor INTEGER NOT NULL,
    net_minor INTEGER NOT NULL,
    CONSTRAINT sale_line_key PRIMARY KEY (sequence, line_id),
    CONSTRAINT sale_line_adds_up CHECK (net_minor = gross_minor - discount_minor),
    CONSTRAINT sale_line_of_sale FOREIGN KEY(sequence) REFERENCES sale (sequence)
) WITHOUT ROWID, STRICT""",
    """CREATE TABLE tender (
    sequence INTEGER NOT NULL,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL,
    amount_minor INTEGER NOT NULL,
    slip_reference TEXT NOT NULL,
    points INTEGER NOT NULL,
    redemption_id TEXT NOT NULL,
    CONSTRAINT tender_key PRIMARY KEY (sequence, position),
    CONSTRAINT tender_of_sale FOREIGN KEY(sequence) REFERENCES sale (sequence)
) WITHOUT ROWID, STRICT""",
    "CREATE INDEX tender_deposit_slip ON tender (slip_reference) WHERE kind = 'deposit_slip'",
    """CREATE TRIGGER owner_immutable_update BEFORE UPDATE ON owner
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of owner is a fact'); END""",
    """CREATE TRIGGER owner_immutable_delete BEFORE DELETE ON owner
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of owner is a fact'); END""",
    """CREATE TRIGGER journal_immutable_update BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of journal is a fact'); END""",
    """CREATE TRIGGER journal_immutable_delete BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of journal is a fact'); END""",
    """CREATE TRIGGER sale_immutable_update BEFORE UPDATE ON sale
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of sale is a fact'); END""",
    """CREATE TRIGGER sale_immutable_delete BEFORE DELETE ON sale
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of sale is a fact'); END""",
    """CREATE TRIGGER sale_line_immutable_update BEFORE UPDATE ON sale_line
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of sale_line is a fact'); END""",
    """CREATE TRIGGER sale_line_immutable_delete BEFORE DELETE ON sale_line
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of sale_line is a fact'); END""",
    """CREATE TRIGGER tender_immutable_update BEFORE UPDATE ON tender
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of tender is a fact'); END""",
    """CREATE TRIGGER tender_immutable_delete BEFORE DELETE ON tender
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of tender is a fact'); END""",
    """CREATE TRIGGER cancelled_immutable_update BEFORE UPDATE ON cancelled
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of cancelled is a fact'); END""",
    """CREATE TRIGGER cancelled_immutable_delete BEFORE DELETE ON cancelled
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of cancelled is a fact'); END""",
    """CREATE TRIGGER consent_change_immutable_update BEFORE UPDATE ON consent_change
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of consent_change is a fact'); END""",
    """CREATE TRIGGER consent_change_immutable_delete BEFORE DELETE ON consent_change
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of consent_change is a fact'); END""",
    """CREATE TRIGGER visit_immutable_update BEFORE UPDATE ON visit
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of visit is a fact'); END""",
    """CREATE TRIGGER visit_immutable_delete BEFORE DELETE ON visit
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of visit is a fact'); END""",
    """CREATE TRIGGER returned_immutable_update BEFORE UPDATE ON returned
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of returned is a fact'); END""",
    """CREATE TRIGGER returned_immutable_delete BEFORE DELETE ON returned
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of returned is a fact'); END""",
    """CREATE TRIGGER posting_immutable_update BEFORE UPDATE ON posting
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of posting is a fact'); END""",
    """CREATE TRIGGER posting_immutable_delete BEFORE DELETE ON posting
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of posting is a fact'); END""",
    """CREATE TRIGGER personal_immutable_update BEFORE UPDATE ON personal
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of personal is a fact'); END""",
    """CREATE TRIGGER personal_immutable_delete BEFORE DELETE ON personal
BEGIN SELECT RAISE(ABORT, 'IMMUTABLE: a row of personal is a fact'); END""",
    """CREATE TRIGGER journal_dense_seq BEFORE INSERT ON journal
WHEN NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM journal)
BEGIN SELECT RAISE(ABORT, 'DENSE-SEQ: a record takes the next sequence'); END""",
    """CREATE TRIGGER journal_chain BEFORE INSERT ON journal
WHEN NEW.previous IS NOT coalesce((SELECT hash FROM journal ORDER BY sequence DESC LIMIT 1), zeroblob(32))
BEGIN SELECT RAISE(ABORT, 'CHAIN: a record names the hash of the one before'); END""",
    """CREATE TRIGGER sale_receipt_gapless BEFORE INSERT ON sale
WHEN NEW.receipt_number IS NOT (SELECT max(coalesce((SELECT max(receipt_number) FROM sale), 0),
    coalesce((SELECT max(receipt_number) FROM returned), 0)) + 1)
BEGIN SELECT RAISE(ABORT, 'DENSE-SEQ: a sale takes the next receipt number'); END""",
    """CREATE TRIGGER returned_receipt_gapless BEFORE INSERT ON returned
WHEN NEW.receipt_number IS NOT (SELECT max(coalesce((SELECT max(receipt_number) FROM sale), 0),
    coalesce((SELECT max(receipt_number) FROM returned), 0)) + 1)
BEGIN SELECT RAISE(ABORT, 'DENSE-SEQ: a sale takes the next receipt number'); END""",
)


def upgrade() -> None:
    """Make the tables, indexes and triggers of schema 1."""
    parts = (
        STATEMENTS,
        COUNTER_EVENT_STATEMENTS,
        DAY_STATEMENTS,
        DELIVERY_STATEMENTS,
        DRAWER_STATEMENTS,
        ELSEWHERE_STATEMENTS,
        LEASE_STATEMENTS,
        REPORT_STATEMENTS,
        SIGNATURE_STATEMENTS,
        CARD_STATEMENTS,
    )
    for statement in chain.from_iterable(parts):
        op.execute(statement)
