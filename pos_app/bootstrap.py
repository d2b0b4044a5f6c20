"""The only place that wires storage, drivers, sync and screen together.

:func:`open_till` opens what the services need, without a window; :func:`run` shows the window, then starts the devices
and the sync child, and puts everything away at the end. Reports from devices and sync come in on their own threads
and go to the screen as signals of the :class:`~pos_app.ui.inbox.Inbox`.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QTimer

from drivers.devices import build_wedge
from drivers.scanners.codes import CodeRules, Scan
from drivers.settings import ScannerSettings
from pos_app.config import Settings, read_secret
from pos_app.domain.basket import Basket
from pos_app.domain.errors import CannotSell
from pos_app.domain.store import Store
from pos_app.machine.clock import SystemClock
from pos_app.machine.ids import Uuid7Ids
from pos_app.machine.log import log_to
from pos_app.machine.pins import Argon2Pins
from pos_app.machine.redemptions import LateHolds, hold_answer
from pos_app.services.ports import Counter, Holds, Ports
from pos_app.services.scanning import Scanned, scan
from pos_app.storage.key import read_key
from pos_app.storage.opening import SqliteTillStore, open_till_store
from pos_app.storage.replica import ReplicaReader
from pos_app.ui.app import make_app, speak
from pos_app.ui.first_paint import when_painted
from pos_app.ui.inbox import DeviceReport, Inbox, Link, LinkReport, Printed
from pos_app.ui.ports import Code, Ring, Screen, TillPorts
from pos_app.ui.window import TillWindow

if TYPE_CHECKING:
    from drivers.printers.printer import SendResult
    from drivers.scanners.codes import Refused as Unreadable
    from drivers.scanners.serial_reader import SerialScanner
    from drivers.state import DeviceState
    from pos_app.machine.printing import ReceiptPrinting
    from pos_app.machine.sync_child import SyncChild, SyncStatus

READY_FD = "TROFAST_READY_FD"
"""Environment: a file descriptor that gets one byte when the till is ready to scan, and is then closed."""

_LOG = logging.getLogger(__name__)
_PRINTED = {"confirmed": Printed.CONFIRMED, "unknown": Printed.UNKNOWN, "not_sent": Printed.NOT_STARTED}


@dataclass(frozen=True, slots=True)
class OpenTill:
    """A till's data, open and checked, and the services' ports onto it."""

    settings: Settings
    store: SqliteTillStore
    replica: ReplicaReader
    ports: Ports

    def close(self) -> None:
        """Close the files; another till program may have them now."""
        self.replica.close()
        self.store.close()


def open_till(settings: Settings) -> OpenTill:
    """Open the till's data.

    Raises :class:`CannotSell` with a sentence for the cashier, and
    :class:`~pos_app.domain.errors.BadFile` when a file of the set-up is missing.
    """
    if not settings.is_enrolled:
        raise CannotSell(
            "not_enrolled",
            "This till has no place at a server yet. Ask the installer to run `trofast enrol` with a new code.",
        )
    key = read_key(settings.key_file)
    card_secret = read_secret(settings.card_secret_file, 32, "the company's secret for card numbers")
    store = open_till_store(
        settings.data_folder, key, company_id=settings.company_id, till_id=settings.till_id
    )
    try:
        replica = ReplicaReader(settings.data_folder, key, card_secret)
        try:
            shop = replica.store()
            clock = _clock(shop)
        except BaseException:
            replica.close()
            raise
    except BaseException:
        store.close()
        raise
    ports = Ports(
        counter=Counter(shop, settings.till_id, settings.till_number),
        clock=clock,
        ids=Uuid7Ids(),
        catalogue=replica.goods,
        members=replica.members,
        programmes=replica,
        staff=replica,
        pins=Argon2Pins(),
        store=store,
        holds=LateHolds(lambda: _holds(settings)),
    )
    return OpenTill(settings, store, replica, ports)


def _clock(shop: Store) -> SystemClock:
    try:
        return SystemClock(shop.zone)
    except (
        KeyError,
        ValueError,
        OSError,
    ) as error:  # each of which zoneinfo raises for a zone that it has not
        raise CannotSell(
            "unknown_zone",
            f"This till does not know the shop's time zone ({shop.zone}), so its receipts would lie about the time. "
            "Have Trofast installed again, or the zone put right at the server.",
        ) from error


def run(settings: Settings, on_window: Callable[[TillWindow], object] | None = None) -> int:
    """Show the till until its window closes; returns the exit code of the process.

    ``on_window`` gets the window once it is shown: what plays the demo holds on to it there.
    """
    log_to(settings.data_folder)
    speak(make_app(), settings.language)
    _report_bugs()
    return _show(settings, on_window)


def _show(settings: Settings, on_window: Callable[[TillWindow], object] | None) -> int:
    """The till's window or, where its data can not be used, the one that says why."""
    app = make_app()
    try:
        till = open_till(settings)
    except CannotSell as stop:
        _LOG.error("the till can not start: %s", stop.cause)
        return _stopped_at_start(settings, stop, on_window)
    around = Surroundings(till)
    window = TillWindow(around.till_ports())
    around.report_to(window.inbox)
    when_painted(window, lambda: _ready(around))
    window.open()
    if on_window is not None:
        on_window(window)
    try:
        return app.exec()
    finally:
        around.stop()
        window.shut_down()
        till.close()


