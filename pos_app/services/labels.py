"""The labels of many shelves at once: whose price changed since the last round, and whatever somebody names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from pos_app.domain.catalogue import Article
from pos_app.domain.price_history import day_start, in_force, local_day_number
from pos_app.services.price_check import label_members, label_of, price_facts
from pos_app.services.price_ports import PriceSources

if TYPE_CHECKING:
    from pos_app.domain.loyalty.programme import Programme
    from pos_app.domain.shelf_label import ShelfLabel
    from pos_app.services.ports import Catalogue, Clock, Counter, Programmes
    from pos_app.services.price_ports import ShelfPrices

_HALF_DAY_MS = 43_200_000


@dataclass(frozen=True, slots=True)
class LabelSources:
    """What labels are made from, where there is no counter that sells: the replica, and what this till changed."""

    counter: Counter
    clock: Clock
    programmes: Programmes
    catalogue: Catalogue
    prices: ShelfPrices | None = None


@dataclass(frozen=True, slots=True)
class StandingClock:
    """The store's clock at another time (ms UTC)."""

    at_ms: int
    store_clock: Clock

    def now_ms(self) -> int:
        """That time."""
        return self.at_ms

    def offset_minutes(self, at_ms: int) -> int:
        """The store's offset from UTC at that instant."""
        return self.store_clock.offset_minutes(at_ms)


class Shelves(PriceSources, Protocol):
    """The same as services ask for it: a till's :class:`~pos_app.services.ports.Ports` will do."""

    @property
    def catalogue(self) -> Catalogue:
        """What there is."""


@dataclass(frozen=True, slots=True)
class ChangedPrice:
    """An article whose label is to be put up anew, since when (ms UTC) it costs what it costs, and what before that,
    as far as that is remembered. ``for_members`` where only their price changed: then it is ``members_minor``, if they
    have one still.
    """

    article: Article
    from_ms: int
    before_minor: int | None = None
    for_members: bool = False
    members_minor: int | None = None


def changed_prices(shelves: Shelves, since_ms: int) -> tuple[ChangedPrice, ...]:
    """The articles with a price that took over at ``since_ms`` or later and holds now, by name.

    What is planned comes when its day has come (:func:`tomorrow` is a day early). What members pay
    for an article that an offer names counts as well; of offers for categories or for everything nobody can say which
    labels they stand on.
    """
    if shelves.prices is None:
        return ()
    now_ms = shelves.clock.now_ms()
    found = []
    for article_id in shelves.prices.changed():
        entries = shelves.prices.entries(article_id)
        holds = in_force(entries, now_ms)
        article = shelves.catalogue.by_id(article_id)
        if holds is None or article is None or holds.from_ms < since_ms or holds.price_minor is None:
            continue
        if article.price_minor != holds.price_minor:  # planned for later than now
            article = replace(article, price_minor=holds.price_minor)
        before = in_force([each for each in entries if each.from_ms < holds.from_ms], now_ms)
        found.append(ChangedPrice(article, holds.from_ms, before.price_minor if before else None))
    found += _for_members(shelves, since_ms, {each.article.article_id for each in found})
    return tuple(sorted(found, key=lambda each: (each.article.name.casefold(), each.article.article_id)))


def _for_members(shelves: Shelves, since_ms: int, known: set[str]) -> list[ChangedPrice]:
    """Those whose label says another price for members than it did just before ``since_ms``."""
    from pos_app.services.audience_prices import steady

    rules, now_ms = shelves.prices.rules() if shelves.prices else (), shelves.clock.now_ms()
    named: set[str] = set()
    before: Sequence[Programme] = ()
    for place, each in enumerate(rules):
        if each.from_ms < since_ms:
            before = each.programmes
        if place + 1 == len(rules) or rules[place + 1].from_ms >= since_ms:
            named.update(
                id_ for made in each.programmes for offer in made.offers for id_ in offer.goods.articles
            )
    then, now = steady(before), steady(shelves.programmes.in_force())
    found = []
    for article_id in sorted(named - known):
        article = shelves.catalogue.by_id(article_id)
        if article is None or article.price_minor is None:
            continue
        members = label_members(shelves, article, now_ms, now)
        if members != label_members(shelves, article, since_ms - 1, then):
            found.append(ChangedPrice(article, since_ms, for_members=True, members_minor=members))
    return found


def labels_of(shelves: Shelves, articles: Iterable[Article]) -> tuple[ShelfLabel, ...]:
    """Their labels, in their order, without those whose price is asked for at the sale."""
    return tuple(label_of(price_facts(shelves, each)) for each in articles if each.price_minor is not None)


def tomorrow(shelves: Shelves) -> LabelSources:
    """The same shelves at noon of the store's next day: labels are put up the evening before. What is planned for that
    day counts from its beginning, ``days_ago_ms(..., 0)`` of these.
    """
    offset = shelves.clock.offset_minutes
    noon_ms = day_start(local_day_number(shelves.clock.now_ms(), offset) + 1, offset) + _HALF_DAY_MS
    clock = StandingClock(noon_ms, shelves.clock)
    return LabelSources(shelves.counter, clock, shelves.programmes, shelves.catalogue, shelves.prices)


def days_ago_ms(shelves: PriceSources, days: int) -> int:
    """When the store's day began that is ``days`` days ago (ms UTC); 0 is today."""
    offset = shelves.clock.offset_minutes
    return day_start(local_day_number(shelves.clock.now_ms(), offset) - days, offset)


def day_began_ms(shelves: PriceSources, iso: str) -> int:
    """When that day of the store began (ms UTC). ``ValueError`` for what is no day."""
    from datetime import date

    first = date(1970, 1, 1)
    return day_start((date.fromisoformat(iso) - first).days, shelves.clock.offset_minutes)


def named_article(catalogue: Catalogue, text: str) -> Article | None:
    """The article that a code or an article id names."""
    coded = catalogue.by_code(text)
    return coded.article if coded else catalogue.by_id(text)
