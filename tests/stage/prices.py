"""Prices held in memory: the port ``ShelfPrices`` over what a fake store kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pos_app.domain.comparison_price import Content
from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.price_history import PriceEntry
from pos_app.services.price_ports import RulesSince


class FakePrices:
    """What articles cost before stands in ``before``, what is in them in ``contents``."""

    def __init__(self, events: Callable[[], Sequence[CounterEvent]]) -> None:
        self._events = events
        self.before: dict[str, tuple[PriceEntry, ...]] = {}
        self.contents: dict[str, Content] = {}
        self.codes: dict[str, str] = {}
        self.rules_since: tuple[RulesSince, ...] = ()
        self.told = 0

    def entries(self, article_id: str) -> Sequence[PriceEntry]:
        changed = tuple(
            PriceEntry(
                each.event_id,
                each.amount_minor,
                each.from_ms or each.at_ms,
                each.from_ms or each.at_ms,
                planned=bool(each.from_ms),
            )
            for each in self._events()
            if each.kind is CounterEventKind.SHELF_PRICE_CHANGED and each.subject == article_id
        )
        return (*self.before.get(article_id, ()), *changed)

    def content(self, article_id: str) -> Content | None:
        return self.contents.get(article_id)

    def code(self, article_id: str) -> str:
        return self.codes.get(article_id, "")

    def changed(self) -> Sequence[str]:
        events = (e.subject for e in self._events() if e.kind is CounterEventKind.SHELF_PRICE_CHANGED)
        return tuple(dict.fromkeys((*self.before, *events)))

    def rules(self) -> Sequence[RulesSince]:
        return self.rules_since

    def noted(self) -> None:
        self.told += 1
