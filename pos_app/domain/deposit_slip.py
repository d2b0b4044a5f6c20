"""The slip that a machine for empty bottles gives (pantelapp): worth money at the counter, and only once.

It stands in the basket like goods and lowers what is to pay, but it is no sale and no discount: in the books it is a
tender, as the Norwegian code list of payments has it (12008). What it is worth beyond the goods is paid out in cash.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from pos_app.domain.basket import Basket, DepositSlip
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.tender import Tender, TenderKind, deposit_slip

if TYPE_CHECKING:
    from pos_app.domain.sale import Sale

SINGLE_USE_DAYS = 30
"""For so long a number is taken once only. A machine counts its slips in a few digits and begins anew after some weeks
or months, so the same number is another slip then.
"""
SINGLE_USE_MS = SINGLE_USE_DAYS * 86_400_000
LARGEST_SLIP_MINOR = 500_000
"""Nobody returns more bottles at a time: a larger amount is no slip of a machine."""
MOST_SLIPS = 50


def add_slip(basket: Basket, slip: DepositSlip) -> Basket:
    """The basket with one more slip.

    Raises :class:`Refused`: ``DEPOSIT_SLIP_TWICE`` where it is in the basket already, ``DEPOSIT_SLIP_AMOUNT`` where
    it is worth nothing or a fortune, ``BASKET_FULL``.
    """
    if any(each.number == slip.number for each in basket.slips):
        raise Refused(Refusal.DEPOSIT_SLIP_TWICE, number=slip.number)
    if not 0 < slip.amount_minor <= LARGEST_SLIP_MINOR:
        raise Refused(Refusal.DEPOSIT_SLIP_AMOUNT, number=slip.number)
    if len(basket.slips) >= MOST_SLIPS:
        raise Refused(Refusal.BASKET_FULL, most=MOST_SLIPS)
    return replace(basket, slips=(*basket.slips, slip))


def take_off_slip(basket: Basket, number: str) -> Basket:
    """The basket without that slip, which may be scanned again. :class:`Refused` ``NO_SUCH_LINE`` when it is gone."""
    left = tuple(slip for slip in basket.slips if slip.number != number)
    if len(left) == len(basket.slips):
        raise Refused(Refusal.NO_SUCH_LINE)
    return replace(basket, slips=left)


def with_slips(basket: Basket, tenders: Sequence[Tender]) -> tuple[Tender, ...]:
    """All that pays the basket: its slips, then what was given."""
    return (*(deposit_slip(slip.amount_minor, slip.number) for slip in basket.slips), *tenders)


def slips_of(sale: Sale) -> list[Tender]:
    """The slips that a sale took."""
    return [tender for tender in sale.tenders if tender.kind is TenderKind.DEPOSIT_SLIP]
