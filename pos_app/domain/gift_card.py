"""Gift cards: money paid in before, and spent later.

A card that buys anything (multi-purpose) is no sale and has no VAT when it is loaded: both come when it is spent. One
whose goods and rate are known beforehand (single-purpose) has its VAT when it is sold, and none again when it is spent
(EU directive 2016/1065, articles 30a and 30b). Either way the money stays the customer's until the card expires: three
years where nothing else was stated. What was put on a card never comes out as cash.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_app.domain.catalogue import Article, Protection, VatRate
from pos_app.domain.errors import Refusal, Refused

if TYPE_CHECKING:
    from datetime import date

    from pos_app.domain.basket import Basket

USUAL_MONTHS = 36
"""How long a card lives where nothing shorter was stated (Norway: foreldelsesloven § 2, three years)."""
SHORTEST_NUMBER, LONGEST_NUMBER = 12, 19
"""Digits on a card, as ISO/IEC 7812 numbers cards; the last one checks the others."""
ACCOUNT = "gift"
"""What the ledger calls the account of a card's money; one for each currency (:func:`account_of`)."""
_HOLDER = "gift-card:"


@dataclass(frozen=True, slots=True)
class GiftCard:
    """A card as a sale knows it. Whoever has the number has the money, so the number itself is never kept: ``card_id``
    is its keyed hash (hex), ``number_end`` its last four digits.

    ``expires_on`` is the last local day (ISO). ``vat`` is the rate of a single-purpose card, ``None`` for one that buys
    anything. Where it pays, ``balance_minor`` is what is left on it as the server said at ``as_of_ms``.
    """

    card_id: str
    number_end: str
    expires_on: str
    vat: VatRate | None = None
    balance_minor: int = 0
    as_of_ms: int = 0


def is_gift_card(article: Article) -> bool:
    """Whether selling this article puts money on a card."""
    return article.protection is Protection.GIFT_CARD


def check_number(typed: str) -> str:
    """The number without blanks and hyphens; :class:`Refused` ``GIFT_CARD_NUMBER`` unless its check digit is right,
    so that no slip of a finger puts money on a card that nobody holds.
    """
    number = "".join(typed.split()).replace("-", "")
    is_number = number.isascii() and number.isdigit() and SHORTEST_NUMBER <= len(number) <= LONGEST_NUMBER
    if not is_number or not has_check_digit(number):
        raise Refused(Refusal.GIFT_CARD_NUMBER)
    return number


def expiry_of(sold_on: date, months: int = 0) -> str:
    """The last day of a card sold on that day: so many months later, three years where none are stated."""
    from pos_app.domain.loyalty.calendar_days import months_on

    return months_on(sold_on, months or USUAL_MONTHS).isoformat()


def is_short(months: int) -> bool:
    """Whether a stated life is shorter than what customers may expect, and must be pointed out to them."""
    return 0 < months < USUAL_MONTHS


def ends_early(card: GiftCard, sold_on: str) -> bool:
    """Whether a card sold on that ISO day ends before customers may expect it; ``False`` for what is no day."""
    from datetime import date

    try:
        usual = expiry_of(date.fromisoformat(sold_on))
        return date.fromisoformat(card.expires_on).isoformat() < usual
    except ValueError:
        return False


def holder_of_card(card_id: str) -> str:
    """Under which name the ledger keeps a card's money: a purse of its own, beside those of members."""
    return f"{_HOLDER}{card_id}"


def card_of_holder(holder: str) -> str:
    """The card behind such a name, or "" for a member's."""
    return holder.removeprefix(_HOLDER) if holder.startswith(_HOLDER) else ""


def account_of(currency_code: str) -> str:
    """The account of money in that currency: money loaded in one can never be spent in another."""
    return f"{ACCOUNT}-{currency_code.lower()}"


def loads_minor(basket: Basket) -> int:
    """What of a basket goes onto gift cards, in minor units: neither points nor another gift card may pay that."""
    from pos_app.domain.basket import line_gross_minor

    return sum(line_gross_minor(line) for line in basket.lines if is_gift_card(line.article))


def has_check_digit(digits: str) -> bool:
    """The mod-10 check of ISO/IEC 7812: from the right, every second digit counts double, its own digits added."""
    return _sum_of(int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits))) % 10 == 0


def _sum_of(numbers: Iterable[int]) -> int:
    return sum(number // 10 + number % 10 for number in numbers)
