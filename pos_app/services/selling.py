"""The moment of payment: a basket becomes a fact, durable before anybody is told (ONE-TX, DURABLE-FIRST)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pos_app.domain.basket import Basket, with_member
from pos_app.domain.deposit_slip import with_slips
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.decision import NO_WISHES, Decision, Wishes
from pos_app.domain.members import Member
from pos_app.domain.sale import Sale, Seller, check_can_pay, complete
from pos_app.domain.tender import Tender, TenderKind, is_on_account
from pos_app.services.counter_rules import check_basket, check_cash
from pos_app.services.memberships import check_somebody_joins
from pos_app.services.own_card import check_not_own_card
from pos_app.services.ports import Ports
from pos_app.services.quoting import context_now, decide
from pos_app.services.till_store import (
    OpenBasket,
    PersonalFields,
    PrintJob,
    PrintKind,
    PrintState,
    UnitOfWork,
)

if TYPE_CHECKING:  # nobody brings anything back before the first sale
    from pos_app.domain.returned import Return


@dataclass(frozen=True, slots=True)
class Sold:
    """A sale that is safe on disk, and the receipt that waits to be printed. ``returned`` came back for it, in the same
    transaction.
    """

    sale: Sale
    job: PrintJob
    sequence: int
    returned: Return | None = None

    @property
    def handed_back_minor(self) -> int:
        """Cash for goods that came back in exchange and were worth more than the new ones."""
        tenders = self.returned.tenders if self.returned else ()
        return sum(each.amount_minor for each in tenders if each.kind is TenderKind.CASH)


def new_basket(ports: Ports) -> Basket:
    """An empty basket for the next customer."""
    store = ports.counter.store
    return Basket(ports.ids.new_id(), store.currency, store.vat_included)


def sell(
    ports: Ports,
    cashier_id: str,
    basket: Basket,
    member: Member | None,
    tenders: Sequence[Tender],
    wishes: Wishes = NO_WISHES,
    before: Callable[[UnitOfWork, str], Return] | None = None,
) -> Sold:
    """Complete the sale in one transaction and return once it is durable. ``before`` writes what comes back for it
    into the same transaction, and is told the sale's id (:mod:`pos_app.services.exchanging`).

    Raises :class:`~pos_app.domain.errors.Refused` when it may not be completed (nothing is written; also where the law
    has goods or so much cash not sold now, whatever was said before) and
    :class:`~pos_app.domain.errors.CannotSell` when the file can not take it. Run on the store thread.
    """
    check_can_pay(basket)
    if not basket.lines:  # a deposit slip alone is money for anybody: no member buys anything
        basket, member, wishes = with_member(basket, None), None, NO_WISHES
    check_somebody_joins(ports, basket, member)
    check_not_own_card(ports, cashier_id, member)
    check_basket(ports, basket)
    context = context_now(ports, wishes)
    view = member.view if member else None
    decision = decide(ports, basket, member, with_slips(basket, tenders), context)
    check_goods(basket, decision)
    counter = ports.counter
    lease_id = _lease_of(ports, basket, decision)
    sale_id = ports.ids.new_id()
    with ports.store.unit_of_work() as work:
        returned = before(work, sale_id) if before is not None else None
        sale = complete(
            sale_id=sale_id,
            receipt_number=work.next_receipt_number(),
            seller=Seller(
                counter.store.company_id,
                counter.store.store_id,
                counter.till_id,
                counter.till_number,
                cashier_id,
            ),
            basket=basket,
            tenders=tenders,
            member=view,
            decision=decision,
            context=context,
            lease_id=lease_id,
            delivery_number=work.next_delivery_number() if is_on_account(tenders) else 0,
        )
        check_cash(ports, sale.tenders, sale.settlement)
        job = PrintJob(
            ports.ids.new_id(),
            sale.sale_id,
            PrintKind.RECEIPT,
            PrintState.QUEUED,
            context.at_ms,
            open_drawer=any(
                tender.kind is TenderKind.CASH
                for tender in (*tenders, *(returned.tenders if returned is not None else ()))
            ),
        )
        sequence = work.add_sale(sale, _personal(member), job)
        if ports.books is not None:
            ports.books.sold(work, sale, sequence)
        if sale.delivery_number:
            from pos_app.services.slips import delivery_told

            work.add_counter_event(delivery_told(ports, sale))
        work.commit()
    return Sold(sale, job, sequence, returned)


def _lease_of(ports: Ports, basket: Basket, decision: Decision) -> str:
    """The lease under which the sale uses things up; most use nothing up."""
    if not decision.consumes:
        return ""
    from pos_app.services.securing import under_which_lease

    return under_which_lease(ports, basket.basket_id)


def check_goods(basket: Basket, decision: Decision) -> None:
    """Raise :class:`Refused` ``GOODS_REFUSED`` when something in the basket may not be sold to this customer now."""
    if decision.refused:
        line = basket.line(decision.refused[0].line_id)
        raise Refused(Refusal.GOODS_REFUSED, article=line.article.name, line=line.line_id)


def keep_basket(ports: Ports, basket: Basket, tenders: Sequence[Tender], wishes: Wishes = NO_WISHES) -> None:
    """Remember the basket on the counter, so that it is back after a crash. Run on the store thread."""
    with ports.store.unit_of_work() as work:
        empty = basket.is_empty and basket.member_id is None and not tenders and wishes == NO_WISHES
        work.save_open_basket(None if empty else OpenBasket(basket, tuple(tenders), wishes))
        work.commit()


def restore_basket(ports: Ports) -> OpenBasket | None:
    """The basket that was on the counter when the till stopped, if any. Goods that were to pay for it came back only
    with it: they are shown anew.
    """
    with ports.store.unit_of_work() as work:
        found = work.open_basket()
    if found is not None and any(tender.kind is TenderKind.EXCHANGE for tender in found.tenders):
        kept = tuple(tender for tender in found.tenders if tender.kind is not TenderKind.EXCHANGE)
        found = replace(found, tenders=kept)
    if ports.card_terminal is None or found is None:
        return found
    from pos_app.services.card_payments import still_paid

    return still_paid(ports, found)


def _personal(member: Member | None) -> PersonalFields | None:
    if member is None or not member.personal_key:
        return None
    return PersonalFields(member.view.member_id, member.display_name, member.personal_key)
