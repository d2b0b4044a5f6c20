"""Returns in ``till.db``: written into the journal and its projections inside a running transaction.

A till starts without this module: nobody brings anything back before the first paint.
"""

from __future__ import annotations

from pos_app.domain.returned import Return
from pos_app.storage import card_intents, journal
from pos_app.storage import till_sql as sql
from pos_app.storage.database import Database
from pos_app.storage.journal import Owner
from pos_app.storage.sale_rows import Row, posting_rows
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import return_facts


def add_return(database: Database, owner: Owner, returned: Return) -> int:
    """Journal a return with its row and its postings; returns the sequence."""
    sequence = journal.append(
        database,
        owner,
        fact_id=returned.return_id,
        kind=return_facts.RETURN,
        at_ms=returned.context.at_ms,
        body=return_facts.encode_return(returned),
    )
    database.run(sql.ADD_RETURN, return_row(returned, sequence))
    database.run_many(sql.ADD_POSTING, return_postings(returned, sequence))
    card_intents.use_refunds(database, returned.tenders, sequence)
    return sequence


def returned(database: Database, return_id: str) -> Return | None:
    """A return that this till took."""
    row = database.row(sql.ENVELOPE_OF_RETURN, (return_id,))
    return return_facts.decode_return(open_envelope(row[0]).body) if row else None


def returns_of(database: Database, sale_id: str) -> list[Return]:
    """The returns of a sale that this till took, oldest first."""
    return [
        return_facts.decode_return(open_envelope(envelope).body)
        for (envelope,) in database.rows(sql.RETURNS_OF_SALE, (sale_id,))
    ]


def unproven_minor(database: Database, cashier_id: str, day: str, currency: str) -> int:
    """What a cashier handed out on a business day for goods that came without a receipt."""
    return database.number(sql.UNPROVEN_RETURNS, (cashier_id, day, currency))


def return_row(returned: Return, sequence: int) -> Row:
    """The row of a return, in the order of the table's columns. What went back is positive."""
    refund = returned.reversal.refund
    return (
        sequence,
        returned.return_id,
        returned.sale_id,
        returned.receipt_number,
        returned.context.at_ms,
        returned.context.business_date,
        returned.seller.store_id,
        returned.seller.cashier_id,
        returned.member_id or None,
        returned.currency_code,
        refund.total_minor,
        refund.tax_minor,
        refund.rounding_minor,
    )


def return_postings(returned: Return, sequence: int) -> list[Row]:
    """What a return posts, for its member and for whoever had brought them."""
    return posting_rows(returned.reversal.postings, returned.member_id, sequence)
