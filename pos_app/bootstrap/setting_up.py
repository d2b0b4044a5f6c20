"""The set-up window and what stands behind it: the port :class:`~pos_app.ui.set_up_ports.SetUpDesk`.

Only imported by a till that has no place yet.
"""

from __future__ import annotations

import logging
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.bootstrap.provisioning import has_goods, load_goods, provision, spend_file
from pos_app.bootstrap.surroundings import screen_of
from pos_app.config import Settings, load_settings
from pos_app.domain.errors import BadFile, CannotSell
from pos_app.domain.receipt_document import Blank, Columns, Cut, ReceiptDocument, Rule, Text
from pos_app.ui.app import make_app
from pos_app.ui.set_up_ports import Devices, Place, Printed, SetUpTrouble
from pos_app.ui.set_up_window import SetUpWindow
from pos_app.ui.viewmodels.set_up import SetUp
from sync.client.keys import KeyTrouble, read_key
from sync.client.trouble import SyncTrouble
from sync.protocol.invitation import Invitation, InvitationWrong, read_file, read_scanned

if TYPE_CHECKING:
    from drivers.scanners.codes import Scan
    from drivers.scanners.finding import PortWatch
    from drivers.scanners.serial_reader import SerialScanner

_LOG = logging.getLogger(__name__)
_SLIP = {
    "nb": ("Trofast", "Kasse", "Butikk", "Denne lappen viser at skriveren virker."),
    "en": ("Trofast", "Till", "Store", "This slip shows that the printer works."),
}


def set_up(settings: Settings, on_window: Callable[[SetUpWindow], object] | None = None) -> Settings | None:
    """Show the set-up window until the till has its place and its goods; its settings then, or ``None`` where somebody
    closed the window before.
    """
    app = make_app()
    desk = Desk(settings)
    model = SetUp(desk, settings.language)
    window = SetUpWindow(model, screen_of(settings))
    done = False

    def finished() -> None:
        nonlocal done
        done = True
        window.close()

    window.finished.connect(finished)
    if settings.full_screen:
        window.showFullScreen()
    else:
        window.show()
    if on_window is not None:
        on_window(window)
    app.exec()
    desk.stop_listening()
    return load_settings(settings.path) if done else None


class Desk:
    """What the window asks for, on its worker's thread."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._watch: PortWatch | None = None
        self._scanners: list[SerialScanner] = []

    def join(self, typed: str, language: str, port: str) -> Place:
        """Take the place that was typed or scanned; the scanner on ``port`` is the till's from now on."""
        return self._take(lambda: read_scanned(typed), language, port)

    def join_by_file(self, path: Path, language: str) -> Place:
        """Take the place of a one-time file, and delete that."""

        def read() -> Invitation:
            return read_file(path.read_text("utf-8-sig"), str(path))

        place = self._take(read, language, "")
        if not spend_file(path):
            _LOG.info("the one-time file is spent and could not be deleted")
        return place

    def load(self, tell: Callable[[int], object]) -> Place:
        """Fetch goods and members; the place with its store's name."""
        try:
            if not has_goods(self._settings):
                load_goods(self._settings, lambda rows, done, all_of: tell(_permille(rows, done, all_of)))
            return self._as_place(_store_name(self._settings))
        except SyncTrouble as trouble:
            raise _told(trouble) from trouble
        except (CannotSell, KeyTrouble, OSError) as error:
            raise SetUpTrouble("disk", str(error)) from error

    def devices(self) -> Devices:
        """What ``till.toml`` names."""
        settings = self._settings
        terminal = settings.terminal
        return Devices(
            printer=settings.printer.name if settings.printer else "",
            scanners=tuple(each.name for each in settings.scanners if each.kind == "serial"),
            terminal=f"{terminal.name} ({terminal.host})" if terminal.kind != "manual" else "",
        )

    def print_test(self) -> Printed:
        """A slip that says which till this is."""
        from drivers.devices import build_printer
        from drivers.printers.escpos_render import render
        from drivers.printers.profile import profile_from

        settings = self._settings
        if settings.printer is None:
            return "not_sent"
        printer = build_printer(settings.printer)
        try:
            data = render(_slip(settings), profile_from(settings.printer), spell_missing=True)
            outcome = printer.send(data).outcome.value
        finally:
            printer.close()
        return "confirmed" if outcome == "confirmed" else "unknown" if outcome == "unknown" else "not_sent"

    def listen(self, heard: Callable[[str, str], object], *, everywhere: bool) -> int:
        """Listen to every USB port, or to the scanners that the settings name."""
        from drivers.devices import build_serial_scanner
        from drivers.scanners.finding import PortWatch, usb_ports

        self.stop_listening()
        if everywhere:
            paths = usb_ports()
            self._watch = PortWatch(paths, heard)
            self._watch.start()
            return len(paths)
        for each in self._settings.scanners:
            if each.kind == "serial":
                scanner = build_serial_scanner(
                    each, on_scan=_told_by(heard, each.name), on_refused=_nobody, on_state=_nobody
                )
                scanner.start()
                self._scanners.append(scanner)
        return len(self._scanners)

    def stop_listening(self) -> None:
        """Let go of every port."""
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        while self._scanners:
            self._scanners.pop().stop()

    def _take(self, read: Callable[[], Invitation], language: str, port: str) -> Place:
        path = self._settings.path
        try:
            invitation = read()
            presets = _with_choices(invitation.presets, language, port)
            self._settings = provision(path, replace(invitation, presets=presets)).settings
        except InvitationWrong as wrong:
            raise SetUpTrouble(wrong.code, wrong.sentence if wrong.code == "bad_code" else "") from wrong
        except SyncTrouble as trouble:
            raise _told(trouble) from trouble
        except BadFile as error:
            has_place = error.path == str(path) and "without a place" in error.expected
            raise SetUpTrouble("other_place" if has_place else "bad_file", str(error)) from error
        except UnicodeDecodeError as error:
            raise SetUpTrouble("bad_file", "UTF-8") from error
        except (KeyTrouble, OSError) as error:
            raise SetUpTrouble("disk", str(error)) from error
        return self._as_place("")

    def _as_place(self, store_name: str) -> Place:
        settings = self._settings
        return Place(
            server=settings.server_url,
            company_id=settings.company_id,
            store_id=settings.store_id,
            till_number=settings.till_number,
            key=read_key(settings.device_key_file).fingerprint,
            language=settings.language,
            store_name=store_name,
        )


