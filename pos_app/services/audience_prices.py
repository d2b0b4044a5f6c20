"""What an article really cost whom in the past: everybody with the offers for anyone, members with theirs.

Nobody wrote that down from day to day, and nobody has to: every price that was set and every version of the programmes
is kept with its time, and what one piece cost at an instant follows from them, as it does at the counter. The article's
category and protection are taken as they are now. What a till was told late counts from when the server had it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from pos_app.domain.basket import Basket, add_article
from pos_app.domain.catalogue import Article, Unit
from pos_app.domain.errors import Refused
from pos_app.domain.loyalty.condition import Condition
from pos_app.domain.loyalty.decision import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.price_history import (
    DAYS_BEFORE,
    LONGEST_DAYS,
    Audience,
    PriceSpan,
    Reduction,
    day_start,
    local_day_number,
    reduction_now,
    spans,
    window_start,
)
from pos_app.domain.sale import reckon
from pos_app.services.price_ports import PriceSources, RulesSince
from pos_app.services.quoting import context_at

_ONE_MILLI = 1000
_MINUTE_MS = 60_000
_QUARTER_MS = 15 * _MINUTE_MS
_DAY_MINUTES = 1440
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


def reductions(
    sources: PriceSources, article: Article, now_ms: int
) -> tuple[Reduction | None, Reduction | None]:
    """What may be announced now with the lowest price of the 30 days before it: of the shelf's price, for everybody;
    and of what members pay, where that is less than what everybody does.
    """
    if sources.prices is None:
        return None, None
    offset = sources.clock.offset_minutes
    shelf = spans(sources.prices.entries(article.article_id), now_ms)
    paid = paid_prices(sources, article, now_ms, shelf)
    everybody = reduction_now(shelf, Audience.EVERYBODY, now_ms, offset, paid)
    has_members_price = any(
        span.audience is Audience.MEMBERS and span.from_ms <= now_ms < span.until_ms for span in paid
    )
    return everybody, reduction_now(paid, Audience.MEMBERS, now_ms, offset) if has_members_price else None


def paid_prices(
    sources: PriceSources, article: Article, now_ms: int, shelf: Sequence[PriceSpan]
) -> tuple[PriceSpan, ...]:
    """What one piece (or kilogram) cost whom, as far back as the lowest price of any reduction reaches; ``shelf`` is
    what the shelf said. The last spans end just after ``now_ms``.
    """
    rules = sources.prices.rules() if sources.prices is not None else ()
    past = _Past(sources, article, now_ms, rules)
    found: list[PriceSpan] = []
    open_spans: dict[tuple[Audience, int, int], int] = {}
    for place, span in enumerate(shelf):
        edges = past.edges(span)
        for begin, end in pairwise(edges):
            everybody, members = past.costs(span.price_minor, begin)
            told = [(Audience.EVERYBODY, everybody)]
            if members < everybody:
                told.append((Audience.MEMBERS, members))
            for audience, minor in told:
                key = (audience, minor, place)
                at = open_spans.get(key)
                if at is not None and found[at].until_ms == begin:
                    found[at] = PriceSpan(audience, minor, found[at].from_ms, end)
                else:
                    open_spans[key] = len(found)
                    found.append(PriceSpan(audience, minor, begin, end))
    return tuple(found)


def one_costs(
    sources: PriceSources,
    article: Article,
    *,
    member: bool,
    at_ms: int,
    programmes: Sequence[Programme],
) -> int | None:
    """What one piece (or kilogram) of it costs by itself at an instant, everybody or any ``member``; ``None`` where the
    cashier is asked.
    """
    from pos_app.domain.loyalty.engine import evaluate

    if article.price_minor is None:
        return None
    store = sources.counter.store
    quantity = _ONE_MILLI if article.unit is Unit.KILOGRAM else None
    try:
        basket = add_article(Basket("", store.currency, store.vat_included), article, quantity_milli=quantity)
    except Refused:
        return None
    context = context_at(sources, at_ms)
    view = _any_member(at_ms, context.business_date) if member else None
    decision = evaluate(basket, (), view, programmes, context)
    priced, _ = reckon(basket, (), decision)
    return priced.lines[0].net_minor


def steady(programmes: Sequence[Programme]) -> Sequence[Programme]:
    """The same without the offers of certain hours or days of the week: a label stays up when those are over."""
    if all(_is_steady(offer.when) for each in programmes for offer in each.offers):
        return programmes
    from pos_app.domain.loyalty.rule_book import RuleBook

    return RuleBook(
        replace(each, offers=tuple(offer for offer in each.offers if _is_steady(offer.when)))
        for each in programmes
    )


def _is_steady(when: Condition) -> bool:
    return not when.weekdays and when.from_time == 0 and when.to_time == _DAY_MINUTES


def _any_member(at_ms: int, business_date: str) -> MemberView:
    """A member of whom nothing is special: no level, no coupon, no birthday, neither new nor long away."""
    return MemberView("any", 0, 0, None, at_ms, purchases=1000, last_purchase_on=business_date)


class _Past:
    """One article's past: where something may have changed, and what it cost between two such times. Two times at which
    the same offers were on cost the same, and only one of them is evaluated.
    """

    def __init__(
        self, sources: PriceSources, article: Article, now_ms: int, rules: Sequence[RulesSince]
    ) -> None:
        self._sources, self._article, self._now_ms = sources, article, now_ms
        self._offset = sources.clock.offset_minutes
        self._since_ms = window_start(now_ms, self._offset, LONGEST_DAYS + DAYS_BEFORE)
        self._rules = () if article.is_protected else rules
        self._starts = [each.from_ms for each in self._rules]
        self._conditions = [tuple(_conditions(each.programmes, article)) for each in self._rules]
        self._known: dict[tuple[int, int, tuple[bool, ...]], tuple[int, int]] = {}
        self._edges = sorted({*self._changes(), self._since_ms, now_ms + 1})

    def edges(self, span: PriceSpan) -> list[int]:
        """The times within a span between which its price, once offers came off, is one for each audience."""
        first, last = max(span.from_ms, self._since_ms), min(span.until_ms, self._now_ms + 1)
        if first >= last:
            return []
        return [first, *(edge for edge in self._edges if first < edge < last), last]

    def costs(self, price_minor: int, at_ms: int) -> tuple[int, int]:
        """What everybody paid, and any member."""
        number = bisect_right(self._starts, at_ms) - 1
        if number < 0 or not self._conditions[number]:
            return price_minor, price_minor
        from pos_app.domain.loyalty.conditions import on_calendar

        today, minute = self._local(at_ms)
        on = tuple(on_calendar(when, today, minute) for when in self._conditions[number])
        found = self._known.get((number, price_minor, on))
        if found is None:
            found = self._known[number, price_minor, on] = self._evaluated(number, price_minor, at_ms)
        return found

    def _evaluated(self, number: int, price_minor: int, at_ms: int) -> tuple[int, int]:
        article, programmes = replace(self._article, price_minor=price_minor), self._rules[number].programmes
        everybody, members = (
            one_costs(self._sources, article, member=member, at_ms=at_ms, programmes=programmes)
            for member in (False, True)
        )
        if everybody is None:
            return price_minor, price_minor
        return everybody, everybody if members is None else min(members, everybody)

    def _local(self, at_ms: int) -> tuple[date, int]:
        minutes = at_ms // _MINUTE_MS + self._offset(at_ms)
        day, minute = divmod(minutes, _DAY_MINUTES)
        return date.fromordinal(_EPOCH_ORDINAL + day), minute

    def _changes(self) -> Iterator[int]:
        """When programmes changed, and when an offer began or ended by the calendar."""
        conditions = {when for each in self._conditions for when in each}
        yield from (start for start in self._starts if self._since_ms < start <= self._now_ms)
        for when in conditions:
            for iso, more in ((when.from_date, 0), (when.to_date, 1)):
                if iso:
                    day = date.fromisoformat(iso).toordinal() - _EPOCH_ORDINAL + more
                    yield day_start(day, self._offset)
        minutes = {minute for when in conditions for minute in (when.from_time, when.to_time)}
        minutes -= {0, _DAY_MINUTES}
        if not minutes and not any(when.weekdays for when in conditions):
            return
        first, last = (local_day_number(at_ms, self._offset) for at_ms in (self._since_ms, self._now_ms))
        for day in range(first, last + 1):
            begin, end = day_start(day, self._offset), day_start(day + 1, self._offset)
            yield begin
            if self._offset(begin) == self._offset(end):
                yield from (begin + minute * _MINUTE_MS for minute in minutes)
            else:  # the clock is moved on that day
                yield from range(begin, end, _QUARTER_MS)


def _conditions(programmes: Sequence[Programme], article: Article) -> Iterator[Condition]:
    """When the offers hold that an article is among the goods of."""
    for programme in programmes:
        for offer in programme.offers:
            if offer.goods.covers(article):
                yield offer.when
