"""Labels that shelves need after prices changed: which, since when, on the receipt printer or as sheets of A4.

They are looked up on a thread of their own: a price list of the company may change thousands at once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import CannotSell
from pos_app.domain.receipt_document import ReceiptDocument
from pos_app.domain.shelf_label import ShelfLabel, labels_document
from pos_app.services.labels import ChangedPrice, Shelves, changed_prices, days_ago_ms, labels_of, tomorrow
from pos_app.services.quoting import context_now
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.state import Choice, ListEntry, Tone
from pos_app.ui.viewmodels.words import Words

log = logging.getLogger(__name__)

TOMORROW = -1
DAYS = (TOMORROW, 0, 7)
"""How many days ago the first price took over that is listed; or what will, tomorrow."""
MOST_ON_ROLL = 40
"""More are sheets: a roll is some 80 m long, a label 5 cm, and a document is printed whole or not at all."""


class LabelsState(Struct, frozen=True):
    """Every text ready. ``rows`` are the articles, their keys are article ids."""

    since: tuple[Choice, ...] = ()
    rows: tuple[ListEntry, ...] = ()
    text: str = ""
    notice: str = ""
    tone: Tone = "quiet"
    primary_text: str = ""
    can_print: bool = False
    can_save: bool = False


class LabelsModel(QObject):
    """One list; all of it is printed or saved, one alone from its price check."""

    changed = Signal(object)
    """:class:`LabelsState`"""
    printing = Signal(str, object)
    """An id and a :class:`ReceiptDocument` to print."""
    looked_up = Signal(object)
    """The :class:`Article` whose row was touched."""

    def __init__(self, ports: TillPorts, work: Worker, words: Words, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ports, self._work, self._words = ports, work, words
        self._days = 0
        self._found: tuple[ChangedPrice, ...] = ()
        self._notice, self._busy = "", False
        self._tone: Tone = "quiet"
        self._asked = 0

    def begin(self) -> None:
        """What changed today, or on the days that were looked at before."""
        self._look()

    def choose(self, days: str) -> None:
        """Other days."""
        self._days = int(days)
        self._look()

    def touch(self, article_id: str) -> None:
        """A row: its price, with all that belongs to it."""
        found = next((each for each in self._found if each.article.article_id == article_id), None)
        if found is not None:
            self.looked_up.emit(found.article)

    def _shelves(self) -> Shelves:
        services = self._ports.services
        return tomorrow(services) if self._days == TOMORROW else services

    def _look(self) -> None:
        self._asked += 1
        asked, shelves, days = self._asked, self._shelves(), max(self._days, 0)

        def looked(found: tuple[ChangedPrice, ...]) -> None:
            if asked == self._asked:
                self._found, self._busy = found, False
                self.show()

        self._found, self._busy, self._notice = (), True, ""
        self.show()
        self._work.run(lambda: changed_prices(shelves, days_ago_ms(shelves, days)), looked, self._failed)

    # ---- ways out -------------------------------------------------------------------------------------------

    def print_all(self) -> None:
        """All of them on the receipt printer, each cut off."""
        services = self._ports.services
        store = services.counter.store

        def made(document: ReceiptDocument) -> None:
            self.printing.emit(services.ids.new_id(), document)
            self._say(self.tr("The labels are being printed."), "good")

        if self._can_print():
            self._make(lambda labels: labels_document(labels, store), made)

    def save(self) -> None:
        """All of them as sheets, among the reports."""
        folder, store = self._ports.report_folder, self._ports.services.counter.store
        if folder is None or self._busy or not self._found:
            return
        path = folder / f"labels-{context_now(self._ports.services).business_date}.pdf"

        def write(labels: tuple[ShelfLabel, ...]) -> str:
            from pos_app.ui.label_pdf import as_label_sheets
            from pos_app.ui.report_files import write_whole

            content = as_label_sheets(labels, store)
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
            return str(path)

        self._make(write, lambda written: self._say(self.tr("Saved: {path}").format(path=written), "good"))

    def _make(self, make: Callable[[tuple[ShelfLabel, ...]], object], made: Callable[..., None]) -> None:
        shelves, articles = self._shelves(), [each.article for each in self._found]
        self._busy, self._notice = True, ""
        self.show()
        self._work.run(lambda: make(labels_of(shelves, articles)), made, self._failed)

    def _can_print(self) -> bool:
        has_printer = self._ports.printer is not None
        return has_printer and not self._busy and 0 < len(self._found) <= MOST_ON_ROLL

    def _failed(self, error: Exception) -> None:
        said = self.tr("Something went wrong in the till. No label was made.")
        if isinstance(error, CannotSell):
            said = self.tr("The till's data can not be read just now. Selling goes on; try again.")
        elif isinstance(error, OSError):
            said = self.tr("The file could not be written: {why}").format(why=error.strerror)
        else:
            log.error("labels could not be made", exc_info=error)
        self._say(said, "stop")

    def _say(self, said: str, tone: Tone) -> None:
        self._busy, self._notice, self._tone = False, said, tone
        self.show()

    # ---- showing --------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Tell the panel."""
        count = len(self._found)
        self.changed.emit(
            LabelsState(
                tuple(
                    Choice(str(days), name, selected=days == self._days)
                    for days, name in zip(DAYS, self._names(), strict=True)
                ),
                tuple(self._row(each) for each in self._found),
                self._text(),
                self._notice,
                self._tone,
                self.tr("Print %n label(s)", "", count) if count else "",
                self._can_print(),
                bool(count) and not self._busy and self._ports.report_folder is not None,
            )
        )

    def _names(self) -> tuple[str, ...]:
        return self.tr("Tomorrow"), self.tr("Today"), self.tr("7 days")

    def _text(self) -> str:
        if self._busy:
            return ""
        if not self._found:
            return (
                self.tr("No price is planned for tomorrow.")
                if self._days == TOMORROW
                else self.tr("No price has changed since then.")
            )
        if len(self._found) > MOST_ON_ROLL:
            return self.tr("So many are for sheets of A4: save them as PDF.")
        return self.tr("Touch one to see all of its price.")

    def _row(self, changed: ChangedPrice) -> ListEntry:
        words, article = self._words, changed.article
        if changed.for_members:
            members = changed.members_minor
            told = self.tr("No price for members any more")
            if members is not None:
                told = self.tr("Members pay {price}").format(price=words.unit_price(members, article.unit))
            return ListEntry(article.article_id, article.name, told, words.price_of(article))
        said = self.tr("From {time}") if self._days == TOMORROW else self.tr("Since {time}")
        since = said.format(time=words.when(changed.from_ms))
        before = changed.before_minor
        was = words.unit_price(before, article.unit) if before is not None else ""
        return ListEntry(
            article.article_id,
            article.name,
            since,
            words.price_of(article),
            self.tr("before {price}").format(price=was) if was else "",
        )
