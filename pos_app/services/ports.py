"""What the services need from outside, as Protocols. ``bootstrap`` hands them the real ones, tests hand fakes.

The till's own file has a module of its own: :mod:`pos_app.services.till_store`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from pos_app.domain.catalogue import Article, Category
from pos_app.domain.members import Cashier, Member
from pos_app.domain.sale import Seller
from pos_app.domain.store import Store
from pos_app.domain.tender import USUALLY_TAKEN, TenderKind
from pos_app.services.till_store import TillStore
from pos_app.services.whole_members import NobodyToAsk

if TYPE_CHECKING:  # the rules are not needed before the first scan
    from pos_app.domain.drawer import DrawerRules
    from pos_app.domain.loyalty.pin import ProgrammePin
    from pos_app.domain.loyalty.programme import Programme
    from pos_app.domain.rights import Role
    from pos_app.services.account_ports import Accounts
    from pos_app.services.card_ports import CardTerminal
    from pos_app.services.counter_rules import CounterRules
    from pos_app.services.elsewhere_ports import SalesElsewhere
    from pos_app.services.gift_cards import GiftCards
    from pos_app.services.holding import Holds, Securing
    from pos_app.services.lease_ports import HubLine, Leases
    from pos_app.services.member_codes import MemberCodes
    from pos_app.services.price_ports import ShelfPrices
    from pos_app.services.slip_ports import DepositSlips
    from pos_app.services.tax_books import TaxBooks
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
    rules: CounterRules | None = None
    """What the store's country asks for at the counter; ``None`` where nothing is known."""
    tenders_taken: frozenset[TenderKind] = USUALLY_TAKEN
    """The ways to pay that this shop takes; cash and points are always among them."""
    prices: ShelfPrices | None = None
    """``None`` where prices are nobody's to change, as in practice."""
    slips: DepositSlips | None = None
    """The deposit slips that were taken here; ``None`` in practice, where only the store's own file is asked."""
    accounts: Accounts | None = None
    """What the server told of the whole company's accounts; ``None`` where nobody is told, as in practice."""
    elsewhere: SalesElsewhere | None = None
    """``None`` where a till takes back only what it sold itself."""
    card_terminal: CardTerminal | None = None
    """The terminal that the till asks itself; ``None`` where it stands apart."""
