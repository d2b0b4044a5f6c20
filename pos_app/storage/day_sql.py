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
