"""The end of the day on one screen: what is open, the counts, the card slips, Z, a safe copy, and the server's word.

What is done stands in the till's own records (:mod:`pos_app.services.evening`), so a screen that was closed at any step
goes on there. After the Z everything happens by itself, and whatever the network does the day is closed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from pos_app.domain.errors import CannotSell, Refused
from pos_app.domain.period_report import PeriodReport
from pos_app.domain.rights import Right, Wish
from pos_app.services import closing_day, evening, period_printing
from pos_app.services.evening import DayAnswer, DayEnd, SoFar, Step
from pos_app.ui.inbox import Inbox, Link, LinkReport
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels import evening_state as at
from pos_app.ui.viewmodels.drawer import DrawerModel
from pos_app.ui.viewmodels.drawer_state import HOME, TOLD, DrawerState
from pos_app.ui.viewmodels.entry import Ask
from pos_app.ui.viewmodels.evening_pages import DOWN, EveningNow, EveningPages
from pos_app.ui.viewmodels.evening_terminal import terminal_sentence
from pos_app.ui.viewmodels.refusals import sentence
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)
_LOOK_MS = 400
"""How often it is looked how many records are still on their way."""


class EveningModel(QObject):
    """``store`` writes the till's file; ``line`` is for whatever waits for the server, a disk or the card terminal."""

    changed = Signal(object)
    """:class:`~pos_app.ui.viewmodels.evening_state.EveningState`"""
    asking = Signal(object, str)
    printing = Signal(str, object)
    far_off = Signal(int)
    handed_over = Signal()
    """Never here; the drawer's desk, which this screen shares, listens for it."""
    stopped = Signal(object)
    status_wanted = Signal()
    finished = Signal()
    """The manager is done here."""

    def __init__(
        self,
        ports: TillPorts,
        store: Worker,
        line: Worker,
        inbox: Inbox,
        link: LinkReport,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._line = line
        self._currency = ports.services.counter.store.currency
        self.cashier_id = self.approved_by = ""
        self.watched = False
        """Whether the screen is in sight."""
        self._now = EveningNow(link=link)
        self._pages = EveningPages(ports, words, self._now, self)
        self._counting = DrawerModel(ports, store, words, self)
        self._drawer_page: DrawerState | None = None
        self._counting.changed.connect(self._counted)
        for mine, its in (
            (self.asking, self._counting.asking),
            (self.printing, self._counting.printing),
            (self.far_off, self._counting.far_off),
            (self.stopped, self._counting.stopped),
        ):
            its.connect(mine)
        inbox.link.connect(self._link_reported)
        self._made_end: DayEnd | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look_at_waiting)

    @property
    def _end(self) -> DayEnd:
        if self._made_end is None:
            make = self._ports.day_end
            assert make is not None, "the desk opens no screen without it"
            self._made_end = make()
        return self._made_end

    @property
    def busy(self) -> bool:
        """Whether something is being written or waited for."""
        return self._now.busy or self._counting.busy

    @property
    def step(self) -> Step | None:
        """The step that is being done; ``None`` once all are, or before anything is known."""
        return self._now.step if self._now.so_far is not None else None

    # ---- where it is ----------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The screen opens: look how far the closing has come, and go on from there."""
        now = self._now
        now.notice = now.broken = now.copy_failed = now.terminal = ""
        now.answers, now.seen, now.waited = (), False, 0
        now.cards_left_out = now.copy_left_out = False
        self._look_again(further=False)

    def _look_again(self, *, further: bool = True) -> None:
        services, end = self._ports.services, self._end
        self._drawer_page = None
        self._run(self._store, lambda: evening.look(services, end, further=further), self._found)

    def _found(self, so_far: SoFar) -> None:
        now = self._now
        now.take(so_far)
        if now.step is Step.CARDS:
            self.asking.emit(Ask(self.tr("The terminal's total"), self._currency.exponent, 12), "")
        else:
            self.asking.emit(None, "")
        self._go_on()

    def _go_on(self) -> None:
        """What happens by itself from here."""
        now = self._now
        if now.busy or not self.watched:
            return
        if now.step is Step.COPY and not (now.broken or now.copy_failed):
            self._save()
        elif now.step is Step.SEND and not self._pages.is_left_to_the_till:
            self._timer.start()
        elif now.step is Step.CONFIRM and not now.answers and now.link.link not in DOWN:
            self._confirm()

    def _link_reported(self, report: LinkReport) -> None:
        now = self._now
        was_down, now.link = now.link.link in DOWN, report
        if now.so_far is None or not self.watched:
            return
        if was_down and report.link is Link.ONLINE:
            now.answers = ()
        self.show()
        self._go_on()

    # ---- what a manager does --------------------------------------------------------------------------------

    def takes(self, act: str = "") -> tuple[Wish, str] | None:
        """The right that Enter takes now: closing the day is not everybody's."""
        if self._drawer_page is not None:
            return self._counting.takes(act)
        if self.step is Step.PERIOD and not act and self._now.is_readable:
            return Wish(Right.CLOSE_DAY), self.tr("Close the day with its Z report")
        return None

    def type(self, text: str) -> None:
        """The keypad's number changed."""
        if self._drawer_page is not None:
            self._counting.type(text)
        elif self.step is Step.CARDS:
            self._now.amount, self._now.notice = text, ""
            self.show()

    def select(self, row: int) -> None:
        """A kind of note or coin was touched."""
        self._counting.select(row)

    def step_by(self, by: int) -> None:
        """Another row, or another reason."""
        if self._drawer_page is not None:
            self._counting.step(by)

    def back(self) -> None:
        """From a count to what there is to count; from its reasons to its rows."""
        if self._counting.page == HOME or self._drawer_page is None:
            return
        self._counting.back()
        if self._counting.page == HOME:
            self._look_again()

    def choose(self, key: str) -> None:
        """An act of the page, or a reason."""
        now = self._now
        if self.busy:
            return
        if key.startswith(at.DRAWER):
            self._count(key.removeprefix(at.DRAWER))
        elif self._drawer_page is not None:
            self._counting.choose(key)
        elif key == at.TERMINAL:
            self._ask_terminal()
        elif key == at.NOT_NOW:
            now.cards_left_out = True
            self._look_again()
        elif key == at.AGAIN:
            now.answers, now.copy_failed = (), ""
            self._look_again()
        elif key == at.WITHOUT:
            now.copy_left_out = True
            self._look_again()
        elif key == at.STATUS:
            self.status_wanted.emit()
        elif key == at.LATER:
            self.finished.emit()

    def accept(self) -> None:
        """The large button."""
        now, step = self._now, self.step
        if self.busy or now.so_far is None:
            return
        if self._drawer_page is not None:
            if self._counting.page == TOLD:
                self._look_again()
            else:
                self._accept_count()
        elif step is Step.MATTERS:
            now.seen = True
            self._look_again()
        elif step is Step.COUNT:
            self._count(now.so_far.drawers[0].session_id)
        elif step is Step.CARDS:
            self._compare(self._pages.amount_minor)
        elif step is Step.PERIOD and now.so_far.is_readable:
            self._close_period()
        elif step in (None, Step.PERIOD, Step.SEND, Step.CONFIRM):
            self.finished.emit()

    # ---- one by one -----------------------------------------------------------------------------------------

    def _count(self, session_id: str) -> None:
        self._counting.cashier_id = self.cashier_id
        self._counting.count(session_id)

    def _accept_count(self) -> None:
        self._counting.approved_by = self.approved_by
        self._counting.accept()
        self._counting.approved_by = ""

    def _counted(self, page: DrawerState) -> None:
        if self._counting.page != HOME and self.watched:
            self._drawer_page = page
            self.show()

    def _ask_terminal(self) -> None:
        from pos_app.services.terminal_day import TerminalTotal, close_terminal_day

        services, now = self._ports.services, self._now
        now.terminal = self.tr("The card terminal is closing its day. This can take a minute.")

        def told(found: TerminalTotal) -> None:
            now.terminal = terminal_sentence(found)
            if found.total_minor is None:
                self._found_again()
            else:
                self._compare(found.total_minor)

        self._run(self._line, lambda: close_terminal_day(services), told)

    def _found_again(self) -> None:
        assert self._now.so_far is not None
        self._found(self._now.so_far)

    def _compare(self, total_minor: int | None) -> None:
        services, cashier_id = self._ports.services, self.cashier_id
        if total_minor is None:
            return
        self._run(
            self._store,
            lambda: closing_day.compare_card_slips(services, cashier_id, total_minor),
            lambda _: self._look_again(),
        )

    def _close_period(self) -> None:
        services, cashier_id, who = self._ports.services, self.cashier_id, self.approved_by

        def close() -> PeriodReport | None:
            return closing_day.close_period(services, cashier_id, approved_by=who)

        self._run(self._store, close, self._closed)

    def _closed(self, report: PeriodReport | None) -> None:
        if report is not None:
            services = self._ports.services
            self._store.run(
                lambda: period_printing.document_of(services, report),
                lambda made: self.printing.emit(*made),
                self._failed,
            )
        self._look_again()

    def _save(self) -> None:
        end, now = self._end, self._now
        assert now.so_far is not None
        day = now.so_far.day

        def save() -> str:
            broken = end.books.broken()
            if not broken:
                end.books.copy(day)
                end.books.checkpoint(day)
            return broken

        def saved(broken: str) -> None:
            now.broken = broken
            if not broken:
                self._look_again()

        self._run(self._line, save, saved, self._not_saved)

    def _not_saved(self, error: Exception) -> None:
        self._now.busy = False
        if isinstance(error, CannotSell):
            self._now.copy_failed = str(error)
        elif isinstance(error, OSError):
            self._now.copy_failed = error.strerror or str(error)
        else:
            self._failed(error)
            self._now.copy_failed = self.tr("something went wrong in the till.")
        self.show()

    def _look_at_waiting(self) -> None:
        services, now = self._ports.services, self._now
        if not self.watched or self.step is not Step.SEND:
            return

        def count() -> int:
            with services.store.unit_of_work() as work:
                return work.waiting_records()

        def counted(waiting: int) -> None:
            now.waiting = waiting
            now.waited = max(now.waited, waiting)
            self.show()
            self._go_on()

        self._store.run(count, counted, self._failed)

    def _confirm(self) -> None:
        end, now = self._end, self._now
        assert now.so_far is not None
        days, at_ms = now.so_far.days, self._ports.services.clock.now_ms()

        def told(answers: tuple[DayAnswer, ...]) -> None:
            now.answers = answers
            if all(each.is_confirmed for each in answers):
                self._look_again()

        self._run(self._line, lambda: evening.confirm_days(end, days, at_ms), told)

    # ---- underneath -----------------------------------------------------------------------------------------

    def _run(
        self,
        worker: Worker,
        work: Callable[[], object],
        then: Callable[..., None],
        failed: Callable[[Exception], None] | None = None,
    ) -> None:
        self._now.busy, self._now.notice = True, ""
        self.show()

        def done(result: object) -> None:
            self._now.busy = False
            then(result)
            self.show()

        worker.run(work, done, failed or self._failed)

    def _failed(self, error: Exception) -> None:
        self._now.busy = False
        if isinstance(error, Refused):
            self._now.notice = sentence(error)
        elif isinstance(error, CannotSell):
            self.stopped.emit(error)
        else:
            log.error("the end of the day failed", exc_info=error)
            self._now.notice = self.tr(
                "Something went wrong in the till. Nothing is lost: open this screen again."
            )
        self.show()

    def show(self) -> None:
        """Tell the screen."""
        if self.watched:
            self.changed.emit(self._pages.state(self._drawer_page))
