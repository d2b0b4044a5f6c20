"""A return: a fact of its own that points at the sale it takes goods back from, and reverses exactly what that did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos_app.domain.basket import Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.exchange import ways_back
from pos_app.domain.gift_card import GiftCard
from pos_app.domain.loyalty.decision import Context
from pos_app.domain.loyalty.reversal import RefundTender, Reversal
from pos_app.domain.sale import Sale, Seller
from pos_app.domain.tender import BY_NUMBER, Tender, TenderKind, as_cash

LONGEST_SLIP = 40
Slip = str | Tender
"""How money went back to a card: the number of a separate terminal's slip, or what the till's own terminal paid out."""
_MONEY = BY_NUMBER | {TenderKind.CASH}


def is_money(kind: TenderKind) -> bool:
    """Whether what goes back so is money in hand, in whose place a credit note may be given."""
    return kind in _MONEY


@dataclass(frozen=True, slots=True)
class Unproven:
    """Goods that came without a receipt, at the prices that are paid for them, and why they came."""

    goods: Basket
    reason: str


@dataclass(frozen=True, slots=True)
class Return:
    """Goods that came back, with the money, and all that the return takes and gives (REPLAY).

    ``receipt_number`` is the return's own, in the same gapless series as the till's sales. ``member_id`` is the
    sale's. ``tenders`` say what went back and how: the amounts are handed to the customer; a card's
    ``slip_reference`` is that of the refund. ``gifts_stay`` is an input of the reversal, as ``context`` is. ``number``
    counts the returns of this sale that this one came after, as the till knew them. ``approved_by`` is whoever allowed
    it, by cashier id; "" where nobody had to.

    Goods that came without a receipt are ``unproven``; then there is no sale, and ``sale_id`` is empty.
    """

    return_id: str
    receipt_number: int
    seller: Seller
    sale_id: str
    sale_till_id: str
    sale_receipt_number: int
    member_id: str
    currency_code: str
    tenders: tuple[Tender, ...]
    reversal: Reversal
    context: Context
    number: int = 0
    gifts_stay: bool = False
    approved_by: str = ""
    unproven: Unproven | None = None

    def basket(self, sale: Sale | None) -> Basket:
        """What the goods that came back were bought as; ``sale`` is the one that they are of, where there is one.

        Raises ``LookupError`` where that is not known.
        """
        if self.unproven is not None:
            return self.unproven.goods
        if sale is None:
            raise LookupError(f"the sale {self.sale_id} of return {self.return_id} is not known")
        return sale.basket


def bring_back(
    *,
    return_id: str,
    receipt_number: int,
    seller: Seller,
    sale: Sale,
    returned_before: Sequence[Return],
    reversal: Reversal,
    slips: Sequence[Slip],
    context: Context,
    gifts_stay: bool = False,
    approved_by: str = "",
    paid_for: Tender | None = None,
    note: GiftCard | None = None,
) -> Return:
    """The fact of a return. ``slips`` are the card refunds, in the order of what goes back to cards; ``paid_for`` is
    the part that pays for other goods instead (:func:`pos_app.domain.exchange.exchange`), ``note`` a credit note that
    is given in the place of all money.

    Raises :class:`Refused` as :func:`refund_tenders` does.
    """
    return Return(
        return_id,
        receipt_number,
        seller,
        sale.sale_id,
        sale.seller.till_id,
        sale.receipt_number,
        sale.member.member_id if sale.member else "",
        sale.basket.currency.code,
        refund_tenders(sale, reversal, slips, paid_for, note),
        reversal,
        context,
        len(returned_before),
        gifts_stay,
        approved_by,
    )


def refund_tenders(
    sale: Sale,
    reversal: Reversal,
    slips: Sequence[Slip],
    paid_for: Tender | None = None,
    note: GiftCard | None = None,
) -> tuple[Tender, ...]:
    """What goes back, as payments: the sale's own tenders with the amounts of this return. A gift card's money goes
    back to its card, points to their redemption; goods that other goods had paid for are paid back in cash. What
    is ``paid_for`` other goods stands last.

    Raises :class:`Refused`: ``SLIP_REFERENCE_NEEDED`` where a card refund has no slip, ``CARD_NOT_PAID`` where the
    till's own terminal paid out another amount.
    """
    return refunded(sale.tenders, reversal, slips, paid_for, note)


def refunded(
    paid: Sequence[Tender],
    reversal: Reversal,
    slips: Sequence[Slip],
    paid_for: Tender | None = None,
    note: GiftCard | None = None,
) -> tuple[Tender, ...]:
    """The same of what was ``paid``, by the places that the reversal names."""
    found, left, on_note = [], list(slips), 0
    for back in ways_back(reversal, paid_for.amount_minor if paid_for else 0):
        was = as_cash(paid[back.place])
        if note is not None and (is_money(back.kind) or was == Tender(TenderKind.CREDIT_NOTE, 0)):
            on_note += back.amount_minor
            continue
        tender = replace(
            was,
            kind=back.kind,
            amount_minor=back.amount_minor,
            points=back.points,
            intent_id="",
            exchange_id="",
        )
        if tender.kind in BY_NUMBER:
            tender = _to_card(tender, left.pop(0) if left else "")
        found.append(tender)
    if note is not None and on_note:
        found.append(Tender(TenderKind.CREDIT_NOTE, on_note, gift_card=replace(note, balance_minor=on_note)))
    return (*found, paid_for) if paid_for else tuple(found)


def card_refunds(reversal: Reversal, exchanged_minor: int = 0) -> tuple[RefundTender, ...]:
    """What of the money goes back to cards, each by a refund on a terminal, once a part has paid for other goods."""
    return tuple(back for back in ways_back(reversal, exchanged_minor) if back.kind in BY_NUMBER)


def slips_needed(reversal: Reversal) -> int:
    """How many numbers of the card terminal a return needs."""
    return len(card_refunds(reversal))


def _to_card(tender: Tender, slip: Slip) -> Tender:
    if isinstance(slip, Tender):
        if slip.amount_minor != tender.amount_minor:
            raise Refused(Refusal.CARD_NOT_PAID)
        return slip
    if not slip.strip():
        raise Refused(Refusal.SLIP_REFERENCE_NEEDED)
    return replace(tender, slip_reference=slip.strip()[:LONGEST_SLIP])
