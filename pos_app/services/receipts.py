"""Receipts: made anew from the stored sale, printed once, copied at most once (PRINT-TRISTATE)."""

from __future__ import annotations

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.receipt import BalanceLine, ReceiptDocument, receipt
from pos_app.domain.receipt_words import words_for
from pos_app.services.members import standing
from pos_app.services.ports import Ports, PrintJob, PrintKind, PrintState


def document_for(ports: Ports, job: PrintJob) -> ReceiptDocument:
    """The document that a print job prints. Raises ``LookupError`` when the sale is unknown: a bug, not a state."""
    with ports.store.unit_of_work() as work:
        sale = work.sale(job.sale_id)
        member_name = work.personal_name(job.sale_id)
    if sale is None:
        raise LookupError(f"no sale {job.sale_id} for print job {job.job_id}")
    balance = None
    member = ports.members.by_id(sale.member.member_id) if sale.member else None
    if member is not None:
        now = standing(ports, member)
        offset = ports.clock.offset_minutes(now.as_of_ms)
        balance = BalanceLine(now.points, now.as_of_ms, offset, now.pending)
    cashiers = {cashier.cashier_id: cashier.name for cashier in ports.staff.cashiers()}
    tier_names = {tier.code: tier.name for found in ports.programmes.in_force() for tier in found.tiers}
    return receipt(
        sale,
        ports.counter.store,
        cashier_name=cashiers.get(sale.seller.cashier_id, ""),
        member_name=member_name,
        tier_names=tier_names,
        balance=balance,
        copy=job.kind is PrintKind.COPY,
        words=words_for(ports.counter.store.language),
        open_drawer=job.open_drawer,
    )


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
