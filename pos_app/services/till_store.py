"""The till's own file as the services see it: what it keeps, and one :class:`UnitOfWork` for each change.

Everything that writes goes through one unit = one ``BEGIN IMMEDIATE`` transaction on ``till.db``.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import NO_WISHES, Wishes
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender

if TYPE_CHECKING:  # the rules are not needed before the first scan
    from pos_app.domain.counter_event import CounterEvent
    from pos_app.domain.enrolment import Enrolment, Person
    from pos_app.domain.loyalty.since import Unseen
    from pos_app.domain.returned import Return
    from pos_app.domain.visit import ConsentChanged, LateClaim, MembershipCancelled, Visit
    from pos_app.services.drawer_ports import DrawerBook
    from pos_app.services.tax_books import SignatureBook


class PrintState(StrEnum):
    """PRINT-TRISTATE, plus the end of a job that a person gave up."""

    QUEUED = "queued"
    SENT_UNKNOWN = "sent-unknown"
    CONFIRMED = "confirmed"
    GIVEN_UP = "given-up"


class PrintKind(StrEnum):
    """What a job prints: a receipt, its copy, or the slip of a present, which is neither."""

    RECEIPT = "receipt"
    COPY = "copy"
    GIFT = "gift"


@dataclass(frozen=True, slots=True)
class PrintJob:
    """One receipt to print; ``job_id`` is a UUIDv7. The document is made anew from its fact, a sale or a return."""

    job_id: str
    fact_id: str
    kind: PrintKind
    state: PrintState
    created_ms: int
    open_drawer: bool = False


@dataclass(frozen=True, slots=True)
class ParkedBasket:
    """A basket set aside: state, not a fact."""

    parked_id: str
    basket: Basket
    parked_ms: int
    cashier_id: str
    note: str = ""
    wishes: Wishes = NO_WISHES


@dataclass(frozen=True, slots=True)
class OpenBasket:
    """The basket on the counter, the tenders taken for it, the customer's wishes: what comes back after a crash."""

    basket: Basket
    tenders: tuple[Tender, ...] = ()
    wishes: Wishes = NO_WISHES


@dataclass(frozen=True, slots=True)
class PersonalFields:
    """What a receipt says about a person. Sealed beside the journal under the member's key (FORGETTABLE)."""

    member_id: str
    display_name: str
    personal_key: bytes


@dataclass(frozen=True, slots=True)
class PinAttempts:
    """Wrong PINs in a row for one cashier, and until when (ms UTC) the PIN is locked."""

    wrong: int = 0
    locked_until_ms: int = 0


