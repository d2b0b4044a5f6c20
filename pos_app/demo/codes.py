"""Numbers that the demo company prints: article codes, scale labels and member cards.

GS1 keeps the prefix 952 for demonstrations and examples, so that no code here is anybody's article.
"""

from __future__ import annotations

from stdnum import ean, luhn

ARTICLE_PREFIX = "952"
CASE_PREFIX = "9529"
"""Cases have numbers of their own, above those of single articles."""
CARD_PREFIX = "9578"
WEIGHT_PREFIX = "23"
"""An in-store code whose last four digits before the check digit are grams."""
PRICE_PREFIX = "21"
"""The same with a price in tens of øre."""
PRICE_STEP_MINOR = 10


def article_code(number: int) -> str:
    """The EAN-13 of the demo company's ``number``-th article."""
    return _with_check_digit(f"{ARTICLE_PREFIX}{number:09}")


def case_code(number: int) -> str:
    """The EAN-13 of a whole case of that article."""
    return _with_check_digit(f"{CASE_PREFIX}{number:08}")


def weight_label(item_reference: str, grams: int) -> str:
    """What the counter's scale prints for that much of a weighed article; ``grams`` up to 9 999."""
    return _in_store(WEIGHT_PREFIX, item_reference, grams)


def price_label(item_reference: str, price_minor: int) -> str:
    """A label that carries the price; ``price_minor`` in whole tens of øre, up to 999.90."""
    if price_minor % PRICE_STEP_MINOR:
        raise ValueError("a price label has whole tens of øre")
    return _in_store(PRICE_PREFIX, item_reference, price_minor // PRICE_STEP_MINOR)


def card_number(number: int) -> str:
    """The 16 digits of the ``number``-th member card: too long for an article's code, and Luhn checks it."""
    body = f"{CARD_PREFIX}{number:011}"
    return body + str(luhn.calc_check_digit(body))


def _in_store(prefix: str, item_reference: str, value: int) -> str:
    if len(item_reference) != 6 or not 0 < value <= 9999:
        raise ValueError("an item reference of six digits and a value of at most four")
    return _with_check_digit(f"{prefix}{item_reference}{value:04}")


def _with_check_digit(body: str) -> str:
    return body + str(ean.calc_check_digit(body))
