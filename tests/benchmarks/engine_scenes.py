"""What the rows ``engine-...`` evaluate: baskets, offers, and the clock that takes two sides in turns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import perf_counter_ns

from pos_app.domain.basket import Basket
from pos_app.domain.catalogue import Article
from pos_app.domain.loyalty.condition import Condition, Goods, Weekday
from pos_app.domain.loyalty.decision import Decision
from pos_app.domain.loyalty.earn_rules import EarnRule
from pos_app.domain.loyalty.engine import evaluate
from pos_app.domain.loyalty.offer_rules import Effect, Offer
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.rule_book import RuleBook
from tests.stage import goods

ANYONE = Condition(anyone=True)
CATEGORIES = 10


def basket_of(lines: int) -> Basket:
    """That many different goods of ten categories, one to three of each; prices are whole hundreds of kroner."""
    return goods.basket(
        *((_article(number), (number % 3 + 1) * 1000) for number in range(lines)), member_id=goods.MEMBER_ID
    )


def evaluation(basket: Basket, rules: RuleBook, *, is_member: bool = True) -> Callable[[], Decision]:
    """One evaluation while scanning, ready to be called again and again; the rules are compiled already."""
    view, context = goods.member() if is_member else None, goods.context()
    rules.in_currency(context.currency)
    return lambda: evaluate(basket, (), view, rules, context)


def hundred_offers() -> RuleBook:
    """For a basket of a hundred lines: 89 offers on one article each, one on each category, one on everything.

    Every one of them gives something, and a line meets two or three of them. The order is that of the reference of
    ``engine-medusa``: free pieces, then by falling value, whether that is per cent or kroner.
    """
    offers = [_on_article(number) for number in range(89)]
    offers += [
        _percent(f"category-{number}", 20, Goods(categories=(f"c{number}",)), "category")
        for number in range(CATEGORIES)
    ]
    offers.append(_percent("everything", 10, Goods(), "everything"))
    offers.sort(key=lambda offer: (offer.effect is not Effect.CHEAPEST_FREE, -value_of(offer)))
    placed = tuple(replace(offer, priority=number) for number, offer in enumerate(offers))
    return RuleBook([Programme("offers", 1, "Offers", "NOK", offers=placed)])


def value_of(offer: Offer) -> int:
    """Per cent, or whole kroner; a free piece is a hundred per cent."""
    if offer.effect is Effect.CHEAPEST_FREE:
        return 100
    return offer.amount_minor // 100 if offer.effect is Effect.AMOUNT else offer.percent_bp // 100


def programmes_for_other_goods(count: int, touching: int) -> RuleBook:
    """So many programmes, each with an offer and points on goods of its own; the first ``touching`` are in a basket of
    that many lines, the others' goods are not.
    """
    return RuleBook([_own_goods(number, touching) for number in range(count)])


def store_wide_programmes(count: int) -> RuleBook:
    """So many programmes with one offer on everything each, all in one stacking group, so that a unit goes to one of
    them. Four of five hold; the first three take ten pieces each and leave the others to the next.
    """
    return RuleBook([_store_wide(number) for number in range(count)])


def in_turns(
    ours: Callable[[], object], reference: Callable[[], object], count: int
) -> tuple[list[float], list[float]]:
    """Microseconds of ``count`` calls of each, one after the other; the first tenth warms up and is not among them."""
    ours_us: list[float] = []
    reference_us: list[float] = []
    warm_up = max(count // 10, 1)
    for _ in range(count + warm_up):
        ours_us.append(microseconds(ours))
        reference_us.append(microseconds(reference))
    return ours_us[warm_up:], reference_us[warm_up:]


def microseconds(call: Callable[[], object]) -> float:
    """How long one call takes."""
    started = perf_counter_ns()
    call()
    return (perf_counter_ns() - started) / 1e3


def _article(number: int) -> Article:
    return goods.article(
        f"Vare {number}",
        (number % 9 + 2) * 10_000,
        article_id=f"a{number}",
        category_id=f"c{number % CATEGORIES}",
    )


def _on_article(number: int) -> Offer:
    """Every fourth is money off each piece. The others: of goods bought in threes one is free, else per cent."""
    name, where = f"article-{number}", Goods(articles=(f"a{number}",))
    if number % 4 == 0:
        return Offer(
            name, name, Effect.AMOUNT, amount_minor=10_000, goods=where, when=ANYONE, stack="article"
        )
    if number % 3 == 2:
        return Offer(
            name,
            name,
            Effect.CHEAPEST_FREE,
            pieces=3,
            most_pieces=1,
            goods=where,
            when=ANYONE,
            stack="article",
        )
    return _percent(name, 50 if number % 2 else 25, where, "article")


def _percent(name: str, percent: int, where: Goods, stack: str) -> Offer:
    return Offer(name, name, Effect.PERCENT, percent_bp=percent * 100, goods=where, when=ANYONE, stack=stack)


def _own_goods(number: int, touching: int) -> Programme:
    where = Goods(articles=(f"a{number}" if number < touching else f"elsewhere-{number}",))
    offer = Offer(f"offer-{number}", f"Offer {number}", Effect.PERCENT, percent_bp=1000, goods=where)
    points = EarnRule(points=1, per_minor=100, goods=where)
    return Programme(f"programme-{number}", 1, f"Programme {number}", "NOK", offers=(offer,), earns=(points,))


def _store_wide(number: int) -> Programme:
    limit = 10 if number < 3 else 0
    when = Condition(weekdays=(Weekday.MONDAY,)) if number % 5 == 4 else Condition()
    offer = Offer(
        f"offer-{number}",
        f"Offer {number}",
        Effect.PERCENT,
        percent_bp=1000,
        when=when,
        priority=100 + number,
        most_pieces=limit,
    )
    return Programme(f"programme-{number}", 1, f"Programme {number}", "NOK", offers=(offer,))
