"""The statements of :mod:`elsewhere_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

SALE_ELSEWHERE = Written(
    """SELECT sale_elsewhere.body FROM sale_elsewhere WHERE sale_elsewhere.sale_id = ?"""
)

ADD_SALE_ELSEWHERE = Written("""INSERT OR IGNORE INTO sale_elsewhere (sale_id, body) VALUES (?, ?)""")
