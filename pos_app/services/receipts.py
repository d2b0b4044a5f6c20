"""Receipts: made anew from the stored sale or return, printed once, copied at most once (PRINT-TRISTATE)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.receipt import Beside, ReceiptDocument, receipt
from pos_app.domain.receipt_words import ReceiptWords, words_for
from pos_app.domain.sale import Sale
from pos_app.domain.tender import may_go_without_receipt
from pos_app.services.balances import balances
from pos_app.services.ports import Ports
from pos_app.services.till_store import PrintJob, PrintKind, PrintState, UnitOfWork
from pos_app.services.whole_members import only_known_then

if TYPE_CHECKING:
    from pos_app.domain.loyalty.programme import Programme

log = logging.getLogger(__name__)


def document_for(ports: Ports, job: PrintJob) -> ReceiptDocument:
    """The document that a print job prints. Raises ``LookupError`` when its fact is unknown: a bug, not a state."""
    with ports.store.unit_of_work() as work:
        sale = work.sale(job.fact_id)
        member_name = work.personal_name(job.fact_id)
    if sale is None:
        return _return_receipt(ports, job)
    if job.kind is PrintKind.GIFT:
        from pos_app.domain.gift_receipt import gift_receipt

        return gift_receipt(sale, ports.counter.store, words_for(ports.counter.store.language).language)
    if sale.delivery_number:
        return _delivery_receipt(ports, sale, job)
    member = ports.members.by_id(sale.member.member_id) if sale.member else None
    programmes = ports.programmes.in_force()
    cashiers = {cashier.cashier_id: cashier.name for cashier in ports.staff.cashiers()}
    words = words_for(ports.counter.store.language)
    if sale.member is not None:
        sale = only_known_then(sale, member, member_name)
        _log_untold(sale, programmes, words.language)
    return receipt(
        sale,
        ports.counter.store,
        cashier_name=cashiers.get(sale.seller.cashier_id, ""),
        member_name=member_name,
        programmes=programmes,
        balances=balances(ports, member, words.wallet) if member is not None else (),
        copy=job.kind is PrintKind.COPY,
        words=words,
        open_drawer=job.open_drawer,
        article_name=lambda article_id: _article_name(ports, article_id),
        beside=_goods_back(ports, sale, words),
    )


def _delivery_receipt(ports: Ports, sale: Sale, job: PrintJob) -> ReceiptDocument:
    from pos_app.domain.delivery_receipt import delivery_receipt

    cashiers = {cashier.cashier_id: cashier.name for cashier in ports.staff.cashiers()}
    store = ports.counter.store
    return delivery_receipt(
        sale,
        store,
        cashier_name=cashiers.get(sale.seller.cashier_id, ""),
        copy=job.kind is PrintKind.COPY,
        words=words_for(store.language),
    )


def _goods_back(ports: Ports, sale: Sale, words: ReceiptWords) -> Beside | None:
    """What stands on the slip of an exchange beside the sale; nothing on that of any other."""
    paid = next((each for each in sale.tenders if each.exchange_id), None)
    if paid is None:
        return None
    from pos_app.domain.exchange_receipt import goods_back

    with ports.store.unit_of_work() as work:
        returned = work.returned(paid.exchange_id)
        taken_from = work.sale(returned.sale_id) if returned is not None else None
    if returned is None or taken_from is None:
        raise LookupError(f"no return {paid.exchange_id} for the exchange {sale.sale_id}")
    return goods_back(returned, taken_from, sale, words)


def _return_receipt(ports: Ports, job: PrintJob) -> ReceiptDocument:
    from pos_app.domain.return_receipt import return_receipt
    from pos_app.services.credit_notes import number_on

    with ports.store.unit_of_work() as work:
        returned = work.returned(job.fact_id)
        sale = work.sale(returned.sale_id) if returned is not None else None
    if returned is None or (sale is None and returned.unproven is None):
        raise LookupError(f"no sale or return {job.fact_id} for print job {job.job_id}")
    cashiers = {cashier.cashier_id: cashier.name for cashier in ports.staff.cashiers()}
    return return_receipt(
        returned,
        sale,
        ports.counter.store,
        cashier_name=cashiers.get(returned.seller.cashier_id, ""),
        copy=job.kind is PrintKind.COPY,
        words=words_for(ports.counter.store.language),
        open_drawer=job.open_drawer,
        note_number=number_on(ports, returned),
    )


def _article_name(ports: Ports, article_id: str) -> str:
    article = ports.catalogue.by_id(article_id)
    return article.name if article is not None else article_id


def _log_untold(sale: Sale, programmes: Sequence[Programme], language: str) -> None:
    """A reason that no sentence tells is a bug of ours: logged, and the receipt goes on without it."""
    from pos_app.domain.loyalty.explain import Explainer

    told = Explainer(programmes, sale.basket.currency, language)
    untold = sorted({reason.rule for reason in sale.decision.reasons if not told.knows(reason)})
    if untold:
        log.error("no sentence tells the reasons %s of sale %s", ", ".join(untold), sale.sale_id)


def note_print(ports: Ports, job_id: str, state: PrintState) -> None:
    """Remember what became of a job."""
    with ports.store.unit_of_work() as work:
        work.set_print_state(job_id, state)
        work.commit()


def open_jobs(ports: Ports) -> list[PrintJob]:
    """Jobs that are neither printed nor given up, oldest first. A job that was being sent is unknown now."""
    with ports.store.unit_of_work() as work:
        return work.print_jobs()


def give_up(ports: Ports, job_id: str) -> None:
    """The cashier saw that the receipt is there, or the customer does not want one."""
    note_print(ports, job_id, PrintState.GIVEN_UP)


def decline(ports: Ports, job: PrintJob, cashier_id: str = "") -> None:
    """The customer wants no receipt: the job is given up, and the journal tells that the sale ended without one.

    ``cashier_id`` says so; whoever sold, where that is not known. Raises :class:`Refused` ``RECEIPT_NOT_DECLINED``
    where the payment was not a terminal's that the till asked: then a receipt is printed, or waits to be.
    """
    from pos_app.domain.counter_event import CounterEventKind
    from pos_app.services.counter_events import event_now

    with ports.store.unit_of_work() as work:
        if job.kind is PrintKind.RECEIPT and not may_decline(work, job.fact_id):
            raise Refused(Refusal.RECEIPT_NOT_DECLINED)
        work.set_print_state(job.job_id, PrintState.GIVEN_UP)
        if job.kind is PrintKind.RECEIPT:
            seller, total_minor = _whose(work, job.fact_id)
            work.add_counter_event(
                event_now(
                    ports,
                    cashier_id or seller,
                    CounterEventKind.SALE_WITHOUT_RECEIPT,
                    amount_minor=total_minor,
                    subject=job.fact_id,
                )
            )
        work.commit()


def may_decline(work: UnitOfWork, fact_id: str) -> bool:
    """Whether the customer of that sale or return may go without a receipt."""
    found = work.sale(fact_id) or work.returned(fact_id)
    return found is not None and may_go_without_receipt(found.tenders)


def copy_of(ports: Ports, fact_id: str, cashier_id: str = "", approved_by: str = "") -> PrintJob:
    """Queue the one permitted copy of a sale's or a return's receipt; it says so (KOPI), and the journal tells of it.

    ``cashier_id`` asked for it (whoever sold, where that is not known), ``approved_by`` allowed it. A receipt whose
    printing is unknown is given up in the same step: its reprint *is* the copy. Raises :class:`Refused`
    ``COPY_ALREADY_PRINTED`` when the copy was used.
    """
    from pos_app.domain.counter_event import CounterEventKind
    from pos_app.services.counter_events import event_now

    with ports.store.unit_of_work() as work:
        fact_id = _on_paper_with(work, fact_id)
        jobs = work.print_jobs(fact_id)
        if any(job.kind is PrintKind.COPY for job in jobs):
            raise Refused(Refusal.COPY_ALREADY_PRINTED)
        for job in jobs:
            if job.state is PrintState.SENT_UNKNOWN:
                work.set_print_state(job.job_id, PrintState.GIVEN_UP)
        copy = PrintJob(ports.ids.new_id(), fact_id, PrintKind.COPY, PrintState.QUEUED, ports.clock.now_ms())
        work.add_print_job(copy)
        seller, total_minor = _whose(work, fact_id)
        work.add_counter_event(
            event_now(
                ports,
                cashier_id or seller,
                CounterEventKind.COPY_PRINTED,
                amount_minor=total_minor,
                subject=fact_id,
                approved_by=approved_by,
            )
        )
        work.commit()
    return copy


def gift_receipt_of(ports: Ports, sale_id: str, cashier_id: str = "") -> PrintJob:
    """Queue a slip that goes with a present; the journal tells of it. As many as there are presents.

    ``cashier_id`` asked for it; whoever sold, where that is not known. Raises :class:`Refused` ``BASKET_EMPTY`` where
    nothing in the sale can be a present, ``RETURN_UNKNOWN_SALE`` where there is no such sale here.
    """
    from pos_app.domain.counter_event import CounterEventKind
    from pos_app.domain.gift_receipt import has_presents
    from pos_app.services.counter_events import event_now

    with ports.store.unit_of_work() as work:
        sale = work.sale(sale_id)
        if sale is None:
            raise Refused(Refusal.RETURN_UNKNOWN_SALE)
        if not has_presents(sale):
            raise Refused(Refusal.BASKET_EMPTY)
        job = PrintJob(ports.ids.new_id(), sale_id, PrintKind.GIFT, PrintState.QUEUED, ports.clock.now_ms())
        work.add_print_job(job)
        work.add_counter_event(
            event_now(
                ports,
                cashier_id or sale.seller.cashier_id,
                CounterEventKind.GIFT_RECEIPT_PRINTED,
                amount_minor=sale.priced.total_minor,
                subject=sale_id,
            )
        )
        work.commit()
    return job


def _on_paper_with(work: UnitOfWork, fact_id: str) -> str:
    """The fact whose slip tells of this one: the sale, for goods that came back in an exchange."""
    returned = work.returned(fact_id)
    tenders = returned.tenders if returned is not None else ()
    return next((each.exchange_id for each in tenders if each.exchange_id), fact_id)


def _whose(work: UnitOfWork, fact_id: str) -> tuple[str, int]:
    """Who sold or took back, and the amount on the receipt: a return's is negative."""
    if (sale := work.sale(fact_id)) is not None:
        return sale.seller.cashier_id, sale.priced.total_minor
    if (returned := work.returned(fact_id)) is not None:
        return returned.seller.cashier_id, -returned.reversal.refund.total_minor
    raise LookupError(f"no sale or return {fact_id} to copy")
