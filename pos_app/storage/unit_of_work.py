"""One ``BEGIN IMMEDIATE`` transaction on ``till.db``: the port ``UnitOfWork`` (ONE-TX, DURABLE-FIRST)."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Self

from pos_app.domain.errors import CannotSell
from pos_app.domain.sale import Sale, Seller
from pos_app.domain.tender import TenderKind
from pos_app.services.till_store import (
    OpenBasket,
    ParkedBasket,
    PersonalFields,
    PinAttempts,
    PrintJob,
    PrintKind,
    PrintState,
)
from pos_app.storage import journal, personal
from pos_app.storage import till_sql as sql
from pos_app.storage.database import Database
from pos_app.storage.faults import cannot_sell
from pos_app.storage.journal import Owner
from pos_app.storage.own_records import UNSEEN_KINDS, read_unseen
from pos_app.storage.sale_rows import rows_of
from pos_app.storage.state import decode_basket, encode_basket
from sync.protocol.v1 import facts

if TYPE_CHECKING:  # the first paint needs none of them
    from pos_app.domain.counter_event import CounterEvent
    from pos_app.domain.enrolment import Enrolment, Person
    from pos_app.domain.loyalty.since import Unseen
    from pos_app.domain.returned import Return
    from pos_app.domain.visit import ConsentChanged, LateClaim, MembershipCancelled, Visit
    from pos_app.services.drawer_ports import DrawerBook
    from pos_app.storage.signatures import TillSignatures


class SqliteUnitOfWork:
    """The port on an open database. Leaving the block without :meth:`commit` undoes everything; after it nothing
    more can be done in this unit, so that no row can slip out of its transaction.
    """

    def __init__(self, database: Database, owner: Owner | None, receipts_from: int = 0) -> None:
        self._database = database
        self._receipts_from = receipts_from
        self._owner = owner
        self._open = False

    def __enter__(self) -> Self:
        self._database.begin()
        self._open = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if not self._open:
            return
        self._open = False
        try:
            self._database.rollback()
        except CannotSell:
            if error is None:
                raise

    def commit(self) -> None:
        """Make it durable. :class:`CannotSell` when the disk could not; then nothing of it happened."""
        database = self._inside
        self._open = False
        database.commit()

    @property
    def _inside(self) -> Database:
        if not self._open:
            raise RuntimeError("this unit of work is over: ask the store for a new one")
        return self._database

    # --- facts

    def next_receipt_number(self) -> int:
        """One more than the last sale's or return's, starting at 1, or where the till in this place before may have
        ended.
        """
        return max(self._inside.number(sql.LAST_RECEIPT_NUMBER), self._receipts_from) + 1

    def next_delivery_number(self) -> int:
        """One more than the last delivery's, starting as receipts do."""
        from pos_app.storage.delivery_sql import LAST_DELIVERY_NUMBER

        return max(self._inside.number(LAST_DELIVERY_NUMBER), self._receipts_from) + 1

    def add_sale(self, sale: Sale, personal_fields: PersonalFields | None, job: PrintJob | None) -> int:
        """Write everything about a sale and forget its open basket; returns the journal sequence. What it took from a
        lease, and what a card terminal approved for it, is used with it.
        """
        database = self._inside
        owner = self._owner_for(sale.seller)
        if any(tender.kind is TenderKind.DEPOSIT_SLIP for tender in sale.tenders):
            from pos_app.storage import deposit_slips

            deposit_slips.check_once(database, sale)
        sealed = personal.seal_fields(database, personal_fields, sale.sale_id)
        sequence = journal.append(
            database,
            owner,
            fact_id=sale.sale_id,
            kind=facts.SALE,
            at_ms=sale.context.at_ms,
            body=facts.encode_sale(sale),
            personal_hash=sealed.personal_hash if sealed else b"",
        )
        rows = rows_of(sale, sequence)
        database.run(sql.ADD_SALE, rows.sale)
        database.run_many(sql.ADD_LINE, rows.lines)
        database.run_many(sql.ADD_TENDER, rows.tenders)
        database.run_many(sql.ADD_POSTING, rows.postings)
        if sealed and personal_fields:
            personal.keep_fields(database, sequence, personal_fields, sealed)
        if job is not None:
            self.add_print_job(job)
        if sale.member is not None or any(tender.lease_id or tender.is_floor for tender in sale.tenders):
            from pos_app.storage import leases

            leases.use(database, sale.tenders, sale.lease_id, sale.basket.basket_id, sequence)
        if any(tender.intent_id for tender in sale.tenders):
            from pos_app.storage import card_intents

            card_intents.use(database, sale.tenders, sequence)
        if sale.delivery_number:
            from pos_app.storage.delivery_sql import ADD_DELIVERY

            database.run(ADD_DELIVERY, (sequence, sale.delivery_number))
        database.run(sql.FORGET_BASKET, (sale.basket.basket_id,))
        return sequence

    def _owner_for(self, seller: Seller) -> Owner:
        """Whose journal this is; the first fact of a till without a place of its own says so."""
        owner = self._owner or Owner(seller.company_id, seller.till_id)
        if (seller.company_id, seller.till_id) != (owner.company_id, owner.till_id):
            raise ValueError("a fact belongs in the journal of the till that made it")
        if self._owner is None:
            self._inside.run(sql.SET_OWNER, (1, owner.company_id, owner.till_id))
            self._owner = owner
        return owner

    def add_enrolment(self, enrolment: Enrolment, person: Person, personal_key: bytes) -> int:
        """Journal that somebody joined, with the person sealed under their new key; returns the sequence."""
        from pos_app.storage import counter_facts

        owner = self._owner_for(enrolment.seller)
        return counter_facts.add_enrolment(self._inside, owner, enrolment, person, personal_key)

    def add_visit(self, visit: Visit) -> int:
        """Journal what a member did without buying, with its postings; returns the sequence."""
        from pos_app.storage import counter_facts

        return counter_facts.add_visit(self._inside, self._owner_for(visit.seller), visit)

    def add_cancellation(self, cancelled: MembershipCancelled) -> int:
        """Journal that a membership is not to be renewed; returns the sequence."""
        from pos_app.storage import counter_facts

        return counter_facts.add_cancellation(self._inside, self._owner_for(cancelled.seller), cancelled)

    def add_consent_change(self, changed: ConsentChanged) -> int:
        """Journal that a member agreed, or no longer agrees; returns the sequence."""
        from pos_app.storage import counter_facts

        return counter_facts.add_consent_change(self._inside, self._owner_for(changed.seller), changed)

    def add_late_claim(self, claim: LateClaim) -> int:
        """Journal that a member claims an earlier sale; returns the sequence."""
        from pos_app.storage import counter_facts

        return counter_facts.add_late_claim(self._inside, self._owner_for(claim.seller), claim)

    def is_claimed(self, sale_id: str) -> bool:
        """Whether a member claimed that sale at this till."""
        from pos_app.storage import counter_facts

        return counter_facts.is_claimed(self._inside, sale_id)

    def add_return(self, returned: Return, job: PrintJob | None = None) -> int:
        """Journal what came back, with its row, its postings and its print job; returns the sequence."""
        from pos_app.storage import returns

        sequence = returns.add_return(self._inside, self._owner_for(returned.seller), returned)
        if job is not None:
            self.add_print_job(job)
        return sequence

    def returned(self, return_id: str) -> Return | None:
        """A stored return, decoded from its journal record."""
        from pos_app.storage import returns

        return returns.returned(self._inside, return_id)

    def returns_of(self, sale_id: str) -> list[Return]:
        """The returns of a sale that this till took, oldest first."""
        from pos_app.storage import returns

        return returns.returns_of(self._inside, sale_id)

    def keep_sale_elsewhere(self, sale_id: str, body: bytes) -> None:
        """Keep another till's sale, of which goods come back here."""
        from pos_app.storage.elsewhere_sql import ADD_SALE_ELSEWHERE

        self._inside.run(ADD_SALE_ELSEWHERE, (sale_id, body))

    def unproven_minor(self, cashier_id: str, day: str, currency: str) -> int:
        """What a cashier handed out on a business day for goods without a receipt."""
        from pos_app.storage import returns

        return returns.unproven_minor(self._inside, cashier_id, day, currency)

    def add_counter_event(self, event: CounterEvent) -> int:
        """Journal what happened at the counter, with its row; returns the sequence."""
        from pos_app.storage import counter_events

        return counter_events.add_counter_event(self._inside, self._owner_for(event.seller), event)

    @property
    def drawers(self) -> DrawerBook:
        """Drawers and periods, within this unit."""
        from pos_app.storage.drawers import SqliteDrawerBook

        return SqliteDrawerBook(self._inside, self._owner_for)

    def counter_events_of(self, subject: str) -> list[CounterEvent]:
        """What happened with a sale, a basket, an article ..., oldest first; nothing for ""."""
        from pos_app.storage import counter_events

        return counter_events.counter_events_of(self._inside, subject)

    def add_signed_in(self, fact_id: str, cashier_id: str, at_ms: int) -> int:
        """Journal that a cashier signed in; ``not_enrolled`` while the till has no place of its own."""
        database = self._inside
        if self._owner is None:
            raise cannot_sell("not_enrolled")
        return journal.append(
            database,
            self._owner,
            fact_id=fact_id,
            kind=facts.SIGNED_IN,
            at_ms=at_ms,
            body=facts.encode_signed_in(cashier_id),
        )

    def sale(self, sale_id: str) -> Sale | None:
        """A stored sale, decoded from its journal record."""
        body = journal.sale_body(self._inside, sale_id)
        return None if body is None else facts.decode_sale(body)

    def last_sale(self) -> Sale | None:
        """The newest sale of this till."""
        row = self._inside.row(sql.LAST_SALE_ID)
        return self.sale(row[0]) if row else None

    def sale_numbered(self, receipt_number: int) -> Sale | None:
        """The sale with that receipt number."""
        row = self._inside.row(sql.SALE_ID_OF_NUMBER, (receipt_number,))
        return self.sale(row[0]) if row else None

    def newest_sales(self, most: int) -> list[Sale]:
        """The newest sales of this till, newest first."""
        found = (self.sale(sale_id) for (sale_id,) in self._inside.rows(sql.NEWEST_SALE_IDS, (most,)))
        return [sale for sale in found if sale is not None]

    def personal_name(self, sale_id: str) -> str:
        """The name the receipt printed, or "" when there was none or the member is erased."""
        return personal.name_of_sale(self._inside, sale_id)

    @property
    def signatures(self) -> TillSignatures:
        """What this till signed for a tax office."""
        from pos_app.storage.signatures import TillSignatures

        return TillSignatures(self._inside)

    # --- baskets

    def open_basket(self) -> OpenBasket | None:
        """The basket that was on the counter."""
        row = self._inside.row(sql.OPEN_BASKET)
        return decode_basket(row[0]) if row else None

    def save_open_basket(self, basket: OpenBasket | None) -> None:
        """Keep it (or, with ``None``, forget it)."""
        if basket is None:
            self._inside.run(sql.CLEAR_BASKET)
            return
        content = encode_basket(basket.basket, basket.tenders, basket.wishes)
        self._inside.run(sql.KEEP_BASKET, (1, basket.basket.basket_id, content))

    def park(self, parked: ParkedBasket) -> None:
        """Set a basket aside."""
        content = encode_basket(parked.basket, wishes=parked.wishes)
        self._inside.run(
            sql.PARK, (parked.parked_id, parked.parked_ms, parked.cashier_id, parked.note, content)
        )

    def parked(self) -> list[ParkedBasket]:
        """All parked baskets, oldest first."""
        found = (_parked(row) for row in self._inside.rows(sql.PARKED))
        return [parked for parked in found if parked is not None]

    def unpark(self, parked_id: str) -> ParkedBasket | None:
        """Take one back; it is no longer parked. ``None`` when it is gone already."""
        row = self._inside.row(sql.PARKED_ONE, (parked_id,))
        parked = _parked(row) if row else None
        if parked is not None:
            self._inside.run(sql.UNPARK, (parked_id,))
        return parked

    # --- print jobs and PINs

    def add_print_job(self, job: PrintJob) -> None:
        """Queue one more printing (a copy)."""
        values = (
            job.job_id,
            job.fact_id,
            job.kind.value,
            job.state.value,
            job.created_ms,
            int(job.open_drawer),
        )
        self._inside.run(sql.ADD_PRINT_JOB, values)

    def print_jobs(self, fact_id: str | None = None) -> list[PrintJob]:
        """Jobs of a sale or a return, or all that are neither confirmed nor given up; oldest first."""
        if fact_id is None:
            rows = self._inside.rows(sql.UNSETTLED_PRINT_JOBS)
        else:
            rows = self._inside.rows(sql.PRINT_JOBS_OF_FACT, (fact_id,))
        return [
            PrintJob(job_id, of_fact, PrintKind(kind), PrintState(state), created_ms, bool(open_drawer))
            for job_id, of_fact, kind, state, created_ms, open_drawer in rows
        ]

    def set_print_state(self, job_id: str, state: PrintState) -> None:
        """Note what became of a job. An unknown job raises ``LookupError``: that is our own bug."""
        if self._inside.run(sql.SET_PRINT_STATE, (state.value, job_id)) != 1:
            raise LookupError(job_id)

    def pin_attempts(self, cashier_id: str) -> PinAttempts:
        """Wrong PINs so far."""
        row = self._inside.row(sql.PIN_ATTEMPTS, (cashier_id,))
        return PinAttempts(row[0], row[1]) if row else PinAttempts()

    def set_pin_attempts(self, cashier_id: str, attempts: PinAttempts) -> None:
        """Remember them over a restart."""
        self._inside.run(sql.SET_PIN_ATTEMPTS, (cashier_id, attempts.wrong, attempts.locked_until_ms))

    # --- what waits

    def pending_points(self, member_id: str, account: str | None = None) -> int:
        """Points of this member that the server has not told back: earned minus redeemed, in one account or in all."""
        return journal.pending_points(self._inside, member_id, account)

    def decisions_since(self, member_id: str) -> list[Unseen]:
        """What this till did with a member and the server has not told back, oldest first."""
        return read_unseen(self._inside.rows(sql.SEEN_SINCE, (member_id,) * UNSEEN_KINDS))

    def waiting_records(self) -> int:
        """Journal records that the server has not acknowledged."""
        return journal.waiting_records(self._inside)

    def waiting_sales(self) -> int:
        """Sales among them."""
        return journal.waiting_sales(self._inside)


def _parked(row: tuple[str, int, str, str, bytes]) -> ParkedBasket | None:
    parked_id, parked_ms, cashier_id, note, content = row
    state = decode_basket(content)
    if state is None:
        return None
    return ParkedBasket(parked_id, state.basket, parked_ms, cashier_id, note, state.wishes)
