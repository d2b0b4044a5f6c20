"""Builds the devices that the settings describe: the one door for whoever wires the application."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from drivers.scanners.wedge import WedgeDetector
from drivers.settings import PrinterSettings, ScannerSettings, SettingsError, TerminalSettings

if TYPE_CHECKING:
    from drivers.printers.printer import Printer
    from drivers.scanners.codes import Refused, Scan
    from drivers.scanners.serial_reader import SerialScanner
    from drivers.state import DeviceState
    from drivers.terminals.worker import TerminalWorker


def build_serial_scanner(
    settings: ScannerSettings,
    *,
    on_scan: Callable[[Scan], None],
    on_refused: Callable[[Refused], None],
    on_state: Callable[[DeviceState], None],
) -> SerialScanner:
    """A reader for a scanner of kind `serial`, not started yet. The callbacks run on its thread."""
    from drivers.scanners.serial_reader import SerialScanner

    if settings.kind != "serial":
        raise SettingsError("kind", "serial, for a scanner with a port")
    return SerialScanner(settings, on_scan=on_scan, on_refused=on_refused, on_state=on_state)


def build_wedge(settings: ScannerSettings) -> WedgeDetector:
    """The detector for a scanner of kind `wedge`; the application's event filter feeds it."""
    if settings.kind != "wedge":
        raise SettingsError("kind", "wedge, for a scanner that types")
    return WedgeDetector(settings.prefix, settings.max_gap_ms, settings.min_length)


def build_printer(settings: PrinterSettings) -> Printer:
    """The printer that `settings` describe; nothing is opened before the first document or question."""
    from drivers.printers.file import FilePrinter
    from drivers.printers.network import NetworkPrinter
    from drivers.printers.serial_port import SerialPrinter

    timeout_s = settings.timeout_ms / 1000
    if settings.kind == "windows":
        from drivers.printers.windows_queue import WindowsQueuePrinter

        return WindowsQueuePrinter(settings.queue, name=settings.name)
    if settings.kind == "network":
        return NetworkPrinter(
            settings.host,
            settings.port,
            timeout_s=timeout_s,
            answers_status=settings.answers_status,
            name=settings.name,
        )
    if settings.kind == "serial":
        return SerialPrinter(
            settings.path,
            settings.baud,
            settings.parity,
            settings.flow,
            answers_status=settings.answers_status,
            name=settings.name,
        )
    return FilePrinter(Path(settings.path), timeout_s=timeout_s, name=settings.name)


def build_terminal(
    settings: TerminalSettings, currency: str, *, on_state: Callable[[DeviceState], None]
) -> TerminalWorker:
    """The terminal that `settings` describe, on a thread of its own that is not started yet. `currency` is the shop's
    ISO code; one that ZVT's number is not known for raises `SettingsError`.
    """
    from drivers.terminals.worker import TerminalWorker
    from drivers.terminals.zvt.codes import CURRENCIES
    from drivers.terminals.zvt.terminal import ZvtTerminal

    if settings.kind != "zvt":
        raise SettingsError("kind", "zvt, for a terminal that the till asks")
    if currency not in CURRENCIES:
        raise SettingsError("kind", f"manual, because no terminal can be asked for {currency}")
    return TerminalWorker(ZvtTerminal(settings, currency), on_state=on_state)


def warm_up() -> None:
    """Import what the first scan and the first receipt need, so that neither waits for it.

    Half a second of work that the start must not pay: call it from a thread, in a quiet moment after the
    first screen is shown.
    """
    from drivers.printers.escpos_library import new_command_buffer
    from drivers.scanners.check_digits import warm_up as warm_up_check_digits

    warm_up_check_digits()
    new_command_buffer()
