"""A till without its machine: fakes of every port the interface and the services reach for."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from drivers.scanners.codes import CodeRules, Scan
from pos_app.domain.basket import Basket
from pos_app.domain.catalogue import Article, Category
from pos_app.domain.loyalty.pin import ProgrammePin
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.since import agreed_since, seen_since
from pos_app.domain.members import Cashier, Member
from pos_app.domain.money import NOK, Currency
from pos_app.domain.rights import Role
from pos_app.services.card_ports import CardTerminal
from pos_app.services.counter_rules import CounterRules
from pos_app.services.elsewhere_ports import SalesElsewhere
from pos_app.services.holding import HoldAnswer, HoldOutcome
from pos_app.services.ports import CodedArticle, Counter, Ports
from pos_app.services.scanning import Scanned, scan
from pos_app.ui.ports import Code, ProgramNews, Screen, TillPorts, WedgeReader
from tests.stage import goods
from tests.stage.card_terminal import FakeCardIntents, FakeTerminal
from tests.stage.codes import CodeStage
from tests.stage.gift_cards import FakeGiftCards
from tests.stage.leases import FakeHub, FakeLeases
from tests.stage.prices import FakePrices
from tests.stage.securing import FakeSecuring
from tests.stage.store_in_memory import FakeStore, Kept

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
MAJA = Cashier("maja", "Maja", "9876", role="manager")
MAJAS_CARD = "5550001234"


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
        self.kept: Callable[[], Kept] = Kept
        self.at = 0
        self.phones: dict[str, str] = {}
        """Whose number it is, where that member is known whole."""

    def cursor(self) -> int:
        return self.at

    def by_card(self, card_number: str) -> Member | None:
        return next(
            (one for one in self.people if card_number.endswith(one.card_number_end)),
            next((one.member for one in self.kept().joined.values() if one.has_number(card_number)), None),
        )

    def by_token(self, token: str) -> Member | None:
        return self.people[0] if token else None

    def by_id(self, member_id: str) -> Member | None:
        here = self.kept().joined.get(member_id)
        found = next(
            (one for one in self.people if one.view.member_id == member_id), here.member if here else None
        )
        since = self.kept().decided(member_id)
        if found is None or not since:
            return found
        return replace(found, view=seen_since(found.view, since), agreed=agreed_since(found.agreed, since))

    def search(self, text: str, limit: int = 20) -> list[Member]:
        wanted = text.casefold()
        return [
            one
            for one in [*self.people, *(joined.member for joined in self.kept().joined.values())]
            if one.display_name.casefold().startswith(wanted)
            or (text and one.card_number_end == text)
            or (one.whole and self.phones.get(text) == one.view.member_id)
        ] + [joined.member for joined in self.kept().joined.values() if joined.has_number(text)]


class FakeWholeMembers:
    """A server that knows ``people`` by id and by number, in the place of whom the till knows in brief."""

    def __init__(self) -> None:
        self.members: FakeMembers | None = None
        self.people: dict[str, Member] = {}
        self.asked: list[str] = []
        self.may_answer: threading.Event | None = None

    def ask(self, member_id: str) -> bool:
        return self._answer(member_id)

    def ask_number(self, number: str) -> bool:
        return self._answer(number)

    def _answer(self, whom: str) -> bool:
        self.asked.append(whom)
        if self.may_answer is not None:
            assert self.may_answer.wait(5)
        found = self.people.get(whom)
        if found is None or self.members is None:
            return False
        others = [each for each in self.members.people if each.view.member_id != found.view.member_id]
        self.members.people = [found, *others]
        return True


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
    """Ingrid and Ole, who sell, until a test calls the manager in (``people``, ``cards``)."""

    def __init__(self) -> None:
        self.people = [INGRID, OLE]
        self.cards: dict[str, str] = {}
        self.said: tuple[Role, ...] = ()

    def manager_comes(self) -> None:
        """Maja, the manager, with her card."""
        self.people = [*self.people, MAJA]
        self.cards[MAJAS_CARD] = MAJA.cashier_id

    def cashiers(self) -> list[Cashier]:
        return self.people

    def by_card(self, card_number: str) -> Cashier | None:
        whose = self.cards.get(card_number)
        return next((one for one in self.people if one.cashier_id == whose), None)

    def roles(self) -> tuple[Role, ...]:
        return self.said


class PlainPins:
    """A PIN matches itself."""

    def matches(self, pin_hash: str, pin: str) -> bool:
        return pin_hash == pin


class FakeHolds:
    """Holds points as told."""

    def __init__(self) -> None:
        self.answer = HoldAnswer(HoldOutcome.HELD, balance=0, as_of_ms=goods.AT_MS)
        self.then = self.answer
        """The answer once this till gave back what it kept."""
        self.held: list[tuple[str, int]] = []
        self.voided: list[str] = []

    def hold(
        self, redemption_id: str, member_id: str, account: str, points: int, *, given_back: bool = False
    ) -> HoldAnswer:
        self.held.append((redemption_id, points))
        return self.then if given_back else self.answer

    def void(self, redemption_id: str) -> None:
        self.voided.append(redemption_id)


class FakePrinter:
    """Takes documents; a test says what became of each through the inbox."""

    def __init__(self, inbox: Inbox | None = None, outcome: str = "") -> None:
        self.inbox = inbox
        self.outcome = outcome
        self.taken: list[tuple[str, ReceiptDocument]] = []
        self.pulses = 0

    def open_drawer(self) -> None:
        self.pulses += 1

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
    staff: FakeStaff = field(default_factory=FakeStaff)
    store: FakeStore = field(default_factory=FakeStore)
    holds: FakeHolds = field(default_factory=FakeHolds)
    securing: FakeSecuring = field(default_factory=FakeSecuring)
    gift_cards: FakeGiftCards = field(default_factory=FakeGiftCards)
    codes: CodeStage = field(default_factory=CodeStage)
    leases: FakeLeases = field(default_factory=FakeLeases)
    hub: FakeHub = field(default_factory=FakeHub)
    whole_members: FakeWholeMembers = field(default_factory=FakeWholeMembers)
    printer: FakePrinter | None = field(default_factory=FakePrinter)
    ids: FakeIds = field(default_factory=FakeIds)
    terminal: FakeTerminal | None = None
    card_intents: FakeCardIntents = field(default_factory=FakeCardIntents)
    program_news: Callable[[], ProgramNews | None] | None = None
    currency: Currency = NOK
    language: str = "nb"
    rules: CounterRules | None = None
    prices: FakePrices | None = None
    elsewhere: SalesElsewhere | None = None

    def __post_init__(self) -> None:
        self.members.kept = lambda: self.store.kept
        self.store.leases = self.leases
        self.store.card_intents = self.card_intents
        self.whole_members.members = self.members

    def services(self) -> Ports:
        """The services' ports."""
        return Ports(
            counter=Counter(goods.store(language=self.language, currency=self.currency), goods.TILL, 2),
            clock=self.clock,
            ids=self.ids,
            catalogue=self.catalogue,
            members=self.members,
            programmes=self.programmes,
            staff=self.staff,
            pins=PlainPins(),
            store=self.store,
            holds=self.holds,
            securing=self.securing,
            gift_cards=self.gift_cards,
            member_codes=self.codes.judge,
            leases=self.leases,
            hub=self.hub,
            whole_members=self.whole_members,
            rules=self.rules,
            prices=self.prices,
            elsewhere=self.elsewhere,
            card_terminal=CardTerminal(self.terminal, self.card_intents) if self.terminal else None,
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
            return scan(services, basket, read, code_rules, pieces=pieces, came_ms=code.came_ms)

        return TillPorts(
            services=services,
            ring=ring,
            printer=self.printer,
            drawer=self.printer,
            wedge=wedge,
            screen=Screen(self.language, palette, sounds=False, animated=False, training=training),
            program_news=self.program_news,
        )
