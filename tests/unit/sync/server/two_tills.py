"""Two tills of one shop under rules written for a test; what they do apart reaches the server later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import uuid_utils

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, with_member
from pos_app.domain.catalogue import Article
from pos_app.domain.loyalty.decision import Context, Decision, Wishes
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.money import NOK
from pos_app.domain.pricing import price
from pos_app.domain.sale import Seller, complete
from pos_app.domain.tender import Tender
from pos_app.domain.visit import Visit, nothing_bought
from sync.protocol.v1 import facts, member_facts
from sync.server.book.members import publish_everybody
from sync.server.programmes import publish_programme
from sync.server.schema import tables
from tests.stage import goods
from tests.stage.loyalty import HEAD, rules, when
from tests.unit.sync.server.stage import FakeTill, Shop

EARNS = '[[earn]]\npoints = 1\nper = "1.00"\n'
TODAY = "2026-03-01"


@dataclass
class Counter:
    """One till at its counter, with the programmes it pulled."""

    shop: Shop
    till: FakeTill
    programmes: tuple[Programme, ...]

    def sell(
        self,
        *bought: Article | tuple[Article, int],
        view: MemberView | None = None,
        at: Context | None = None,
        wishes: Wishes | None = None,
        pay: Sequence[Tender] | None = None,
    ) -> Decision:
        """Sell to the member as ``view`` knows them (as published, unless said) and journal it; nothing is sent."""
        member = view or self.shop.member_view()
        basket = with_member(goods.basket(*bought), member.member_id)
        context = self._context(at, wishes)
        if pay is None:
            first = evaluate(basket, (), member, self.programmes, context)
            total = price(basket, first.line_effects).total_minor
            pay = (tenders_of.card(total, "004711"),) if total else ()
        self.till.receipt += 1
        sale = complete(
            sale_id=str(uuid_utils.uuid7()),
            receipt_number=self.till.receipt,
            seller=self._seller(),
            basket=basket,
            tenders=tuple(pay),
            member=member,
            decision=evaluate(basket, pay, member, self.programmes, context),
            context=context,
        )
        self.till.write(facts.SALE, facts.encode_sale(sale), fact_id=sale.sale_id)
        return sale.decision

    def visit(self, wishes: Wishes, *, view: MemberView | None = None, at: Context | None = None) -> Decision:
        """The member comes without buying."""
        member, context = view or self.shop.member_view(), self._context(at, wishes)
        visit_id = str(uuid_utils.uuid7())
        basket: Basket = nothing_bought(visit_id, NOK)
        decision = evaluate(basket, (), member, self.programmes, context)
        visit = Visit(visit_id, self._seller(), member, context, decision)
        self.till.write(member_facts.VISIT, member_facts.encode_visit(visit), fact_id=visit_id)
        return decision

    def send(self) -> None:
        """What was journalled reaches the server; each record is taken once however often it is sent."""
        self.shop.taken(self.till)

    def _context(self, at: Context | None, wishes: Wishes | None) -> Context:
        return replace(at or when(TODAY), company_id=self.till.place.company_id, wishes=wishes)

    def _seller(self) -> Seller:
        place = self.till.place
        return replace(
            goods.seller(), company_id=place.company_id, till_id=place.till_id, store_id=place.store_id
        )


def under(shop: Shop, text: str) -> tuple[Counter, Counter]:
    """Two counters under the programme ``p`` with these tables, which is the shop's first."""
    with shop.database.write() as connection:
        connection.execute(tables.programme.delete())
        publish_programme(connection, shop.company.company_id, HEAD + text, "p.toml", shop.clock())
        publish_everybody(connection, shop.company.company_id, shop.clock())
    made = (rules(text),)
    return Counter(shop, shop.till(1), made), Counter(shop, shop.till(2), made)


def sends(*counters: Counter) -> None:
    """The line is back: they send one after the other."""
    for counter in counters:
        counter.send()
