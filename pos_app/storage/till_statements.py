"""The statements of the running till, defined over the tables.

The till itself runs their texts in :mod:`till_sql`, which are made from here: importing SQLAlchemy would cost a third
of its start. After a change run ``python -m pos_app.storage.write_sql``.
"""

from __future__ import annotations

from sqlalchemy import bindparam, delete, func, literal_column, select, union_all, update
from sqlalchemy.dialects.sqlite import insert

from pos_app.storage.statements import Prepared, at_most, insert_all
from pos_app.storage.tables import (
    cancelled,
    consent_change,
    forgotten,
    journal,
    local_member,
    member_key,
    open_basket,
    owner,
    parked,
    personal,
    pin_attempts,
    posting,
    print_job,
    returned,
    sale,
    sale_line,
    sync_state,
    tender,
    visit,
)

SET_OWNER = insert_all(owner)
OWNER = Prepared(select(owner.c.company_id, owner.c.till_id))

LAST_RECEIPT_NUMBER = Prepared(
    select(
        func.max(
            func.coalesce(select(func.max(sale.c.receipt_number)).scalar_subquery(), literal_column("0")),
            func.coalesce(select(func.max(returned.c.receipt_number)).scalar_subquery(), literal_column("0")),
        )
    )
)
_LAST_SALE = select(func.max(sale.c.sequence)).scalar_subquery()
LAST_SALE_ID = Prepared(select(sale.c.sale_id).where(sale.c.sequence == _LAST_SALE))
NEWEST_SALE_IDS = Prepared(at_most(select(sale.c.sale_id).order_by(sale.c.sequence.desc()), "most"))
SALE_ID_OF_NUMBER = Prepared(
    select(sale.c.sale_id).where(sale.c.receipt_number == bindparam("receipt_number"))
)
ADD_SALE = insert_all(sale)
ADD_LINE = insert_all(sale_line)
ADD_TENDER = insert_all(tender)
ADD_POSTING = insert_all(posting)
ADD_VISIT = insert_all(visit)
ADD_RETURN = insert_all(returned)
RETURNS_OF_SALE = Prepared(
    select(journal.c.envelope)
    .join_from(returned, journal, returned.c.sequence == journal.c.sequence)
    .where(returned.c.sale_id == bindparam("sale"))
    .order_by(returned.c.sequence)
)
ENVELOPE_OF_RETURN = Prepared(
    select(journal.c.envelope)
    .join_from(returned, journal, returned.c.sequence == journal.c.sequence)
    .where(returned.c.return_id == bindparam("return_id"))
)
UNPROVEN_RETURNS = Prepared(
    select(
        func.coalesce(func.sum(returned.c.total_minor + returned.c.rounding_minor), literal_column("0"))
    ).where(
        returned.c.sale_id == literal_column("''"),
        returned.c.cashier_id == bindparam("cashier"),
        returned.c.business_date == bindparam("day"),
        returned.c.currency == bindparam("currency"),
    )
)
"""What one cashier handed out on one day for goods without a receipt."""
ADD_CANCELLED = insert_all(cancelled)
ADD_CONSENT_CHANGE = insert_all(consent_change)
ADD_LOCAL_MEMBER = insert_all(local_member)
LATE_CLAIMS = Prepared(select(journal.c.envelope).where(journal.c.kind == literal_column("'late-claim'")))

OPEN_BASKET = Prepared(select(open_basket.c.content))
CLEAR_BASKET = Prepared(delete(open_basket))
FORGET_BASKET = Prepared(delete(open_basket).where(open_basket.c.basket_id == bindparam("basket")))
_basket = insert(open_basket)
KEEP_BASKET = Prepared(
    _basket.on_conflict_do_update(
        index_elements=[open_basket.c.id],
        set_={"basket_id": _basket.excluded.basket_id, "content": _basket.excluded.content},
    )
)

_PARKED = select(parked.c.parked_id, parked.c.parked_ms, parked.c.cashier_id, parked.c.note, parked.c.content)
PARK = insert_all(parked)
PARKED = Prepared(_PARKED.order_by(parked.c.parked_ms, parked.c.parked_id))
PARKED_ONE = Prepared(_PARKED.where(parked.c.parked_id == bindparam("parked")))
UNPARK = Prepared(delete(parked).where(parked.c.parked_id == bindparam("parked")))

