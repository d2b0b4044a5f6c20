"""The units of a basket while offers are handed out: what each line still costs, and which units are used up.

Within one stacking group a unit is used once. ``k`` of a line's ``n`` open thousandths are worth their share of what
is open of it, halves up, so that all of them together are worth exactly the line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pos_app.domain.basket import PIECE_MILLI, Basket, Line, line_gross_minor
from pos_app.domain.catalogue import Unit
from pos_app.domain.money import Rounding, divide
from pos_app.domain.pricing import discount_minor


@dataclass(slots=True)
class Group:
    """One stacking group: what it has left open of each line, and the places where something is open.

    A line it has not touched costs what every other group has left of it by then (``left``).
    """

    left: list[int]
    whole_milli: list[int]
    open_minor: list[int]
    open_milli: list[int]
    live: dict[int, None]

    def money(self, place: int) -> int:
        """What the open part of a line costs now."""
        if self.open_milli[place] == self.whole_milli[place]:
            return self.left[place]
        return min(self.open_minor[place], self.left[place])

    def worth(self, place: int, milli: int) -> int:
        """What so many of a line's open thousandths are worth."""
        if milli == self.open_milli[place]:
            return self.money(place)
        return divide(self.money(place) * milli, self.open_milli[place], Rounding.HALF_UP)

    def use(self, place: int, milli: int) -> int:
        """Use them up; returns what they are worth."""
        open_milli = self.open_milli
        if milli == open_milli[place]:
            worth = self.left[place]  # as money() says; every offer comes through here for every line
            if milli != self.whole_milli[place]:
                worth = min(self.open_minor[place], worth)
            self.open_minor[place] = open_milli[place] = 0
            self.live.pop(place, None)
            return worth
        worth = self.worth(place, milli)
        self.open_minor[place] = self.money(place) - worth
        self.open_milli[place] -= milli
        return worth

    def unit_price(self, place: int) -> int:
        """What one open piece costs, rounded down: only to compare pieces."""
        return self.money(place) * PIECE_MILLI // self.open_milli[place]


@dataclass(slots=True)
class UnitPool:
    """All lines of a basket with what is left of each after people's line discounts and the offers so far.

    Protected goods are not in it: whatever works on the pool passes them by.
    """

    lines: Sequence[Line]
    left: list[int]
    groups: dict[str, Group] = field(default_factory=dict)
    free: dict[int, int] = field(default_factory=dict)
    """Pieces by line place that somebody gets for nothing: they do not stamp."""

    @classmethod
    def of(cls, basket: Basket) -> UnitPool:
        """The pool before any offer."""
        left = []
        for line in basket.lines:
            if line.article.protection is not None:
                left.append(0)
            else:
                gross = line_gross_minor(line)
                left.append(gross - discount_minor(line.discount, gross) if line.discount else gross)
        return cls(basket.lines, left)

    def group(self, name: str) -> Group:
        """A stacking group; it begins with every unprotected unit."""
        found = self.groups.get(name)
        if found is None:
            live = {place: None for place, left in enumerate(self.left) if left > 0}
            milli = [line.quantity_milli for line in self.lines]
            found = self.groups[name] = Group(self.left, milli, list(self.left), list(milli), live)
        return found

    def pieces(self, group: Group, place: int) -> int:
        """Whole open pieces of a line; goods by weight have none."""
        return group.open_milli[place] // PIECE_MILLI if self.lines[place].article.unit is Unit.PIECE else 0

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