def _with_choices(presets: str, language: str, port: str) -> str:
    """What was chosen in the window, where the file does not say it: the language, and the port that scanned."""
    try:
        said = tomllib.loads(presets)
    except tomllib.TOMLDecodeError:
        return presets  # told with its line where it is read
    more = ""
    if "screen" not in said:
        more += f'\n[screen]\nlanguage = "{language}"\n'
    if port and "scanner" not in said and '"' not in port and "\\" not in port:
        more += f'\n[[scanner]]\nkind = "serial"\npath = "{port}"\n'
    return presets + more


def _permille(rows: int, done: int, all_of: int) -> int:
    """How far a load is; by pages nobody knows how many there are, so it comes nearer and nearer."""
    return 1000 * done // all_of if all_of else 1000 * rows // (rows + 20_000)


def _store_name(settings: Settings) -> str:
    from pos_app.config import read_secret
    from pos_app.storage.key import read_key as read_data_key
    from pos_app.storage.replica import ReplicaReader

    secret = read_secret(settings.card_secret_file, 32, "the company's secret for card numbers")
    replica = ReplicaReader(settings.data_folder, read_data_key(settings.key_file), secret)
    try:
        return replica.store().name
    finally:
        replica.close()


def _told(trouble: SyncTrouble) -> SetUpTrouble:
    from datetime import datetime

    detail = f"{datetime.now():%d.%m.%Y %H:%M}" if trouble.code in {"certificate", "clock"} else ""  # noqa: DTZ005
    return SetUpTrouble(trouble.code, detail)


def _slip(settings: Settings) -> ReceiptDocument:
    title, till, store, why = _SLIP[settings.language]
    blocks = (
        Text(title, "centre", bold=True, size=2),
        Blank(),
        Columns(till, str(settings.till_number), bold=True),
        Columns(store, settings.store_id),
        Rule(),
        Text(why),
        Text("æøå ÆØÅ 0123456789"),
        Blank(2),
        Cut(),
    )
    return ReceiptDocument(blocks, settings.language, title)


def _told_by(heard: Callable[[str, str], object], name: str) -> Callable[[Scan], None]:
    def on_scan(scan: Scan) -> None:
        heard(name, scan.text)

    return on_scan


def _nobody(_said: object) -> None:
    return None
