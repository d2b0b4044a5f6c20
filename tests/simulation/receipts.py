"""From the product's facts to what a customer reads: the one place where the two meet."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pos_app.domain.loyalty.decision import PostingKind
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from tests.simulation.told import Receipt, Redeemed

if TYPE_CHECKING:
    from tests.simulation.till import Till


def of_sale(sale: Sale, till: Till) -> Receipt:
    """The receipt of a sale."""
    earned: Counter[str] = Counter()
    for posting in sale.decision.postings:
        if posting.kind is PostingKind.EARN:
            earned[posting.account] += posting.points
    return Receipt(
        fact_id=sale.sale_id,
        kind="sale",
        till_id=sale.seller.till_id,
        machine=till.name,
        number=sale.receipt_number,
        at_ms=till.world.now_ms,
        basket_id=sale.basket.basket_id,
        member_id=sale.member.member_id if sale.member else "",
        total_minor=sale.priced.total_minor,
        earned=tuple(sorted(earned.items())),
        redeemed=tuple(
            Redeemed(each.redemption_id, each.points, each.lease_id, each.is_floor)
            for each in sale.tenders
            if each.points
        ),
        coupons=sum(each.key.startswith("coupon:") for each in sale.decision.consumes),
        free_items=sum(each.key.startswith("stamp:") for each in sale.decision.consumes),
    )


def of_return(returned: Return, till: Till) -> Receipt:
    """The receipt of goods that came back."""
    return Receipt(
        fact_id=returned.return_id,
        kind="return",
        till_id=returned.seller.till_id,
        machine=till.name,
        number=returned.receipt_number,
        at_ms=till.world.now_ms,
    )


def of_member(member_id: str, till: Till) -> Receipt:
    """The card that somebody who joined takes home."""
    return Receipt(
        fact_id=member_id,
        kind="member",
        till_id=till.till_id,
        machine=till.name,
        number=0,
        at_ms=till.world.now_ms,
        member_id=member_id,
    )


def words(receipt: Receipt) -> str:
    """One line of the story."""
    text = f"{receipt.kind} {receipt.number} {receipt.fact_id} {receipt.total_minor}"
    if receipt.member_id:
        text += f" {receipt.member_id} +{sum(points for _, points in receipt.earned)}"
    for each in receipt.redeemed:
        text += f" -{each.points} {'floor' if each.is_floor else each.lease_id or 'held'}"
    return text
