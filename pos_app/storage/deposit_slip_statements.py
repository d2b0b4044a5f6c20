"""The statements of deposit slips; their texts stand in :mod:`deposit_slip_sql` (see :mod:`till_statements`)."""

from __future__ import annotations

from sqlalchemy import bindparam, literal_column, select, text

from pos_app.domain.tender import TenderKind
from pos_app.storage.statements import Prepared
from pos_app.storage.tables import sale, tender

SLIP_TAKEN = Prepared(
    select(sale.c.receipt_number, sale.c.at_ms)
    .join_from(tender, sale, tender.c.sequence == sale.c.sequence)
    .where(
        tender.c.kind == literal_column(f"'{TenderKind.DEPOSIT_SLIP.value}'"),
        tender.c.slip_reference == bindparam("number"),
        sale.c.at_ms > bindparam("since"),
    )
    .order_by(sale.c.sequence.desc())
    .suffix_with(text("LIMIT 1"))
)
"""The last sale after a time that took the slip with that number."""
