"""A store's hub on a real file beside a server, both under one clock and without a network between them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from pos_app.domain import tender as tenders_of
from pos_app.domain.loyalty.decision import Consumption, Decision, Posting, PostingKind
from pos_app.domain.pricing import price
from pos_app.domain.sale import Sale
from pos_app.domain.visit import Visit
from sync.hub.book import HubBook
from sync.hub.cards import hand_out_card
from sync.hub.handing import hand_out, let_basket_go, let_go, let_keeping_go, secure
from sync.hub.opening import open_hub
from sync.protocol.v1 import member_facts
from sync.protocol.v1.gift_card_messages import GiftCardHold, GiftCardReply
from sync.protocol.v1.lease_messages import LeaseReport
from sync.protocol.v1.messages import HoldReply, HoldRequest, Secure, Secured, Want
from sync.server.database import Database
from sync.server.holding.hubs import HUB_NUMBER
from sync.server.holding.lease_reports import take_report
from sync.server.schema import tables
from tests.stage import goods
from tests.unit.sync.server.lease_stage import COFFEE, new_id
from tests.unit.sync.server.stage import MEMBER, FakeTill, Shop
from tests.unit.sync.server.test_gift_cards import CARD, a_card

COUPON = "coupon:c1"


@dataclass
class Hub:
    """A hub that keeps the leases of its store in a file of its own."""

    shop: Shop
    path: Path
    device: FakeTill
    database: Database
    said: list[LeaseReport] = field(default_factory=list)

    @property
    def hub_id(self) -> str:
        return self.device.place.till_id

    @property
    def book(self) -> HubBook:
        place = self.device.place
        return HubBook(self.database, place.company_id, place.store_id)

    def report(self, *, lost: bool = False) -> bool:
        """One report; with ``lost`` the server's answer never comes. Whether there is more to say or hear."""
        report = self.book.prepare(0)
        self.said.append(report)
        with self.shop.database.write() as connection:
            company_id, now_ms = self.shop.company.company_id, self.shop.clock()
            answer = take_report(connection, company_id, self.hub_id, report, now_ms)
        if lost:
            return True
        self.book.take_in(report, answer, self.shop.clock())
        return answer.more or self.book.standing().to_tell or answer.epoch != report.epoch

    def follow(self) -> None:
        """Report until there is nothing more."""
        for _ in range(30):
            if not self.report():
                self.report()  # the server may have changed something with the last one
                return
        raise AssertionError("there is always more to say")

    def says_again(self, report: LeaseReport) -> None:
        """A report that comes late, or twice."""
        with self.shop.database.write() as connection:
            company_id, now_ms = self.shop.company.company_id, self.shop.clock()
            take_report(connection, company_id, self.hub_id, report, now_ms)

    def crash(self) -> None:
        """The process is gone; the file is opened again."""
        self.database.close()
        self.database = open_hub(self.path)

    def take(
        self, till: FakeTill, points: int, redemption_id: str = "", member_id: str = MEMBER
    ) -> HoldReply:
        asked = HoldRequest(
            redemption_id=redemption_id or new_id(), member_id=member_id, account="points", points=points
        )
        with self.database.write() as connection:
            return hand_out(connection, till.place.till_id, asked, self.shop.clock())

    def free(self, till: FakeTill, redemption_id: str) -> None:
        with self.database.write() as connection:
            let_go(connection, till.place.till_id, redemption_id, self.shop.clock())

    def take_card(
        self, till: FakeTill, most: int, redemption_id: str = "", card: str = CARD
    ) -> GiftCardReply:
        asked = GiftCardHold(
            redemption_id=redemption_id or new_id(), card_id=card, currency="NOK", most_minor=most
        )
        with self.database.write() as connection:
            return hand_out_card(connection, till.place.till_id, asked, self.shop.clock())

    def secure(
        self,
        till: FakeTill,
        basket_id: str,
        key: str = COUPON,
        cursor: int = 2**40,
        *,
        keeping_id: str = "",
        points: int = 0,
    ) -> Secured:
        """A thing, or with ``points`` so many that move away."""
        want = Want(key, "poeng", "c1", points or 1, account="points" if points else "")
        asked = Secure(
            member_id=MEMBER,
            wants=(want,),
            basket_id=basket_id,
            cursor=cursor,
            keeping_id=keeping_id or new_id(),
        )
        with self.database.write() as connection:
            return secure(connection, till.place.till_id, asked, self.shop.clock())

    def let_basket_go(self, till: FakeTill, basket_id: str) -> None:
        with self.database.write() as connection:
            let_basket_go(connection, till.place.till_id, basket_id)

    def let_keeping_go(self, till: FakeTill, keeping_id: str) -> None:
        with self.database.write() as connection:
            let_keeping_go(connection, till.place.till_id, keeping_id, self.shop.clock())


