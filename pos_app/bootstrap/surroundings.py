"""What runs by itself around the window: scanners, printer, sync child.

They report on their own threads; reports reach the screen as signals of the window's
:class:`~pos_app.ui.inbox.Inbox`.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from drivers.devices import build_wedge
from drivers.scanners.codes import CodeRules, Scan
from drivers.settings import ScannerSettings
from pos_app.bootstrap.opening import OpenTill
from pos_app.config import Settings
from pos_app.domain.basket import Basket
from pos_app.domain.errors import CannotSell
from pos_app.machine.device_notes import DeviceNotes
from pos_app.services.ports import Ports
from pos_app.services.scanning import Scanned, scan
from pos_app.ui.inbox import DeviceReport, Inbox, Link, LinkReport, Printed
from pos_app.ui.ports import Code, Practice, ProgramNews, Ring, Screen, TillPorts

if TYPE_CHECKING:
    from drivers.printers.printer import SendResult
    from drivers.scanners.codes import Refused as Unreadable
    from drivers.scanners.serial_reader import SerialScanner
    from drivers.state import DeviceState
    from pos_app.machine.printing import ReceiptPrinting
    from pos_app.machine.sync_child import SyncChild, SyncStatus
    from pos_app.services.checkup import Checkup
    from pos_app.services.evening import DayEnd
    from pos_app.services.report_ports import ReportBook

_LOG = logging.getLogger(__name__)


_PRINTED = {"confirmed": Printed.CONFIRMED, "unknown": Printed.UNKNOWN, "not_sent": Printed.NOT_STARTED}


class Surroundings:
    """Everything around the window that runs by itself: scanners, printer, sync child."""

    def __init__(self, till: OpenTill) -> None:
        self._till = till
        self._inbox: Inbox | None = None
        self._practising: Inbox | None = None
        self._scanners: list[SerialScanner] = []
        self._printing: ReceiptPrinting | None = None
        self._sync: SyncChild | None = None
        self._seen = (0, 0)
        settings = till.settings
        self._notes = DeviceNotes(settings.data_folder)
        if settings.printer is not None:
            from pos_app.machine.printing import ReceiptPrinting

            self._printing = ReceiptPrinting(
                settings.printer,
                on_result=self._printed,
                on_state=lambda state: self._device("printer", state),
                on_unrendered=lambda job_id, _text: self._tell_printed(job_id, Printed.NOT_STARTED),
            )

    @property
    def inbox(self) -> Inbox:
        """Where reports go. Nothing reports before :meth:`start`."""
        assert self._inbox is not None
        return self._inbox

    @property
    def _listening(self) -> list[Inbox]:
        """Who is told how things are: the till, and whoever practises on it."""
        practising = self._practising
        return [self.inbox] if practising is None else [self.inbox, practising]

    def report_to(self, inbox: Inbox) -> None:
        """Say whose inbox it is."""
        self._inbox = inbox

    def till_ports(self) -> TillPorts:
        """What the window gets."""
        settings = self._till.settings
        wedges = [found for found in settings.scanners if found.kind == "wedge"]
        if not settings.scanners:
            wedges = [ScannerSettings(kind="wedge")]
        made = TillPorts(
            services=self._till.ports,
            ring=_ring(self._till.ports, settings.codes),
            printer=self._printing,
            drawer=self._printing,
            wedge=build_wedge(wedges[0]) if wedges else None,
            screen=screen_of(settings),
            retry=lambda: _try_to_write(self._till.ports),
            palette_chosen=lambda palette: _remember_palette(settings, palette),
            day_end=lambda: _day_end(settings),
            program_news=lambda: _program_news(settings),
        )
        made = replace(made, reports=self._reports, report_folder=settings.data_folder / "reports")
        made = replace(made, checkup=lambda: _checkup(settings))
        return replace(made, practice=lambda: self._practice(made))

    def _reports(self) -> ReportBook:
        from pos_app.storage.key import read_key
        from pos_app.storage.report_book import TillReports

        settings = self._till.settings
        return TillReports(settings.data_folder, read_key(settings.key_file))

    def _practice(self, real: TillPorts) -> Practice:
        from pos_app.bootstrap.training import set_up_practice

        codes = self._till.settings.codes
        return set_up_practice(self._till, real, lambda ports: _ring(ports, codes), self._let_practise)

    def _let_practise(self, inbox: Inbox | None) -> None:
        """Scans go there while somebody practises; what else is told goes to both."""
        self._practising = inbox

    def start(self) -> None:
        """Start the devices and the sync child, now that the cashier can see the screen."""
        from drivers.devices import build_serial_scanner
        from pos_app.machine.sync_child import SyncChild

        self._notes.begin()
        if self._till.terminal is not None:
            self._till.terminal.start(lambda state: self._device("terminal", state))
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
        threading.Thread(target=self._warm_up, name="warm-up", daemon=True).start()

    def _warm_up(self) -> None:
        """Import what the first scan and the first receipt need while the cashier signs in."""
        import cryptography.hazmat.primitives.asymmetric.ed25519  # noqa: F401 - the import is the purpose

        import pos_app.domain.loyalty.engine
        import pos_app.domain.member_code
        from drivers import devices
        from drivers.scanners import check_digits

        self._till.replica.in_force()
        with suppress(CannotSell):  # whoever needs it is told then
            self._till.leases.open()
        if self._till.ports.books is not None:
            import pos_app.domain.norway.signing
            import pos_app.storage.signatures  # noqa: F401

            with suppress(CannotSell):
                self._till.signer.warm_up()
        (devices if self._printing is not None else check_digits).warm_up()

    def stop(self) -> None:
        """Stop them; leaves no thread and no process."""
        for scanner in self._scanners:
            scanner.stop()
        if self._printing is not None:
            self._printing.stop()
        if self._till.terminal is not None:
            self._till.terminal.stop()
        if self._sync is not None:
            self._sync.stop()

    def _scanned(self, read: Scan) -> None:
        self._listening[-1].scanned.emit(Code(read.text, "scanner", read))

    def _unreadable(self, found: Unreadable) -> None:
        self._listening[-1].unreadable.emit(found.text, found.reason.value)

    def _device(self, kind: str, state: DeviceState) -> None:
        self._notes.note(kind, state.key)
        for inbox in self._listening:
            inbox.device.emit(DeviceReport(kind, state.key, state.detail))

    def _printed(self, job_id: str, result: SendResult) -> None:
        self._tell_printed(job_id, _PRINTED[result.outcome.value])

    def _tell_printed(self, job_id: str, outcome: Printed) -> None:
        """A slip of practice is nobody's but practice's, which may be over by now."""
        slip = job_id.removeprefix("practice-")
        if slip == job_id:
            self.inbox.printed.emit(job_id, outcome)
        elif self._practising is not None:
            self._practising.printed.emit(slip, outcome)

    def _synced(self, status: SyncStatus) -> None:
        if status.difference_ms is not None:
            self._till.server_time.learn(status.difference_ms)
        link = Link(status.link) if status.link in (*Link,) else Link.ERROR
        for inbox in self._listening:
            inbox.link.emit(LinkReport(link, status.detail, status.waiting_sales, status.hub))
        if (status.replica, status.cursor) != self._seen and self._till.replica.refresh():
            for inbox in self._listening:
                inbox.catalogue_changed.emit()
        self._seen = (status.replica, status.cursor)


def _day_end(settings: Settings) -> DayEnd:
    from pos_app.bootstrap.closing import day_end

    return day_end(settings)


def _program_news(settings: Settings) -> ProgramNews | None:
    from pos_app.bootstrap.updating import program_news

    return program_news(settings)


def _checkup(settings: Settings) -> Checkup:
    from pos_app.machine.till_checkup import TillCheckup

    return TillCheckup(settings.path, settings.language)


def _try_to_write(ports: Ports) -> None:
    """Whether the till's file can take a sale again: write what is there once more. Run on the store thread."""
    with ports.store.unit_of_work() as work:
        work.save_open_basket(work.open_basket())
        work.commit()


def _ring(ports: Ports, rules: CodeRules) -> Ring:
    def ring(basket: Basket, code: Code, pieces: int) -> Scanned:
        read = code.raw if isinstance(code.raw, Scan) else Scan(code.text, source=code.origin)
        return scan(ports, basket, read, rules, pieces=pieces, came_ms=code.came_ms)

    return ring


def screen_of(settings: Settings) -> Screen:
    """How the window is set up: ``[screen]`` of till.toml, in the palette that the cashier chose last."""
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
