"""The statements of :mod:`till_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

SET_OWNER = Written("""INSERT INTO owner (id, company_id, till_id) VALUES (?, ?, ?)""")

OWNER = Written("""SELECT owner.company_id, owner.till_id FROM owner""")

LAST_RECEIPT_NUMBER = Written(
    """SELECT max(coalesce((SELECT max(sale.receipt_number) AS max_2 FROM sale), 0), coalesce((SELECT
max(returned.receipt_number) AS max_3 FROM returned), 0)) AS max_1"""
)

LAST_SALE_ID = Written(
    """SELECT sale.sale_id FROM sale WHERE sale.sequence = (SELECT max(sale.sequence) AS max_1 FROM sale)"""
)

NEWEST_SALE_IDS = Written("""SELECT sale.sale_id FROM sale ORDER BY sale.sequence DESC LIMIT ? OFFSET 0""")

SALE_ID_OF_NUMBER = Written("""SELECT sale.sale_id FROM sale WHERE sale.receipt_number = ?""")

ADD_SALE = Written(
    """INSERT INTO sale (sequence, sale_id, receipt_number, at_ms, business_date, store_id, cashier_id,
member_id, currency, total_minor, tax_minor, rounding_minor, change_minor) VALUES (?, ?, ?, ?, ?, ?,
?, ?, ?, ?, ?, ?, ?)"""
)

ADD_LINE = Written(
    """INSERT INTO sale_line (sequence, line_id, article_id, name, category_id, vat_code, vat_basis_points,
quantity_milli, unit_price_minor, gross_minor, discount_minor, net_minor) VALUES (?, ?, ?, ?, ?, ?,
?, ?, ?, ?, ?, ?)"""
)

ADD_TENDER = Written(
    """INSERT INTO tender (sequence, position, kind, amount_minor, slip_reference, points, redemption_id)
VALUES (?, ?, ?, ?, ?, ?, ?)"""
)

ADD_POSTING = Written(
    """INSERT INTO posting (sequence, position, member_id, programme_id, account, kind, points,
redemption_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
)

ADD_VISIT = Written("""INSERT INTO visit (sequence, visit_id, member_id, at_ms) VALUES (?, ?, ?, ?)""")

ADD_RETURN = Written(
    """INSERT INTO returned (sequence, return_id, sale_id, receipt_number, at_ms, business_date, store_id,
cashier_id, member_id, currency, total_minor, tax_minor, rounding_minor) VALUES (?, ?, ?, ?, ?, ?,
?, ?, ?, ?, ?, ?, ?)"""
)

RETURNS_OF_SALE = Written(
    """SELECT journal.envelope FROM returned JOIN journal ON returned.sequence = journal.sequence WHERE
returned.sale_id = ? ORDER BY returned.sequence"""
)

ENVELOPE_OF_RETURN = Written(
    """SELECT journal.envelope FROM returned JOIN journal ON returned.sequence = journal.sequence WHERE
returned.return_id = ?"""
)

UNPROVEN_RETURNS = Written(
    """SELECT coalesce(sum(returned.total_minor + returned.rounding_minor), 0) AS coalesce_1 FROM returned
WHERE returned.sale_id = '' AND returned.cashier_id = ? AND returned.business_date = ? AND
returned.currency = ?"""
)

ADD_CANCELLED = Written(
    """INSERT INTO cancelled (sequence, cancellation_id, member_id, programme_id, code) VALUES (?, ?, ?, ?,
?)"""
)

ADD_CONSENT_CHANGE = Written(
    """INSERT INTO consent_change (sequence, change_id, member_id, consent, given) VALUES (?, ?, ?, ?, ?)"""
)

ADD_LOCAL_MEMBER = Written("""INSERT INTO local_member (member_id, sequence) VALUES (?, ?)""")

LATE_CLAIMS = Written("""SELECT journal.envelope FROM journal WHERE journal.kind = 'late-claim'""")

OPEN_BASKET = Written("""SELECT open_basket.content FROM open_basket""")

CLEAR_BASKET = Written("""DELETE FROM open_basket""")

FORGET_BASKET = Written("""DELETE FROM open_basket WHERE open_basket.basket_id = ?""")

KEEP_BASKET = Written(
    """INSERT INTO open_basket (id, basket_id, content) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET
basket_id = excluded.basket_id, content = excluded.content"""
)

PARK = Written(
    """INSERT INTO parked (parked_id, parked_ms, cashier_id, note, content) VALUES (?, ?, ?, ?, ?)"""
)

PARKED = Written(
    """SELECT parked.parked_id, parked.parked_ms, parked.cashier_id, parked.note, parked.content FROM
parked ORDER BY parked.parked_ms, parked.parked_id"""
)

PARKED_ONE = Written(
    """SELECT parked.parked_id, parked.parked_ms, parked.cashier_id, parked.note, parked.content FROM
parked WHERE parked.parked_id = ?"""
)

UNPARK = Written("""DELETE FROM parked WHERE parked.parked_id = ?""")

ADD_PRINT_JOB = Written(
    """INSERT INTO print_job (job_id, fact_id, kind, state, created_ms, open_drawer) VALUES (?, ?, ?, ?, ?,
?)"""
)

