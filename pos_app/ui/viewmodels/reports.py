"""Reports on the screen: which one, over which days, its rows, and the receipts behind a row.

They are made on a thread of their own, on a connection of its own: nobody who pays waits for them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.account_day import is_told
from pos_app.domain.report import Report
from pos_app.domain.report_span import ReportSpan, SpanLength, span_around, step_span
from pos_app.domain.report_sums import ReportBy
from pos_app.domain.report_table import ReportTable, short_of
from pos_app.domain.report_words import report_words_for
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.services import reporting
from pos_app.services.quoting import context_now
from pos_app.services.report_ports import ReportBook, TracedFact, TracedPage
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels import reports_state as at
from pos_app.ui.viewmodels.report_rows import bars_of, receipt_row, why_failed
from pos_app.ui.viewmodels.reports_state import ReportsState
from pos_app.ui.viewmodels.state import ListEntry
from pos_app.ui.viewmodels.typed_span import TypedSpan
from pos_app.ui.viewmodels.words import Words

if TYPE_CHECKING:
    from pos_app.domain.receipt_document import ReceiptDocument

MORE = "more"
"""The row that leads to older receipts."""


class ReportsModel(QObject):
    """One page after the other; Enter goes on, Back goes back."""

    changed = Signal(object)
    """:class:`ReportsState`"""
    printing = Signal(str, object)
    """An id and a :class:`ReceiptDocument` to print."""
    asking = Signal(object)
    """What the keypad is to ask (:class:`~pos_app.ui.viewmodels.entry.Ask`), ``None`` for nothing more."""
    _progressed = Signal(int, int)

    def __init__(
        self, ports: TillPorts, work: Worker, store: Worker, words: Words, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        assert ports.reports is not None
        self._ports = ports
        self._book: ReportBook = ports.reports()
        self._work, self._store, self._words = work, store, words
        self._page, self._by = at.KINDS, ReportBy.DAY
        self._length = SpanLength.DAY
        self._span = ReportSpan("", "")
        self._report: Report | None = None
        self._table: ReportTable | None = None
        self._shop = reporting.shop_of(ports.services, ports.screen.language)
        self._selected = self._chosen = ""
        self._traced: list[TracedFact] = []
        self._before = ""
        self._paper: ReceiptDocument | None = None
        self._notice, self._busy = "", False
        self._days = TypedSpan(words)
        self._asked = 0
        self._progressed.connect(self._tell_progress)

    # ---- pages ----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """The choice of reports; today at first."""
        today = context_now(self._ports.services).business_date
        self._shop = reporting.shop_of(self._ports.services, self._ports.screen.language)
        if self._length is SpanLength.OTHER:
            self._length = SpanLength.DAY
        self._span = span_around(today, self._length)
        self._page, self._notice = at.KINDS, ""
        self.show()

    def choose(self, key: str) -> None:
        """A report, a length of time or a way out was touched."""
        if key == f"{at.LENGTH}{SpanLength.OTHER}":
            self._days, self._page = TypedSpan(self._words), at.DAYS
            self.asking.emit(self._days.ask())
            self.show()
        elif key.startswith(at.LENGTH):
            day = self._span.last if self._length is SpanLength.DAY else self._span.first
            today = context_now(self._ports.services).business_date
            within = self._span.first <= today <= self._span.last
            self._length = SpanLength(key.removeprefix(at.LENGTH))
            self._span = span_around(today if within else day, self._length)
            self._load()
        elif self._page == at.OUT:
            self._take_out(key)
        else:
            self._by, self._selected = ReportBy(key), ""
            self._page = at.TABLE
            self._load()

    def type(self, text: str) -> None:
        """A day, as far as it was typed."""
        if self._page == at.DAYS:
            self._days.typed(text)
            self.show()

    def turn(self, by: int) -> None:
        """The days before (-1), or after (1)."""
        if self._page in (at.KINDS, at.TABLE):
            self._span = step_span(self._span, by)
            self._load()

    def select(self, key: str) -> None:
        """A row, or its bar, was touched; once more, it is opened."""
        if self._page == at.TABLE:
            again, self._selected, self._notice = key == self._selected, key, ""
        else:
            again, self._chosen = key == self._chosen, key
        self.show()
        if again:
            self.accept()

    def step(self, by: int) -> None:
        """Another row, stopping at the ends."""
        keys = [row.key for row in self._rows()]
        if keys:
            now = self._selected if self._page == at.TABLE else self._chosen
            place = min(max(keys.index(now) + by, 0), len(keys) - 1) if now in keys else 0
            if keys[place] != now:
                self.select(keys[place])

    def take_out(self) -> None:
        """Printer and files."""
        if self._table is not None:
            self._page, self._notice = at.OUT, ""
            self.show()

    def back(self) -> None:
        """To the page before."""
        if self._page == at.DAYS:
            self.asking.emit(None)
        before = {at.TABLE: at.KINDS, at.OUT: at.TABLE, at.RECEIPTS: at.TABLE, at.RECEIPT: at.RECEIPTS}
        self._page, self._notice = before.get(self._page, at.KINDS), ""
        self.show()

    def accept(self) -> None:
        """Enter: the receipts behind a row, a receipt, and back again."""
        if self._busy:
            return
        if self._page == at.DAYS:
            self._accept_day()
        elif self._page == at.TABLE and is_told(self._selected):
            self._notice = self.tr("The server counted this in all tills: there are no receipts of it here.")
            self.show()
        elif self._page == at.TABLE and self._selected:
            self._traced, self._chosen = [], ""
            self._trace(self._span)
        elif self._page == at.RECEIPTS and self._chosen == MORE:
            self._trace(ReportSpan(self._span.first, self._before))
        elif self._page == at.RECEIPTS and self._chosen:
            self._look()
        elif self._page in (at.RECEIPT, at.OUT):
            self.back()

    def _accept_day(self) -> None:
        found = self._days.accept()
        if found is not None:
            self._span, self._length, self._page = found, SpanLength.OTHER, at.KINDS
        refused = self._days.refused
        if not refused:
            self.asking.emit(None if found is not None else self._days.ask())
        self.show()

    # ---- doing ----------------------------------------------------------------------------------------------

    def _load(self) -> None:
        """Make the report anew; only the one that was asked for last is shown."""
        if self._page == at.KINDS:
            self.show()
            return
        self._asked += 1
        asked, shop, by, span = self._asked, self._shop, self._by, self._span

        def make() -> tuple[Report, ReportTable]:
            self._book.catch_up(self._progressed.emit)
            report = reporting.make_report(shop, self._book, by, span)
            return report, reporting.table_for(shop, report)

        def made(found: tuple[Report, ReportTable]) -> None:
            if asked == self._asked:
                self._report, self._table = found
                self._busy, self._notice = False, ""
                if self._selected not in self._table.keys:
                    self._selected = self._table.keys[0] if self._table.keys else ""
                self.show()

        self._report = self._table = None
        self._busy, self._notice = True, ""
        self.show()
        self._work.run(make, made, self._failed)

    def _tell_progress(self, done: int, of: int) -> None:
        """Long only when nobody looked for months: then it says how far it is."""
        if self._busy and done < of:
            said = self.tr("Reading the journal: {done} of {all}")
            self._notice = said.format(done=self._words.count(done), all=self._words.count(of))
            self.show()

    def _trace(self, span: ReportSpan) -> None:
        shop, by, key = self._shop, self._by, self._selected
        self._busy = True

        def traced(page: TracedPage) -> None:
            self._busy = False
            self._traced += page.facts
            self._before = page.before
            self._page = at.RECEIPTS
            keys = [row.key for row in self._rows()]
            if self._chosen not in keys or self._chosen == MORE:
                at_first = len(self._traced) - len(page.facts)
                self._chosen = keys[min(at_first, len(keys) - 1)] if keys else ""
            self.show()

        self._work.run(lambda: reporting.trace_row(shop, self._book, by, key, span), traced, self._failed)

    def _look(self) -> None:
        """The receipt is made anew on the store thread, where receipts are made."""
        found = next((each for each in self._traced if str(each.sequence) == self._chosen), None)
        if found is None:
            return
        fact, services = found.fact, self._ports.services
        if not isinstance(fact, Sale | Return):
            self._notice = self.tr("No receipt: points were moved without a sale.")
            self.show()
            return

        def made(document: ReceiptDocument) -> None:
            self._paper, self._page, self._notice = document, at.RECEIPT, ""
            self.show()

        self._store.run(lambda: reporting.receipt_of(services, fact), made, self._failed)

    def _take_out(self, way: str) -> None:
        table, services = self._table, self._ports.services
        if table is None or self._busy:
            return
        if way == at.PRINT:
            self.printing.emit(services.ids.new_id(), reporting.document_of_table(services, table))
            self._notice = self.tr("It is being printed.")
            self.show()
            return
        folder = self._ports.report_folder
        assert folder is not None
        now_ms = services.clock.now_ms()
        made = reporting.made_text(self._shop, now_ms, services.clock.offset_minutes(now_ms))
        days = self._span.first if self._span.days == 1 else f"{self._span.first}--{self._span.last}"
        path = folder / f"{self._by.value}-{days}{way}"
        store = self._shop.store

        def write() -> str:
            from pos_app.ui.report_files import save

            return save(path, table, store, made)

        def written(said: str) -> None:
            self._busy, self._notice = False, self.tr("Saved: {path}").format(path=said)
            self.show()

        self._busy = True
        self._work.run(write, written, self._failed)

    def _failed(self, error: Exception) -> None:
        self._busy = False
        self._notice = why_failed(error)
        self.show()

    # ---- showing --------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Tell the panel."""
        pages: dict[str, Callable[[], ReportsState]] = {
            at.KINDS: self._kinds,
            at.DAYS: self._days.state,
            at.TABLE: self._shown_table,
            at.OUT: self._out,
            at.RECEIPTS: self._receipts,
            at.RECEIPT: self._receipt,
        }
        self.changed.emit(pages[self._page]())

    def _span_text(self) -> str:
        days = [self._words.day(day) for day in (self._span.first, self._span.last)]
        return days[0] if days[0] == days[1] else f"{days[0]} – {days[1]}"

    def _kinds(self) -> ReportsState:
        return ReportsState(
            at.KINDS,
            self.tr("Reports"),
            at.kind_choices(),
            at.length_choices(self._length),
            self._span_text(),
        )

    def _shown_table(self) -> ReportsState:
        table = self._table
        words = report_words_for(self._shop.language)
        text = words.nothing if table is not None and not table.rows else ""
        total = None
        if table is not None and table.rows and table.total:
            name, _, worth = short_of(table, table.total, self._words.locale)
            total = (name, worth)
        return ReportsState(
            at.TABLE,
            words.titles[self._by],
            span_text=self._span_text(),
            bars=bars_of(table, self._by, self._selected),
            rows=self._rows(),
            selected=self._selected,
            total=total,
            text=text or self._notes(),
            notice=self._notice,
            primary_text=self.tr("Receipts behind it"),
            can_accept=bool(self._selected) and not self._busy and table is not None,
            can_go_back=True,
            can_take_out=bool(table is not None and table.rows),
        )

    def _notes(self) -> str:
        table = self._table
        if table is None or not table.rows:
            return ""
        return "\n".join(
            said if minor is None else f"{said}: {self._words.amount(minor)}" for said, minor in table.notes
        )

    def _rows(self) -> tuple[ListEntry, ...]:
        if self._page == at.TABLE:
            table = self._table
            if table is None:
                return ()
            told = [short_of(table, row, self._words.locale) for row in table.rows]
            return tuple(
                ListEntry(key, name, below, worth)
                for key, (name, below, worth) in zip(table.keys, told, strict=True)
            )
        cashier = self._shop.names.cashier
        rows = [receipt_row(each, self._by, cashier, self._words) for each in self._traced]
        if self._before:
            rows.append(ListEntry(MORE, self.tr("Older receipts"), self.tr("Enter shows them")))
        return tuple(rows)

    def _out(self) -> ReportsState:
        ways = at.out_choices(has_printer=self._ports.printer is not None)
        if self._ports.report_folder is None:
            ways = tuple(each for each in ways if each.key == at.PRINT)
        return ReportsState(
            at.OUT,
            report_words_for(self._shop.language).titles[self._by],
            ways,
            span_text=self._span_text(),
            notice=self._notice,
            tone="good" if self._notice else "quiet",
            can_go_back=True,
        )

    def _receipts(self) -> ReportsState:
        table = self._table
        name = ""
        if table is not None and self._selected in table.keys:
            row = table.rows[table.keys.index(self._selected)]
            name = short_of(table, row, self._words.locale)[0]
        return ReportsState(
            at.RECEIPTS,
            name,
            rows=self._rows(),
            selected=self._chosen,
            text=f"{report_words_for(self._shop.language).titles[self._by]}, {self._span_text()}",
            notice=self._notice,
            primary_text=self.tr("Show"),
            can_accept=bool(self._chosen),
            can_go_back=True,
        )

    def _receipt(self) -> ReportsState:
        return ReportsState(
            at.RECEIPT,
            self.tr("The receipt"),
            paper=self._paper,
            primary_text=self.tr("Back to the list"),
            can_accept=True,
            can_go_back=True,
        )
