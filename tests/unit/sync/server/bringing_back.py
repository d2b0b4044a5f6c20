"""Tills that sell under a programme of the test's own and take goods back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import uuid_utils

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, with_member
from pos_app.domain.gift_card import GiftCard
from pos_app.domain.loyalty.decision import Context
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.programme_text import programme_from_text
from pos_app.domain.pricing import price
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender
from sync.protocol.v1 import return_facts
from tests.stage import goods, returns
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.joining_stage import seller_of
from tests.unit.sync.server.stage import MEMBER, FakeTill, Shop

HEAD = 'programme = "poeng"\nversion = 2\nname = "Poeng"\ncurrency = "NOK"\n\n[earn]\npoints = 1\nper = "1.00"\n\n'
COAT = goods.article("Frakk", 25_000, category_id="klær")
COFFEE = goods.CAPPUCCINO


def balance(shop: Shop, member_id: str = MEMBER, account: str = "points") -> tuple[int, int, int]:
    """The member's points, debt and suspense after an audit."""
    return audit(shop.database).get((member_id, account), (0, 0, 0))


def publish(shop: Shop, text: str) -> Programme:
    """Another version of the shop's programme."""
    shop.import_texts(programmes=text)
    return programme_from_text(text, "test")


def sell(
    till: FakeTill,
    of: Basket,
    member: MemberView,
    programme: Programme,
    *,
    pay: Sequence[Tender] | None = None,
    at: Context | None = None,
) -> Sale:
    """A sale of that till under these rules, in its journal."""
    till.receipt += 1
    made = goods.sale(
        with_member(of, member.member_id),
        pay=pay if pay is not None else _card(of, member, programme, at),
        member_view=member,
        programmes=(programme,),
        receipt_number=till.receipt,
        sale_id=str(uuid_utils.uuid7()),
        at=at,
    )
    place = till.place
    seller = replace(
        made.seller,
        company_id=place.company_id,
        till_id=place.till_id,
        store_id=place.store_id,
        till_number=place.till_number,
    )
    return till.sell(replace(made, seller=seller))


def _card(of: Basket, member: MemberView, programme: Programme, at: Context | None) -> tuple[Tender, ...]:
    decision = evaluate(of, (), member, (programme,), at or goods.context())
    total = price(of, decision.line_effects).total_minor
    return (tenders_of.card(total, "004711"),) if total else ()


def bring_back(
    till: FakeTill,
    sale: Sale,
    wanted: Mapping[int, int] | Sequence[int] | None = None,
    *,
    before: Sequence[Return] = (),
    programmes: Sequence[Programme] | None = None,
    days: int = 1,
    note: GiftCard | None = None,
) -> Return:
    """The till takes goods back and journals it."""
    till.receipt += 1
    rules = till.programmes if programmes is None else programmes
    made = returns.returned(
        sale, wanted, before=before, programmes=rules, receipt_number=till.receipt, days=days, note=note
    )
    seller = seller_of(till, made.seller.cashier_id)
    made = replace(made, return_id=str(uuid_utils.uuid7()), seller=seller)
    till.write(return_facts.RETURN, return_facts.encode_return(made), fact_id=made.return_id)
    return made
