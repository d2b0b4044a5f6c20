"""What a cashier is told who looks a price up, and what stands on the label at the shelf."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos_app.domain.catalogue import Article
from pos_app.domain.comparison_price import ComparisonPrice, comparison_price
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.price_history import PriceEntry, Reduction
from pos_app.domain.shelf_label import ShelfLabel
from pos_app.services.audience_prices import one_costs, reductions, steady
from pos_app.services.price_ports import PriceSources


@dataclass(frozen=True, slots=True)
class PriceFacts:
    """All about the price of an article now. ``offer_minor`` is what one costs everybody with the offers of today, and
    ``members_minor`` any member, each only where it is less; ``planned`` the next price that was set for a day to come.
    ``reduction`` is of the shelf's price, ``members_reduction`` of what members pay, and ``label_members_minor`` what
    they pay at every hour of every day.
    """

    article: Article
    code: str = ""
    comparison: ComparisonPrice | None = None
    reduction: Reduction | None = None
    offer_minor: int | None = None
    members_minor: int | None = None
    planned: PriceEntry | None = None
    members_reduction: Reduction | None = None
    label_members_minor: int | None = None


def price_facts(ports: PriceSources, article: Article) -> PriceFacts:
    """Look an article's price up, with all that belongs to it."""
    now_ms = ports.clock.now_ms()
    prices = ports.prices
    content = prices.content(article.article_id) if prices else None
    entries = prices.entries(article.article_id) if prices else ()
    coming = [each for each in entries if each.planned and each.from_ms > now_ms]
    usual = article.price_minor
    rules = ports.programmes.in_force()
    everybody, members = (
        one_costs(ports, article, member=member, at_ms=now_ms, programmes=rules) for member in (False, True)
    )
    reduced, members_reduced = reductions(ports, article, now_ms)
    return PriceFacts(
        article,
        prices.code(article.article_id) if prices else "",
        comparison_price(article, usual, content),
        reduced,
        _less(everybody, usual),
        _less(members, everybody),
        min(coming, key=lambda each: each.from_ms, default=None),
        members_reduced,
        label_members(ports, article, now_ms, steady(rules)),
    )


def label_of(facts: PriceFacts) -> ShelfLabel:
    """What the shelf says of it. Offers of an hour or a day of the week are no shelf prices: they come off at the
    counter.
    """
    members = facts.label_members_minor
    return ShelfLabel(
        facts.article,
        facts.code,
        facts.comparison,
        facts.reduction,
        members,
        facts.members_reduction if members is not None and members == facts.members_minor else None,
    )


def label_members(
    sources: PriceSources, article: Article, at_ms: int, programmes: Sequence[Programme]
) -> int | None:
    """What any member pays where that is less than what everybody does; ``programmes`` are :func:`steady` ones."""
    members, everybody = (
        one_costs(sources, article, member=member, at_ms=at_ms, programmes=programmes)
        for member in (True, False)
    )
    return _less(members, everybody)


def _less(price_minor: int | None, usual_minor: int | None) -> int | None:
    """A price where it is less than the usual one."""
    return (
        price_minor
        if price_minor is not None and usual_minor is not None and price_minor < usual_minor
        else None
    )
