"""The statements of :mod:`report_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

RECORDS_AFTER = Written(
    """SELECT journal.sequence, journal.kind, journal.envelope FROM journal WHERE journal.kind IN ('sale',
'return', 'visit') AND journal.sequence > ? AND journal.sequence <= ? ORDER BY journal.sequence
LIMIT ? OFFSET 0"""
)

RECORDS_BETWEEN = Written(
    """SELECT journal.sequence, journal.kind, journal.envelope FROM journal WHERE journal.kind IN ('sale',
'return', 'visit') AND journal.sequence BETWEEN ? AND ? ORDER BY journal.sequence DESC"""
)

STATE = Written("""SELECT report_state.sequence, report_state.rules FROM report_state""")

KEEP_STATE = Written(
    """INSERT INTO report_state (id, sequence, rules) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET
sequence = excluded.sequence, rules = excluded.rules"""
)

ADD_SUM = Written(
    """INSERT INTO report_sum (by_what, currency, span, row_key, count, quantity_milli, amount_minor,
tax_minor, off_minor, points, returns, returned_milli, returned_minor, returned_tax_minor) VALUES
(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (by_what, currency, span, row_key) DO UPDATE
SET count = (report_sum.count + excluded.count), quantity_milli = (report_sum.quantity_milli +
excluded.quantity_milli), amount_minor = (report_sum.amount_minor + excluded.amount_minor),
tax_minor = (report_sum.tax_minor + excluded.tax_minor), off_minor = (report_sum.off_minor +
excluded.off_minor), points = (report_sum.points + excluded.points), returns = (report_sum.returns +
excluded.returns), returned_milli = (report_sum.returned_milli + excluded.returned_milli),
returned_minor = (report_sum.returned_minor + excluded.returned_minor), returned_tax_minor =
(report_sum.returned_tax_minor + excluded.returned_tax_minor)"""
)

KEEP_NAME = Written(
    """INSERT INTO report_name (by_what, row_key, name) VALUES (?, ?, ?) ON CONFLICT (by_what, row_key) DO
UPDATE SET name = excluded.name"""
)

KEEP_DAY = Written(
    """INSERT INTO report_day (business_date, first_sequence, last_sequence) VALUES (?, ?, ?) ON CONFLICT
(business_date) DO UPDATE SET first_sequence = min(report_day.first_sequence,
excluded.first_sequence), last_sequence = max(report_day.last_sequence, excluded.last_sequence)"""
)

FORGET_SUMS = Written("""DELETE FROM report_sum""")

FORGET_NAMES = Written("""DELETE FROM report_name""")

FORGET_DAYS = Written("""DELETE FROM report_day""")

SUMS = Written(
    """SELECT report_sum.row_key, sum(report_sum.count) AS sum_1, sum(report_sum.quantity_milli) AS sum_2,
sum(report_sum.amount_minor) AS sum_3, sum(report_sum.tax_minor) AS sum_4, sum(report_sum.off_minor)
AS sum_5, sum(report_sum.points) AS sum_6, sum(report_sum.returns) AS sum_7,
sum(report_sum.returned_milli) AS sum_8, sum(report_sum.returned_minor) AS sum_9,
sum(report_sum.returned_tax_minor) AS sum_10 FROM report_sum WHERE report_sum.by_what = ? AND
report_sum.currency = ? AND report_sum.span BETWEEN ? AND ? GROUP BY report_sum.row_key"""
)

NAMES = Written(
    """SELECT report_name.row_key, report_name.name FROM report_name WHERE report_name.by_what = ?"""
)

DAYS_OF_ROW = Written(
    """SELECT report_sum.span FROM report_sum WHERE report_sum.by_what = ? AND report_sum.currency = ? AND
report_sum.span BETWEEN ? AND ? AND report_sum.row_key = ? ORDER BY report_sum.span DESC"""
)

DAY_RECORDS = Written(
    """SELECT report_day.first_sequence, report_day.last_sequence FROM report_day WHERE
report_day.business_date = ?"""
)
