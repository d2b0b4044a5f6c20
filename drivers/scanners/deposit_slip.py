"""Slips of machines for empty bottles: a number under bars that holds a serial number and what it is worth.

GS1 leaves the prefix 980 to such slips ("refund receipts"); what the other digits mean is up to the shop and whoever
made its machines, so every layout is configuration.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from drivers.scanners.check_digits import gtin_check_digit

_SHORTEST, _LONGEST = 10, 40
_PLACES = re.compile(r"[0-9SPXK]+")


class DepositSlipFormError(ValueError):
    """A form in the settings cannot be read; the text says which and what was expected."""


class DepositSlipCode(Struct, frozen=True):
    """A slip as scanned. `number` is all of its digits, as they are printed under the bars."""

    number: str
    amount_minor: int


class DepositSlipForm(Struct, frozen=True):
    """The layout of a slip's number, digit by digit.

    A digit must match; `S` is the serial number, `P` what it is worth, `X` is skipped, and `K`, last if at all, is the
    check digit that GS1 numbers have. `step` is the worth of the last `P`, in minor units. Example:
    `DepositSlipForm("980SSSSSPPPPK", step=10)`.
    """

    form: str
    step: int = 1

    def __post_init__(self) -> None:
        form = self.form
        if _PLACES.fullmatch(form) is None or not _SHORTEST <= len(form) <= _LONGEST:
            raise DepositSlipFormError(
                f"{form!r}: expected {_SHORTEST} to {_LONGEST} of the digits, S, P, X and K"
            )
        if "S" not in form or "P" not in form:
            raise DepositSlipFormError(f"{form!r}: expected a serial number (S) and what it is worth (P)")
        if not form[0].isdigit():
            raise DepositSlipFormError(
                f"{form!r}: expected a digit first, by which slips are told from goods"
            )
        if "K" in form[:-1]:
            raise DepositSlipFormError(f"{form!r}: the check digit (K) is the last")
        if self.step < 1:
            raise DepositSlipFormError(f"{form!r}: step must be at least 1")

    def fits(self, digits: str) -> bool:
        """Whether digits have the length and the fixed digits of this form."""
        return _expression(self.form).fullmatch(digits) is not None

    def is_valid(self, digits: str) -> bool:
        """Whether the check digit of digits that `fits` is right."""
        return self.form[-1] != "K" or gtin_check_digit(digits[:-1]) == digits[-1]

    def read(self, digits: str) -> DepositSlipCode:
        """What the slip says; only for digits that `fits` and `is_valid`."""
        worth = "".join(digit for place, digit in zip(self.form, digits, strict=True) if place == "P")
        return DepositSlipCode(digits, int(worth) * self.step)


@lru_cache(maxsize=16)
def _expression(form: str) -> re.Pattern[str]:
    return re.compile(re.sub("[SPXK]", "[0-9]", form))


USUAL_SLIPS = (DepositSlipForm("980SSSSSPPPPK", step=10),)
"""Where the settings say nothing: five digits of serial number, the worth in tenths of the currency's unit."""
