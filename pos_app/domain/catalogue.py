"""Goods: what an article is, how it is taxed, and which goods no programme may touch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Unit(StrEnum):
    """How an article is counted. Quantities are thousandths of it: 1000 is one piece, 342 is 342 g."""

    PIECE = "piece"
    KILOGRAM = "kg"


class Protection(StrEnum):
    """Goods that never count: no discount, no points, no stamps, and not towards a minimum."""

    ALCOHOL = "alcohol"
    TOBACCO = "tobacco"
    MEDICINE = "medicine"
    INFANT_FORMULA = "infant_formula"
    FIXED_PRICE_BOOK = "fixed_price_book"
    DEPOSIT = "deposit"
    CARRIER_BAG = "carrier_bag"
    GIFT_CARD = "gift_card"
    FEE = "fee"


@dataclass(frozen=True, slots=True)
class VatRate:
    """One VAT rate: the code the books know it by, and the rate in basis points (2500 = 25 %)."""

    code: str
    basis_points: int


@dataclass(frozen=True, slots=True)
class Category:
    """A tab of quick keys; ``colour`` is ``#RRGGBB``."""

    category_id: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Article:
    """One thing the shop sells, as the catalogue stood when it was looked up.

    ``price_minor`` is the price of one unit, VAT included or not as the store trades; ``None`` asks the cashier.
    ``minimum_age`` in years, 0 for none.
    """

    article_id: str
    name: str
    price_minor: int | None
    vat: VatRate
    unit: Unit = Unit.PIECE
    category_id: str = ""
    minimum_age: int = 0
    protection: Protection | None = None
    colour: str = ""

    @property
    def is_protected(self) -> bool:
        """Whether discounts and programmes must pass this article by."""
        return self.protection is not None
