"""What applying a fact needs to know and what it leaves to say: where it comes from, what it did, what was odd."""

from __future__ import annotations

from dataclasses import dataclass, field

from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.sale import Seller
from sync.protocol.v1.messages import Personal
from sync.server.book.own_cards import member_of_cashier
from sync.server.intake.replay import Flag
from sync.server.slate.slate import Slate


class CannotApply(Exception):
    """A record that this server cannot read: an unknown kind or version. It is stored and parked."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact comes from and when the server got it (SERVER-ORDER: the server's clock, not the till's)."""

    company_id: str
    till_id: str
    store_id: str
    last_receipt: int
    now_ms: int
    programmes: tuple[Programme, ...]
    """Those in force now: a tier is settled under them, the sale itself is replayed under those it pins."""
    personal: Personal | None = None
    """What travelled sealed beside the record, when its hash is the one that the record holds."""
    came_ms: int = 0
    """When the server got a fact that had to wait for another; 0 for one that is applied as it comes."""
    fact: object = None
    """What the record says, where somebody has read it already."""

    @property
    def enrolled_as(self) -> str:
        """The till that speaks in the fact and asked for its holds."""
        return enrolled_as(self.till_id)


def enrolled_as(journal: str) -> str:
    """The till that wrote a journal. ``ID~1`` is a second history of till ``ID`` (FORK), taken in by a person: a
    journal of its own at the server, while its records name the till.
    """
    return journal.partition("~")[0]


@dataclass(slots=True)
class Effects:
    """What applying one fact did: the members it touched, the flags it raised, the number of its receipt, and whether
    that is a sale's (a return has one too). ``awaits`` names what has not come yet and must, before the books can be
    moved; ``brought`` what others may have waited for (:mod:`sync.server.intake.awaiting`).
    """

    flags: list[Flag] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    receipt_number: int | None = None
    is_sale: bool = True
    awaits: str = ""
    brought: set[str] = field(default_factory=set)

    def flag(self, code: str, detail: str) -> None:
        """Something that a person should look at."""
        self.flags.append(Flag(code, detail))


def check_seller(place: Place, seller: Seller, effects: Effects) -> None:
    """Flag a fact that names another company, store or till than sent it."""
    if (seller.company_id, seller.till_id, seller.store_id) != (
        place.company_id,
        place.enrolled_as,
        place.store_id,
    ):
        effects.flag("seller-differs", "the fact names another company, store or till than sent it")


def check_own_card(slate: Slate, seller: Seller, member_id: str, effects: Effects) -> None:
    """Flag a cashier's own card on what they rang up themselves: the till refuses it, unless it had not heard yet."""
    if not member_id:
        return
    cashier = seller.cashier_id
    theirs = slate.fixed(
        ("cashier", cashier), lambda connection: member_of_cashier(connection, slate.company_id, cashier)
    )
    if theirs == member_id:
        effects.flag("own-card", "the cashier rang this up on their own member card")
