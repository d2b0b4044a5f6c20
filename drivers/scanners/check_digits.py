"""Check digits of the numbers a till meets, through python-stdnum and biip.

The libraries are imported with the first number, not with this module: stdnum alone costs as much as a
fifth of a bare window, and a till shows its first screen before anybody scans. `warm_up` takes that cost in
a quiet moment.
"""

from __future__ import annotations


def is_gtin(text: str) -> bool:
    """Whether `text` is a GTIN of 8, 12, 13 or 14 digits whose check digit is right."""
    from stdnum import ean

    return bool(ean.is_valid(text))


def gtin_check_digit(body: str) -> str:
    """The digit that completes the digits of a GTIN."""
    from stdnum import ean

    return str(ean.calc_check_digit(body))


def is_luhn(text: str) -> bool:
    """Whether the last digit is the Luhn check digit of those before it, as on most cards."""
    from stdnum import luhn

    return bool(luhn.is_valid(text))


def value_check_digit(value: str) -> str:
    """The check digit of a price or weight of four or five digits (GS1 General Specifications, 7.9.2 to
    7.9.4).
    """
    from biip.checksums import gs1_price_weight_check_digit

    return str(gs1_price_weight_check_digit(value))


def warm_up() -> None:
    """Import what the first scan needs."""
    is_gtin("")
    is_luhn("")
