"""The statements of :mod:`drawer_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

ADD_COUNT = Written(
    """INSERT INTO drawer_count (sequence, count_id, session_id, purpose, owner, at_ms, business_date,
cashier_id, approved_by, currency, counted_minor, expected_minor, reason) VALUES (?, ?, ?, ?, ?, ?,
?, ?, ?, ?, ?, ?, ?)"""
)

ADD_REPORT = Written(
    """INSERT INTO period_report (sequence, report_id, kind, number, after_sequence, at_ms, business_date,
cashier_id, currency, sales, sales_minor, returns, returns_minor, grand_sales_minor,
grand_returns_minor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
)

OPEN_DRAWERS = Written(
    """SELECT drawer_count.sequence, journal.envelope FROM drawer_count JOIN journal ON
drawer_count.sequence = journal.sequence WHERE drawer_count.purpose IN ('opened', 'taken-over') AND
NOT (EXISTS (SELECT * FROM drawer_count AS closing WHERE closing.session_id =
drawer_count.session_id AND closing.purpose = 'closed')) ORDER BY drawer_count.sequence"""
)

CASH_TAKEN = Written(
    """SELECT coalesce(sum(tender.amount_minor), 0) AS coalesce_1 FROM tender JOIN sale ON tender.sequence
= sale.sequence WHERE sale.sequence > ? AND tender.kind = 'cash' AND (? = 1 OR sale.cashier_id = ?)"""
)

CHANGE_GIVEN = Written(
    """SELECT coalesce(sum(sale.change_minor), 0) AS coalesce_1 FROM sale WHERE sale.sequence > ? AND (? =
1 OR sale.cashier_id = ?)"""
)

RETURNS_SINCE = Written(
    """SELECT journal.envelope FROM returned JOIN journal ON returned.sequence = journal.sequence WHERE
returned.sequence > ? AND (? = 1 OR returned.cashier_id = ?)"""
)

CASH_MOVED = Written(
    """SELECT coalesce(sum(counter_event.amount_minor), 0) AS coalesce_1 FROM counter_event WHERE
counter_event.subject = ? AND counter_event.subject != '' AND counter_event.kind IN ('drop',
'paid-in', 'paid-out')"""
)

LAST_Z = Written(
    """SELECT journal.envelope FROM journal WHERE journal.sequence = (SELECT max(period_report.sequence) AS
max_1 FROM period_report WHERE period_report.kind = 'z')"""
)

REPORT_OF = Written(
    """SELECT journal.envelope FROM period_report JOIN journal ON period_report.sequence = journal.sequence
WHERE period_report.report_id = ?"""
)

FIRST_MS = Written(
    """SELECT journal.at_ms FROM journal WHERE journal.sequence = (SELECT min(journal.sequence) AS min_1
FROM journal WHERE journal.sequence > ?)"""
)

RECORDS_AFTER = Written(
    """SELECT journal.sequence, journal.envelope FROM journal WHERE journal.sequence > ? AND journal.kind
IN ('sale', 'return', 'counter-event', 'drawer-count') ORDER BY journal.sequence LIMIT ? OFFSET 0"""
)
