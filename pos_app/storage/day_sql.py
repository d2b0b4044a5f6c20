"""The statements of :mod:`day_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

SALES_OF_DAY = Written(
    """SELECT journal.envelope FROM journal JOIN sale ON sale.sequence = journal.sequence WHERE
sale.business_date = ? ORDER BY journal.sequence"""
)

RETURNS_OF_DAY = Written(
    """SELECT journal.envelope FROM journal JOIN returned ON returned.sequence = journal.sequence WHERE
returned.business_date = ? ORDER BY journal.sequence"""
)

RECORDS_AFTER = Written(
    """SELECT journal.sequence, journal.id, journal.kind, journal.at_ms, journal.previous, journal.hash,
journal.envelope FROM journal WHERE journal.sequence > ? ORDER BY journal.sequence LIMIT ?"""
)

UNCONFIRMED_DAYS = Written(
    """SELECT done.business_date FROM (SELECT sale.business_date AS business_date, sale.sequence AS
sequence FROM sale UNION ALL SELECT returned.business_date AS business_date, returned.sequence AS
sequence FROM returned) AS done LEFT OUTER JOIN day_confirmed ON day_confirmed.business_date =
done.business_date WHERE done.sequence > coalesce(day_confirmed.sequence, 0) GROUP BY
done.business_date ORDER BY done.business_date"""
)

CLOSED_DAYS = Written(
    """SELECT done.business_date FROM (SELECT sale.business_date AS business_date, sale.sequence AS
sequence FROM sale UNION ALL SELECT returned.business_date AS business_date, returned.sequence AS
sequence FROM returned) AS done LEFT OUTER JOIN day_confirmed ON day_confirmed.business_date =
done.business_date WHERE done.sequence > coalesce(day_confirmed.sequence, 0) GROUP BY
done.business_date HAVING max(done.sequence) < (SELECT max(period_report.sequence) AS max_1 FROM
period_report WHERE period_report.kind = 'z') ORDER BY done.business_date"""
)

NOTE_CONFIRMED = Written(
    """INSERT INTO day_confirmed (business_date, sequence, confirmed_ms) VALUES (?, ?, ?) ON CONFLICT
(business_date) DO UPDATE SET sequence = excluded.sequence, confirmed_ms = excluded.confirmed_ms"""
)