def hub(shop: Shop, folder: Path, store: str = "s1") -> Hub:
    """A newly enrolled hub that has heard of the server."""
    device = shop.till(HUB_NUMBER, store)
    path = folder / f"hub-{device.place.till_id}.db"
    made = Hub(shop, path, device, open_hub(path, create=True))
    made.follow()
    return made


def sell(shop: Shop, till: FakeTill, points: int, redemption_id: str, lease_id: str) -> Sale:
    """A sale that points from the hub paid a part of; it waits in the till's journal."""
    paid = tenders_of.points(points * 10, points, redemption_id, lease_id=lease_id)
    return _sell(shop, till, lease_id="", basket_id="", tender=paid)


def sell_by_card(shop: Shop, till: FakeTill, minor: int, redemption_id: str, lease_id: str) -> Sale:
    """A sale that a gift card's money from the hub paid a part of."""
    paid = tenders_of.gift_card(minor, redemption_id, a_card(), lease_id=lease_id)
    return _sell(shop, till, lease_id="", basket_id="", tender=paid)


def sell_things(shop: Shop, till: FakeTill, basket_id: str, lease_id: str) -> Sale:
    """A sale that used something up under the hub's lease."""
    return _sell(shop, till, lease_id=lease_id, basket_id=basket_id, tender=None)


def _sell(
    shop: Shop, till: FakeTill, *, lease_id: str, basket_id: str, tender: tenders_of.Tender | None
) -> Sale:
    basket = replace(COFFEE, basket_id=basket_id) if basket_id else COFFEE
    rest = price(basket).total_minor - (tender.amount_minor if tender else 0)
    pay = [*([tender] if tender else []), *([tenders_of.card(rest, "004711")] if rest else [])]
    numbered = till.make_sale(basket)
    made = goods.sale(
        basket,
        pay=pay,
        member_view=shop.member_view(),
        programmes=till.programmes,
        receipt_number=numbered.receipt_number,
        sale_id=numbered.sale_id,
    )
    return till.sell(replace(made, seller=numbered.seller, lease_id=lease_id))


def push(shop: Shop, till: FakeTill) -> None:
    """Everything of the till that the server has not got."""
    (row,) = shop.rows(tables.till, till_id=till.place.till_id)
    if row.acked < len(till.records):
        shop.taken(till, row.acked + 1)


def visit_gives(shop: Shop, till: FakeTill, points: int, basket_id: str, lease_id: str) -> Visit:
    """A visit without goods under the hub's lease, on which the member gives points away, or uses a thing up (0)."""
    at = replace(goods.context(), company_id=shop.company.company_id, store_id=till.place.store_id)
    key, rule = ("points:cause:trees", "cause:trees") if points else (COUPON, "c1")
    given = (Posting(PostingKind.DONATE, "poeng", "points", -points, "trees"),) if points else ()
    decision = Decision(postings=given, consumes=(Consumption(key, "poeng", rule, points or 1),))
    seller = replace(
        goods.seller(),
        company_id=till.place.company_id,
        store_id=till.place.store_id,
        till_id=till.place.till_id,
        till_number=till.place.till_number,
    )
    visit = Visit(new_id(), seller, shop.member_view(), at, decision, lease_id, basket_id)
    till.write(member_facts.VISIT, member_facts.encode_visit(visit), fact_id=visit.visit_id)
    return visit
