"""The server's books and the member's book in memory agree over random programmes, sales and days."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.domain.loyalty.condition import Cap, Goods, Period
from pos_app.domain.loyalty.decision import PointsWish, Wishes
from pos_app.domain.loyalty.earn_rules import EarnRule
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.example import Buy, Pay, Step
from pos_app.domain.loyalty.example_run import ME, basket_of, context_of, tenders_of
from pos_app.domain.loyalty.member_view import MemberView, ReferredBy
from pos_app.domain.loyalty.offer_rules import Access
from pos_app.domain.loyalty.programme import Programme, RedemptionRule
from pos_app.domain.pricing import price
from pos_app.domain.tender import TenderKind
from tests.stage.thoroughness import examples
from tests.unit.sync.server.auditor import audit
from tests.unit.sync.server.beside_book import Beside, published
from tests.unit.sync.server.rehearsal import QUICK, rehearsing
from tests.unit.sync.server.small_programmes import (
    CAUSE,
    PARTNER,
    PRICES,
    Errand,
    errands,
    programmes,
    tight_programmes,
)
from tests.unit.sync.server.stage import FakeTill, Shop

FIRST = date(2026, 3, 30)


@pytest.fixture(scope="module")
def begun(stage: Shop) -> Iterator[tuple[Shop, FakeTill]]:
    """The shop of all examples with a till of its own: what each example does is undone."""
    with rehearsing(stage) as shop:
        yield shop, shop.till(9)


@settings(max_examples=examples(10), phases=QUICK)
@given(programme=programmes() | tight_programmes(), trips=st.lists(errands, min_size=1, max_size=8))
def test_the_server_and_the_book_in_memory_agree_on_every_view(
    begun: tuple[Shop, FakeTill], programme: Programme, trips: Sequence[Errand]
) -> None:
    came = ReferredBy("friend") if programme.referral else None
    view = MemberView(
        ME,
        *(0, 0, None, 0),
        birthday_month=4,
        birthday_day=2,
        purchases=0,
        joined_on="2026-01-01",
        partners=(PARTNER,),
        referred_by=came,
    )
    stage, till = begun
    day, minute = FIRST, 540
    with rehearsing(stage) as shop, published(shop, programme):
        beside = Beside.begin(shop, programme, view, day, till=till)
        for trip in trips:
            day, minute = day + timedelta(days=trip.days), 540 if trip.days else minute + 1
            beside.come(day)
            beside.agree()
            go(beside, programme, trip, day, minute)
            beside.agree()
        audit(shop.database)
        assert shop.flags() == set()


def test_hold_of_a_sale_that_refuses_goods_is_let_go_and_pays_for_the_next(shop: Shop) -> None:
    few = Access("few", "Few", Goods(articles=("a2",)), most_pieces=2, period=Period.DAY)
    earn = EarnRule(1, 100, caps=(Cap(1, Period.DAY),))
    programme = Programme("p", 1, "P", "NOK", earns=(earn,), redemption=RedemptionRule(1, 10), access=(few,))
    view = MemberView(ME, 0, 0, None, 0, purchases=0)
    with published(shop, programme):
        beside = Beside.begin(shop, programme, view, FIRST)
        go(beside, programme, Errand(0, (("a2", 2),)), FIRST, 541)
        assert beside.book.balance == 1, "as many as the rule gives a day"
        for minute, article in enumerate(("a2", "a0"), 542):
            go(beside, programme, Errand(0, ((article, 1),), points=5), FIRST, minute)
            beside.agree()
    assert len(beside.till.records) == 2, "a third piece was refused"
    assert shop.member_view(ME).points == beside.book.balance == 0
    assert shop.flags() == set()
    audit(shop.database)


def go(beside: Beside, programme: Programme, trip: Errand, day: date, minute: int) -> None:
    """One sale at both."""
    step = Step(
        day.isoformat(),
        minute,
        buy=tuple(Buy(article, PRICES[article], pieces, category="kaffe") for article, pieces in trip.goods),
    )
    basket, context = basket_of(step, programme.currency), context_of(step, programme)
    view = beside.book.view(context.at_ms)
    wishes = Wishes(
        coupons=tuple(each.number for each in view.coupons if not each.used) if trip.shows else (),
        claims=trip.claims,
        gives=(PointsWish("p", CAUSE, trip.gives),) if trip.gives else (),
        converts=(PointsWish("p", PARTNER, trip.converts),) if trip.converts else (),
    )
    context = replace(context, wishes=wishes)
    total = price(basket, evaluate(basket, (), view, [programme], context).line_effects).total_minor
    points = min(trip.points, max(view.points - trip.gives - trip.converts, 0), total // 10)
    pays = [Pay(TenderKind.POINTS, points * 10, points)] if points else []
    if total > points * 10:
        pays.append(Pay(TenderKind.CARD))
    tenders = tenders_of(pays, total) if pays else ()
    beside.sell(basket, tenders, context, [article for article, _ in trip.goods])
