"""The receipt of the last sale: queued, printed, or nobody knows; and the change that stays on the screen.

PRINT-TRISTATE: a job is noted as sent-unknown *before* it goes to the printer, so that a till that dies in
between knows that it does not know. An unknown job is never sent again by itself: the cashier looks and chooses.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import CannotSell, Refusal, Refused
from pos_app.domain.tender import Tender, TenderKind, cards_by_hand, may_go_without_receipt
from pos_app.services.selling import Sold
from pos_app.services.till_store import PrintJob, PrintKind, PrintState
from pos_app.ui.inbox import DeviceReport, Inbox, Printed
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.explaining import Explaining
from pos_app.ui.viewmodels.panel_state import DoneState, ReceiptChoice
from pos_app.ui.viewmodels.state import Choice
from pos_app.ui.viewmodels.words import Words

if TYPE_CHECKING:  # the first paint needs neither
    from pos_app.domain.receipt_document import ReceiptDocument
    from pos_app.services.returning import TakenBack

log = logging.getLogger(__name__)


class ReceiptModel(QObject):
    """Prints what is queued, one job at a time, and remembers what became of each."""

    changed = Signal(object)
    """:class:`DoneState`"""
    unknown = Signal(str)
    """job id of a receipt that may or may not have been printed"""
    refused = Signal(object)
    stopped = Signal(object)

    def __init__(
        self,
        ports: TillPorts,
        store: Worker,
        inbox: Inbox,
        words: Words,
        explaining: Explaining,
        cashier_id: Callable[[], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._words = words
        self._explaining = explaining
        self._cashier_id = cashier_id
        self.approved_by = ""
        """Who allowed the copy that is asked for next."""
        self.last: Sold | None = None
        self._jobs: dict[str, PrintJob] = {}
        self._states: dict[str, PrintState] = {}
        self._sale_job = ""
        self._sending = ""
        self._slips: set[str] = set()
        self._without: set[str] = set()
        """Sales and returns whose customer may go without a receipt."""
        inbox.printed.connect(self._printed)
        inbox.device.connect(self._device_reported)

    # ---- what comes in --------------------------------------------------------------------------------------

    def resume(self) -> None:
        """After a start: print what was still queued, ask about what was under way."""
        services = self._ports.services

        def read() -> tuple[list[PrintJob], set[str]]:
            with services.store.unit_of_work() as work:
                jobs = work.print_jobs()
                if not jobs:
                    return [], set()
                from pos_app.services.receipts import may_decline

                return jobs, {job.fact_id for job in jobs if may_decline(work, job.fact_id)}

        self._store.run(read, self._resumed, self._failed)

    def _resumed(self, found: tuple[list[PrintJob], set[str]]) -> None:
        jobs, self._without = found
        for job in jobs:
            self._jobs[job.job_id] = job
            self._states[job.job_id] = job.state
            if job.state is PrintState.SENT_UNKNOWN:
                self._sale_job = job.job_id
                self.unknown.emit(job.job_id)
        self._send_next()
        self.show()

    def sold(self, sold: Sold) -> None:
        """A sale is durable: its receipt is the next to print."""
        self.last = sold
        self._sale_job = sold.job.job_id
        self._note_payment(sold.sale.sale_id, sold.sale.tenders)
        self._take(sold.job)

    def took_back(self, done: TakenBack) -> None:
        """A return is durable: its receipt is the next to print."""
        self._sale_job = done.job.job_id
        self._note_payment(done.returned.return_id, done.returned.tenders)
        self._take(done.job)

    def _note_payment(self, fact_id: str, tenders: Sequence[Tender]) -> None:
        if may_go_without_receipt(tenders):
            self._without.add(fact_id)

    def _take(self, job: PrintJob) -> None:
        """One more to print; those that are dealt with are forgotten here (the file remembers them)."""
        done = (PrintState.CONFIRMED, PrintState.GIVEN_UP)
        for job_id in [
            known for known, state in self._states.items() if state in done and known != self._sending
        ]:
            del self._jobs[job_id], self._states[job_id]
        self._jobs[job.job_id] = job
        self._states[job.job_id] = job.state
        self._send_next()
        self.show()

    # ---- printing -------------------------------------------------------------------------------------------

    def _send_next(self) -> None:
        printer = self._ports.printer
        if self._sending or printer is None:
            return
        job = next(
            (job for job in self._jobs.values() if self._states[job.job_id] is PrintState.QUEUED), None
        )
        if job is None:
            return
        self._sending = job.job_id
        services = self._ports.services

        def prepare() -> object:
            from pos_app.services import receipts

            document = receipts.document_for(services, job)
            receipts.note_print(services, job.job_id, PrintState.SENT_UNKNOWN)
            return document

        self._store.run(prepare, lambda document: printer.submit(job.job_id, document), self._not_prepared)  # type: ignore[arg-type]

    def _not_prepared(self, error: Exception) -> None:
        self._states[self._sending] = PrintState.SENT_UNKNOWN
        self._sending = ""
        self._failed(error)
        self.show()

    def print_slip(self, job_id: str, document: ReceiptDocument) -> None:
        """Print what is no receipt (an X or Z report, a slip of the drawer): it may be printed again at any time."""
        if self._ports.printer is not None:
            self._slips.add(job_id)
            self._ports.printer.submit(job_id, document)

    def _printed(self, job_id: str, outcome: str) -> None:
        if job_id in self._slips:
            self._slips.discard(job_id)
            return
        if job_id not in self._jobs:
            log.warning("a print report for an unknown job %s", job_id)
            return
        states = {
            Printed.CONFIRMED: PrintState.CONFIRMED,
            Printed.UNKNOWN: PrintState.SENT_UNKNOWN,
            Printed.NOT_STARTED: PrintState.QUEUED,
        }
        state = states[Printed(outcome)]
        self._states[job_id] = state
        if self._sending == job_id:
            self._sending = ""
        if state is PrintState.SENT_UNKNOWN:
            self._sale_job = job_id
            self.unknown.emit(job_id)
        else:
            self._note(job_id, state)
        if state is not PrintState.QUEUED:
            self._send_next()
        self.show()

    def _device_reported(self, report: DeviceReport) -> None:
        """The printer is there again: what is queued comes out."""
        if report.kind == "printer" and report.key.startswith("ready"):
            self._send_next()

    def _note(self, job_id: str, state: PrintState) -> None:
        services = self._ports.services

        def note() -> None:
            from pos_app.services import receipts

            receipts.note_print(services, job_id, state)

        self._store.run(note, None, self._failed)

    # ---- the cashier chooses --------------------------------------------------------------------------------

    def choose(self, key: str) -> None:
        """``came`` it is there, ``copy`` print the one permitted copy, ``none`` nobody wants it."""
        job = self._subject()
        if job is None:
            return
        if key == "copy":
            self._copy(job)
        elif key == "gift":
            self._gift(job)
        elif key == "none" and not self._goes_without(job):
            self.refused.emit(Refused(Refusal.RECEIPT_NOT_DECLINED))
        elif key in ("came", "none"):
            self._states[job.job_id] = PrintState.GIVEN_UP
            if key == "none":
                self._decline(job)
            else:
                self._note(job.job_id, PrintState.GIVEN_UP)
            self.show()

    def _decline(self, job: PrintJob) -> None:
        services, cashier_id = self._ports.services, self._cashier_id()

        def decline() -> None:
            from pos_app.services import receipts

            receipts.decline(services, job, cashier_id)

        self._store.run(decline, None, self._failed)

    def _copy(self, asked: PrintJob) -> None:
        services, fact_id, cashier_id = self._ports.services, asked.fact_id, self._cashier_id()
        approved_by, self.approved_by = self.approved_by, ""

        def copy() -> PrintJob:
            from pos_app.services import receipts

            return receipts.copy_of(services, fact_id, cashier_id, approved_by)

        def copied(job: PrintJob) -> None:
            if self._states.get(asked.job_id) is PrintState.SENT_UNKNOWN:
                self._states[asked.job_id] = PrintState.GIVEN_UP
            self._sale_job = job.job_id
            self._take(job)

        self._store.run(copy, copied, self._failed)

    def _gift(self, asked: PrintJob) -> None:
        """The slip for a present comes beside the receipt, which stays what is spoken of."""
        services, sale_id, cashier_id = self._ports.services, asked.fact_id, self._cashier_id()

        def gift() -> PrintJob:
            from pos_app.services import receipts

            return receipts.gift_receipt_of(services, sale_id, cashier_id)

        self._store.run(gift, self._take, self._failed)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Refused):
            self.refused.emit(error)
        elif isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("a receipt could not be prepared or noted", exc_info=error)

    # ---- showing --------------------------------------------------------------------------------------------

    def _subject(self) -> PrintJob | None:
        """The job to speak of: the last sale's, but once that is dealt with an earlier one that nobody knows of."""
        job = self._jobs.get(self._sale_job)
        if job is not None and self._states[job.job_id] not in (PrintState.CONFIRMED, PrintState.GIVEN_UP):
            return job
        unknown = (
            earlier
            for earlier in self._jobs.values()
            if self._states[earlier.job_id] is PrintState.SENT_UNKNOWN and earlier.job_id != self._sending
        )
        return next(unknown, job)

    def _goes_without(self, job: PrintJob) -> bool:
        return job.kind is not PrintKind.RECEIPT or job.fact_id in self._without

    def receipt(self) -> ReceiptChoice | None:
        """How the receipt is, and what may be done about it."""
        job = self._subject()
        if job is None:
            return None
        earlier = job.job_id != self._sale_job
        copy = job.kind is not PrintKind.RECEIPT
        reprint = (Choice("copy", self.tr("Print a copy")),) if not copy else ()
        if self.last is not None and job.fact_id == self.last.sale.sale_id:
            reprint = (*reprint, Choice("gift", self.tr("Print a gift receipt"), self.tr("without prices")))
            if cards_by_hand(self.last.sale.tenders) and self._ports.printer is not None:
                reprint = (
                    *reprint,
                    Choice("card_slip", self.tr("Print a card slip"), self.tr("to be signed")),
                )
        none: tuple[Choice, ...] = ()
        if self._goes_without(job):
            none = (Choice("none", self.tr("The customer does not want it")),)
        texts: dict[PrintState, Callable[[], ReceiptChoice]] = {
            PrintState.QUEUED: lambda: self._queued(none),
            PrintState.SENT_UNKNOWN: lambda: ReceiptChoice(
                self.tr("Did the receipt before this one come out? The printer did not confirm it.")
                if earlier
                else self.tr("Did the receipt come out? The printer did not confirm it."),
                "look",
                (
                    Choice("came", self.tr("Yes, it is here")),
                    *(
                        ()
                        if copy
                        else (Choice("copy", self.tr("No – print a copy"), self.tr("marked as copy")),)
                    ),
                    *none,
                ),
            ),
            PrintState.CONFIRMED: lambda: ReceiptChoice(
                self.tr("The copy is printed.") if copy else self.tr("The receipt is printed."),
                "good",
                reprint,
            ),
            PrintState.GIVEN_UP: lambda: ReceiptChoice(
                self.tr("The receipt is dealt with."), "quiet", reprint
            ),
        }
        if self._sending == job.job_id:
            return ReceiptChoice(self.tr("The receipt is printing …"), "quiet")
        return texts[self._states[job.job_id]]()

    def _queued(self, none: tuple[Choice, ...]) -> ReceiptChoice:
        if self._ports.printer is None:
            text = self.tr("This till has no printer; the receipt stays in the queue.")
        else:
            text = self.tr("The receipt waits for the printer and comes by itself.")
        return ReceiptChoice(text, "look", none)

    def _caption(self, sold: Sold, *, cash: bool) -> str:
        sale = sold.sale
        if sold.handed_back_minor:
            return self.tr("Hand over now")
        if sale.delivery_number:
            return self.tr("To be invoiced")
        if not cash:
            return self.tr("Paid")
        received = any(tender.kind is TenderKind.CASH and tender.amount_minor for tender in sale.tenders)
        is_change = received or not sale.settlement.change_minor
        return self.tr("Change") if is_change else self.tr("Pay out")

    def show(self) -> None:
        """Tell the panel."""
        self.changed.emit(self.state())

    def state(self) -> DoneState:
        """Everything that stays on the screen after a sale."""
        receipt = self.receipt()
        if self.last is None:
            caption = "" if receipt else self.tr("No sale yet")
            return DoneState(caption, "", receipt=receipt)
        sale, words = self.last.sale, self._words
        handed_back = self.last.handed_back_minor
        cash = any(tender.kind is TenderKind.CASH for tender in sale.tenders)
        change = sale.settlement.change_minor
        paid = self.tr("Paid {amount}, receipt {number}").format(
            amount=words.money(sale.settlement.total_minor + sale.settlement.rounding_minor),
            number=sale.receipt_number,
        )
        if sale.delivery_number:
            from pos_app.domain.receipt import receipt_number

            paid = self.tr("Handed out for {amount}, delivery {number}").format(
                amount=words.money(sale.settlement.total_minor), number=receipt_number(sale)
            )
        member = ""
        if sale.member is not None:
            earned, used = sale.decision.points_earned, sale.decision.points_redeemed
            member = self.tr("{earned} points earned").format(earned=words.count(earned))
            if used:
                member = self.tr("{earned} points earned, {used} used").format(
                    earned=words.count(earned), used=words.count(used)
                )
            member = "\n".join((member, *self._explaining.news(sale.decision)))
        return DoneState(
            change_caption=self._caption(self.last, cash=cash),
            change_text=words.money(handed_back or (change if cash else sale.settlement.total_minor)),
            paid_text=paid,
            member_text=member,
            promises=self._explaining.promises(sale.decision),
            receipt=receipt,
            next_text=self.tr("Scan the next customer's first article, or press Enter."),
            is_paid=not sale.delivery_number,
        )
