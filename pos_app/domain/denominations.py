"""The notes and coins of a currency, and what somebody counted of them.

In use in 2026: Norges Bank (notes of the eighth series, coins of 1 to 20 kroner), the European Central Bank (the note
of 500 is no longer made and still worth its money), the Bank of Korea (1 and 5 won are no longer used at counters).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.money import CURRENCIES

MOST_PIECES = 99_999
"""Nobody counts more of one coin; a larger number is an amount in the wrong field."""

_NOTES: Mapping[str, tuple[int, ...]] = {
    "NOK": (100_000, 50_000, 20_000, 10_000, 5_000),
    "EUR": (50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500),
    "KRW": (50_000, 10_000, 5_000, 1_000),
}
_COINS: Mapping[str, tuple[int, ...]] = {
    "NOK": (2_000, 1_000, 500, 100),
    "EUR": (200, 100, 50, 20, 10, 5, 2, 1),
    "KRW": (500, 100, 50, 10),
}


@dataclass(frozen=True, slots=True)
class Pieces:
    """So many notes or coins of one value."""

    value_minor: int
    count: int


def notes_of(currency_code: str) -> tuple[int, ...]:
    """The values of a currency's notes in minor units, largest first; none where we have no table of it."""
    return _NOTES.get(currency_code, ())


def denominations(currency_code: str) -> tuple[int, ...]:
    """The values of all notes and coins in minor units, largest first.

    A currency without a table of its own is counted as amounts: the one value is the smallest step of its cash.
    """
    known = (*_NOTES.get(currency_code, ()), *_COINS.get(currency_code, ()))
    if known:
        return known
    currency = CURRENCIES.get(currency_code)
    return (currency.cash_step_minor if currency else 1,)


def read_count(typed: Mapping[int, str], currency_code: str) -> tuple[Pieces, ...]:
    """What was typed beside each value, largest value first; an empty field is none.

    Raises :class:`Refused`: ``COUNT_NOT_A_NUMBER`` for letters and fractions, ``COUNT_NEGATIVE``, ``COUNT_TOO_LARGE``,
    and ``COUNT_NO_SUCH_MONEY`` for a value that the currency does not have.
    """
    known = denominations(currency_code)
    for value in typed:
        if value not in known:
            raise Refused(Refusal.COUNT_NO_SUCH_MONEY, currency=currency_code)
    found = ((value, _pieces(typed.get(value, ""))) for value in known)
    return tuple(Pieces(value, count) for value, count in found if count)


def _pieces(typed: str) -> int:
    plain = "".join(typed.split())
    if not plain:
        return 0
    digits = plain[1:] if plain[0] in "-\u2212" else plain
    if not (digits.isascii() and digits.isdigit()):
        raise Refused(Refusal.COUNT_NOT_A_NUMBER, typed=typed[:20])
    if digits != plain and digits.strip("0"):
        raise Refused(Refusal.COUNT_NEGATIVE)
    if len(digits) > 5 and int(digits[:12]) > MOST_PIECES:
        raise Refused(Refusal.COUNT_TOO_LARGE, most=MOST_PIECES)
    return int(digits)


def worth_minor(pieces: Iterable[Pieces]) -> int:
    """What they are worth together."""
    return sum(each.value_minor * each.count for each in pieces)