PRINT_JOBS_OF_FACT = Written(
    """SELECT print_job.job_id, print_job.fact_id, print_job.kind, print_job.state, print_job.created_ms,
print_job.open_drawer FROM print_job WHERE print_job.fact_id = ? ORDER BY print_job.created_ms,
print_job.job_id"""
)

UNSETTLED_PRINT_JOBS = Written(
    """SELECT print_job.job_id, print_job.fact_id, print_job.kind, print_job.state, print_job.created_ms,
print_job.open_drawer FROM print_job WHERE state IN ('queued', 'sent-unknown') ORDER BY
print_job.created_ms, print_job.job_id"""
)

SET_PRINT_STATE = Written("""UPDATE print_job SET state=? WHERE print_job.job_id = ?""")

PIN_ATTEMPTS = Written(
    """SELECT pin_attempts.wrong, pin_attempts.locked_until_ms FROM pin_attempts WHERE
pin_attempts.cashier_id = ?"""
)

SET_PIN_ATTEMPTS = Written(
    """INSERT INTO pin_attempts (cashier_id, wrong, locked_until_ms) VALUES (?, ?, ?) ON CONFLICT
(cashier_id) DO UPDATE SET wrong = excluded.wrong, locked_until_ms = excluded.locked_until_ms"""
)

JOURNAL_HEAD = Written(
    """SELECT journal.sequence, journal.hash FROM journal WHERE journal.sequence = (SELECT
max(journal.sequence) AS max_1 FROM journal)"""
)

APPEND_RECORD = Written(
    """INSERT INTO journal (sequence, id, kind, at_ms, previous, hash, envelope) VALUES (?, ?, ?, ?, ?, ?,
?)"""
)

WAITING_RECORDS = Written(
    """SELECT coalesce(max(journal.sequence), 0) - coalesce((SELECT sync_state.acked FROM sync_state), 0)
AS anon_1 FROM journal"""
)

WAITING_SALES = Written(
    """SELECT count(*) AS count_1 FROM sale WHERE sale.sequence > coalesce((SELECT sync_state.acked FROM
sync_state), 0)"""
)

PENDING_POINTS = Written(
    """SELECT sum(posting.points) AS sum_1 FROM posting WHERE posting.member_id = ? AND posting.sequence >
coalesce((SELECT sync_state.shown FROM sync_state), 0)"""
)

PENDING_IN_ACCOUNT = Written(
    """SELECT sum(posting.points) AS sum_1 FROM posting WHERE posting.member_id = ? AND posting.sequence >
coalesce((SELECT sync_state.shown FROM sync_state), 0) AND posting.account = ?"""
)

SEEN_SINCE = Written(
    """SELECT journal.kind, journal.envelope FROM journal WHERE journal.sequence IN (SELECT sale.sequence
FROM sale WHERE sale.member_id = ? AND sale.sequence > coalesce((SELECT sync_state.shown FROM
sync_state), 0) UNION ALL SELECT visit.sequence FROM visit WHERE visit.member_id = ? AND
visit.sequence > coalesce((SELECT sync_state.shown FROM sync_state), 0) UNION ALL SELECT
returned.sequence FROM returned WHERE returned.member_id = ? AND returned.sequence >
coalesce((SELECT sync_state.shown FROM sync_state), 0) UNION ALL SELECT cancelled.sequence FROM
cancelled WHERE cancelled.member_id = ? AND cancelled.sequence > coalesce((SELECT sync_state.shown
FROM sync_state), 0) UNION ALL SELECT consent_change.sequence FROM consent_change WHERE
consent_change.member_id = ? AND consent_change.sequence > coalesce((SELECT sync_state.shown FROM
sync_state), 0)) ORDER BY journal.sequence"""
)

ENVELOPE_OF_SALE = Written(
    """SELECT journal.envelope FROM sale JOIN journal ON sale.sequence = journal.sequence WHERE
sale.sale_id = ?"""
)

IS_FORGOTTEN = Written("""SELECT forgotten.member_id FROM forgotten WHERE forgotten.member_id = ?""")

KEEP_KEY = Written("""INSERT INTO member_key (member_id, "key") VALUES (?, ?) ON CONFLICT DO NOTHING""")

KEEP_PERSONAL = Written("""INSERT INTO personal (sequence, member_id, salt, sealed) VALUES (?, ?, ?, ?)""")

SEALED_OF_SALE = Written(
    """SELECT personal.sealed, member_key."key" FROM sale JOIN personal ON personal.sequence =
sale.sequence JOIN member_key ON member_key.member_id = personal.member_id WHERE sale.sale_id = ?"""
)

LOCAL_MEMBERS = Written(
    """SELECT local_member.member_id, journal.envelope, personal.sealed, member_key."key" FROM local_member
JOIN journal ON journal.sequence = local_member.sequence JOIN personal ON personal.sequence =
local_member.sequence JOIN member_key ON member_key.member_id = local_member.member_id ORDER BY
local_member.sequence"""
)

FORGET_LOCAL_MEMBER = Written("""DELETE FROM local_member WHERE local_member.member_id = ?""")

FORGET_KEY = Written("""DELETE FROM member_key WHERE member_key.member_id = ?""")

NOTE_FORGOTTEN = Written("""INSERT INTO forgotten (member_id) VALUES (?) ON CONFLICT DO NOTHING""")
