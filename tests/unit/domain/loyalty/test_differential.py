"""The engine against a second, deliberately naive implementation, over random programmes and baskets."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import tender as tenders_of
from pos_app.domain.basket import Basket, add_article
from pos_app.domain.catalogue import Article, Protection, Unit
from pos_app.domain.loyalty.condition import Condition, Goods
from pos_app.domain.loyalty.decision import Decision
from pos_app.domain.loyalty.earn_rules import BonusRule, EarnRule
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.member_view import MemberView, StampsHeld
from pos_app.domain.loyalty.offer_rules import Effect, Offer
from pos_app.domain.loyalty.play_rules import StampCard
from pos_app.domain.loyalty.programme import Programme, Tier
from pos_app.domain.loyalty.rule_book import RuleBook
from pos_app.domain.loyalty.settings import (
    EarnBase,
    Grouping,
    RoundedPer,
    SecondDiscount,
    Settings,
    TierCrossing,
)
from pos_app.domain.money import NOK, Rounding
from pos_app.domain.pricing import price
from pos_app.domain.tender import Tender
from tests.stage.goods import AT_MS, MEMBER_ID, VAT_15, context
from tests.stage.loyalty import off
from tests.stage.naive_loyalty import naive

CATEGORIES = ["kaffe", "bakst", "te"]
ARTICLES = [f"a{n}" for n in range(6)]


@st.composite
def goods(draw: st.DrawFn) -> Goods:
    """Everything, or a few articles and categories, some excepted."""
    if draw(st.booleans()):
        return Goods()
    return Goods(
        articles=tuple(draw(st.lists(st.sampled_from(ARTICLES), max_size=3, unique=True))),
        categories=tuple(draw(st.lists(st.sampled_from(CATEGORIES), max_size=2, unique=True))),
        except_articles=tuple(draw(st.lists(st.sampled_from(ARTICLES), max_size=1))),
    )


@st.composite
def offers(draw: st.DrawFn, name: str) -> Offer:
    """Any offer without a coupon. Those of a second stacking group come later and take whole lines."""
    stack = draw(st.sampled_from(["", "", "", "x"]))
    effects = [each for each in Effect if each is not Effect.GIFT] if not stack else [Effect.PERCENT]
    effect = draw(st.sampled_from(effects))
    pieces = draw(st.integers(2, 4))
    limited = effect in {Effect.PERCENT, Effect.AMOUNT, Effect.PRICE, Effect.CHEAPEST_FREE} and not stack
    return Offer(
        name,
        "Tilbud",
        effect,
        percent_bp=draw(st.integers(1, 10_000)),
        amount_minor=draw(st.integers(1, 30_000)),
        price_minor=draw(st.integers(1, 20_000)),
        pieces=pieces,
        free_pieces=draw(st.integers(1, pieces - 1)),
        grouping=draw(st.sampled_from(list(Grouping))),
        goods=draw(goods()),
        when=Condition(minimum_minor=draw(st.sampled_from([0, 0, 5000, 30_000]))),
        priority=5 if stack else draw(st.integers(1, 4)),
        stack=stack,
        most_pieces=draw(st.integers(0, 3)) if limited else 0,
    )


@st.composite
def programmes(draw: st.DrawFn, number: int) -> Programme:
    """Offers, a stamp card, one earn rule, a bonus and tiers, with any settings."""
    rounded = draw(st.sampled_from(list(RoundedPer)))
    crossing = draw(st.sampled_from(list(TierCrossing)))
    if rounded is RoundedPer.LINE and crossing is TierCrossing.SPLIT:
        crossing = TierCrossing.OLD_RATE
    levels = sorted(draw(st.lists(st.integers(0, 3000), max_size=3, unique=True)))
    cards = (
        StampCard(
            f"kort{number}",
            "Kort",
            draw(st.integers(1, 6)),
            goods=draw(goods()),
            most_a_day=draw(st.sampled_from([0, 0, 3])),
            priority=draw(st.integers(1, 4)),
        ),
    )
    bonus = BonusRule("mer", "Mer", percent=draw(st.integers(101, 400)), goods=Goods(categories=("kaffe",)))
    return Programme(
        f"p{number}",
        1,
        "P",
        "NOK",
        settings=Settings(
            discount_rounding=draw(st.sampled_from(list(RoundedPer))),
            second_basket_discount=draw(st.sampled_from(list(SecondDiscount))),
            tier_crossing=crossing,
        ),
        earns=(
            EarnRule(
                draw(st.integers(1, 20)),
                draw(st.sampled_from([1, 10, 100, 250, 1000])),
                draw(st.sampled_from(list(Rounding))),
                draw(st.sampled_from(list(EarnBase))),
                rounded=rounded,
            ),
        ),
        bonuses=(bonus,) if draw(st.booleans()) else (),
        tiers=tuple(
            Tier(f"t{n}", f"T{n}", level, draw(st.integers(50, 300))) for n, level in enumerate(levels)
        ),
        offers=tuple(draw(offers(f"o{number}{n}")) for n in range(draw(st.integers(0, 4)))),
        stamp_cards=cards if draw(st.booleans()) else (),
    )


@st.composite
def baskets(draw: st.DrawFn) -> Basket:
    """Up to six additions of pieces and weighed goods; some protected."""
    made = Basket("b", NOK)
    for _ in range(draw(st.integers(1, 6))):
        name = draw(st.sampled_from(ARTICLES))
        number = ARTICLES.index(name)
        weighed = name == "a4"
        article = Article(
            name,
            name,
            draw(st.sampled_from([100, 1250, 3333, 9900])) if not weighed else 19_990,
            VAT_15,
            Unit.KILOGRAM if weighed else Unit.PIECE,
            CATEGORIES[number % 3],
            protection=Protection.ALCOHOL if name == "a5" else None,
        )
        quantity = draw(st.integers(1, 3000)) if weighed else draw(st.integers(1, 7)) * 1000
        made = add_article(made, article, quantity_milli=quantity)
    return made


@st.composite
def members(draw: st.DrawFn) -> MemberView:
    """A member with stamps and perhaps a tier."""
    stamps = tuple(StampsHeld(f"p{n}", f"kort{n}", draw(st.integers(0, 6))) for n in range(2))
    tier = draw(st.sampled_from([None, "t0", "t1"]))
    return MemberView(MEMBER_ID, 500, draw(st.integers(0, 3000)), tier, AT_MS, stamps=stamps)


def points_paid(bought: Basket, decision: Decision, wanted: int) -> tuple[Tender, ...]:
    """A tender of points that the sale can take."""
    worth = min(wanted, price(bought, decision.line_effects).total_minor)
    return (tenders_of.points(worth, 1, "r1"),) if worth else ()


@given(baskets(), members(), programmes(0), programmes(1), st.integers(0, 5000))
def test_the_engine_decides_as_the_naive_rules_do(
    bought: Basket, member: MemberView, first: Programme, second: Programme, by_points: int
) -> None:
    rules = (first, second)
    unpaid = evaluate(bought, (), member, rules, context())
    tenders = points_paid(bought, unpaid, by_points)
    decision = evaluate(bought, tenders, member, rules, context())
    expected = naive(bought, tenders, member, rules)
    assert off(decision) == expected.off
    points: dict[str, int] = {}
    for posting in decision.postings:
        if posting.points > 0:
            points[posting.programme_id] = points.get(posting.programme_id, 0) + posting.points
    assert points == expected.points
    assert {change.programme_id: change.after for change in decision.tier_changes} == expected.tiers
    changed = {(each.programme_id, each.card): (each.free, each.after) for each in decision.stamps}
    assert changed == expected.stamps


@given(baskets(), members(), programmes(0), programmes(1))
def test_no_unit_is_used_twice_and_nothing_goes_below_zero(
    bought: Basket, member: MemberView, first: Programme, second: Programme
) -> None:
    decision = evaluate(bought, (), member, (first, second), context())
    priced = price(bought, decision.line_effects)
    taken = off(decision)
    for line, done in zip(bought.lines, priced.lines, strict=True):
        assert 0 <= taken.get(line.line_id, 0) <= done.gross_minor
        assert done.offer_minor == taken.get(line.line_id, 0)
        if line.article.is_protected:
            assert line.line_id not in taken
    free = sum(change.free for change in decision.stamps)
    assert free <= sum(line.quantity_milli // 1000 for line in bought.lines)
    for posting in decision.postings:
        assert posting.points > 0


@given(baskets(), members(), programmes(0), programmes(1), st.integers(0, 40))
def test_programmes_that_touch_nothing_change_nothing(
    bought: Basket, member: MemberView, first: Programme, second: Programme, others: int
) -> None:
    elsewhere = Offer("borte", "Borte", Effect.PERCENT, percent_bp=5000, goods=Goods(articles=("z",)))
    far = [
        Programme(f"far{n}", 1, "F", "NOK", offers=(replace(elsewhere, rule_id=f"f{n}"),))
        for n in range(others)
    ]
    alone = evaluate(bought, (), member, (first, second), context())
    assert evaluate(bought, (), member, RuleBook([*far, first, second]), context()) == alone


@given(baskets(), members(), programmes(0), programmes(1))
def test_replay_under_the_pinned_programmes_alone_decides_the_same(
    bought: Basket, member: MemberView, first: Programme, second: Programme
) -> None:
    decision = evaluate(bought, (), member, (first, second), context())
    pinned = [each for each in (first, second) if each.pin in decision.programmes]
    assert evaluate(bought, (), member, pinned, context()) == decision
