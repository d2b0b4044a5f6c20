"""What an installer can set about each device, as plain values with their limits.

The application's configuration builds these; a value that makes no sense raises `SettingsError`, which
names the field and what was expected, so that the configuration can add file and line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal


class SettingsError(ValueError):
    """A device setting is out of range. `field` is its name in the settings class."""

    def __init__(self, field: str, expected: str) -> None:
        super().__init__(f"{field}: {expected}")
        self.field = field
        self.expected = expected


Parity = Literal["none", "even", "odd"]
Flow = Literal["none", "xonxoff", "rtscts", "dsrdtr"]
Suffix = Literal["line", "cr", "lf", "crlf", "tab", "none"]

SUFFIX_BYTES: dict[str, bytes] = {
    "line": b"",
    "cr": b"\r",
    "lf": b"\n",
    "crlf": b"\r\n",
    "tab": b"\t",
    "none": b"",
}

_BAUDS = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400)


@dataclass(frozen=True, slots=True)
class ScannerSettings:
    """One scanner. `kind` is `serial` or `wedge`; `path` is the serial port, e.g. `/dev/ttyACM0` or `COM3`, or what
    still means it after replugging: `usb:0C2E:0B6A` (see `serial_ports`).

    `prefix` and `suffix` are what the scanner is set to send around each code; `line` takes CR, LF and CR LF,
    `none` ends a code by silence. `max_gap_ms` and `min_length` are for the wedge only.
    """

    kind: Literal["serial", "wedge"] = "serial"
    name: str = "scanner"
    path: str = ""
    baud: int = 9600
    parity: Parity = "none"
    prefix: str = ""
    suffix: Suffix = "line"
    max_gap_ms: int = 35
    min_length: int = 6

    def __post_init__(self) -> None:
        _one_of("kind", self.kind, ("serial", "wedge"))
        if self.kind == "serial" and not self.path:
            raise SettingsError("path", "the serial port of the scanner, for example /dev/ttyACM0 or COM3")
        if self.kind == "serial":
            _port("path", self.path)
        _one_of("baud", self.baud, _BAUDS)
        _one_of("parity", self.parity, ("none", "even", "odd"))
        _one_of("suffix", self.suffix, tuple(SUFFIX_BYTES))
        _within("max_gap_ms", self.max_gap_ms, 5, 200)
        _within("min_length", self.min_length, 3, 20)


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """One receipt printer, the way it is reached and what its model can do.

    `kind` is `network` (`host`, `port`), `serial` (`path` as a scanner's, `baud`, `parity`, `flow`), `windows`
    (`queue`: the printer's name in Windows' settings) or `file` (`path`: a device such as `/dev/usb/lp0`, or a
    folder that gets one file per document). `code_pages` are tried in
    order for each line; a line that none of them can write is printed as a picture. `code_page_numbers`
    overrides the number a page has on this model. `answers_status` is false for a printer that never
    replies: then a document counts as printed once the printer has taken all of it. `logo` is a picture
    file; `stored_logo` the two-character key of one kept in the printer. `drawer_pin` is 2 or 5.
    """

    kind: Literal["network", "serial", "windows", "file"] = "network"
    name: str = "printer"
    host: str = ""
    port: int = 9100
    path: str = ""
    queue: str = ""
    baud: int = 115200
    parity: Parity = "none"
    flow: Flow = "none"
    columns: int = 48
    dots: int = 576
    code_pages: tuple[str, ...] = ("cp865",)
    code_page_numbers: tuple[tuple[str, int], ...] = ()
    has_qr: bool = True
    has_barcode: bool = True
    cut: Literal["partial", "full", "none"] = "partial"
    drawer_pin: Literal[2, 5] = 2
    answers_status: bool = True
    logo: str = ""
    stored_logo: str = ""
    timeout_ms: int = 3000

    def __post_init__(self) -> None:
        _one_of("kind", self.kind, ("network", "serial", "windows", "file"))
        if self.kind == "network":
            if not self.host:
                raise SettingsError("host", "the printer's name or address in the network")
            _within("port", self.port, 1, 65535)
        elif self.kind == "windows":
            if not self.queue:
                raise SettingsError("queue", "the printer's name in Windows' settings")
        elif not self.path:
            raise SettingsError("path", "a serial port, a printer device or a folder")
        elif self.kind == "serial":
            _port("path", self.path)
        _one_of("baud", self.baud, _BAUDS)
        _one_of("parity", self.parity, ("none", "even", "odd"))
        _one_of("flow", self.flow, ("none", "xonxoff", "rtscts", "dsrdtr"))
        _within("columns", self.columns, 24, 64)
        _within("dots", self.dots, 256, 832)
        _one_of("cut", self.cut, ("partial", "full", "none"))
        _one_of("drawer_pin", self.drawer_pin, (2, 5))
        _within("timeout_ms", self.timeout_ms, 200, 3000)
        if self.stored_logo and re.fullmatch(r"[ -~]{2}", self.stored_logo) is None:
            raise SettingsError("stored_logo", "the two characters under which the printer keeps the picture")


@dataclass(frozen=True, slots=True)
class TerminalSettings:
    """The card terminal. `manual`: it stands by itself, and the number of its slip is typed. `zvt`: the till asks it
    for the amount over the network (`host`, `port`).

    `password` are the six digits that the terminal expects from a till. `ack_ms` is how long it may take to
    acknowledge a frame, `silence_ms` how long it may say nothing while a customer pays, `longest_ms` how long a
    payment may take in all; after that its outcome is unknown.
    """

    kind: Literal["manual", "zvt"] = "manual"
    name: str = "terminal"
    host: str = ""
    port: int = 20007
    password: str = "000000"  # noqa: S105 - the terminals' own default
    ack_ms: int = 5000
    silence_ms: int = 180_000
    longest_ms: int = 300_000

    def __post_init__(self) -> None:
        _one_of("kind", self.kind, ("manual", "zvt"))
        if self.kind == "zvt" and not self.host:
            raise SettingsError("host", "the terminal's name or address in the network")
        _within("port", self.port, 1, 65535)
        if re.fullmatch(r"[0-9]{6}", self.password) is None:
            raise SettingsError("password", "the six digits that the terminal expects from a till")
        _within("ack_ms", self.ack_ms, 200, 10_000)
        _within("silence_ms", self.silence_ms, 200, 300_000)
        _within("longest_ms", self.longest_ms, 500, 600_000)


def _port(field: str, path: str) -> None:
    if path.lower().startswith("usb:"):
        from drivers.serial_ports import FORM, is_well_formed

        if not is_well_formed(path):
            raise SettingsError(field, FORM)


def _one_of(field: str, value: object, allowed: tuple[object, ...]) -> None:
    if value not in allowed:
        raise SettingsError(field, "one of " + ", ".join(str(choice) for choice in allowed))


def _within(field: str, value: int, low: int, high: int) -> None:
    if not low <= value <= high:
        raise SettingsError(field, f"a whole number from {low} to {high}")
