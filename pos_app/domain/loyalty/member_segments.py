"""The segments of one member in memory, kept by the programme's own rules as the server's books keep them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.segment_rules import (
    Purchase,
    Window,
    belongs,
    count,
    first_day,
    parts_of,
    turns,
    windows,
)
from pos_app.domain.pricing import LineEffect

Entered = tuple[str, date]
"""A segment that a member has come to belong to, and the day."""


class MemberSegments:
    """Which segments a member belongs to. Days only go forward."""

    def __init__(self, programme: Programme, held: Sequence[str], history: Iterable[Purchase]) -> None:
        """``held`` are lists that the shop keeps by hand; ``history`` are earlier purchases."""
        self._kept = programme.kept_segments
        ruled = {segment.code for segment in self._kept}
        self._lists = tuple(name for name in held if name not in ruled)
        self._purchases = deque(sorted(history, key=lambda purchase: purchase.on_day))
        self._turns = turns(self._kept)
        self._longest = max((window.days for window in windows(self._kept)), default=1)
        self._in: set[str] = set()
        self._entered: set[Entered] = set()

    @property
    def held(self) -> tuple[str, ...]:
        """Every segment the member belongs to, lists among them."""
        return tuple(sorted({*self._lists, *self._in}))

    def buy(self, day: date, basket: Basket, effects: Sequence[LineEffect]) -> None:
        """A purchase of that day counts. One of protected goods alone does not."""
        if parts := parts_of(basket, effects):
            self._purchases.append(Purchase(day.isoformat(), parts))

    def come(self, after: date, day: date, joined_on: str, last_purchase_on: str) -> list[Entered]:
        """Let the days behind ``after`` pass through ``day``; what the member came to belong to on the way."""
        entered: list[Entered] = []
        for turn in (*self._turning(after, day, joined_on, last_purchase_on), day):
            entered += self.settle(turn, joined_on, last_purchase_on)
        return entered

    def settle(self, day: date, joined_on: str, last_purchase_on: str) -> list[Entered]:
        """Work out who the member is on ``day``; what they came to belong to. Twice on one day counts once."""
        oldest = first_day(self._longest, day)
        while self._purchases and self._purchases[0].on_day < oldest:
            self._purchases.popleft()

        def counted(window: Window) -> tuple[int, int]:
            return count(self._purchases, window, day)

        now = {
            segment.code
            for segment in self._kept
            if belongs(segment, day, joined_on, last_purchase_on, counted)
        }
        entered = [(name, day) for name in sorted(now - self._in) if (name, day) not in self._entered]
        self._entered.update(entered)
        self._in = now
        return entered

    def _turning(self, after: date, day: date, joined_on: str, last_purchase_on: str) -> list[date]:
        """The days between on which something may change by itself."""
        begun = [(purchase.on_day, self._turns.purchase) for purchase in self._purchases]
        begun += [(last_purchase_on, self._turns.last_purchase), (joined_on, self._turns.joined)]
        found = {
            date.fromisoformat(on_day) + timedelta(days=days)
            for on_day, all_days in begun
            if on_day
            for days in all_days
        }
        return sorted(turn for turn in found if after < turn < day)
