"""The statements of a SAF-T file. The till itself does without them, so they are compiled where they are used."""

from __future__ import annotations

from typing import Any

from sqlalchemy import and_, bindparam, func, literal_column, or_, select, text, union, union_all

from pos_app.domain.counter_event import CounterEventKind
from pos_app.storage.counter_event_tables import counter_event
from pos_app.storage.elsewhere_tables import sale_elsewhere
from pos_app.storage.signature_tables import transaction_signature
from pos_app.storage.statements import Prepared
from pos_app.storage.tables import journal as records
from pos_app.storage.tables import print_job, returned, sale, sale_line
from sync.protocol.v1 import counter_facts, facts, period_facts

_PAGE = 200
"""Rows that are in memory together."""
_EVENT_KINDS = (
    facts.SIGNED_IN,
    counter_facts.COUNTER_EVENT,
    period_facts.DRAWER_COUNT,
    period_facts.PERIOD_REPORT,
)
_SOLD = sale.c.business_date.between(bindparam("first"), bindparam("last"))
_BROUGHT = returned.c.business_date.between(bindparam("first2"), bindparam("last2"))
_SPAN = union(select(sale.c.sequence).where(_SOLD), select(returned.c.sequence).where(_BROUGHT)).subquery()
FIRST_AND_LAST = Prepared(select(func.min(_SPAN.c.sequence), func.max(_SPAN.c.sequence)))
TRANSACTIONS = Prepared(
    select(
        records.c.sequence,
        records.c.id,
        records.c.kind,
        records.c.envelope,
        transaction_signature.c.signature,
        transaction_signature.c.key_version,
    )
    .join(transaction_signature, transaction_signature.c.sequence == records.c.sequence, isouter=True)
    .where(
        records.c.sequence > bindparam("after"),
        records.c.sequence <= bindparam("until"),
        records.c.kind.in_([literal_column("'sale'"), literal_column("'return'")]),
    )
    .order_by(records.c.sequence)
    .suffix_with(text(f"LIMIT {_PAGE}"))
)


def _told(kind: CounterEventKind) -> Any:
    """Whether the journal tells that of a print job's sale or return; asked by the index of what has a subject."""
    about = and_(
        counter_event.c.subject != literal_column("''"),
        counter_event.c.subject == print_job.c.fact_id,
        counter_event.c.kind == literal_column(f"'{kind.value}'"),
    )
    return select(literal_column("1")).where(about).exists()


_DECLINED = _told(CounterEventKind.SALE_WITHOUT_RECEIPT).label("declined")
_DELIVERED = _told(CounterEventKind.DELIVERY_PRINTED).label("delivered")
JOBS_OF_FACT = Prepared(
    select(print_job.c.kind, print_job.c.state, _DECLINED).where(print_job.c.fact_id == bindparam("fact"))
)
PROVISIONAL_OF_BASKET = Prepared(
    select(func.count()).where(
        counter_event.c.subject == bindparam("basket"),
        counter_event.c.subject != literal_column("''"),
        counter_event.c.kind == literal_column(f"'{CounterEventKind.PROVISIONAL_PRINTED.value}'"),
    )
)
OTHER_RECORDS = Prepared(
    select(records.c.sequence, records.c.kind, records.c.at_ms, records.c.envelope)
    .where(
        records.c.sequence > bindparam("after"),
        records.c.kind.in_([literal_column(f"'{kind}'") for kind in _EVENT_KINDS]),
        records.c.at_ms.between(bindparam("from_ms"), bindparam("to_ms")),
    )
    .order_by(records.c.sequence)
    .suffix_with(text(f"LIMIT {_PAGE}"))
)
PRINTS = Prepared(
    select(
        print_job.c.created_ms,
        print_job.c.job_id,
        print_job.c.fact_id,
        print_job.c.kind,
        print_job.c.state,
        print_job.c.open_drawer,
        records.c.kind,
        func.coalesce(sale.c.cashier_id, returned.c.cashier_id),
        _told(CounterEventKind.COPY_PRINTED).label("copy_told"),
        _DECLINED,
        _DELIVERED,
    )
    .join(records, records.c.id == print_job.c.fact_id)
    .join(sale, sale.c.sequence == records.c.sequence, isouter=True)
    .join(returned, returned.c.sequence == records.c.sequence, isouter=True)
    .where(
        print_job.c.job_id > bindparam("after_job"),
        print_job.c.created_ms.between(bindparam("from_ms"), bindparam("to_ms")),
    )
    .order_by(print_job.c.job_id)
    .suffix_with(text(f"LIMIT {_PAGE}"))
)
"""In the order of their ids, which are made as time goes: no page sorts what comes after it."""
_LINE = (
    sale_line.c.article_id,
    sale_line.c.name,
    sale_line.c.category_id,
    sale_line.c.vat_code,
    sale_line.c.vat_basis_points,
)
LINES_SOLD = Prepared(
    select(*_LINE, sale.c.business_date)
    .join(sale, sale.c.sequence == sale_line.c.sequence)
    .where(sale.c.sequence.between(bindparam("from_record"), bindparam("to_record")), _SOLD)
)
LINES_BACK = Prepared(
    select(*_LINE, returned.c.business_date)
    .join(sale, sale.c.sequence == sale_line.c.sequence)
    .join(returned, returned.c.sale_id == sale.c.sale_id)
    .where(returned.c.sequence.between(bindparam("from_record"), bindparam("to_record")), _BROUGHT)
)
"""What a span of records sold, and the whole sales of what it brought back. Asked span by span and put together
outside: the database would sort a year of lines in its memory.
"""
OF_NO_SALE_HERE = Prepared(
    select(records.c.sequence, returned.c.business_date, records.c.envelope)
    .join(records, records.c.sequence == returned.c.sequence)
    .where(
        or_(
            returned.c.sale_id == literal_column("''"),
            returned.c.sale_id.in_(select(sale_elsewhere.c.sale_id)),
        ),
        returned.c.sequence > bindparam("after"),
        _BROUGHT,
    )
    .order_by(records.c.sequence)
    .suffix_with(text(f"LIMIT {_PAGE}"))
)
"""Goods that came back without a receipt, or of another till: no sale here has them."""
CASHIERS = Prepared(
    union_all(
        *(select(each.c.cashier_id).distinct() for each in (sale, returned, counter_event)),
    )
)
