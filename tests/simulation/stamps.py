"""The auditor's own stamp cards: every move of stamps on the server's disk, and those that a restored server forgot.

A card may be below zero for a while after a restore: who used it may come before who filled it (EPOCH). That is nothing
done twice as long as the stamps that are on their way fill it again; when everything is calm, they must have.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from tests.simulation.raw import RawFile

Card = tuple[str, str, str]
"""Whose, under which programme, which."""


@dataclass
class StampCards:
    """The cards of one history of the server, by the facts that moved them."""

    moves: dict[str, dict[Card, int]] = field(default_factory=lambda: defaultdict(dict))
    forgotten: dict[str, dict[Card, int]] = field(default_factory=dict)
    """What a restored server was told before and has not been told again, by fact."""
    _last_move: int = 0
    _trusted: set[Card] = field(default_factory=set)

    def follow(self, file: RawFile) -> None:
        """Take in what moved since the last time."""
        for rowid, member_id, programme_id, card, source, stamps in file.rows(
            "SELECT rowid, member_id, programme_id, card, source, stamps FROM stamp_move WHERE rowid > ?"
            " ORDER BY rowid",
            (self._last_move,),
        ):
            self._last_move = rowid
            self.moves[source][member_id, programme_id, card] = stamps
            self.forgotten.pop(source, None)

    def restored(self) -> StampCards:
        """The cards of the history that begins with a restored backup."""
        return StampCards(forgotten={**self.forgotten, **self.moves}, _trusted=self._trusted)

    def is_on_its_way(self, fact_id: str) -> bool:
        """Whether the stamps that this fact used up were all given, though some are yet to come again."""
        cards = self.moves.get(fact_id, {})
        if not cards or any(self._left(card, self.moves, self.forgotten) < 0 for card in cards):
            return False
        self._trusted.update(cards)
        return True

    def never_came(self, aside: Collection[str]) -> list[Card]:
        """Cards that were trusted to be filled again, and are not. What is kept ``aside`` came: a person decides."""
        there = {fact_id: moved for fact_id, moved in self.forgotten.items() if fact_id in aside}
        return [card for card in self._trusted if self._left(card, self.moves, there) < 0]

    def _left(self, card: Card, *of: dict[str, dict[Card, int]]) -> int:
        return sum(moved.get(card, 0) for facts in of for moved in facts.values())
