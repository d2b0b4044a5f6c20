"""What this till has of one business day, worked out from the journal's own bytes.

The rows beside the journal are for looking things up; what is held against the server's books at the end of a day comes
from the facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from pos_app.domain.day_close import DayCount, DayHere
from pos_app.domain.errors import JournalUnreadable
from pos_app.domain.pricing import turnover_minor
from pos_app.storage import day_sql as sql
from pos_app.storage import journal
from pos_app.storage.database import Database
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import facts, return_facts

_COLUMNS = 6


def day_here(database: Database, business_date: str) -> DayHere:
    """The journal's head and the counts of ``business_date``, of one moment. Raises
    :class:`~pos_app.domain.errors.CannotSell` where the file cannot be read, :class:`JournalUnreadable` where one of
    the day's records cannot.
    """
    database.sql("BEGIN")
    try:
        sequence, head = journal.head(database)
        counts = _counts(
            database.rows(sql.SALES_OF_DAY, (business_date,)),
            database.rows(sql.RETURNS_OF_DAY, (business_date,)),
        )
    except msgspec.MsgspecError as error:
        raise JournalUnreadable from error
    finally:
        database.rollback()
    return DayHere(business_date, sequence, head, counts)


def _counts(sales: Sequence[tuple[Any, ...]], returns: Iterable[tuple[Any, ...]]) -> tuple[DayCount, ...]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * _COLUMNS)
    for (envelope,) in sales:
        sale = facts.decode_sale(open_envelope(envelope).body)
        found = sums[sale.basket.currency.code]
        found[0] += 1
        found[1] += turnover_minor(sale.priced)
        found[2] += sale.priced.tax_minor
    for (envelope,) in returns:
        returned = return_facts.decode_return(open_envelope(envelope).body)
        found = sums[returned.currency_code]
        found[3] += 1
        found[4] += returned.reversal.refund.total_minor
        found[5] += returned.reversal.refund.tax_minor
    return tuple(DayCount(currency, *sums[currency]) for currency in sorted(sums))
