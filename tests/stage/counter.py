"""A till without its machine: fakes of every port the interface and the services reach for."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Self

from drivers.scanners.codes import CodeRules, Scan
from pos_app.domain.basket import Basket
from pos_app.domain.catalogue import Article, Category
from pos_app.domain.enrolment import Enrolment, Person, first_view
from pos_app.domain.errors import CannotSell
from pos_app.domain.loyalty.pin import ProgrammePin
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.since import Since, seen_since
from pos_app.domain.members import Cashier, Member
from pos_app.domain.money import NOK, Currency
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.visit import LateClaim, MembershipCancelled, Visit
from pos_app.services.ports import (
    CodedArticle,
    Counter,
    HoldAnswer,
    HoldOutcome,
    OpenBasket,
    ParkedBasket,
    PersonalFields,
    PinAttempts,
    Ports,
    PrintJob,
    PrintState,
)
from pos_app.services.scanning import Scanned, scan
from pos_app.ui.ports import Code, Screen, TillPorts, WedgeReader
from tests.stage import goods
from tests.stage.gift_cards import FakeGiftCards
from tests.stage.securing import FakeSecuring

if TYPE_CHECKING:
    from pos_app.domain.receipt import ReceiptDocument
    from pos_app.ui.inbox import Inbox

CAPPUCCINO_CODE = "7031290000015"
BUN_CODE = "7031290000022"
TOAST_CODE = "7031290000039"
BEER_CODE = "7031290000046"
BEANS_PLU = "4011"
CARD_NUMBER = "0042"

INGRID = Cashier("ingrid", "Ingrid", "1234")
OLE = Cashier("ole", "Ole", "4321")


class FakeClock:
    """Stands still unless told otherwise."""

    def __init__(self, at_ms: int = goods.AT_MS) -> None:
        self.at_ms = at_ms

    def now_ms(self) -> int:
        return self.at_ms

    def offset_minutes(self, at_ms: int) -> int:
        return 60


class FakeIds:
    """Ids that count."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)

    def new_id(self) -> str:
        return f"0190b5a0-0000-7000-8000-{next(self._numbers):012d}"


class FakeCatalogue:
    """A shelf of articles by code."""

    def __init__(self) -> None:
        self.codes: dict[str, Article] = {
            CAPPUCCINO_CODE: goods.CAPPUCCINO,
            BUN_CODE: goods.CINNAMON_BUN,
            TOAST_CODE: goods.KIMCHI_TOAST,
            BEER_CODE: goods.BEER,
            BEANS_PLU: goods.BEANS,
        }
        self.more: list[Article] = [goods.BANITSA, goods.BOOK, goods.CARRIER_BAG]

    def _all(self) -> list[Article]:
        return [*self.codes.values(), *self.more]

    def by_code(self, code: str) -> CodedArticle | None:
        found = self.codes.get(code)
        return CodedArticle(found) if found else None

    def by_item_reference(self, reference: str) -> Article | None:
        return None

    def by_id(self, article_id: str) -> Article | None:
        return next((article for article in self._all() if article.article_id == article_id), None)

    def search(self, text: str, limit: int = 50) -> list[Article]:
        wanted = text.casefold()
        return [article for article in self._all() if wanted in article.name.casefold()][:limit]

    def categories(self) -> list[Category]:
        names = {"kaffe": "Kaffe", "bakst": "Bakst", "lunsj": "Lunsj", "drikke": "Kaldt", "gaver": "Gaver"}
        return [Category(key, name, "#7A4A24") for key, name in names.items()]

    def quick_keys(self, category_id: str) -> list[Article]:
        return [article for article in self._all() if article.category_id == category_id]

    def size(self) -> int:
        return len(self._all())


class FakeMembers:
    """Ada, whoever a test adds, and those who joined at this till and were committed."""

    def __init__(self) -> None:
        self.people: list[Member] = [goods.known_member()]
        self.joined: Callable[[], dict[str, Joined]] = dict
        self.decided: Callable[[str], list[Since]] = lambda _: []

    def by_card(self, card_number: str) -> Member | None:
        return next(
            (one for one in self.people if card_number.endswith(one.card_number_end)),
            next((one.member for one in self.joined().values() if one.has_number(card_number)), None),
        )

    def by_token(self, token: str) -> Member | None:
        return self.people[0] if token else None

    def by_id(self, member_id: str) -> Member | None:
        here = self.joined().get(member_id)
        found = next(
            (one for one in self.people if one.view.member_id == member_id), here.member if here else None
        )
        since = self.decided(member_id)
        return replace(found, view=seen_since(found.view, since)) if found and since else found

    def search(self, text: str, limit: int = 20) -> list[Member]:
        wanted = text.casefold()
        return [
            one
            for one in [*self.people, *(joined.member for joined in self.joined().values())]
            if one.display_name.casefold().startswith(wanted) or (text and one.card_number_end == text)
        ] + [joined.member for joined in self.joined().values() if joined.has_number(text)]


