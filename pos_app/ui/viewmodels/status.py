"""What the pills and the standing banner say about network, scanner, printer and the sales that wait.

Reports come through the inbox; the count of waiting sales is read from the till's own file every second, so
that what stands on the screen is true within a second whatever the sync process is doing.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from pos_app.domain.sale import Sale
from pos_app.ui.inbox import DeviceReport, Inbox, Link, LinkReport
from pos_app.ui.marks import QT_TRANSLATE_NOOP
from pos_app.ui.messages import Messages
from pos_app.ui.ports import TillPorts
from pos_app.ui.tasks import Worker
from pos_app.ui.viewmodels.link_words import why
from pos_app.ui.viewmodels.panel_state import StatusLine, StatusState
from pos_app.ui.viewmodels.state import Banner, HeaderState, ListEntry, StatusPill, Tone
from pos_app.ui.viewmodels.words import Words

_TICK_MS = 1000
_LISTED = 100
log = logging.getLogger(__name__)

# Causes as the drivers name them, in words that say what to do.
CAUSES: dict[str, str] = {
    "paper_out": QT_TRANSLATE_NOOP("Status", "The printer is out of paper. Put in a new roll."),
    "paper_low": QT_TRANSLATE_NOOP("Status", "The paper is nearly used up. Have a new roll ready."),
    "cover_open": QT_TRANSLATE_NOOP("Status", "The printer's cover is open. Close it."),
    "offline": QT_TRANSLATE_NOOP(
        "Status", "The printer is paused or reports an error. Press its feed button."
    ),
    "cutter": QT_TRANSLATE_NOOP("Status", "The printer's cutter is stuck. Switch the printer off and on."),
    "hardware_error": QT_TRANSLATE_NOOP("Status", "The device reports a fault. Switch it off and on."),
    "not_found": QT_TRANSLATE_NOOP("Status", "The device was not found. Check its cable."),
    "no_permission": QT_TRANSLATE_NOOP("Status", "The till may not use the device. Call support."),
    "unreachable": QT_TRANSLATE_NOOP("Status", "The device does not answer. Check power and cable."),
    "no_answer": QT_TRANSLATE_NOOP("Status", "The device does not answer. Check power and cable."),
    "bad_answer": QT_TRANSLATE_NOOP("Status", "The device answers nonsense. Switch it off and on."),
    "busy": QT_TRANSLATE_NOOP("Status", "Another program is using the device. Close it."),
    "disk_full": QT_TRANSLATE_NOOP("Status", "The disk is full. Call support."),
    "spooler": QT_TRANSLATE_NOOP("Status", "Windows' print service does not run. Start the computer anew."),
    "queue_paused": QT_TRANSLATE_NOOP(
        "Status", "The printer is paused in Windows. Let it go on in Windows' printer settings."
    ),
    "queue_stuck": QT_TRANSLATE_NOOP(
        "Status", "An older print job is stuck in Windows. Delete it in Windows' printer settings."
    ),
    "unplugged": QT_TRANSLATE_NOOP("Status", "The device is unplugged. Put its cable back."),
}
TERMINAL_CAUSES: dict[str, str] = {
    "paper_out": QT_TRANSLATE_NOOP("Status", "The card terminal is out of paper. Put in a new roll."),
    "unreachable": QT_TRANSLATE_NOOP("Status", "The card terminal does not answer. Check power and network."),
    "no_answer": QT_TRANSLATE_NOOP("Status", "The card terminal does not answer. Check power and network."),
}


class StatusModel(QObject):
    """Tones: good works, look works but needs attention, stop does not work."""

    header_changed = Signal(object)
    """:class:`HeaderState`"""
    panel_changed = Signal(object)
    """:class:`StatusState`"""

    def __init__(
        self,
        ports: TillPorts,
        store: Worker,
        inbox: Inbox,
        messages: Messages,
        words: Words,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ports = ports
        self._store = store
        self._messages = messages
        self._words = words
        self._cashier = ""
        self.link = LinkReport(Link.STARTING)
        self._since_ms = words.now_ms()
        self.devices: dict[str, DeviceReport] = {}
        self.waiting = 0
        self._asking = False
        self._waiting_sales: list[Sale] = []
        self.watched = False
        """Whether the panel is open: only then is it told of every change."""
        self._card_matter = ("", "")
        self._has_printer = ports.printer is not None
        inbox.link.connect(self._link_reported)
        inbox.device.connect(self._device_reported)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)

    def start(self) -> None:
        """Show what is known and begin to look every second."""
        self._timer.start()
        self.tick()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def set_cashier(self, name: str) -> None:
        """Who is signed in."""
        self._cashier = name
        self.show()

    def tick(self) -> None:
        """Once a second: the clock, and how many sales wait."""
        self.show()
        self.count_waiting()

    def count_waiting(self) -> None:
        """Ask the store how many sales the server has not got yet."""
        if self._asking:
            return
        self._asking = True
        services = self._ports.services

        def count() -> int:
            with services.store.unit_of_work() as work:
                return work.waiting_sales()

        self._store.run(count, self._counted, self._not_counted)

    def _counted(self, waiting: int) -> None:
        self._asking = False
        if waiting != self.waiting:
            self.waiting = waiting
            self.show()
            if self.watched:
                self.read_waiting()

    def _not_counted(self, error: Exception) -> None:
        self._asking = False
        log.info("waiting sales could not be counted: %s", error)

    def _link_reported(self, report: LinkReport) -> None:
        if report.link is not self.link.link:
            self._since_ms = self._words.now_ms()
        self.link = report
        if report.waiting_sales is not None:
            self.waiting = report.waiting_sales
        self.show()

    def _device_reported(self, report: DeviceReport) -> None:
        self.devices[report.kind] = report
        self.show()

    def set_card_matter(self, text: str, todo: str) -> None:
        """A card payment waits for a person; both "" when none does any more."""
        self._card_matter = (text, todo)
        self.show()

    # ---- words ----------------------------------------------------------------------------------------------

    def _waiting_text(self) -> str:
        return self.tr("%n sale(s) waiting", "", self.waiting) if self.waiting else ""

    def _network_pill(self) -> StatusPill:
        names: dict[Link, tuple[str, Tone]] = {
            Link.STARTING: (self.tr("Connecting"), "quiet"),
            Link.ONLINE: (self.tr("Online"), "good"),
            Link.OFFLINE: (self.tr("Offline"), "look"),
            Link.REFUSED: (self.tr("Server refuses"), "stop"),
            Link.ERROR: (self.tr("Sync stopped"), "stop"),
        }
        name, tone = names[self.link.link]
        waiting = self._waiting_text()
        return StatusPill("network", f"{name} · {waiting}" if waiting else name, tone)

    def _device_pill(self, kind: str, name: str) -> StatusPill | None:
        report = self.devices.get(kind)
        if report is None:
            if kind == "printer" and not self._has_printer:
                return StatusPill(kind, self.tr("No printer"), "look")
            return None
        condition, _, cause = report.key.partition(".")
        if condition == "ready":
            return StatusPill(kind, name, "look" if cause else "good")
        if condition == "off":
            return StatusPill(kind, self.tr("{device} off").format(device=name), "look")
        return StatusPill(kind, self.tr("{device} down").format(device=name), "stop")

    def pills(self) -> tuple[StatusPill, ...]:
        """Network, scanner, printer, card terminal."""
        found = (
            self._network_pill(),
            self._device_pill("scanner", self.tr("Scanner")),
            self._device_pill("printer", self.tr("Printer")),
            self._device_pill("terminal", self.tr("Card terminal")),
        )
        return tuple(pill for pill in found if pill is not None)

    def _network_line(self) -> StatusLine:
        since = self._words.time(self._since_ms)
        texts: dict[Link, tuple[str, str]] = {
            Link.STARTING: (self.tr("Looking for the server."), ""),
            Link.ONLINE: (self.tr("Connected since {time}.").format(time=since), ""),
            Link.OFFLINE: (
                self._what_is_lost().format(time=since),
                self._works_offline(),
            ),
            Link.REFUSED: (
                self.tr("The server refuses this till since {time}. Call support.").format(time=since),
                self.tr("You can go on selling; the sales are kept here. Points cannot be used."),
            ),
            Link.ERROR: (
                self.tr("Sending to the server has stopped since {time}. Call support.").format(time=since),
                self._works_offline(),
            ),
        }
        text, works = texts[self.link.link]
        if self.link.detail and self.link.link is not Link.ONLINE:
            works = f"{works}\n{why(self.link.detail)}" if works else why(self.link.detail)
        return StatusLine(self.tr("Network"), text, works, self._network_pill().tone)

    def _what_is_lost(self) -> str:
        if self.link.hub:
            return self.tr("The outside line is down since {time}; the shop's own network works.")
        return self.tr("No connection since {time}.")

    def _works_offline(self) -> str:
        """Short enough for the banner, and then what that is."""
        if self.link.hub:
            short = self.tr("Points can be used.")
            what = self.tr(
                "The tills of this shop share the points of members who are at home here, and their coupons and free "
                "items, one till at a time. You can sell and give points as ever."
            )
            return f"{short}\n{what}"
        short = self.tr("You can sell, give points, and use what is kept here.")
        what = self.tr(
            "Points, coupons, free items and gift cards can be used where this till keeps them; the member's panel "
            "says how much, and until when."
        )
        return f"{short}\n{what}"

    def _device_line(self, kind: str, name: str, works: str) -> StatusLine | None:
        pill = self._device_pill(kind, name)
        if pill is None:
            return None
        report = self.devices.get(kind)
        if report is None:
            return StatusLine(name, self.tr("Receipts stay in the queue."), works, pill.tone)
        condition, _, cause = report.key.partition(".")
        said = TERMINAL_CAUSES.get(cause) if kind == "terminal" else None
        said = said or CAUSES.get(cause)
        text = QCoreApplication.translate("Status", said) if said else ""
        if not text:
            text = (
                self.tr("Ready.")
                if condition == "ready"
                else self.tr("It does not work. Check power and cable.")
            )
        return StatusLine(name, text, "" if pill.tone == "good" else works, pill.tone)

    def _card_line(self) -> StatusLine | None:
        text, todo = self._card_matter
        if not text:
            return None
        return StatusLine(
            self.tr("Card payment"), text, self.tr("Press Card (F9). {todo}").format(todo=todo), "stop"
        )

    def lines(self) -> tuple[StatusLine, ...]:
        """Everything in sentences: what is down, what still works."""
        found = (
            self._network_line(),
            self._device_line(
                "scanner", self.tr("Scanner"), self.tr("You can type codes and search by name (F2).")
            ),
            self._device_line(
                "printer",
                self.tr("Printer"),
                self.tr("You can sell; receipts come when it is ready."),
            ),
            self._device_line(
                "terminal",
                self.tr("Card terminal"),
                self.tr("Cards still work: key the amount on the terminal, and type its slip's number."),
            ),
            self._card_line(),
        )
        return tuple(line for line in found if line is not None)

    def show(self) -> None:
        """Tell header, banner and panel."""
        counter = self._ports.services.counter
        place = self.tr("Till {number}").format(number=counter.till_number)
        self.header_changed.emit(
            HeaderState(
                shop=counter.store.name,
                place=f"{place} · {self._cashier}" if self._cashier else place,
                pills=self.pills(),
                clock=self._words.clock(),
                training=self._ports.screen.training,
            )
        )
        lines = self.lines()
        self._messages.stand(self._banner(lines))
        if self.watched:
            self._show_panel(lines)

    def _show_panel(self, lines: tuple[StatusLine, ...]) -> None:
        waiting = self._waiting_text()
        title = self.tr("{waiting} for the server").format(waiting=waiting) if waiting else ""
        title = title or self.tr("No sales are waiting for the server.")
        self.panel_changed.emit(
            StatusState(lines, title, self._waiting_entries(), self._ports.checkup is not None)
        )

    def watch(self) -> None:
        """The panel opens: read which sales wait, then show."""
        self.show()
        self.read_waiting()

    def read_waiting(self) -> None:
        """The sales that the server has not got: the newest ones of this till, as many as wait."""
        services, most = self._ports.services, min(self.waiting, _LISTED)

        def read() -> list[Sale]:
            with services.store.unit_of_work() as work:
                return work.newest_sales(most) if most else []

        self._store.run(read, self._read, self._not_counted)

    def _read(self, sales: list[Sale]) -> None:
        self._waiting_sales = sales
        self.show()

    def _waiting_entries(self) -> tuple[ListEntry, ...]:
        words = self._words
        return tuple(
            ListEntry(
                sale.sale_id,
                self.tr("Receipt {number}").format(number=sale.receipt_number),
                words.when(sale.context.at_ms),
                words.amount(sale.settlement.total_minor),
            )
            for sale in self._waiting_sales[: self.waiting]
        )

    def _banner(self, lines: tuple[StatusLine, ...]) -> Banner | None:
        """The worst of what is wrong, what still works, and how many other things there are."""
        wrong = [line for line in lines if line.tone in ("stop", "look")]
        if not wrong:
            return None
        worst = min(wrong, key=lambda line: line.tone != "stop")
        text = f"{worst.text} {worst.works.partition(chr(10))[0]}".strip()
        if len(wrong) > 1:
            text = self.tr("{text} (+{count})").format(text=text, count=len(wrong) - 1)
        return Banner(worst.tone, text, "status", self.tr("Show"))
