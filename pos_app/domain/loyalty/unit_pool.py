"""The units of a basket while offers are handed out: what each line still costs, and which units are used up.

Within one stacking group a unit is used once. ``k`` of a line's ``n`` open thousandths are worth their share of what
is open of it, halves up, so that all of them together are worth exactly the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pos_app.domain.basket import PIECE_MILLI, Basket, Line, line_gross_minor
from pos_app.domain.catalogue import Unit
from pos_app.domain.money import half_up
from pos_app.domain.pricing import discount_minor

# Looked up once: in Python 3.11 that takes as long as ten plain names.
_PIECE = Unit.PIECE


@dataclass(slots=True)
class Group:
    """One stacking group: the places where something is open (``live``), and what is left of lines it used in part.

    A line it has not touched costs what every other group has left of it by then (``left``). Of one that it used in
    part ``parts`` says what the open part was worth then, in minor units, and its thousandths.
    """

    left: list[int]
    whole_milli: list[int]
    live: dict[int, None]
    parts: dict[int, tuple[int, int]] = field(default_factory=dict)

    def money(self, place: int) -> int:
        """What the open part of a live line costs now."""
        part = self.parts.get(place)
        return self.left[place] if part is None else min(part[0], self.left[place])

    def open_milli(self, place: int) -> int:
        """A live line's open thousandths."""
        part = self.parts.get(place)
        return self.whole_milli[place] if part is None else part[1]

    def worth(self, place: int, milli: int) -> int:
        """What so many of a live line's open thousandths are worth."""
        whole = self.open_milli(place)
        if milli == whole:
            return self.money(place)
        return half_up(self.money(place) * milli, whole)

    def use(self, place: int, milli: int) -> int:
        """Use thousandths of a line up, none of one that is used up already; returns what they are worth."""
        if not milli:
            return 0
        whole = self.open_milli(place)
        if milli == whole:
            return self.use_all(place)
        money = self.money(place)
        worth = half_up(money * milli, whole)
        self.parts[place] = money - worth, whole - milli
        return worth

    def use_all(self, place: int) -> int:
        """Use up all that is open of a live line; returns what it is worth."""
        del self.live[place]
        worth = self.left[place]
        if place in self.parts:
            worth = min(self.parts.pop(place)[0], worth)
        return worth

    def unit_price(self, place: int) -> int:
        """What one open piece of a live line costs, rounded down: only to compare pieces."""
        return self.money(place) * PIECE_MILLI // self.open_milli(place)


@dataclass(slots=True)
class UnitPool:
    """All lines of a basket with what is left of each after people's line discounts and the offers so far.

    Protected goods are not in it: whatever works on the pool passes them by.
    """

    lines: Sequence[Line]
    unprotected: Sequence[int]
    """The places of goods that offers may touch."""
    left: list[int]
    whole_milli: list[int]
    groups: dict[str, Group] = field(default_factory=dict)
    free: dict[int, int] = field(default_factory=dict)
    """Pieces by line place that somebody gets for nothing: they do not stamp."""

    @classmethod
    def of(cls, basket: Basket) -> UnitPool:
        """The pool before any offer."""
        lines = basket.lines
        unprotected = [place for place, line in enumerate(lines) if line.article.protection is None]
        left = [0] * len(lines)
        for place in unprotected:
            left[place] = _before_offers(lines[place])
        return cls(lines, unprotected, left, [line.quantity_milli for line in lines])

    def group(self, name: str) -> Group:
        """A stacking group; it begins with every unprotected unit that still costs something."""
        found = self.groups.get(name)
        if found is None:
            live = {place: None for place, left in enumerate(self.left) if left > 0}
            found = self.groups[name] = Group(self.left, self.whole_milli, live)
        return found

    def pieces(self, group: Group, place: int) -> int:
        """Whole open pieces of a line; goods by weight have none."""
        return group.open_milli(place) // PIECE_MILLI if self.lines[place].article.unit is _PIECE else 0

    def lower(self, place: int, amount_minor: int) -> int:
        """Take money off a line, never more than is left of it; returns what was taken."""
        left = self.left[place]
        taken = min(amount_minor, left)
        if taken <= 0:
            return 0
        self.left[place] = left - taken
        return taken

    def give(self, group: Group, place: int, pieces: int) -> int:
        """Use up pieces that are free; returns what they are worth."""
        self.free[place] = self.free.get(place, 0) + pieces
        return group.use(place, pieces * PIECE_MILLI)

    def is_discounted(self, place: int) -> bool:
        """Whether a person or an offer has lowered the line."""
        line = self.lines[place]
        return line.discount is not None or self.left[place] < line_gross_minor(line)


def _before_offers(line: Line) -> int:
    gross = line_gross_minor(line)
    return gross - discount_minor(line.discount, gross) if line.discount else gross


def spread_last(total: int, weights: Sequence[int]) -> list[int]:
    """``total`` in proportion to ``weights``, each part rounded down and the remainder on the last.

    No part exceeds its weight while the total does not exceed their sum: what the last cannot bear goes before it.
    """
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    parts = [total * weight // whole for weight in weights]
    rest = total - sum(parts)
    for place in range(len(parts) - 1, -1, -1):
        more = min(rest, weights[place] - parts[place])
        parts[place] += more
        rest -= more
    return parts
