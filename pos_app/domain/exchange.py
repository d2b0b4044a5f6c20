"""Goods for other goods: what comes back pays for what is bought, and only the difference moves.

An exchange is two facts, a return and a sale, each with its own number and counted apart, and one slip. What the return
would hand over in cash or to a card pays for the new goods instead: that part leaves the return as a tender of kind
``exchange`` that names the sale, and comes into the sale as one that names the return. Money of a gift card and points
go back where they came from, so that an exchange turns neither into anything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.reversal import RefundTender, Reversal
from pos_app.domain.money import Currency
from pos_app.domain.tender import BY_NUMBER, Tender, TenderKind


def exchange(amount_minor: int, other_id: str) -> Tender:
    """What goods that came back pay; ``other_id`` is the return, or (in the return's own tenders) the sale."""
    return Tender(TenderKind.EXCHANGE, amount_minor, exchange_id=other_id)


def may_pay_minor(reversal: Reversal) -> int:
    """How much of a refund can pay for other goods: what would be handed over in cash or go to cards."""
    return sum(each.amount_minor for each in _eaten_first(reversal))


def exchanged_minor(reversal: Reversal, due_minor: int, currency: Currency) -> int:
    """How much of a refund pays for goods that cost ``due_minor``.

    All that may, where they cost as much or more. Else what they cost; where cash is left over, that rest has to be one
    that can be handed over, so the part that pays is rounded as cash is (``tender.settle`` takes it as the whole).
    Raises :class:`Refused` ``EXCHANGE_NOTHING`` where nothing of the refund can pay.
    """
    room = may_pay_minor(reversal)
    if room <= 0 or due_minor <= 0:
        raise Refused(Refusal.EXCHANGE_NOTHING)
    if room <= due_minor:
        return room
    in_cash = sum(each.amount_minor for each in reversal.refund.tenders if each.kind is TenderKind.CASH)
    rounded = currency.round_cash(due_minor)
    pays = min(rounded, room) if 0 < in_cash >= rounded else due_minor
    if pays <= 0:
        raise Refused(Refusal.EXCHANGE_NOTHING)
    return pays


def ways_back(reversal: Reversal, exchanged_minor: int = 0) -> tuple[RefundTender, ...]:
    """How the money goes back once ``exchanged_minor`` of it has paid for other goods: that is taken from the cash
    first, so that what was paid by card goes back to the card, then from the cards in their order. A way of which
    nothing is left is none.
    """
    left = exchanged_minor
    taken: dict[int, int] = {}
    for each in _eaten_first(reversal):
        taken[each.place] = min(left, each.amount_minor)
        left -= taken[each.place]
    found = []
    for each in reversal.refund.tenders:
        amount = each.amount_minor - taken.get(each.place, 0)
        if amount or not taken.get(each.place):
            found.append(replace(each, amount_minor=amount))
    return tuple(found)


def agree(tenders: Sequence[Tender], reversal: Reversal) -> bool:
    """Whether what went back is what the reversal says, but for the part that paid for other goods."""
    paid = sum(each.amount_minor for each in tenders if each.kind is TenderKind.EXCHANGE)
    went = [(each.kind, each.amount_minor) for each in tenders if each.kind is not TenderKind.EXCHANGE]
    if not 0 <= paid <= may_pay_minor(reversal):
        return False
    return went == [(each.kind, each.amount_minor) for each in ways_back(reversal, paid)]


def paid_by_goods(tenders: Sequence[Tender]) -> Tender | None:
    """The tender of an exchange among these, or none."""
    return next((each for each in tenders if each.kind is TenderKind.EXCHANGE), None)


def _eaten_first(reversal: Reversal) -> list[RefundTender]:
    cash = [each for each in reversal.refund.tenders if each.kind is TenderKind.CASH]
    return cash + [each for each in reversal.refund.tenders if each.kind in BY_NUMBER]