class FakeProgrammes:
    """The shop's own programme."""

    def __init__(self, programmes: Sequence[Programme] | None = None) -> None:
        self.programmes = (goods.programme(),) if programmes is None else tuple(programmes)
        self.former: tuple[Programme, ...] = ()

    def in_force(self) -> tuple[Programme, ...]:
        return self.programmes

    def pinned(self, pins: Sequence[ProgrammePin]) -> tuple[Programme, ...]:
        return tuple(each for pin in pins for each in (*self.programmes, *self.former) if each.pin == pin)


class FakeStaff:
    """Ingrid and Ole."""

    def cashiers(self) -> list[Cashier]:
        return [INGRID, OLE]


class PlainPins:
    """A PIN matches itself."""

    def matches(self, pin_hash: str, pin: str) -> bool:
        return pin_hash == pin


@dataclass(frozen=True)
class Joined:
    """Somebody who became a member here."""

    enrolment: Enrolment
    person: Person
    personal_key: bytes

    @property
    def member(self) -> Member:
        view = first_view(self.enrolment, self.person)
        return Member(view, self.person.name, self.person.card_number[-4:], personal_key=self.personal_key)

    def has_number(self, text: str) -> bool:
        return bool(text) and text in (self.person.card_number, self.person.phone)


@dataclass
class Kept:
    """Everything that a till keeps."""

    joined: dict[str, Joined] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    cancelled: list[MembershipCancelled] = field(default_factory=list)
    claims: list[LateClaim] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)

    open_basket: OpenBasket | None = None
    parked: list[ParkedBasket] = field(default_factory=list)
    sales: list[Sale] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    jobs: dict[str, PrintJob] = field(default_factory=dict)
    attempts: dict[str, PinAttempts] = field(default_factory=dict)
    pending: int = 0
    waiting: int = 0
    commits: int = 0

    def decided(self, member_id: str) -> list[Since]:
        """What visits here decided; of sales a test says itself what the till should have seen."""
        return [
            Since(visit.decision, visit.context.business_date, is_purchase=False)
            for visit in self.visits
            if visit.member.member_id == member_id
        ]


class FakeStore:
    """Keeps in memory what was committed; ``fail`` makes the next commit fail, ``gate`` holds commits up."""

    def __init__(self) -> None:
        self.kept = Kept()
        self.fail: CannotSell | None = None
        self.gate = threading.Event()
        self.gate.set()

    def unit_of_work(self) -> FakeWork:
        return FakeWork(self)


