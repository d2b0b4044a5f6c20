"""Receipts: made anew from the stored sale, printed once, copied at most once (PRINT-TRISTATE)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.receipt import ReceiptDocument, receipt
from pos_app.domain.receipt_words import words_for
from pos_app.domain.sale import Sale
from pos_app.services.balances import balances
from pos_app.services.ports import Ports, PrintJob, PrintKind, PrintState
from pos_app.services.whole_members import only_known_then

if TYPE_CHECKING:
    from pos_app.domain.loyalty.programme import Programme

log = logging.getLogger(__name__)


def document_for(ports: Ports, job: PrintJob) -> ReceiptDocument:
    """The document that a print job prints. Raises ``LookupError`` when the sale is unknown: a bug, not a state."""
    with ports.store.unit_of_work() as work:
        sale = work.sale(job.sale_id)
        member_name = work.personal_name(job.sale_id)
    if sale is None:
        raise LookupError(f"no sale {job.sale_id} for print job {job.job_id}")
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


def copy_of(ports: Ports, sale_id: str) -> PrintJob:
    """Queue the sale's one permitted copy; it says so (KOPI).

    A receipt whose printing is unknown is given up in the same step: its reprint *is* the copy. Raises
    :class:`Refused` ``COPY_ALREADY_PRINTED`` when the copy was used.
    """
    with ports.store.unit_of_work() as work:
        jobs = work.print_jobs(sale_id)
        if any(job.kind is PrintKind.COPY for job in jobs):
            raise Refused(Refusal.COPY_ALREADY_PRINTED)
        for job in jobs:
            if job.state is PrintState.SENT_UNKNOWN:
                work.set_print_state(job.job_id, PrintState.GIVEN_UP)
        copy = PrintJob(ports.ids.new_id(), sale_id, PrintKind.COPY, PrintState.QUEUED, ports.clock.now_ms())
        work.add_print_job(copy)
        work.commit()
    return copy
