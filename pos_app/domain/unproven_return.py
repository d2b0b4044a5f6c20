"""Goods that come back without a receipt: what is paid for them, and the fact of it.

Nobody knows what was paid, so nobody is paid more than anybody could have paid of late: each article counts at the
lowest price that it had on the shelf, less what today's offers take off for everybody. No points move, because none
are known to have been earned.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from pos_app.domain.basket import Basket
from pos_app.domain.catalogue import Protection
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.gift_card import GiftCard
from pos_app.domain.loyalty.decision import Context
from pos_app.domain.loyalty.reversal import Refund, RefundLine, RefundTender, Reversal
from pos_app.domain.money import allocate
from pos_app.domain.pricing import Priced
from pos_app.domain.returned import Return, Slip, Unproven, refunded
from pos_app.domain.sale import Seller
from pos_app.domain.tender import Tender, TenderKind

WAYS = (TenderKind.CASH, TenderKind.CARD, TenderKind.CREDIT_NOTE)
"""How money may go back where nobody knows how it was paid."""


def at_lowest(basket: Basket, lowest: Mapping[str, int]) -> Basket:
    """The goods at the lowest price of each, by article id; a lower one that somebody typed, and a discount, stay.

    Raises :class:`Refused`: ``BASKET_EMPTY``, ``RETURN_GIFT_CARD`` (money on a card is no goods).
    """
    if not basket.lines:
        raise Refused(Refusal.BASKET_EMPTY)
    lines = []
    for line in basket.lines:
        article = line.article
        if line.gift_card is not None or article.protection is Protection.GIFT_CARD:
            raise Refused(Refusal.RETURN_GIFT_CARD, article=article.name)
        if line.label_amount_minor is not None:  # the label on the goods themselves says what they cost
            lines.append(line)
            continue
        known = [line.unit_price_minor, article.price_minor, lowest.get(article.article_id)]
        price_minor = min(each for each in known if each is not None)
        lines.append(replace(line, unit_price_minor=price_minor, override=None))
    return replace(basket, lines=tuple(lines), member_id=None, slips=())


def unproven_reversal(basket: Basket, priced: Priced, way: TenderKind) -> Reversal:
    """What goes back for these goods, all of it one way; only cash is rounded.

    Raises :class:`Refused` ``RETURN_WORTHLESS`` where they cost nothing.
    """
    if way not in WAYS:
        raise ValueError(f"money does not go back by {way} where nobody knows how it was paid")
    total = priced.total_minor
    amount = basket.currency.round_cash(total) if way is TenderKind.CASH else total
    if amount <= 0:
        raise Refused(Refusal.RETURN_WORTHLESS)
    paid: dict[int, int] = {}
    for vat in priced.vat:
        places = [place for place, line in enumerate(basket.lines) if line.article.vat == vat.rate]
        weights = [priced.lines[place].net_minor for place in places]
        if not any(weights):
            weights = [1] * len(places)
        paid.update(zip(places, allocate(vat.gross_minor, weights), strict=True))
    lines = tuple(
        RefundLine(line.line_id, line.quantity_milli, paid.get(place, 0))
        for place, line in enumerate(basket.lines)
    )
    return Reversal(Refund(lines, total, priced.vat, (RefundTender(0, way, total, amount),)))


def bring_back_unproven(
    *,
    return_id: str,
    receipt_number: int,
    seller: Seller,
    goods: Basket,
    reversal: Reversal,
    slips: tuple[Slip, ...],
    context: Context,
    reason: str,
    approved_by: str,
    note: GiftCard | None = None,
) -> Return:
    """The fact of it; a card's refund is refused as in :func:`~pos_app.domain.returned.refund_tenders`. ``note`` is the
    credit note where the money goes back so.
    """
    paid = [Tender(each.kind, 0) for each in reversal.refund.tenders]
    return Return(
        return_id,
        receipt_number,
        seller,
        "",
        "",
        0,
        "",
        goods.currency.code,
        refunded(paid, reversal, slips, note=note),
        reversal,
        context,
        approved_by=approved_by,
        unproven=Unproven(goods, reason),
    )
