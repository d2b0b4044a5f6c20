"""Segments: groups of members by how lately, how often and for how much they bought, or kept by hand.

Who belongs is worked out from a member's own purchases, day by day; :func:`belongs` is the one answer for the server's
books, for the book in memory and so for worked examples and the simulation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.condition import EVERYTHING, Goods
from pos_app.domain.loyalty.form import Between, Count, Days, Id, Key
from pos_app.domain.money import Rounding, divide
from pos_app.domain.pricing import LineEffect, price_lines

MOST_DAYS = 1_096
"""How far back a segment may look: three years. Purchases are kept no longer than that (LOYALTY §6)."""


@dataclass(frozen=True, slots=True)
class Often:
    """How often: purchases in the last ``within_days`` days, today among them. With ``goods`` only purchases that held
    some of them.
    """

    within_days: Annotated[int, Between(1, MOST_DAYS), "in the last so many days, today included"]
    at_least: Annotated[Count, "at least so many purchases"] = 0
    at_most: Annotated[int | None, Between(0, 10_000), "at most so many purchases"] = None
    goods: Annotated[Goods, "only purchases of these goods"] = EVERYTHING


@dataclass(frozen=True, slots=True)
class Spent:
    """For how much: what goods cost, discounts taken off and VAT included, in the last ``within_days`` days."""

    within_days: Annotated[int, Between(1, MOST_DAYS), "in the last so many days, today included"]
    at_least_minor: Annotated[int, "at least so much"] = 0
    at_most_minor: Annotated[int | None, "at most so much"] = None
    goods: Annotated[Goods, "only what was spent on these goods"] = EVERYTHING


@dataclass(frozen=True, slots=True)
class Ago:
    """How long ago a day is: today is 0 days ago. A day that never was is neither long nor short ago."""

    at_least: Annotated[Days, Key("days_ago_at_least"), "at least so many days ago"] = 0
    at_most: Annotated[int | None, Between(0, 3_660), Key("days_ago_at_most"), "at most so many days ago"] = (
        None
    )


@dataclass(frozen=True, slots=True)
class Segment:
    """A group of members that conditions name. Whoever meets all that is written belongs to it, from the day or the
    sale on which they do; or the shop keeps it ``by_hand``.
    """

    code: Annotated[Id, Key("id"), "what conditions know it by"]
    words: Annotated[str, "the group, as in: because you are among our best customers"]
    purchases: Annotated[Often | None, "how often they bought"] = None
    spend: Annotated[Spent | None, "for how much they bought"] = None
    last_purchase: Annotated[Ago | None, "how long ago they bought last"] = None
    joined: Annotated[Ago | None, "how long ago they joined"] = None
    by_hand: Annotated[bool, "a list that the shop keeps itself"] = False


@dataclass(frozen=True, slots=True)
class Part:
    """What one purchase held of one article, and what that cost in minor units with its VAT."""

    article_id: str
    category_id: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Purchase:
    """What a purchase on that day (ISO) left with the member."""

    on_day: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """What is counted: the purchases of these goods in so many days."""

    days: int
    goods: Goods

    @property
    def counts_everything(self) -> bool:
        """Whether no goods are left out."""
        goods = self.goods
        return goods.is_everything and not (goods.except_articles or goods.except_categories)


Counted = Callable[[Window], tuple[int, int]]
"""How many purchases a member made in a window, and for how much."""


def parts_of(
    basket: Basket, effects: Iterable[LineEffect], gone_milli: Mapping[int, int] | None = None
) -> tuple[Part, ...]:
    """What a purchase counts for: its goods by article, less what came back since (thousandths by line). Protected
    goods count for nothing (CLASSES), and points used lower no price here.
    """
    amounts: dict[tuple[str, str], int] = {}
    for line, done in zip(basket.lines, price_lines(basket, tuple(effects)), strict=True):
        left = line.quantity_milli - (gone_milli or {}).get(line.line_id, 0)
        if line.article.protection is not None or left <= 0:
            continue
        amount = divide(done.net_minor * left, line.quantity_milli, Rounding.HALF_UP)
        if not basket.vat_included:
            amount = divide(amount * (10_000 + line.article.vat.basis_points), 10_000, Rounding.HALF_UP)
        key = (line.article.article_id, line.article.category_id)
        amounts[key] = amounts.get(key, 0) + amount
    return tuple(Part(*key, amount) for key, amount in amounts.items())


def belongs(segment: Segment, day: date, joined_on: str, last_purchase_on: str, counted: Counted) -> bool:
    """Whether a member belongs to a segment on ``day``. Days are ISO, empty where there was none."""
    if segment.by_hand:
        return False
    often, spent = segment.purchases, segment.spend
    if not (
        _is_ago(segment.joined, joined_on, day) and _is_ago(segment.last_purchase, last_purchase_on, day)
    ):
        return False
    if often is not None:
        times, _ = counted(Window(often.within_days, often.goods))
        if times < often.at_least or (often.at_most is not None and times > often.at_most):
            return False
    if spent is not None:
        _, amount = counted(Window(spent.within_days, spent.goods))
        if amount < spent.at_least_minor:
            return False
        return spent.at_most_minor is None or amount <= spent.at_most_minor
    return True


def count(purchases: Iterable[Purchase], window: Window, day: date) -> tuple[int, int]:
    """How many of these purchases a window holds on ``day``, and for how much."""
    first, goods = first_day(window.days, day), window.goods
    times = amount = 0
    for purchase in purchases:
        if purchase.on_day < first:
            continue
        parts = [part for part in purchase.parts if covers(goods, part)]
        times += bool(parts)
        amount += sum(part.amount_minor for part in parts)
    return times, amount


def covers(goods: Goods, part: Part) -> bool:
    """Whether a part of a purchase is among these goods."""
    if part.article_id in goods.except_articles or part.category_id in goods.except_categories:
        return False
    return goods.is_everything or part.article_id in goods.articles or part.category_id in goods.categories


def first_day(days: int, day: date) -> str:
    """The first day (ISO) of the last so many, ``day`` among them."""
    return date.fromordinal(max(day.toordinal() - days + 1, 1)).isoformat()


def windows(segments: Iterable[Segment]) -> set[Window]:
    """Everything that these segments count."""
    return {
        Window(rule.within_days, rule.goods)
        for segment in segments
        for rule in (segment.purchases, segment.spend)
        if rule is not None
    }


@dataclass(frozen=True, slots=True)
class Turns:
    """After how many days a purchase, the last purchase or the joining may move a member into a segment or out of it:
    on all other days a member who did nothing stays where they are.
    """

    purchase: frozenset[int]
    last_purchase: frozenset[int]
    joined: frozenset[int]


def turns(segments: Iterable[Segment]) -> Turns:
    """The days after which these segments may change."""
    kept = tuple(segments)
    return Turns(
        frozenset(window.days for window in windows(kept)),
        _edges(segment.last_purchase for segment in kept),
        _edges(segment.joined for segment in kept),
    )


def _edges(rules: Iterable[Ago | None]) -> frozenset[int]:
    found: set[int] = set()
    for rule in rules:
        if rule is not None:
            found.add(rule.at_least)
            if rule.at_most is not None:
                found.add(rule.at_most + 1)
    return frozenset(found - {0})


def _is_ago(rule: Ago | None, on_day: str, day: date) -> bool:
    if rule is None:
        return True
    if not on_day:
        return False
    days = max((day - date.fromisoformat(on_day)).days, 0)  # a fact of a zone further east is of today
    return days >= rule.at_least and (rule.at_most is None or days <= rule.at_most)
