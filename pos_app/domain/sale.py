"""A completed sale: a fact, never changed. Everything that explains it travels inside it (REPLAY)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos_app.domain.basket import Basket
from pos_app.domain.deposit_slip import with_slips
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.decision import Context, Decision, MemberView
from pos_app.domain.pricing import Priced, price
from pos_app.domain.tender import Settlement, Tender, TenderKind, settle


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sold, where, by ids: a name would be personal data in the chain. ``till_number`` counts within the store."""

    company_id: str
    store_id: str
    till_id: str
    till_number: int
    cashier_id: str


@dataclass(frozen=True, slots=True)
class Sale:
    """A paid basket with its number, money, member, decision and every input that led to it.

    ``receipt_number`` counts a till's sales without a gap. ``context.at_ms`` is when it was paid. ``lease_id`` names
    the lease under which it used things up (a coupon, a free item) while the server could not be asked.
    """

    sale_id: str
    receipt_number: int
    seller: Seller
    basket: Basket
    priced: Priced
    tenders: tuple[Tender, ...]
    settlement: Settlement
    member: MemberView | None
    context: Context
    decision: Decision
    lease_id: str = ""
    delivery_number: int = 0
    """Of goods handed out on an account: their number in a gapless series of their own, which their receipt shows."""


def complete(
    *,
    sale_id: str,
    receipt_number: int,
    seller: Seller,
    basket: Basket,
    tenders: Sequence[Tender],
    member: MemberView | None,
    decision: Decision,
    context: Context,
    lease_id: str = "",
    delivery_number: int = 0,
) -> Sale:
    """Turn a basket that its tenders pay into a sale. Its deposit slips become the first of its tenders.

    Raises :class:`Refused`: ``BASKET_EMPTY``, ``AGE_NOT_CONFIRMED``, ``NO_MEMBER`` (points without one),
    ``TENDER_TOO_LITTLE``, ``TENDER_TOO_MUCH``, and what :func:`check_invoice` says.
    """
    check_can_pay(basket)
    if member is None and any(tender.kind is TenderKind.POINTS for tender in tenders):
        raise Refused(Refusal.NO_MEMBER)
    check_invoice(basket, tenders)
    priced, settlement = reckon(basket, tenders, decision)
    if not settlement.is_paid:
        raise Refused(Refusal.TENDER_TOO_LITTLE, due=settlement.due_minor)
    return Sale(
        sale_id,
        receipt_number,
        seller,
        replace(basket, slips=()) if basket.slips else basket,
        priced,
        with_slips(basket, tenders),
        settlement,
        member,
        context,
        decision,
        lease_id,
        delivery_number,
    )


def reckon(basket: Basket, tenders: Sequence[Tender], decision: Decision) -> tuple[Priced, Settlement]:
    """What a basket costs under a decision, and how far its slips and the tenders pay it: the one sum that till,
    receipt and server make. Points that are a price reduction lower total and VAT and are no payment; what a
    single-purpose gift card pays had its VAT before. Raises :class:`Refused` ``AMOUNT_TOO_LARGE`` or
    ``TENDER_TOO_MUCH``.
    """
    prepaid = [
        (tender.gift_card.vat, tender.amount_minor)
        for tender in tenders
        if tender.gift_card is not None and tender.gift_card.vat is not None
    ]
    priced = price(basket, decision.line_effects, decision.redeemed_shares, prepaid)
    reduced = 0
    if decision.redeemed_shares:
        reduced = price(basket, decision.line_effects).total_minor - priced.total_minor
    return priced, settle(priced.total_minor, with_slips(basket, tenders), basket.currency, reduced)


def check_invoice(basket: Basket, tenders: Sequence[Tender]) -> None:
    """Raise :class:`Refused` where an invoice is one of several payments, a deposit slip among them
    (``INVOICE_ALONE``), or for money on a gift card (``INVOICE_FOR_GIFT_CARD``), which is paid at once.
    """
    if not any(tender.kind is TenderKind.INVOICE for tender in tenders):
        return
    if len(tenders) > 1 or basket.slips:
        raise Refused(Refusal.INVOICE_ALONE)
    if any(line.gift_card is not None for line in basket.lines):
        raise Refused(Refusal.INVOICE_FOR_GIFT_CARD)


def check_can_pay(basket: Basket) -> None:
    """Raise :class:`Refused` when the basket is not ready to be paid."""
    if basket.is_empty:
        raise Refused(Refusal.BASKET_EMPTY)
    if basket.minimum_age > basket.age_confirmed:
        raise Refused(Refusal.AGE_NOT_CONFIRMED, years=basket.minimum_age)
