"""Deposit slips that this till took: each is money once (SLIP-ONCE). The rows are those of the sales' tenders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.domain.deposit_slip import SINGLE_USE_MS, slips_of
from pos_app.domain.errors import Refusal, Refused
from pos_app.storage import deposit_slip_sql as sql
from pos_app.storage.database import Database

if TYPE_CHECKING:
    from pos_app.domain.sale import Sale


def check_once(database: Database, sale: Sale) -> None:
    """In the sale's own transaction (ONE-TX): raise :class:`~pos_app.domain.errors.Refused` ``DEPOSIT_SLIP_USED``
    where an earlier sale of this till took one of its slips.
    """
    since = sale.context.at_ms - SINGLE_USE_MS
    for slip in slips_of(sale):
        row = database.row(sql.SLIP_TAKEN, (slip.slip_reference, since))
        if row is not None:
            raise Refused(Refusal.DEPOSIT_SLIP_USED, number=slip.slip_reference, receipt=int(row[0]))
