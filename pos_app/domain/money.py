"""Money as integers, and the only place where anything is rounded.

An amount is an ``int`` in the minor unit of its currency (øre, cent, won). A basket has one currency, so amounts
travel as plain integers whose names end in ``_minor``; the :class:`Currency` beside them knows how many decimals
they have and how cash is rounded.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.errors import Refusal, Refused

LARGEST_MINOR = 10**11
"""No amount at a counter is larger (a thousand million kroner); anything above is a slip of the finger."""


class Rounding(StrEnum):
    """How a fraction becomes a whole number. Halves go away from zero, or to the even neighbour."""

    FLOOR = "floor"
    HALF_UP = "half-up"
    HALF_EVEN = "half-even"


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency: ISO 4217 code, decimals of its minor unit, and the smallest step of cash in minor units."""

    code: str
    exponent: int
    cash_step_minor: int

    def round_cash(self, amount_minor: int) -> int:
        """The amount that can be handed over in coins: to the nearest cash step, halves upwards.

        Norway: Bank of Norway abolished the 50-øre coin in 2012, so 0.50 and more goes up to the next krone.
        """
        return divide(amount_minor, self.cash_step_minor, Rounding.HALF_UP) * self.cash_step_minor


NOK = Currency("NOK", 2, 100)
SEK = Currency("SEK", 2, 100)
DKK = Currency("DKK", 2, 50)
EUR = Currency("EUR", 2, 1)
GBP = Currency("GBP", 2, 1)
USD = Currency("USD", 2, 1)
KRW = Currency("KRW", 0, 10)
"""Smallest coins: one krona in Sweden, 50 øre in Denmark, one cent or penny (which prices end in, whatever is still
minted) elsewhere; won are counted in tens. Bulgaria's is the euro since 2026."""
CURRENCIES = {currency.code: currency for currency in (NOK, SEK, DKK, EUR, GBP, USD, KRW)}


# Looked up once: in Python 3.11 that takes as long as ten plain names.
_FLOOR, _HALF_EVEN = Rounding.FLOOR, Rounding.HALF_EVEN


def half_up(numerator: int, denominator: int) -> int:
    """``divide`` with halves up, where nothing is negative: offers ask it a hundred times for each scan."""
    return (2 * numerator + denominator) // (2 * denominator)


def divide(numerator: int, denominator: int, rounding: Rounding) -> int:
    """``numerator / denominator`` as a whole number. Every rounding of money, tax and points goes through here."""
    if denominator <= 0:
        raise ValueError("the denominator must be positive")
    whole, rest = divmod(numerator, denominator)
    if rest == 0 or rounding is _FLOOR:
        return whole
    if 2 * rest != denominator:
        return whole + (1 if 2 * rest > denominator else 0)
    if rounding is _HALF_EVEN:
        return whole + (whole & 1)
    return whole + (1 if numerator > 0 else 0)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` in proportion to ``weights``; the parts sum to it exactly, no øre lost.

    Largest remainder first, earlier parts first on a tie. No part of a positive total is negative, and a part
    with weight 0 gets nothing. All weights zero (or none) with a total other than 0 raises ``ValueError``.
    """
    if weights and min(weights) < 0:
        raise ValueError("weights must not be negative")
    weight_sum = sum(weights)
    if weight_sum == 0:
        if total:
            raise ValueError("nothing to allocate to")
        return [0] * len(weights)
    whole = abs(total)
    parts = [whole * weight // weight_sum for weight in weights]
    left = whole - sum(parts)
    if left:
        order = sorted(range(len(weights)), key=lambda i: (-(whole * weights[i] % weight_sum), i))
        for i in order[:left]:
            parts[i] += 1
    return parts if total >= 0 else [-part for part in parts]


def parse_decimal(text: str, decimals: int) -> int:
    """What a person typed, as an integer scaled by ``10 ** decimals``. Comma and point are both the decimal sign.

    Blanks (also no-break ones) may group thousands. Raises :class:`Refused` with ``AMOUNT_NOT_A_NUMBER``,
    ``AMOUNT_TOO_MANY_DECIMALS`` or ``AMOUNT_TOO_LARGE``.
    """
    plain = text.strip().replace("\u00a0", "").replace("\u202f", "").replace(" ", "").replace(",", ".")
    sign = -1 if plain[:1] in ("-", "\u2212") else 1
    whole, _, fraction = (plain[1:] if plain[:1] in ("-", "\u2212", "+") else plain).partition(".")
    digits = whole + fraction
    if not (digits.isascii() and digits.isdigit()):
        raise Refused(Refusal.AMOUNT_NOT_A_NUMBER, typed=text[:40])
    if len(digits) > 15:
        raise Refused(Refusal.AMOUNT_TOO_LARGE, typed=text[:40])
    if len(fraction) > decimals:  # zeros too: "1,000" may mean a thousand
        raise Refused(Refusal.AMOUNT_TOO_MANY_DECIMALS, typed=text[:40], decimals=decimals)
    value = sign * int(whole + fraction.ljust(decimals, "0"))
    if abs(value) > LARGEST_MINOR:
        raise Refused(Refusal.AMOUNT_TOO_LARGE, typed=text[:40])
    return value


def parse_amount(text: str, currency: Currency) -> int:
    """A typed amount in minor units of ``currency``; see :func:`parse_decimal` for what is refused."""
    return parse_decimal(text, currency.exponent)