_PRINT_JOBS = select(
    print_job.c.job_id,
    print_job.c.fact_id,
    print_job.c.kind,
    print_job.c.state,
    print_job.c.created_ms,
    print_job.c.open_drawer,
).order_by(print_job.c.created_ms, print_job.c.job_id)
ADD_PRINT_JOB = insert_all(print_job)
PRINT_JOBS_OF_FACT = Prepared(_PRINT_JOBS.where(print_job.c.fact_id == bindparam("fact")))
UNSETTLED_PRINT_JOBS = Prepared(_PRINT_JOBS.where(literal_column("state IN ('queued', 'sent-unknown')")))
SET_PRINT_STATE = Prepared(
    update(print_job).values(state=bindparam("new_state")).where(print_job.c.job_id == bindparam("job"))
)

PIN_ATTEMPTS = Prepared(
    select(pin_attempts.c.wrong, pin_attempts.c.locked_until_ms).where(
        pin_attempts.c.cashier_id == bindparam("cashier")
    )
)
_attempts = insert(pin_attempts)
SET_PIN_ATTEMPTS = Prepared(
    _attempts.on_conflict_do_update(
        index_elements=[pin_attempts.c.cashier_id],
        set_={"wrong": _attempts.excluded.wrong, "locked_until_ms": _attempts.excluded.locked_until_ms},
    )
)

_ACKED = func.coalesce(select(sync_state.c.acked).scalar_subquery(), literal_column("0"))
_SHOWN = func.coalesce(select(sync_state.c.shown).scalar_subquery(), literal_column("0"))
_LAST = select(func.max(journal.c.sequence)).scalar_subquery()
JOURNAL_HEAD = Prepared(select(journal.c.sequence, journal.c.hash).where(journal.c.sequence == _LAST))
APPEND_RECORD = insert_all(journal)
WAITING_RECORDS = Prepared(select(func.coalesce(func.max(journal.c.sequence), literal_column("0")) - _ACKED))
WAITING_SALES = Prepared(select(func.count()).select_from(sale).where(sale.c.sequence > _ACKED))
PENDING_POINTS = Prepared(
    select(func.sum(posting.c.points)).where(
        posting.c.member_id == bindparam("member_id"), posting.c.sequence > _SHOWN
    )
)
PENDING_IN_ACCOUNT = Prepared(
    select(func.sum(posting.c.points)).where(
        posting.c.member_id == bindparam("member_id"),
        posting.c.sequence > _SHOWN,
        posting.c.account == bindparam("account"),
    )
)
_DECIDED = union_all(
    select(sale.c.sequence).where(sale.c.member_id == bindparam("buyer"), sale.c.sequence > _SHOWN),
    select(visit.c.sequence).where(visit.c.member_id == bindparam("visitor"), visit.c.sequence > _SHOWN),
    select(returned.c.sequence).where(
        returned.c.member_id == bindparam("bringer"), returned.c.sequence > _SHOWN
    ),
    select(cancelled.c.sequence).where(
        cancelled.c.member_id == bindparam("subscriber"), cancelled.c.sequence > _SHOWN
    ),
    select(consent_change.c.sequence).where(
        consent_change.c.member_id == bindparam("consenter"), consent_change.c.sequence > _SHOWN
    ),
)
SEEN_SINCE = Prepared(
    select(journal.c.kind, journal.c.envelope)
    .where(journal.c.sequence.in_(_DECIDED))
    .order_by(journal.c.sequence)
)
ENVELOPE_OF_SALE = Prepared(
    select(journal.c.envelope)
    .join_from(sale, journal, sale.c.sequence == journal.c.sequence)
    .where(sale.c.sale_id == bindparam("sale_id"))
)

IS_FORGOTTEN = Prepared(select(forgotten.c.member_id).where(forgotten.c.member_id == bindparam("member_id")))
KEEP_KEY = Prepared(insert(member_key).on_conflict_do_nothing())
KEEP_PERSONAL = insert_all(personal)
SEALED_OF_SALE = Prepared(
    select(personal.c.sealed, member_key.c.key)
    .select_from(sale)
    .join(personal, personal.c.sequence == sale.c.sequence)
    .join(member_key, member_key.c.member_id == personal.c.member_id)
    .where(sale.c.sale_id == bindparam("sale_id"))
)
LOCAL_MEMBERS = Prepared(
    select(local_member.c.member_id, journal.c.envelope, personal.c.sealed, member_key.c.key)
    .select_from(local_member)
    .join(journal, journal.c.sequence == local_member.c.sequence)
    .join(personal, personal.c.sequence == local_member.c.sequence)
    .join(member_key, member_key.c.member_id == local_member.c.member_id)
    .order_by(local_member.c.sequence)
)
FORGET_LOCAL_MEMBER = Prepared(delete(local_member).where(local_member.c.member_id == bindparam("member_id")))
FORGET_KEY = Prepared(delete(member_key).where(member_key.c.member_id == bindparam("member_id")))
NOTE_FORGOTTEN = Prepared(insert(forgotten).on_conflict_do_nothing())
