"""What services about prices need from outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # nobody asks before somebody looks a price up
    from pos_app.domain.comparison_price import Content
    from pos_app.domain.loyalty.programme import Programme
    from pos_app.domain.price_history import PriceEntry
    from pos_app.services.ports import Clock, Counter, Programmes


@dataclass(frozen=True, slots=True)
class RulesSince:
    """All programmes as they held together from ``from_ms`` (UTC) until the next such time."""

    from_ms: int
    programmes: Sequence[Programme]


class ShelfPrices(Protocol):
    """What the replica, and this till's own journal before the server has it, know of prices. Safe on any thread."""

    def entries(self, article_id: str) -> Sequence[PriceEntry]:
        """Every price of an article that is remembered or planned, in their order; the first reaches back for ever."""

    def content(self, article_id: str) -> Content | None:
        """What is in a piece, where somebody said so."""

    def code(self, article_id: str) -> str:
        """What stands for one piece of it at a scanner, the longest code first, or "" where nothing does."""

    def changed(self) -> Sequence[str]:
        """The articles of which more is remembered or planned than what they cost now."""

    def rules(self) -> Sequence[RulesSince]:
        """Every version of the programmes that this till was told of, in the order in which they came to hold."""

    def noted(self) -> None:
        """A change was journalled here: it holds from now on."""


class PriceSources(Protocol):
    """All that a price is looked up with: a till's :class:`~pos_app.services.ports.Ports`, or less."""

    @property
    def counter(self) -> Counter:
        """Whose shop."""

    @property
    def clock(self) -> Clock:
        """When."""

    @property
    def programmes(self) -> Programmes:
        """What offers touch it."""

    @property
    def prices(self) -> ShelfPrices | None:
        """What is remembered."""