class Surroundings:
    """Everything around the window that runs by itself: scanners, printer, sync child."""

    def __init__(self, till: OpenTill) -> None:
        self._till = till
        self._inbox: Inbox | None = None
        self._scanners: list[SerialScanner] = []
        self._printing: ReceiptPrinting | None = None
        self._sync: SyncChild | None = None
        self._seen = (0, 0)
        settings = till.settings
        if settings.printer is not None:
            from pos_app.machine.printing import ReceiptPrinting

            self._printing = ReceiptPrinting(
                settings.printer,
                on_result=self._printed,
                on_state=lambda state: self._device("printer", state),
                on_unrendered=lambda job_id, _text: self.inbox.printed.emit(job_id, Printed.NOT_STARTED),
            )

    @property
    def inbox(self) -> Inbox:
        """Where reports go. Nothing reports before :meth:`start`."""
        assert self._inbox is not None
        return self._inbox

    def report_to(self, inbox: Inbox) -> None:
        """Say whose inbox it is."""
        self._inbox = inbox

    def till_ports(self) -> TillPorts:
        """What the window gets."""
        settings = self._till.settings
        wedges = [found for found in settings.scanners if found.kind == "wedge"]
        if not settings.scanners:
            wedges = [ScannerSettings(kind="wedge")]
        return TillPorts(
            services=self._till.ports,
            ring=_ring(self._till.ports, settings.codes),
            printer=self._printing,
            wedge=build_wedge(wedges[0]) if wedges else None,
            screen=_screen(settings),
            retry=lambda: _try_to_write(self._till.ports),
            palette_chosen=lambda palette: _remember_palette(settings, palette),
        )

    def start(self) -> None:
        """Start the devices and the sync child, now that the cashier can see the screen."""
        from drivers.devices import build_serial_scanner
        from pos_app.machine.sync_child import SyncChild

        if self._printing is not None:
            self._printing.start()
        settings = self._till.settings
        serial = [found for found in settings.scanners if found.kind == "serial"]
        for each in serial:
            scanner = build_serial_scanner(
                each,
                on_scan=self._scanned,
                on_refused=self._unreadable,
                on_state=lambda state: self._device("scanner", state),
            )
            scanner.start()
            self._scanners.append(scanner)
        if not serial:
            self.inbox.device.emit(DeviceReport("scanner", "ready"))
        self._sync = SyncChild(settings.path, self._synced)
        self._sync.start()

    def stop(self) -> None:
        """Stop them; leaves no thread and no process."""
        for scanner in self._scanners:
            scanner.stop()
        if self._printing is not None:
            self._printing.stop()
        if self._sync is not None:
            self._sync.stop()

    def _scanned(self, read: Scan) -> None:
        self.inbox.scanned.emit(Code(read.text, "scanner", read))

    def _unreadable(self, found: Unreadable) -> None:
        self.inbox.unreadable.emit(found.text)

    def _device(self, kind: str, state: DeviceState) -> None:
        self.inbox.device.emit(DeviceReport(kind, state.key, state.detail))

    def _printed(self, job_id: str, result: SendResult) -> None:
        self.inbox.printed.emit(job_id, _PRINTED[result.outcome.value])

    def _synced(self, status: SyncStatus) -> None:
        link = Link(status.link) if status.link in (*Link,) else Link.ERROR
        self.inbox.link.emit(LinkReport(link, status.sentence or status.detail, status.waiting_sales))
        if (status.replica, status.cursor) != self._seen and self._till.replica.refresh():
            self.inbox.catalogue_changed.emit()
        self._seen = (status.replica, status.cursor)


