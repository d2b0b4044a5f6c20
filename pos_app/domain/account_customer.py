"""Who is sent an invoice for goods that were handed out: an organisation, never a private person.

The journal cannot forget a name (FORGETTABLE), and organisations' names and numbers are public. What is asked for is
what an invoice needs: a name, the organisation's number, and the customer's own reference (an order, a project).
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.errors import Refusal, Refused

LONGEST_NAME, LONGEST_REFERENCE, LONGEST_NUMBER = 80, 40, 20
_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)


@dataclass(frozen=True, slots=True)
class AccountCustomer:
    """``organisation_number`` has digits and letters only; ``reference`` may be ""."""

    name: str
    organisation_number: str
    reference: str = ""


def account_customer(name: str, number: str, reference: str, country: str) -> AccountCustomer:
    """The customer as typed. ``country`` (ISO 3166) is the shop's: in Norway the number's check digit has to hold.

    Raises :class:`Refused`: ``CUSTOMER_NAME_NEEDED``, ``ORGANISATION_NUMBER_WRONG``.
    """
    from pos_app.domain.receipt_parts import (
        plain,  # a tender names a customer, and the first paint knows tenders
    )

    named = plain(name)[:LONGEST_NAME].strip()
    if not named:
        raise Refused(Refusal.CUSTOMER_NAME_NEEDED)
    digits = written(number)
    if not (is_norwegian(digits) if country.upper() == "NO" else 4 <= len(digits) <= LONGEST_NUMBER):
        raise Refused(Refusal.ORGANISATION_NUMBER_WRONG)
    return AccountCustomer(named, digits, plain(reference)[:LONGEST_REFERENCE].strip())


def written(number: str) -> str:
    """The number without blanks, points, hyphens and what stands around a Norwegian one (``NO 923 609 016 MVA``)."""
    kept = "".join(letter for letter in number.upper() if letter.isascii() and letter.isalnum())
    return kept.removesuffix("MVA").removeprefix("NO") if len(kept) > 9 else kept


def is_norwegian(number: str) -> bool:
    """Whether nine digits are an organisation number: weights 3 2 7 6 5 4 3 2, modulus 11 (Enhetsregisteret). A check
    digit of 10 does not exist.
    """
    if len(number) != 9 or not (number.isascii() and number.isdigit()) or number[0] not in "89":
        return False
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, number, strict=False)) % 11
    return int(number[8]) == (11 - rest) % 11


def shown(number: str) -> str:
    """As people read it: ``923 609 016``."""
    return f"{number[:3]} {number[3:6]} {number[6:]}" if len(number) == 9 and number.isdigit() else number
