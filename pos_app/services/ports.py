"""What the services need from outside, as Protocols. ``bootstrap`` hands them the real ones, tests hand fakes.

Everything that writes goes through one :class:`UnitOfWork` = one ``BEGIN IMMEDIATE`` transaction on ``till.db``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from pos_app.domain.basket import Basket
from pos_app.domain.catalogue import Article, Category
from pos_app.domain.loyalty.decision import NO_WISHES, Wishes
from pos_app.domain.members import Cashier, Member
from pos_app.domain.sale import Sale, Seller
from pos_app.domain.store import Store
from pos_app.domain.tender import Tender
from pos_app.services.whole_members import NobodyToAsk

if TYPE_CHECKING:  # the rules are not needed before the first scan
    from pos_app.domain.counter_event import CounterEvent
    from pos_app.domain.drawer import DrawerRules
    from pos_app.domain.enrolment import Enrolment, Person
    from pos_app.domain.loyalty.pin import ProgrammePin
    from pos_app.domain.loyalty.programme import Programme
    from pos_app.domain.loyalty.since import Unseen
    from pos_app.domain.returned import Return
    from pos_app.domain.rights import Role
    from pos_app.domain.visit import ConsentChanged, LateClaim, MembershipCancelled, Visit
    from pos_app.services.card_ports import CardTerminal
    from pos_app.services.drawer_ports import DrawerBook
    from pos_app.services.gift_cards import GiftCards
    from pos_app.services.holding import Holds, Securing
    from pos_app.services.lease_ports import HubLine, Leases
    from pos_app.services.member_codes import MemberCodes
    from pos_app.services.tax_books import SignatureBook, TaxBooks
    from pos_app.services.whole_members import WholeMembers


class Clock(Protocol):
    """The till's clock: evidence, never an authority (SERVER-ORDER)."""

    def now_ms(self) -> int:
        """UTC milliseconds since 1970."""

    def offset_minutes(self, at_ms: int) -> int:
        """The store zone's offset from UTC at that instant."""


class Ids(Protocol):
    """Makes ids (ID-AT-BIRTH)."""

    def new_id(self) -> str:
        """A new UUIDv7 as its 36-character text."""


@dataclass(frozen=True, slots=True)
class CodedArticle:
    """What a code stands for: an article, and how many pieces the code means (a case of 6 has its own code)."""

    article: Article
    pieces: int = 1


class Catalogue(Protocol):
    """Read side of the goods in the current replica. Look-ups take microseconds; safe on the interface thread."""

    def by_code(self, code: str) -> CodedArticle | None:
        """The article that a GTIN (as scanned, normalised to 13 digits, or 8) or own number stands for."""

    def by_item_reference(self, reference: str) -> Article | None:
        """The article behind the item reference of an in-store code (weight or price embedded)."""

    def by_id(self, article_id: str) -> Article | None:
        """The article with that id."""

    def search(self, text: str, limit: int = 50) -> list[Article]:
        """Articles with words beginning as typed, any script, any case, best first enough to be useful."""

    def categories(self) -> list[Category]:
        """Tabs of quick keys in their order."""

    def quick_keys(self, category_id: str) -> list[Article]:
        """The quick keys of one tab in their order."""

    def size(self) -> int:
        """How many articles there are."""


class Members(Protocol):
    """The members in the replica and those who joined here. Ask anew for each basket: views change with each sale."""

    def cursor(self) -> int:
        """Up to which of the server's changes they are known."""

    def by_card(self, card_number: str) -> Member | None:
        """The member who holds that card."""

    def by_token(self, token: str) -> Member | None:
        """The member whom a QR names; ``token`` is what follows the company's mark."""

    def by_id(self, member_id: str) -> Member | None:
        """The member with that pseudonymous id."""

    def search(self, text: str, limit: int = 20) -> list[Member]:
        """Members whose name begins so, or whose whole phone number or card number is ``text``."""


class Programmes(Protocol):
    """The loyalty programmes in force in the current replica."""

    def in_force(self) -> Sequence[Programme]:
        """All of them, in the order of their priority; best a compiled rule book, because every scan asks them."""

    def pinned(self, pins: Sequence[ProgrammePin]) -> Sequence[Programme]:
        """Those of the versions that a sale pins which this till knows, old ones too."""


class Staff(Protocol):
    """Who may sign in, from the current replica."""

    def cashiers(self) -> list[Cashier]:
        """All cashiers of this store by name."""

    def by_card(self, card_number: str) -> Cashier | None:
        """The cashier whose own card it is."""

    def roles(self) -> Sequence[Role]:
        """The roles that the company defined; without any the usual ones hold."""


class PinCheck(Protocol):
    """Slow on purpose (Argon2): run it off the interface thread."""

    def matches(self, pin_hash: str, pin: str) -> bool:
        """Whether that is the PIN."""


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


@dataclass(frozen=True, slots=True)
class Counter:
    """This till's place: all that never changes while it runs."""

    store: Store
    till_id: str
    till_number: int
    channel: str = "till"

    def seller(self, cashier_id: str) -> Seller:
        """Who does something here, as a fact says it."""
        store = self.store
        return Seller(store.company_id, store.store_id, self.till_id, self.till_number, cashier_id)


NOBODY_TO_ASK = NobodyToAsk()


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything the services may reach."""

    counter: Counter
    clock: Clock
    ids: Ids
    catalogue: Catalogue
    members: Members
    programmes: Programmes
    staff: Staff
    pins: PinCheck
    store: TillStore
    holds: Holds
    securing: Securing
    gift_cards: GiftCards
    member_codes: MemberCodes
    leases: Leases
    hub: HubLine
    whole_members: WholeMembers = NOBODY_TO_ASK
    drawer_rules: DrawerRules | None = None
    """``None``: the usual ones."""
    books: TaxBooks | None = None
    card_terminal: CardTerminal | None = None
    """The terminal that the till asks itself; ``None`` where it stands apart."""
