"""The price of a kilogram, litre, metre or piece, so that packages of different sizes can be compared.

Directive 98/6/EC article 3; Norway: the price information regulation, no. 1066 of 14 November 2012 (jamførpris).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.catalogue import Article, Unit
from pos_app.domain.money import half_up

LARGEST_MILLI = 100_000_000
"""A hundred tons, or a hundred thousand pieces: more in one package is a slip of the finger."""


class Measure(StrEnum):
    """What a package's content is measured in."""

    KILOGRAM = "kg"
    LITRE = "l"
    METRE = "m"
    SQUARE_METRE = "m2"
    PIECE = "piece"


@dataclass(frozen=True, slots=True)
class Content:
    """What is in one piece of an article, in thousandths: 330 of a litre, 6000 of pieces."""

    milli: int
    measure: Measure


@dataclass(frozen=True, slots=True)
class ComparisonPrice:
    """The price of one ``measure``, in minor units."""

    minor: int
    measure: Measure


# What people write on packages, as thousandths of a measure and how many decimals of it count.
_WRITTEN: dict[str, tuple[Measure, int]] = {
    "kg": (Measure.KILOGRAM, 1000),
    "g": (Measure.KILOGRAM, 1),
    "l": (Measure.LITRE, 1000),
    "dl": (Measure.LITRE, 100),
    "cl": (Measure.LITRE, 10),
    "ml": (Measure.LITRE, 1),
    "m": (Measure.METRE, 1000),
    "cm": (Measure.METRE, 10),
    "m2": (Measure.SQUARE_METRE, 1000),
    "pcs": (Measure.PIECE, 1000),
    "stk": (Measure.PIECE, 1000),
}


def read_content(text: str) -> Content:
    """A package's content as it is written on it: ``330 ml``, ``0,75 l``, ``6 pcs``.

    ``ValueError`` where it is none: not a number with a unit that we know, nothing at all, or finer than a thousandth
    of a kilogram, litre or piece.
    """
    number, _, unit = text.strip().lower().replace(",", ".").rpartition(" ")
    whole, _, fraction = number.strip().partition(".")
    if unit not in _WRITTEN or not (whole + fraction).isdigit() or not (whole + fraction).isascii():
        raise ValueError(text)
    measure, thousandths = _WRITTEN[unit]
    milli, rest = divmod(int(whole + fraction) * thousandths, 10 ** len(fraction))
    if rest or not 0 < milli <= LARGEST_MILLI:
        raise ValueError(text)
    return Content(milli, measure)


def comparison_price(
    article: Article, price_minor: int | None, content: Content | None
) -> ComparisonPrice | None:
    """What one kilogram, litre ... costs at ``price_minor`` for the article's own unit, rounded half up; ``None`` where
    nobody said what is in it, or it has no price. Goods by weight cost what they cost.
    """
    if price_minor is None:
        return None
    if article.unit is Unit.KILOGRAM:
        return ComparisonPrice(price_minor, Measure.KILOGRAM)
    if content is None:
        return None
    return ComparisonPrice(half_up(price_minor * 1000, content.milli), content.measure)