class FakeWork:
    """Changes a copy, and puts it in place on commit."""

    def __init__(self, store: FakeStore) -> None:
        self._store = store

    def __enter__(self) -> Self:
        kept = self._store.kept
        self._now = replace(
            kept,
            joined=dict(kept.joined),
            visits=list(kept.visits),
            cancelled=list(kept.cancelled),
            claims=list(kept.claims),
            returns=list(kept.returns),
            parked=list(kept.parked),
            sales=list(kept.sales),
            names=dict(kept.names),
            jobs=dict(kept.jobs),
            attempts=dict(kept.attempts),
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def commit(self) -> None:
        assert self._store.gate.wait(10)
        if self._store.fail is not None:
            raise self._store.fail
        self._now.commits += 1
        self._store.kept = self._now

    def next_receipt_number(self) -> int:
        return len(self._now.sales) + len(self._now.returns) + 1

    def add_sale(self, sale: Sale, personal: PersonalFields | None, job: PrintJob | None) -> int:
        self._now.sales.append(sale)
        self._now.open_basket = None
        self._now.waiting += 1
        if personal is not None:
            self._now.names[sale.sale_id] = personal.display_name
        if job is not None:
            self._now.jobs[job.job_id] = job
        return len(self._now.sales)

    def add_signed_in(self, fact_id: str, cashier_id: str, at_ms: int) -> int:
        return 1

    def add_enrolment(self, enrolment: Enrolment, person: Person, personal_key: bytes) -> int:
        self._now.joined[enrolment.member_id] = Joined(enrolment, person, personal_key)
        self._now.waiting += 1
        return 1

    def add_visit(self, visit: Visit) -> int:
        self._now.visits.append(visit)
        self._now.waiting += 1
        return 1

    def add_cancellation(self, cancelled: MembershipCancelled) -> int:
        self._now.cancelled.append(cancelled)
        self._now.waiting += 1
        return 1

    def add_return(self, returned: Return) -> int:
        self._now.returns.append(returned)
        self._now.waiting += 1
        return 1

    def returns_of(self, sale_id: str) -> list[Return]:
        return [each for each in self._now.returns if each.sale_id == sale_id]

    def add_late_claim(self, claim: LateClaim) -> int:
        self._now.claims.append(claim)
        self._now.waiting += 1
        return 1

    def is_claimed(self, sale_id: str) -> bool:
        return any(claim.sale_id == sale_id for claim in self._now.claims)

    def decisions_since(self, member_id: str) -> list[Since]:
        return self._now.decided(member_id)

    def sale(self, sale_id: str) -> Sale | None:
        return next((sale for sale in self._now.sales if sale.sale_id == sale_id), None)

    def last_sale(self) -> Sale | None:
        return self._now.sales[-1] if self._now.sales else None

    def newest_sales(self, most: int) -> list[Sale]:
        return self._now.sales[::-1][:most]

    def personal_name(self, sale_id: str) -> str:
        return self._now.names.get(sale_id, "")

    def open_basket(self) -> OpenBasket | None:
        return self._now.open_basket

    def save_open_basket(self, basket: OpenBasket | None) -> None:
        self._now.open_basket = basket

    def park(self, parked: ParkedBasket) -> None:
        self._now.parked.append(parked)

    def parked(self) -> list[ParkedBasket]:
        return list(self._now.parked)

    def unpark(self, parked_id: str) -> ParkedBasket | None:
        found = next((parked for parked in self._now.parked if parked.parked_id == parked_id), None)
        self._now.parked = [parked for parked in self._now.parked if parked is not found]
        return found

    def add_print_job(self, job: PrintJob) -> None:
        self._now.jobs[job.job_id] = job

    def print_jobs(self, sale_id: str | None = None) -> list[PrintJob]:
        done = (PrintState.CONFIRMED, PrintState.GIVEN_UP)
        return [
            job
            for job in self._now.jobs.values()
            if (job.sale_id == sale_id if sale_id is not None else job.state not in done)
        ]

    def set_print_state(self, job_id: str, state: PrintState) -> None:
        self._now.jobs[job_id] = replace(self._now.jobs[job_id], state=state)

    def pin_attempts(self, cashier_id: str) -> PinAttempts:
        return self._now.attempts.get(cashier_id, PinAttempts())

    def set_pin_attempts(self, cashier_id: str, attempts: PinAttempts) -> None:
        self._now.attempts[cashier_id] = attempts

    def pending_points(self, member_id: str) -> int:
        return self._now.pending

    def waiting_records(self) -> int:
        return self._now.waiting

    def waiting_sales(self) -> int:
        return self._now.waiting


class FakeHolds:
    """Holds points as told."""

    def __init__(self) -> None:
        self.answer = HoldAnswer(HoldOutcome.HELD, balance=0, as_of_ms=goods.AT_MS)
        self.held: list[tuple[str, int]] = []
        self.voided: list[str] = []

    def hold(self, redemption_id: str, member_id: str, account: str, points: int) -> HoldAnswer:
        self.held.append((redemption_id, points))
        return self.answer

    def void(self, redemption_id: str) -> None:
        self.voided.append(redemption_id)


class FakePrinter:
    """Takes documents; a test says what became of each through the inbox."""

    def __init__(self, inbox: Inbox | None = None, outcome: str = "") -> None:
        self.inbox = inbox
        self.outcome = outcome
        self.taken: list[tuple[str, ReceiptDocument]] = []

    def submit(self, job_id: str, document: ReceiptDocument) -> None:
        self.taken.append((job_id, document))
        if self.inbox is not None and self.outcome:
            self.inbox.printed.emit(job_id, self.outcome)


@dataclass
class Stage:
    """The fakes of one till, and the ports made of them."""

    clock: FakeClock = field(default_factory=FakeClock)
    catalogue: FakeCatalogue = field(default_factory=FakeCatalogue)
    members: FakeMembers = field(default_factory=FakeMembers)
    programmes: FakeProgrammes = field(default_factory=FakeProgrammes)
    store: FakeStore = field(default_factory=FakeStore)
    holds: FakeHolds = field(default_factory=FakeHolds)
    securing: FakeSecuring = field(default_factory=FakeSecuring)
    gift_cards: FakeGiftCards = field(default_factory=FakeGiftCards)
    printer: FakePrinter | None = field(default_factory=FakePrinter)
    ids: FakeIds = field(default_factory=FakeIds)
    currency: Currency = NOK
    language: str = "nb"

    def __post_init__(self) -> None:
        self.members.joined = lambda: self.store.kept.joined
        self.members.decided = lambda member_id: self.store.kept.decided(member_id)

    def services(self) -> Ports:
        """The services' ports."""
        return Ports(
            counter=Counter(goods.store(language=self.language, currency=self.currency), goods.TILL, 2),
            clock=self.clock,
            ids=self.ids,
            catalogue=self.catalogue,
            members=self.members,
            programmes=self.programmes,
            staff=FakeStaff(),
            pins=PlainPins(),
            store=self.store,
            holds=self.holds,
            securing=self.securing,
            gift_cards=self.gift_cards,
        )

    def ports(
        self,
        *,
        palette: str = "light",
        wedge: WedgeReader | None = None,
        rules: CodeRules | None = None,
        training: bool = False,
    ) -> TillPorts:
        """The interface's ports."""
        services = self.services()
        code_rules = rules or CodeRules()

        def ring(basket: Basket, code: Code, pieces: int) -> Scanned:
            read = code.raw if isinstance(code.raw, Scan) else Scan(code.text, source=code.origin)
            return scan(services, basket, read, code_rules, pieces=pieces)

        return TillPorts(
            services=services,
            ring=ring,
            printer=self.printer,
            wedge=wedge,
            screen=Screen(self.language, palette, sounds=False, animated=False, training=training),
        )
