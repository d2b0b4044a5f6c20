"""Turns a document into the bytes of an ESC/POS printer.

A line is sent as text when one of the printer's code pages holds every character of it, and as a picture of
itself otherwise; nothing is ever replaced by a question mark. python-escpos makes the commands; which page
is active, how wide a line is and what is drawn is decided here, because a printer cannot be asked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drivers.printers.canvas import (
    Sheet,
    barcode_module_dots,
    code128_modules,
    digits_under_bars,
    qr_module_dots,
    qr_modules,
)
from drivers.printers.document import Document
from drivers.printers.escpos_library import new_command_buffer
from drivers.printers.fonts import FontMissingError
from drivers.printers.layout import (
    BOX_MARGIN,
    BarcodeRow,
    BlankRow,
    BoxRow,
    CutRow,
    DrawerRow,
    LogoRow,
    QrRow,
    Row,
    RuleRow,
    TextRow,
    lay_out,
)
from drivers.printers.plain_text import cells
from drivers.printers.profile import CodePage, PrinterProfile

if TYPE_CHECKING:
    from PIL import Image

_ASCII = CodePage("ascii", 0)
_QR_LEVEL_M = 1
_BAND_LINES = 256
_LF = b"\n"
_CUT_FULL_AFTER_FEED = b"\x1dV\x41\x00"
_INTERNATIONAL_USA = b"\x1bR\x00"

# What a code page often lacks and a reader does not miss, each by one plain character of the same width.
_PLAIN_SPELLING = str.maketrans(
    {
        "–": "-",
        "—": "-",
        "„": '"',
        "‚": "'",
        "‘": "'",
        "’": "'",
        "“": '"',
        "”": '"',
        "×": "x",
        "•": "·",
        "‐": "-",
    }
)


def render(document: Document, profile: PrinterProfile, *, spell_missing: bool = False) -> bytes:
    """The bytes that print `document` on a printer of this `profile`, from initialising it to the last feed.

    Raises `DocumentError` for what cannot be printed, and `FontMissingError` when a line needs a picture
    and no font on this machine draws it. With `spell_missing` such a line is printed all the same, each
    missing character as its number (`<AC00>`): a receipt that is ugly beats none.
    """
    return _Rendering(profile, spell_missing).bytes_of(lay_out(document, profile.columns))


def drawer_pulse(profile: PrinterProfile) -> bytes:
    """The bytes that open the drawer and print nothing."""
    buffer = new_command_buffer()
    buffer.cashdraw(profile.drawer_pin)
    return bytes(buffer.output)


def store_logo(profile: PrinterProfile) -> bytes:
    """The bytes that put `profile.logo` into the printer's memory under `profile.stored_logo`, once at
    set-up.

    A stored logo costs eleven bytes a receipt instead of several thousand. Raises `ValueError` without both.
    """
    from PIL import Image

    if profile.logo is None or profile.stored_logo is None:
        raise ValueError("a logo to store needs its picture file and its two-character key")
    with Image.open(profile.logo) as logo:
        drawn = Sheet(profile.columns, profile.dots).logo(logo)
    bits, width, height = _bits(drawn)
    body = (
        b"\x30\x43\x30"
        + profile.stored_logo
        + b"\x01"
        + _low_high(width)
        + _low_high(height)
        + b"\x31"
        + bits
    )
    return b"\x1d8L" + len(body).to_bytes(4, "little") + body


class _Rendering:
    def __init__(self, profile: PrinterProfile, spell_missing: bool) -> None:
        self._profile = profile
        self._spell_missing = spell_missing
        self._sheet = Sheet(profile.columns, profile.dots)
        self._pages = profile.code_pages or (_ASCII,)
        self._page: CodePage | None = None
        self._style = (False, 1)
        self._printer: Any = new_command_buffer()

    def bytes_of(self, rows: list[Row]) -> bytes:
        self._printer.hw("INIT")
        self._printer._raw(_INTERNATIONAL_USA)
        self._printer.set(align="left")
        for row in rows:
            self._row(row)
        return bytes(self._printer.output)

    def _row(self, row: Row) -> None:
        match row:
            case TextRow():
                self._text(row)
            case BlankRow(lines):
                self._styled(False, 1)
                self._printer._raw(_LF * lines)
            case RuleRow():
                self._rule()
            case BoxRow():
                self._box(row)
            case QrRow(data):
                self._qr(data)
            case BarcodeRow():
                self._barcode(row)
            case LogoRow():
                self._logo()
            case CutRow():
                self._cut()
            case DrawerRow():
                self._printer.cashdraw(self._profile.drawer_pin)

    def _text(self, row: TextRow) -> None:
        found = self._encoded(row.text)
        if found is None:
            try:
                self._image(self._sheet.text(row))
            except FontMissingError:
                if not self._spell_missing:
                    raise
                self._text(TextRow(self._spelled(row.text), row.bold, row.size))
            return
        page, encoded = found
        self._styled(row.bold, row.size)
        if page is not self._page and page is not _ASCII:
            self._printer._raw(b"\x1bt" + bytes((page.number,)))
            self._page = page
        self._printer._raw(encoded + _LF)

    def _encoded(self, text: str) -> tuple[CodePage, bytes] | None:
        """The page that holds the whole line, the active one first, and the line in it."""
        pages = sorted(self._pages, key=lambda page: page is not self._page)
        for spelling in (text, text.translate(_PLAIN_SPELLING)):
            for page in pages:
                encoded = page.encode(spelling)
                if encoded is not None:
                    return page, encoded
        return None

    def _spelled(self, text: str) -> str:
        held = self._pages[0]
        return "".join(
            character if held.encode(character) is not None else f"<{ord(character):04X}>"
            for character in text
        )

    def _styled(self, bold: bool, size: int) -> None:
        if (bold, size) != self._style:
            self._printer.set(bold=bold, custom_size=True, width=size, height=size)
            self._style = (bold, size)

    def _rule(self) -> None:
        line = TextRow("─" * self._profile.columns)
        if self._profile.drawn_frames or self._encoded(line.text) is None:
            self._image(self._sheet.rule())
        else:
            self._text(line)

    def _box(self, row: BoxRow) -> None:
        lines = self._framed(row)
        if not self._profile.drawn_frames and all(self._encoded(line.text) for line in lines):
            # Lines without space between them, so that the sides of the frame meet.
            self._printer.line_spacing(2 * self._profile.cell_dots)
            for line in lines:
                self._text(line)
            self._printer.line_spacing()
            return
        try:
            self._image(self._sheet.box(row))
        except FontMissingError:
            if not self._spell_missing:
                raise
            self._image(self._sheet.rule())
            for line in row.rows:
                self._text(TextRow("  " + line.text, line.bold, line.size))
            self._image(self._sheet.rule())

    def _framed(self, row: BoxRow) -> list[TextRow]:
        """The lines of a box with a frame of line characters; large text is of normal size in it."""
        inside = self._profile.columns - 2
        lines = [TextRow("┌" + "─" * inside + "┐")]
        for line in row.rows:
            text = (" " * (BOX_MARGIN - 1) + line.text).rstrip()
            lines.append(TextRow("│" + text + " " * (inside - cells(text)) + "│", line.bold))
        return [*lines, TextRow("└" + "─" * inside + "┘")]

    def _qr(self, data: str) -> None:
        if not self._profile.native_qr:
            self._image(self._sheet.qr(data))
            return
        size = qr_module_dots(len(qr_modules(data)), self._profile.dots)
        self._styled(False, 1)
        self._printer.set(align="center")
        self._printer.qr(data, ec=_QR_LEVEL_M, size=size, native=True)
        self._printer.set(align="left")
        self._printer._raw(_LF)

    def _barcode(self, row: BarcodeRow) -> None:
        width = barcode_module_dots(len(code128_modules(row.digits)), self._profile.dots)
        if not self._profile.native_barcode:
            self._image(self._sheet.barcode(row))
            self._text(digits_under_bars(row, self._profile.columns))
            return
        self._styled(False, 1)
        # The library's own call prints to standard output which renderer it chose; these are its commands.
        code = code128_commands(row.digits)
        self._printer.set(align="center")
        self._printer._raw(b"\x1dh\x48" + b"\x1dw" + bytes((width,)) + b"\x1df\x00" + b"\x1dH\x02")
        self._printer._raw(b"\x1dkI" + bytes((len(code),)) + code)
        self._printer.set(align="left")

    def _logo(self) -> None:
        if self._profile.stored_logo is not None:
            self._printer.set(align="center")
            self._printer._raw(b"\x1d(L\x06\x00\x30\x45" + self._profile.stored_logo + b"\x01\x01")
            self._printer.set(align="left")
        elif self._profile.logo is not None:
            from PIL import Image

            with Image.open(self._profile.logo) as logo:
                self._image(self._sheet.logo(logo))

    def _cut(self) -> None:
        self._styled(False, 1)
        if self._profile.cut == "partial":
            self._printer.cut(feed=False)
        elif self._profile.cut == "full":
            self._printer._raw(_CUT_FULL_AFTER_FEED)
        else:
            self._printer.print_and_feed(6)

    def _image(self, image: Image.Image) -> None:
        """Print a picture in bands, each as wide as its ink reaches."""
        from PIL import Image

        for top in range(0, image.height, _BAND_LINES):
            band = image.crop((0, top, image.width, min(image.height, top + _BAND_LINES)))
            bits, width, height = _bits(band)
            inverted = Image.frombytes("1", (width, height), bytes(byte ^ 0xFF for byte in bits))
            self._printer.image(inverted)


def _bits(image: Image.Image) -> tuple[bytes, int, int]:
    """A grey picture as rows of bits, dark ones set, cut to whole bytes of width; then width and height in
    dots.

    A printer acts on its real-time commands even in the middle of a picture: the bytes DLE EOT, DLE ENQ and
    DLE DC4 (that one opens the drawer) must not occur, so one dot is changed where they would.
    """
    from PIL import Image

    ink = image.point(lambda grey: 255 if grey < 128 else 0)
    box = ink.getbbox()
    width = -(-(box[2] if box else 8) // 8) * 8
    raster = bytearray(ink.crop((0, 0, width, image.height)).convert("1", dither=Image.Dither.NONE).tobytes())
    for at in range(len(raster) - 1):
        if raster[at] == 0x10 and raster[at + 1] in (0x04, 0x05, 0x14):
            raster[at] = 0x18
    return bytes(raster), width, image.height


def code128_commands(digits: str) -> bytes:
    """`digits` for the printer's own Code 128: pairs in set C, a first odd digit in set B."""
    odd = len(digits) % 2
    head = b"{B" + digits[:1].encode("ascii") if odd else b""
    pairs = bytes(int(digits[at : at + 2]) for at in range(odd, len(digits), 2))
    return head + (b"{C" + pairs if pairs else b"")


def _low_high(value: int) -> bytes:
    return value.to_bytes(2, "little")