def _try_to_write(ports: Ports) -> None:
    """Whether the till's file can take a sale again: write what is there once more. Run on the store thread."""
    with ports.store.unit_of_work() as work:
        work.save_open_basket(work.open_basket())
        work.commit()


def _ring(ports: Ports, rules: CodeRules) -> Ring:
    def ring(basket: Basket, code: Code, pieces: int) -> Scanned:
        read = code.raw if isinstance(code.raw, Scan) else Scan(code.text, source=code.origin)
        return scan(ports, basket, read, rules, pieces=pieces)

    return ring


def _holds(settings: Settings) -> Holds:
    from sync.client.holds import HoldClient
    from sync.client.keys import read_key as read_device_key
    from sync.client.place import Place

    key = read_device_key(settings.device_key_file)
    return HoldClient(Place(settings.server_url, settings.company_id, settings.till_id, key), hold_answer)


def _ready(around: Surroundings) -> None:
    """The cashier can see the till: say so to whoever measures, then start what may come a moment later."""
    told = os.environ.pop(READY_FD, "")
    if told.isdigit():
        os.write(int(told), b"\n")
        os.close(int(told))
    _collect_garbage()
    QTimer.singleShot(0, around.start)


def _collect_garbage() -> None:
    """From here on, and never among what the start made: it stays, and walking over it would hold up a scan."""
    gc.freeze()
    gc.enable()


def _stopped_at_start(
    settings: Settings, stop: CannotSell, on_window: Callable[[TillWindow], object] | None
) -> int:
    """Show why the till can not sell; "try again" starts it anew when the cause is gone.

    A till without a catalogue loads one meanwhile, and then starts by itself.
    """
    from pos_app.ui.stopped import StoppedWindow

    _collect_garbage()
    app = make_app()
    child: SyncChild | None = None
    loaded = threading.Event()
    if stop.cause == "no_catalogue":
        from pos_app.machine.sync_child import SyncChild

        child = SyncChild(settings.path, lambda status: loaded.set() if status.replica else None)
        child.start()
    told = StoppedWindow(stop, _screen(settings))
    again = False

    def retry() -> None:
        nonlocal again
        try:
            open_till(settings).close()
        except CannotSell as still:
            told.tell(still)
        else:
            again = True
            told.close()

    def start_by_itself() -> None:
        if loaded.is_set():
            loaded.clear()
            retry()

    told.retried.connect(retry)
    look = QTimer(told)
    look.timeout.connect(start_by_itself)
    look.start(500)
    told.show()
    app.exec()
    if child is not None:
        child.stop()
    return _show(settings, on_window) if again else 3


def _screen(settings: Settings) -> Screen:
    return Screen(
        language=settings.language,
        palette=_remembered_palette(settings),
        scale_percent=settings.scale_percent,
        full_screen=settings.full_screen,
        sounds=settings.sounds,
    )


def _remembered_palette(settings: Settings) -> str:
    try:
        said = (settings.data_folder / "palette").read_text("ascii").strip()
    except (OSError, UnicodeDecodeError):
        return settings.theme
    return said if said in ("light", "dark") else settings.theme


def _remember_palette(settings: Settings, palette: str) -> None:
    try:
        (settings.data_folder / "palette").write_text(palette + "\n", "ascii")
    except OSError as error:
        _LOG.info("the palette could not be remembered: %s", error.strerror)


def _report_bugs() -> None:
    """A bug of ours is logged and the till goes on: the sale on the counter is worth more than a clean exit."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QCoreApplication.quit()
            return
        _LOG.error("a bug: the till goes on", exc_info=(kind, error, trace))

    sys.excepthook = hook
