"""The loyalty vectors as sales: through a till's bytes and the server's replay (REPLAY)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, confirm_age
from pos_app.domain.loyalty.decision import Context, Posting, PostingKind
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.pricing import price
from pos_app.domain.sale import Sale, complete
from sync.protocol.v1 import facts
from sync.server.intake.replay import check_money, replay
from tests.stage.goods import seller
from tests.stage.loyalty_vectors import Vector, decided, paths, programmes, read
from tests.unit.sync.server.stage import OTHER, Shop
from tests.unit.sync.server.test_points import balance


def as_sale(vector: Vector) -> Sale:
    """The vector's basket, paid by card and sold as a till does it."""
    bought = confirm_age(msgspec.convert(vector.basket, Basket, from_attributes=True), 18)
    member = msgspec.convert(vector.member, MemberView, from_attributes=True) if vector.member else None
    context = msgspec.convert(vector.context, Context, from_attributes=True)
    pay = (tenders_of.card(price(bought, decided(vector).line_effects).total_minor, "004711"),)
    return complete(
        sale_id="0190b5a0-0000-7000-8000-0000000005a1",
        receipt_number=1,
        seller=seller(),
        basket=bought,
        tenders=pay,
        member=member,
        decision=evaluate(bought, pay, member, programmes(vector), context),
        context=context,
    )


@pytest.mark.parametrize("path", paths(), ids=lambda path: path.stem)
def test_replay_the_server_decides_what_the_till_did(path: Path) -> None:
    vector = read(path)
    arrived = facts.decode_sale(facts.encode_sale(as_sale(vector)))
    assert arrived == as_sale(vector)
    assert replay(arrived, programmes(vector)) == []
    assert check_money(arrived) == []


@pytest.mark.parametrize("part", ["stamps", "qualified", "coupons_issued", "consumes", "promises", "refused"])
def test_replay_names_the_part_of_a_decision_that_differs(part: str) -> None:
    vector = next(each for each in map(read, paths()) if getattr(decided(each), part))
    sale = as_sale(vector)
    changed = replace(sale, decision=replace(sale.decision, **{part: ()}))
    (flag,) = replay(changed, programmes(vector))
    assert part.replace("_", " ") in flag.detail


def test_a_referrers_points_go_to_the_referrer(shop: Shop) -> None:
    till = shop.till()
    sale = till.make_sale(member=shop.member_view())
    before, theirs = balance(shop)[0], balance(shop, OTHER)[0]
    referral = Posting(PostingKind.EARN, "poeng", "points", 100, "referral", member_id=OTHER)
    till.sell(replace(sale, decision=replace(sale.decision, postings=(*sale.decision.postings, referral))))
    shop.taken(till)
    assert balance(shop)[0] == before + sale.decision.points_earned
    assert balance(shop, OTHER)[0] == theirs + 100
