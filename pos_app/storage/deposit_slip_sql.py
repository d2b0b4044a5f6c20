"""The statements of :mod:`deposit_slip_statements` as texts. Made by ``python -m pos_app.storage.write_sql``."""

from pos_app.storage.statement import Written

SLIP_TAKEN = Written(
    """SELECT sale.receipt_number, sale.at_ms FROM tender JOIN sale ON tender.sequence = sale.sequence
WHERE tender.kind = 'deposit_slip' AND tender.slip_reference = ? AND sale.at_ms > ? ORDER BY
sale.sequence DESC LIMIT 1"""
)
