"""What one printer model can do, and how its settings become that.

Code pages are forced: a printer starts in whatever page its switches say, so each document selects its own
by the number the model gives it. The numbers here are those of the ESC t command that most makers share; a
model that differs is corrected with `PrinterSettings.code_page_numbers`.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from drivers.settings import PrinterSettings, SettingsError

CODE_PAGE_NUMBERS = {
    "cp437": 0,
    "cp850": 2,
    "cp860": 3,
    "cp863": 4,
    "cp865": 5,
    "cp737": 14,
    "iso8859-7": 15,
    "cp1252": 16,
    "cp866": 17,
    "cp852": 18,
    "cp858": 19,
    "cp862": 36,
    "cp775": 33,
    "cp855": 34,
    "cp861": 35,
    "iso8859-2": 39,
    "iso8859-15": 40,
    "cp1250": 45,
    "cp1251": 46,
    "cp1253": 47,
    "cp1254": 48,
    "cp1257": 51,
}


_BAUD_FOR_PICTURES = 57_600
"""A box of five lines is 13 kB: a quarter of a minute at 9600 baud."""


@dataclass(frozen=True, slots=True)
class CodePage:
    """A single-byte page: Python's name for it and the number the printer gives it."""

    codec: str
    number: int

    def encode(self, text: str) -> bytes | None:
        """`text` in this page, or `None` when a character is missing from it. Never a substitute."""
        try:
            return text.encode(self.codec)
        except UnicodeEncodeError:
            return None


@dataclass(frozen=True, slots=True)
class PrinterProfile:
    """A printer model. `columns` are cells at normal width, `dots` the printable width (8 to the millimetre).

    80 mm paper has 48 columns and 576 dots, 58 mm has 32 and 384. `code_pages` may be empty: then only
    ASCII is sent as text and everything else as picture. `drawn_frames` is false where a picture takes too
    long to send: boxes and rules are then made of the code page's line characters. `stored_logo` wins over
    `logo`.
    """

    columns: int = 48
    dots: int = 576
    code_pages: tuple[CodePage, ...] = (CodePage("cp865", 5),)
    native_qr: bool = True
    native_barcode: bool = True
    drawn_frames: bool = True
    cut: Literal["partial", "full", "none"] = "partial"
    drawer_pin: Literal[2, 5] = 2
    logo: Path | None = None
    stored_logo: bytes | None = None

    @property
    def cell_dots(self) -> int:
        """Width of one character cell in dots; a cell is twice as high."""
        return self.dots // self.columns


def profile_from(settings: PrinterSettings) -> PrinterProfile:
    """The profile that `settings` describe. Raises `SettingsError` for a page nobody knows."""
    numbers = dict(settings.code_page_numbers)
    return PrinterProfile(
        columns=settings.columns,
        dots=settings.dots,
        code_pages=tuple(_code_page(name, numbers) for name in settings.code_pages),
        native_qr=settings.has_qr,
        native_barcode=settings.has_barcode,
        drawn_frames=settings.kind != "serial" or settings.baud >= _BAUD_FOR_PICTURES,
        cut=settings.cut,
        drawer_pin=settings.drawer_pin,
        logo=Path(settings.logo) if settings.logo else None,
        stored_logo=settings.stored_logo.encode("ascii") or None,
    )


def _code_page(name: str, numbers: dict[str, int]) -> CodePage:
    number = numbers.get(name, CODE_PAGE_NUMBERS.get(name))
    try:
        codecs.lookup(name)
    except LookupError:
        number = None
    if number is None or not 0 <= number <= 255:
        known = ", ".join(CODE_PAGE_NUMBERS)
        raise SettingsError("code_pages", f"{name!r} is not known here; known are {known}")
    return CodePage(name, number)
