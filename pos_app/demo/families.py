"""How the demo shop's goods are named: a family of goods is every head with every tail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pos_app.domain.catalogue import Protection, Unit, VatRate

# Norwegian rates under the SAF-T Cash Register standard tax codes.
VAT_25 = VatRate("3", 2500)
VAT_15 = VatRate("31", 1500)
VAT_12 = VatRate("33", 1200)
VAT_0 = VatRate("5", 0)
NO_VAT = VatRate("7", 0)
"""Not turnover: a deposit, or a gift card that is worth whatever it will be spent on."""


@dataclass(frozen=True, slots=True)
class Family:
    """Goods that share everything but their names and prices.

    ``heads`` are (words, price in øre); ``tails`` are (words, per cent of that price). A name is head and tail.
    """

    category_id: str
    heads: tuple[tuple[str, int], ...]
    tails: tuple[tuple[str, int], ...] = (("", 100),)
    vat: VatRate = VAT_15
    unit: Unit = Unit.PIECE
    protection: Protection | None = None
    minimum_age: int = 0

    def goods(self) -> Iterator[tuple[str, int]]:
        """Each name with its price in øre, rounded to what a shelf label says (whole ten øre, ending in 90)."""
        for tail, percent in self.tails:
            for head, price_minor in self.heads:
                yield f"{head} {tail}".strip(), _shelf_price(price_minor * percent // 100)


def _shelf_price(minor: int) -> int:
    """Up to the next x.90, as shelf labels like it; small prices to the next half krone."""
    if minor < 1000:
        return -(-minor // 50) * 50
    return -(-(minor + 10) // 100) * 100 - 10
