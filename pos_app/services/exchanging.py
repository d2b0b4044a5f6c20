"""Goods for other goods in one transaction: the return, the sale, their signatures and the one slip (ONE-TX).

The return stands in the journal right before its sale: no Z report, and no crash, comes between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_app.domain.basket import Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.exchange import exchange, exchanged_minor, paid_by_goods
from pos_app.domain.loyalty.decision import Decision, Wishes
from pos_app.domain.members import Member
from pos_app.domain.money import Currency
from pos_app.domain.returned import Return, Slip, card_refunds
from pos_app.domain.sale import check_can_pay
from pos_app.domain.tender import Tender
from pos_app.services.counter_rules import check_basket
from pos_app.services.memberships import check_somebody_joins
from pos_app.services.ports import Ports
from pos_app.services.returning import ReturnQuote, write_return
from pos_app.services.selling import Sold, check_goods, sell

if TYPE_CHECKING:
    from pos_app.domain.loyalty.reversal import RefundTender
    from pos_app.services.till_store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Exchange:
    """Goods that come back and pay for others: ``tender`` is what they pay, and names the return that is to be written.

    ``cards`` is what goes back to cards all the same, because the new goods cost less. ``slips`` are those refunds once
    they were made, ``approved_by`` whoever allowed the return.
    """

    quoted: ReturnQuote
    tender: Tender
    cards: tuple[RefundTender, ...]
    slips: tuple[Slip, ...] = ()
    approved_by: str = ""


def check_can_begin(ports: Ports, basket: Basket, member: Member | None, decision: Decision) -> None:
    """Raise :class:`Refused` where the goods on the counter could not be sold now: said before a card gets its refund.
    ``EXCHANGE_NO_GOODS`` where there are none.
    """
    if not basket.lines:
        raise Refused(Refusal.EXCHANGE_NO_GOODS)
    check_can_pay(basket)
    check_somebody_joins(ports, basket, member)
    check_goods(basket, decision)
    check_basket(ports, basket)


def plan(ports: Ports, quoted: ReturnQuote, due_minor: int, currency: Currency) -> Exchange:
    """What the goods of ``quoted`` pay of a basket on which ``due_minor`` is left. Raises :class:`Refused`
    ``EXCHANGE_NOTHING`` where nothing of the refund can pay.
    """
    minor = exchanged_minor(quoted.reversal, due_minor, currency)
    return Exchange(quoted, exchange(minor, ports.ids.new_id()), card_refunds(quoted.reversal, minor))


def sell_in_exchange(
    ports: Ports,
    cashier_id: str,
    basket: Basket,
    member: Member | None,
    tenders: Sequence[Tender],
    wishes: Wishes,
    goods: Exchange,
) -> Sold:
    """Write the return and the sale that it pays for, and return once both are durable; raises as
    :func:`~pos_app.services.selling.sell` and :func:`~pos_app.services.returning.take_return` do, and then neither is
    written. ``EXCHANGE_CHANGED`` where more came back of that receipt meanwhile. Run on the store thread.
    """
    if paid_by_goods(tenders) != goods.tender:
        raise Refused(Refusal.EXCHANGE_CHANGED)

    def before(work: UnitOfWork, sale_id: str) -> Return:
        returned, _ = write_return(
            ports,
            work,
            cashier_id,
            goods.quoted,
            goods.slips,
            goods.approved_by,
            return_id=goods.tender.exchange_id,
            paid_for=exchange(goods.tender.amount_minor, sale_id),
        )
        return returned

    return sell(ports, cashier_id, basket, member, tenders, wishes, before)