class UnitOfWork(Protocol):
    """One transaction on ``till.db``. Leaving the block without :meth:`commit` undoes everything.

    ``commit`` returns when the rows are durable (synchronous=FULL); only then may anything be shown as paid.
    Raises :class:`~pos_app.domain.errors.CannotSell` when the file can not take it (disk full, key lost ...).
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...

    def commit(self) -> None:
        """Make it durable."""

    def next_receipt_number(self) -> int:
        """One more than the last sale's or return's, starting at 1."""

    def next_delivery_number(self) -> int:
        """One more than that of the last goods handed out on an account, starting at 1."""

    def add_sale(self, sale: Sale, personal: PersonalFields | None, job: PrintJob | None) -> int:
        """Write sale, lines, tenders, postings, journal record, sealed personal fields and print job (ONE-TX).

        Returns the journal sequence. Also removes the open basket of that sale, and what it took from a lease becomes
        used.
        """

    def add_enrolment(self, enrolment: Enrolment, person: Person, personal_key: bytes) -> int:
        """Journal that somebody joined. Who they are is sealed beside it under ``personal_key`` (32 bytes), and this
        till finds them at once. Returns the sequence.
        """

    def add_visit(self, visit: Visit) -> int:
        """Journal what a member did without buying, with its postings; returns the sequence."""

    def add_cancellation(self, cancelled: MembershipCancelled) -> int:
        """Journal that a membership is not to be renewed; returns the sequence."""

    def add_consent_change(self, changed: ConsentChanged) -> int:
        """Journal that a member agreed, or no longer agrees; returns the sequence."""

    def add_late_claim(self, claim: LateClaim) -> int:
        """Journal that a member claims an earlier sale; returns the sequence."""

    def is_claimed(self, sale_id: str) -> bool:
        """Whether a member claimed that sale at this till."""

    def add_return(self, returned: Return, job: PrintJob | None = None) -> int:
        """Journal what came back of a sale, with its postings and print job (ONE-TX); returns the sequence."""

    def returned(self, return_id: str) -> Return | None:
        """A stored return of this till."""

    def returns_of(self, sale_id: str) -> list[Return]:
        """The returns of a sale that this till took, oldest first."""

    def keep_sale_elsewhere(self, sale_id: str, body: bytes) -> None:
        """Keep another till's sale, of which goods come back here; :meth:`sale` knows it from then on."""

    def unproven_minor(self, cashier_id: str, day: str, currency: str) -> int:
        """What a cashier handed out on a business day, in a currency, for goods that came without a receipt."""

    def add_counter_event(self, event: CounterEvent) -> int:
        """Journal what happened at the counter that is no sale, return or visit; returns the sequence."""

    @property
    def drawers(self) -> DrawerBook:
        """Drawers and periods, within this unit."""

    def counter_events_of(self, subject: str) -> list[CounterEvent]:
        """What happened at this till with a sale, a basket, an article ..., oldest first; nothing for ""."""

    def add_signed_in(self, fact_id: str, cashier_id: str, at_ms: int) -> int:
        """Journal that a cashier signed in; returns the sequence."""

    @property
    def signatures(self) -> SignatureBook:
        """What this till signed for a tax office."""

    def sale(self, sale_id: str) -> Sale | None:
        """A stored sale, decoded from its journal record."""

    def last_sale(self) -> Sale | None:
        """The newest sale of this till."""

    def sale_numbered(self, receipt_number: int) -> Sale | None:
        """This till's sale with that receipt number; ``None`` where it is a return's, or nobody's."""

    def newest_sales(self, most: int) -> list[Sale]:
        """The newest sales of this till, newest first."""

    def personal_name(self, sale_id: str) -> str:
        """The name the receipt printed, or "" when there was none or the member is erased."""

    def open_basket(self) -> OpenBasket | None:
        """The basket that was on the counter."""

    def save_open_basket(self, basket: OpenBasket | None) -> None:
        """Keep it (or, with ``None``, forget it)."""

    def park(self, parked: ParkedBasket) -> None:
        """Set a basket aside."""

    def parked(self) -> list[ParkedBasket]:
        """All parked baskets, oldest first."""

    def unpark(self, parked_id: str) -> ParkedBasket | None:
        """Take one back; it is no longer parked. ``None`` when it is gone already."""

    def add_print_job(self, job: PrintJob) -> None:
        """Queue one more printing (a copy)."""

    def print_jobs(self, fact_id: str | None = None) -> list[PrintJob]:
        """Jobs of a sale or a return, or all that are neither confirmed nor given up; oldest first."""

    def set_print_state(self, job_id: str, state: PrintState) -> None:
        """Note what became of a job."""

    def pin_attempts(self, cashier_id: str) -> PinAttempts:
        """Wrong PINs so far."""

    def set_pin_attempts(self, cashier_id: str, attempts: PinAttempts) -> None:
        """Remember them over a restart."""

    def pending_points(self, member_id: str, account: str | None = None) -> int:
        """Earned minus redeemed that the server has not told back here, in one account or (``None``) in all of them."""

    def decisions_since(self, member_id: str) -> list[Unseen]:
        """What was done here with a member and not told back, oldest first; :class:`Members` lay it over the view."""

    def waiting_records(self) -> int:
        """Journal records that the server has not acknowledged."""

    def waiting_sales(self) -> int:
        """Sales among them."""


class TillStore(Protocol):
    """Makes units of work on ``till.db``. Used on the store thread only."""

    def unit_of_work(self) -> UnitOfWork:
        """A new transaction; enter it with ``with``."""
