"""Slips that are no receipts and that somebody could take for one: journalled first, printed after (DURABLE-FIRST).

Nothing remembers whether such a paper came out: it may be printed again, and is counted again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.receipt_words import words_for
from pos_app.domain.sale import Sale, reckon
from pos_app.domain.tender import cards_by_hand
from pos_app.services.counter_acts import journal
from pos_app.services.counter_events import event_now
from pos_app.services.quoting import context_now, decide

if TYPE_CHECKING:
    from pos_app.domain.basket import Basket
    from pos_app.domain.loyalty.decision import Wishes
    from pos_app.domain.members import Member
    from pos_app.domain.receipt_document import ReceiptDocument
    from pos_app.services.ports import Ports


@dataclass(frozen=True, slots=True)
class Slip:
    """A paper to print, and the fact that counts it."""

    told: CounterEvent
    document: ReceiptDocument


def provisional(ports: Ports, cashier_id: str, basket: Basket, member: Member | None, wishes: Wishes) -> Slip:
    """What stands on the counter, before it is paid. Run on the store thread.

    Raises :class:`Refused` ``BASKET_EMPTY``.
    """
    from pos_app.domain.provisional_receipt import provisional_receipt

    if basket.is_empty:
        raise Refused(Refusal.BASKET_EMPTY)
    context = context_now(ports, wishes)
    decision = decide(ports, basket, member, (), context)
    priced, settlement = reckon(basket, (), decision)
    seller = ports.counter.seller(cashier_id)
    unpaid = Sale("", 0, seller, basket, priced, (), settlement, None, context, decision)
    store = ports.counter.store
    document = provisional_receipt(
        unpaid, store, cashier_name=_name(ports, cashier_id), words=words_for(store.language)
    )
    told = event_now(
        ports,
        cashier_id,
        CounterEventKind.PROVISIONAL_PRINTED,
        amount_minor=priced.total_minor,
        subject=basket.basket_id,
    )
    return Slip(journal(ports, told), document)


def card_slip_of(ports: Ports, cashier_id: str, sale: Sale) -> Slip:
    """The slip of a sale's card payments that were told by hand; ``ValueError`` where it has none. Run on the store
    thread.
    """
    from pos_app.domain.card_slip import card_slip

    store = ports.counter.store
    document = card_slip(
        sale, store, cashier_name=_name(ports, sale.seller.cashier_id), words=words_for(store.language)
    )
    told = event_now(
        ports,
        cashier_id,
        CounterEventKind.CARD_SLIP_PRINTED,
        amount_minor=sum(tender.amount_minor for tender in cards_by_hand(sale.tenders)),
        subject=sale.sale_id,
    )
    return Slip(journal(ports, told), document)


def delivery_told(ports: Ports, sale: Sale) -> CounterEvent:
    """Goods were handed out on an account: what X and Z count, for the transaction of the sale (ONE-TX)."""
    return event_now(
        ports,
        sale.seller.cashier_id,
        CounterEventKind.DELIVERY_PRINTED,
        amount_minor=sale.priced.total_minor,
        reason=str(sale.delivery_number),
        subject=sale.sale_id,
        approved_by=sale.tenders[0].approved_by,
    )


def _name(ports: Ports, cashier_id: str) -> str:
    names = {cashier.cashier_id: cashier.name for cashier in ports.staff.cashiers()}
    return names.get(cashier_id, "")
