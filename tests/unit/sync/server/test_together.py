"""A batch taken in together leaves exactly the rows that its records leave one by one; whatever they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from unittest.mock import patch

import uuid_utils
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.domain import tender as tenders_of
from pos_app.domain.loyalty.decision import PointsWish, Wishes
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.example import Buy, Step
from pos_app.domain.loyalty.example_run import basket_of, context_of
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.pricing import price
from sync.protocol.v1 import facts
from sync.server.intake import taking
from sync.server.schema.columns import metadata
from tests.stage import goods
from tests.stage.thoroughness import examples
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.beside_book import published
from tests.unit.sync.server.rehearsal import QUICK, rehearsing
from tests.unit.sync.server.small_programmes import CAUSE, PARTNER, PRICES, Errand, errands, programmes
from tests.unit.sync.server.stage import MEMBER, OTHER, FakeTill, Shop

NOBODY, A_STRANGER = "", "who-is-that"


@dataclass(frozen=True, slots=True)
class Odd:
    """What a batch may hold beside sound sales: ``what`` is wrong with this one."""

    what: str


ODD = st.sampled_from(
    [Odd("unknown kind"), Odd("torn body"), Odd("sale id taken"), Odd("huge number"), Odd("signed in")]
)
SALES = st.tuples(st.sampled_from([MEMBER, MEMBER, OTHER, NOBODY, A_STRANGER]), errands)


@settings(max_examples=examples(12), phases=QUICK)
@given(programme=programmes(), batch=st.lists(st.one_of(SALES, SALES, SALES, ODD), min_size=2, max_size=9))
def test_key_effect_a_batch_together_leaves_what_its_records_leave_one_by_one(
    stage: Shop, programme: Programme, batch: Sequence[tuple[str, Errand] | Odd]
) -> None:
    with rehearsing(stage) as shop, published(shop, programme):
        till = shop.till(9)
        for number, each in enumerate(batch):
            if isinstance(each, Odd):
                odd(till, each, number)
            else:
                sell(shop, till, programme, *each)
        together = after(shop, till, is_together=True)
        apart = after(shop, till, is_together=False)
        for name in apart:
            assert together[name] == apart[name], name
        with rehearsing(shop) as once:
            once.taken(till)
            audit(once.database)


def after(shop: Shop, till: FakeTill, *, is_together: bool) -> Mapping[str, list[tuple[object, ...]]]:
    """Every table as the batch leaves it; the batch is undone then."""
    with rehearsing(shop) as tried:
        if is_together:
            tried.taken(till)
        else:
            with patch.object(taking, "_together", lambda *_: None):
                tried.taken(till)
        return {
            table.name: sorted(map(tuple, tried.rows(table)), key=repr) for table in metadata.sorted_tables
        }


def sell(shop: Shop, till: FakeTill, programme: Programme, member: str, trip: Errand) -> None:
    """A sale in the till's journal, decided by what the server said last: as a till does that was away."""
    step = Step(
        "2026-03-01",
        600 + len(till.records),
        buy=tuple(Buy(article, PRICES[article], pieces, category="kaffe") for article, pieces in trip.goods),
    )
    basket, context = basket_of(step, programme.currency), context_of(step, programme)
    view = None
    if member:
        known = MEMBER if member == A_STRANGER else member
        view = replace(shop.member_view(known), member_id=member)
    wishes = Wishes(
        coupons=tuple(each.number for each in view.coupons if not each.used) if view and trip.shows else (),
        claims=trip.claims if view else (),
        gives=(PointsWish("p", CAUSE, trip.gives),) if view and trip.gives else (),
        converts=(PointsWish("p", PARTNER, trip.converts),) if view and trip.converts else (),
    )
    context = replace(context, wishes=wishes, company_id=shop.company.company_id)
    total = price(basket, evaluate(basket, (), view, [programme], context).line_effects).total_minor
    points = min(trip.points, total // 10) if view else 0
    held = f"redemption-{len(till.records)}"
    if points and len(till.records) % 2:
        shop.hold(till, held, points, member_id=member)
    pay = [tenders_of.points(points * 10, points, held)] if points else []
    if total > points * 10:
        pay.append(tenders_of.card(total - points * 10, "004711"))
    till.receipt += 1
    made = goods.sale(
        basket,
        pay=pay,
        member_view=view,
        programmes=[programme],
        receipt_number=till.receipt,
        sale_id=str(uuid_utils.uuid7()),
        at=context,
    )
    place = till.place
    seller = replace(made.seller, company_id=place.company_id, till_id=place.till_id, store_id=place.store_id)
    till.write(facts.SALE, facts.encode_sale(replace(made, seller=seller)), fact_id=made.sale_id)


def odd(till: FakeTill, odd_one: Odd, number: int) -> None:
    """A record that is not what it should be, or does nothing."""
    if odd_one.what == "unknown kind":
        till.write("song", b"\x81\xa1a\x01", fact_id=f"song-{number}")
    elif odd_one.what == "torn body":
        till.write(facts.SALE, b"\x81", fact_id=f"torn-{number}")
    elif odd_one.what == "signed in":
        till.write(facts.SIGNED_IN, facts.encode_signed_in("ingrid"), fact_id=f"in-{number}")
    elif odd_one.what == "sale id taken":
        same = replace(till.make_sale(), sale_id="one-and-the-same")
        till.write(facts.SALE, facts.encode_sale(same), fact_id=f"other-{number}")
    else:
        huge = till.make_sale(receipt_number=2**63)
        till.write(facts.SALE, facts.encode_sale(huge), fact_id=f"huge-{number}")
