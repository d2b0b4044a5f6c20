"""Are scanners, printer and card terminal there? One that the till's window has is asked of the window, not taken."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from drivers.settings import PrinterSettings, ScannerSettings, TerminalSettings
from drivers.state import Condition, DeviceState
from pos_app.diagnosis import device_words as words
from pos_app.diagnosis.case import Case
from pos_app.diagnosis.words import Area, Found, look, ok, wrong
from pos_app.machine.device_notes import read_notes

AREA = Area("devices", "Devices", "Utstyr")

CONNECT_S = 2.0
_PORTS = Path("/dev/serial/by-id")


def check(case: Case) -> Iterator[Found]:
    """Look at each device that ``till.toml`` names."""
    settings = case.settings
    if settings is None:
        return
    noted = read_notes(settings.data_folder) if case.is_selling else {}
    if not settings.scanners:
        yield ok(words.TYPING_SCANNER, name="scanner")
    for scanner in settings.scanners:
        yield _scanner(scanner, noted, is_selling=case.is_selling)
    if settings.printer is None:
        yield look(words.NO_PRINTER)
    else:
        yield _printer(settings.printer, noted, is_selling=case.is_selling)
        if settings.printer.logo and not Path(settings.printer.logo).is_file():
            yield look(words.NO_LOGO, file=Path(settings.printer.logo).name)
    yield _terminal(settings.terminal, noted, is_selling=case.is_selling)
    yield _fonts()


def _in_use(kind: str, name: str, noted: dict[str, str]) -> Found:
    """What the window last heard of it."""
    key = noted.get(kind, "")
    condition, _, cause = key.partition(".")
    says = words.CAUSES.get(cause)
    if not key:
        return ok(words.IN_USE, name=name)
    if condition == "ready":
        return look(says, name=name) if says else ok(words.IN_USE_READY, name=name)
    return wrong(says or words.NOT_READY, name=name)


def _scanner(scanner: ScannerSettings, noted: dict[str, str], *, is_selling: bool) -> Found:
    name = scanner.name
    if scanner.kind == "wedge":
        return ok(words.TYPING_SCANNER, name=name)
    if is_selling:
        return _in_use("scanner", name, noted)
    from drivers.serial_line import open_port, opening_cause, port_faults

    try:
        open_port(scanner.path, scanner.baud, scanner.parity).close()
    except port_faults() as error:
        return _no_port(name, scanner.path, opening_cause(error).value)
    return ok(words.PORT_OPENS, name=name, path=scanner.path)


def _no_port(name: str, path: str, cause: str) -> Found:
    if cause == "not_found":
        from drivers.serial_ports import list_ports

        if _PORTS.is_dir():
            others = ", ".join(sorted(each.name for each in _PORTS.iterdir()))
        else:
            others = ", ".join(f"{port.path} ({port.description})" for port in list_ports())
        return wrong(words.NO_PORT, name=name, path=path, others=others or "-")
    if cause == "no_permission":
        return wrong(words.NO_PORT_RIGHT, name=name, path=path, group=_group_of(path))
    return wrong(words.CAUSES.get(cause, words.NOT_READY), name=name)


def _group_of(path: str) -> str:
    if sys.platform == "win32":
        return "?"
    else:  # noqa: RET505 - so that the type checker sees which system has what
        import grp

        try:
            return grp.getgrgid(Path(path).stat().st_gid).gr_name
        except (KeyError, OSError):
            return "dialout"


def _printer(printer: PrinterSettings, noted: dict[str, str], *, is_selling: bool) -> Found:
    if is_selling:
        return _in_use("printer", printer.name, noted)
    from drivers.devices import build_printer

    device = build_printer(printer)
    try:
        state = device.state()
    finally:
        device.close()
    return _state(printer.name, state)


def _state(name: str, state: DeviceState) -> Found:
    says = words.CAUSES.get(state.cause.value)
    if state.condition is Condition.READY:
        return look(says, name=name) if says else ok(words.READY, name=name)
    return wrong(says or words.NOT_READY, name=name)


def _terminal(terminal: TerminalSettings, noted: dict[str, str], *, is_selling: bool) -> Found:
    """A connection and nothing else: a question could end a payment that somebody is making."""
    if terminal.kind == "manual":
        return ok(words.OWN_TERMINAL)
    if is_selling:
        return _in_use("terminal", terminal.name, noted)
    where = f"{terminal.host}:{terminal.port}"
    try:
        socket.create_connection((terminal.host, terminal.port), timeout=CONNECT_S).close()
    except socket.gaierror:
        return wrong(words.TERMINAL_NAME, name=terminal.name, where=where)
    except OSError:
        return wrong(words.TERMINAL_AWAY, name=terminal.name, where=where)
    return ok(words.TERMINAL_THERE, name=terminal.name, where=where)


def _fonts() -> Found:
    """A receipt in letters that the printer has not is drawn with the machine's own."""
    from drivers.printers.fonts import FontMissingError, font_for

    try:
        missing = [
            letter
            for letter, wide in (("한", True), ("ж", False))
            if not font_for(letter, 24, wide=wide, bold=False)
        ]
    except FontMissingError as error:
        missing = [error.character]
    return look(words.NO_FONT, letter=missing[0]) if missing else ok(words.FONTS)
