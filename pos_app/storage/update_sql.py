"""The statements of :mod:`update_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

SOLD_SINCE_Z = Written(
    """SELECT (EXISTS (SELECT sale.sequence FROM sale WHERE sale.sequence > (SELECT
coalesce(max(period_report.sequence), 0) AS coalesce_1 FROM period_report WHERE period_report.kind =
'z'))) OR (EXISTS (SELECT returned.sequence FROM returned WHERE returned.sequence > (SELECT
coalesce(max(period_report.sequence), 0) AS coalesce_1 FROM period_report WHERE period_report.kind =
'z'))) AS anon_1"""
)

LAST_RECORD_MS = Written("""SELECT max(journal.at_ms) AS max_1 FROM journal""")

HASH_OF = Written("""SELECT journal.hash FROM journal WHERE journal.sequence = ?""")
