"""In-store EAN-13 numbers: a shop's own item reference with a price or a weight inside.

GS1 leaves the prefixes 02 and 20-29 to the shops; what the digits mean is agreed per country or per chain,
so every layout is configuration. The ready set for Norway follows the layout that Nordic scales print: 20,
21, 22 carry a price with two, one and no decimals; 23, 24, 25 a weight in kilograms with three, two and one
decimals.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from drivers.scanners.check_digits import gtin_check_digit, value_check_digit

_LENGTH = 13


class InStorePatternError(ValueError):
    """A pattern in the settings cannot be read; the text says which and what was expected."""


class InStoreCode(Struct, frozen=True):
    """An in-store number taken apart. Exactly one of `price_minor` and `weight_g` is set, or neither.

    `base_ean` is the same number with price or weight set to zero and its check digit made right: the form
    under which catalogues commonly keep such an article.
    """

    item_reference: str
    price_minor: int | None
    weight_g: int | None
    base_ean: str
    ean: str


class InStorePattern(Struct, frozen=True):
    """The layout of one family of in-store numbers, as thirteen places.

    A digit or a class such as `[0-3]` must match; `I` is the item reference, `P` the price, `W` the weight,
    `V` the check digit GS1 defines for a price or weight of four or five digits, `X` is skipped, and the
    last place is `K`, the check digit of the whole. `step` is the worth of the last digit of the value:
    minor units for a price, grams for a weight. Example: `InStorePattern("21IIIIIIPPPPK", step=10)`.
    """

    pattern: str
    step: int = 1

    def __post_init__(self) -> None:
        places = self.places
        if len(places) != _LENGTH or places[-1] != "K" or "K" in places[:-1]:
            raise InStorePatternError(f"{self.pattern!r}: expected 13 places, the last of them K")
        if "I" not in places:
            raise InStorePatternError(f"{self.pattern!r}: expected an item reference (I)")
        if "P" in places and "W" in places:
            raise InStorePatternError(f"{self.pattern!r}: a price (P) or a weight (W), not both")
        if "V" in places and (places.count("V") > 1 or self._value_length not in (4, 5)):
            raise InStorePatternError(f"{self.pattern!r}: one V, and a value of four or five digits with it")
        if self.step < 1:
            raise InStorePatternError(f"{self.pattern!r}: step must be at least 1")
        _expression(places)

    @property
    def places(self) -> tuple[str, ...]:
        """The pattern cut into its places; a class in brackets is one place."""
        return tuple(re.findall(r"\[[0-9-]+\]|.", self.pattern))

    @property
    def _value_length(self) -> int:
        return max(self.places.count("P"), self.places.count("W"))

    def match(self, number: str) -> InStoreCode | None:
        """Take a valid EAN-13 apart, or return `None` when it is of another family or its inner check
        fails.
        """
        places = self.places
        if _expression(places).fullmatch(number) is None:
            return None
        read = {letter: _digits(places, number, letter) for letter in "IPWV"}
        value = read["P"] or read["W"]
        if read["V"] and read["V"] != value_check_digit(value):
            return None
        return InStoreCode(
            item_reference=read["I"],
            price_minor=int(read["P"]) * self.step if read["P"] else None,
            weight_g=int(read["W"]) * self.step if read["W"] else None,
            base_ean=_base(places, number),
            ean=number,
        )


@lru_cache(maxsize=64)
def _expression(places: tuple[str, ...]) -> re.Pattern[str]:
    parts = []
    for place in places:
        if place.isdigit() or place.startswith("["):
            parts.append(place)
        elif place in "IPWVXK":
            parts.append("[0-9]")
        else:
            raise InStorePatternError(f"{''.join(places)!r}: {place!r} means nothing in a pattern")
    try:
        return re.compile("".join(parts))
    except re.error as error:
        raise InStorePatternError(f"{''.join(places)!r}: {error}") from error


def _digits(places: tuple[str, ...], number: str, letter: str) -> str:
    return "".join(digit for place, digit in zip(places, number, strict=True) if place == letter)


def _base(places: tuple[str, ...], number: str) -> str:
    body = "".join(
        "0" if place in ("P", "W", "V") else digit for place, digit in zip(places, number, strict=True)
    )[:-1]
    return body + gtin_check_digit(body)


NORWEGIAN_IN_STORE = (
    InStorePattern("20IIIIIIPPPPK", step=1),
    InStorePattern("21IIIIIIPPPPK", step=10),
    InStorePattern("22IIIIIIPPPPK", step=100),
    InStorePattern("23IIIIIIWWWWK", step=1),
    InStorePattern("24IIIIIIWWWWK", step=10),
    InStorePattern("25IIIIIIWWWWK", step=100),
)
"""The layouts of GS1 prefixes 20 to 25 that Nordic scales print."""
