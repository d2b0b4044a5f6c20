"""What of the till's own settings, findings and machine may leave it: lists of what may, never of what may not."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path

from drivers.settings import PrinterSettings, ScannerSettings, TerminalSettings
from pos_app.config import Settings
from pos_app.diagnosis.words import Area, Found, worded

WITHHELD = "(withheld)"
_VERSION = re.compile(r"[0-9][0-9A-Za-z.+~-]{0,31}")
_PORT = re.compile(r"/dev/(tty(ACM|USB|S|AMA)\d{1,3}|usb/lp\d{1,2})|COM\d{1,3}")
_OWN_FILES = {
    *(
        "till.toml",
        "till.db",
        "till.key",
        "signing.key",
        "device.key",
        "card.secret",
        "device.key.new",
        "server-ca.pem",
    ),
    "till.key, device.key, card.secret",
    "till.key, device.key, card.secret, signing.key",
}
_STRERRORS = {os.strerror(number) for number in range(1, 134)}
_COMMAND = re.compile(
    r"(till|demo|sync|close-day|enrol|provision|verify|labels|report|export|update|journal)"
)
FACTS: dict[str, Callable[[str], object]] = {
    "file": lambda text: text in _OWN_FILES,
    "files": lambda text: text in _OWN_FILES,
    "line": re.compile(r":\d{1,6}").fullmatch,
    "fingerprint": re.compile(r"[0-9a-f]{16}").fullmatch,
    "mode": re.compile(r"[0-7]{4}").fullmatch,
    "till": re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch,
    "needs": lambda _: True,
    "thorough": lambda _: True,
    "kept": lambda _: True,
    "server": lambda _: True,
    "way": lambda _: True,
    "setting": lambda text: text in {"journal mode", "synchronous"},
    "found": _VERSION.fullmatch,
    "wanted": _VERSION.fullmatch,
    "sqlite": _VERSION.fullmatch,
    "version": _VERSION.fullmatch,
    "installed": _VERSION.fullmatch,
    "old": _VERSION.fullmatch,
    "new": _VERSION.fullmatch,
    "kind": re.compile(r"[a-z0-9]{1,12}(\.[a-z]{1,12})?").fullmatch,
    "why": lambda text: text in _STRERRORS or text in _causes(),
    "fault": re.compile(r"\w+(, \w+\.py:\d+)?").fullmatch,
    "state": re.compile(r"[A-Za-z]").fullmatch,
    "command": _COMMAND.fullmatch,
    "since": re.compile(r"\d\d\.\d\d\. \d\d:\d\d").fullmatch,
    "day": re.compile(r"\d{4}-\d\d-\d\d").fullmatch,
    "path": _PORT.fullmatch,
    "library": re.compile(r"lib[\w+-]+\.so[.\d]*").fullmatch,
    "letter": re.compile(r".").fullmatch,
    "group": lambda text: text in {"dialout", "lp", "tty", "plugdev", "input"},
}
"""Texts in a finding that go out where they look as they should, by their names. Numbers always do."""

_SETTINGS = ("till_number", "language", "theme", "scale_percent", "full_screen", "sounds")
_SCANNER = ("kind", "baud", "parity", "suffix", "max_gap_ms", "min_length")
_PRINTER = (
    *(
        "kind",
        "port",
        "baud",
        "parity",
        "flow",
        "columns",
        "dots",
        "has_qr",
        "has_barcode",
        "cut",
        "drawer_pin",
    ),
    *("answers_status", "timeout_ms"),
)
_TERMINAL = ("kind", "port", "ack_ms", "silence_ms", "longest_ms")


def finding(area: Area, found: Found) -> dict[str, object]:
    """A finding in English, with only those facts in it that may go out."""
    facts = {
        name: value if isinstance(value, int) or _may(name, value) else WITHHELD
        for name, value in found.facts.items()
    }
    told = worded(area, Found(found.standing, found.words, facts), "en")
    return {
        "area": told.area,
        "code": told.code,
        "standing": str(told.standing),
        "says": told.says,
        "do": told.do,
    }


def settings_kept(settings: Settings) -> dict[str, object]:
    """What ``till.toml`` says that a supporter needs. Names, addresses and secrets are said to be there or not."""
    terminal: TerminalSettings = settings.terminal
    return {
        **{name: getattr(settings, name) for name in _SETTINGS},
        "is_enrolled": settings.is_enrolled,
        "server": _address(settings.server_url),
        "hub": _address(settings.hub_url),
        "copies_apart": settings.copies_folder != settings.data_folder / "copies",
        "scanners": [_device(each, _SCANNER) for each in settings.scanners],
        "printer": _device(settings.printer, _PRINTER) if settings.printer else None,
        "terminal": _device(terminal, _TERMINAL),
        "drawer_rules": settings.drawer is not None,
        "alcohol_hours": settings.alcohol is not None,
        "tenders_taken": sorted(kind.value for kind in settings.tenders_taken),
    }


def _may(name: str, value: str) -> bool:
    check = FACTS.get(name)
    return check is not None and bool(check(value))


def _causes() -> frozenset[str]:
    """Stable words for what the world can do, and what a check says of a file."""
    from pos_app.diagnosis.till_file import WHY
    from sync.client.trouble import codes

    return frozenset((*codes(), *WHY, *(why for why, _ in WHY.values()), "another version"))


def _address(url: str) -> str:
    """How a server is reached, not where it is: an address may hold a password, or name a shop of one person."""
    return f"{url.partition(':')[0]}://{WITHHELD}" if url.startswith(("http://", "https://")) else ""


def _device(
    settings: ScannerSettings | PrinterSettings | TerminalSettings, names: Iterable[str]
) -> dict[str, object]:
    told: dict[str, object] = {name: getattr(settings, name) for name in names}
    path = getattr(settings, "path", "")
    if path:
        told["path"] = path if _PORT.fullmatch(str(path)) else WITHHELD
    pages = getattr(settings, "code_pages", ())
    if pages:
        told["code_pages"] = [page if re.fullmatch(r"[a-z]{2}\d{2,5}", page) else WITHHELD for page in pages]
    return told


_USB = r"(?:\[ *\d+\.\d+\] )?"
_KERNEL = re.compile(
    _USB + r"(?:usb [\d.-]+: (?:new [a-z-]+ USB device number \d+ using [a-z_]+"
    r"|New USB device found, idVendor=[0-9a-f]{4}, idProduct=[0-9a-f]{4}, bcdDevice=[ \d.]+"
    r"|USB disconnect, device number \d+"
    r"|(?:FTDI|pl2303|cp210x|ch341-uart)[\w /-]* converter now (?:attached to|disconnected from) tty[A-Z]+\d+)"
    r"|cdc_acm [\d.:-]+: tty[A-Z]+\d+: USB ACM device"
    r"|usblp\d+: (?:removed|USB \w+ printer dev \d+ if \d+ alt \d+ proto \d+ vid 0x[0-9A-F]{4} pid 0x[0-9A-F]{4}))"
)


def kernel_lines(text: str, most: int = 400) -> list[str]:
    """Lines of the kernel about USB devices and serial ports, by their numbers: what a device calls itself, a telephone
    its owner, is not among them.
    """
    return [line for line in text.splitlines() if _KERNEL.fullmatch(line)][-most:]


_FILE = re.compile(
    r"(till\.db|replica-\d{1,9}\.db)(-wal)?|till-before-schema-\d+\.db|replica\.current|(till|sync)\.lock"
    r"|trofast\.log(\.1)?|update(-wanted)?\.json|update\.told|server-time|devices|palette"
    r"|(copies|before-update)/(till(-\d{4}-\d\d-\d\d)?\.db|checkpoint-\d{4}-\d\d-\d\d\.json)"
)


def files_kept(folder: Path, most: int = 500) -> list[dict[str, object]]:
    """Size, mode and time of the till's own files; of others only how many there are."""
    told: list[dict[str, object]] = []
    others = 0
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name.endswith("-shm"):  # which looking changes
            continue
        if not _FILE.fullmatch(name) or len(told) >= most:
            others += 1
            continue
        found = path.stat()
        told.append(
            {
                "file": name,
                "bytes": found.st_size,
                "mode": f"{found.st_mode & 0o777:04o}",
                "changed_ms": found.st_mtime_ns // 1_000_000,
            }
        )
    return [*told, {"others": others}]
