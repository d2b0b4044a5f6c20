"""Reads the bytes of a receipt as a printer would, and keeps the paper.

Written from the published command set, never from the driver: what the driver means to print is no evidence
of what a printer makes of it. A command that is not known here is an error, and so is a byte that no code
page has.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

PAGES = {0: "cp437", 2: "cp850", 5: "cp865", 16: "cp1252", 17: "cp866", 19: "cp858", 46: "cp1251"}
_MONO = Path("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf")
_LINE = 30


class NotUnderstoodError(ValueError):
    """The bytes hold a command this printer does not know."""


@dataclass
class Line:
    """A printed line of text."""

    text: str
    bold: bool = False
    size: int = 1
    align: int = 0
    page: str = "cp437"


@dataclass
class Paper:
    """What came out of the printer, in order, and what happened besides."""

    dots: int = 576
    items: list[Line | Image.Image] = field(default_factory=list)
    qr_codes: list[str] = field(default_factory=list)
    barcodes: list[str] = field(default_factory=list)
    stored_logos: list[bytes] = field(default_factory=list)
    printed_logos: list[bytes] = field(default_factory=list)
    cuts: int = 0
    pulses: list[int] = field(default_factory=list)
    answers: bytes = b""

    @property
    def lines(self) -> list[str]:
        return [item.text for item in self.items if isinstance(item, Line)]

    @property
    def images(self) -> list[Image.Image]:
        return [item for item in self.items if isinstance(item, Image.Image)]

    def line(self, part: str) -> Line:
        """The one line that holds `part`."""
        (found,) = [item for item in self.items if isinstance(item, Line) and part in item.text]
        return found

    def picture(self) -> Image.Image:
        """The paper as a grey picture."""
        heights = [item.height if isinstance(item, Image.Image) else _LINE * item.size for item in self.items]
        paper = Image.new("L", (self.dots, sum(heights) + 40), 255)
        top = 20
        for item, height in zip(self.items, heights, strict=True):
            drawn = item if isinstance(item, Image.Image) else self._drawn(item)
            left = (self.dots - drawn.width) // 2 if getattr(item, "align", 0) == 1 else 0
            paper.paste(drawn, (drawn.info.get("left", left), top))
            top += height
        return paper

    def png(self) -> bytes:
        out = BytesIO()
        self.picture().save(out, "PNG")
        return out.getvalue()

    def _drawn(self, line: Line) -> Image.Image:
        font = ImageFont.truetype(str(_MONO), 20) if _MONO.exists() else ImageFont.load_default(20)
        strip = Image.new("L", (max(8, 12 * len(line.text)), _LINE), 255)
        ImageDraw.Draw(strip).text((0, 2), line.text, font=font, fill=0, stroke_width=int(line.bold))
        return strip.resize((strip.width * line.size, strip.height * line.size))


class _Printer:
    def __init__(self, data: bytes, dots: int) -> None:
        self.data = data
        self.at = 0
        self.paper = Paper(dots)
        self.reset()

    def reset(self) -> None:
        self.page = "cp437"
        self.bold = False
        self.size = 1
        self.align = 0
        self.text = ""
        self.qr_data = b""
        self.qr_module = 3

    def take(self, count: int) -> bytes:
        taken = self.data[self.at : self.at + count]
        if len(taken) < count:
            raise NotUnderstoodError(f"the bytes end within a command, at {self.at}")
        self.at += count
        return taken

    def run(self) -> Paper:
        while self.at < len(self.data):
            byte = self.take(1)
            if byte == b"\x1b":
                self.escape()
            elif byte == b"\x1d":
                self.group()
            elif byte == b"\x10":
                self.realtime()
            elif byte == b"\n":
                self.feed()
            elif byte < b" ":
                raise NotUnderstoodError(f"control byte {byte.hex()} at {self.at - 1}")
            else:
                self.text += byte.decode(self.page)
        if self.text:
            self.feed()
        return self.paper

    def feed(self) -> None:
        self.paper.items.append(Line(self.text, self.bold, self.size, self.align, self.page))
        self.text = ""

    def escape(self) -> None:
        command = self.take(1)
        if command == b"@":
            self.reset()
        elif command == b"R":
            if self.take(1) != b"\x00":
                raise NotUnderstoodError("a national character set changes letters")
        elif command == b"t":
            self.page = PAGES[self.take(1)[0]]
        elif command == b"E":
            self.bold = bool(self.take(1)[0] & 1)
        elif command == b"a":
            self.align = self.take(1)[0] % 48
        elif command == b"d":
            for _ in range(self.take(1)[0]):
                self.feed()
        elif command == b"3":
            self.take(1)
        elif command == b"2":
            pass
        elif command == b"p":
            pin, _on, _off = self.take(3)
            self.paper.pulses.append(2 if pin % 48 == 0 else 5)
        else:
            raise NotUnderstoodError(f"ESC {command.hex()} at {self.at - 2}")

    def group(self) -> None:
        command = self.take(1)
        if command == b"!":
            size = self.take(1)[0]
            if size >> 4 != size & 15:
                raise NotUnderstoodError("letters of odd proportions")
            self.size = (size & 15) + 1
        elif command == b"v":
            self.raster()
        elif command == b"V":
            mode = self.take(1)[0]
            if mode in (65, 66):
                self.take(1)
            self.paper.cuts += 1
        elif command == b"(":
            self.extended()
        elif command == b"8":
            if self.take(1) != b"L":
                raise NotUnderstoodError("GS 8 without L")
            self.graphics(self.take(int.from_bytes(self.take(4), "little")))
        elif command in (b"h", b"w", b"f", b"H"):
            self.take(1)
        elif command == b"k":
            self.barcode()
        elif command == b"r":
            self.take(1)
            self.paper.answers += b"\x00"
        else:
            raise NotUnderstoodError(f"GS {command.hex()} at {self.at - 2}")

    def realtime(self) -> None:
        if self.take(1) != b"\x04":
            raise NotUnderstoodError("a real-time command that moves something")
        self.take(1)
        self.paper.answers += b"\x12"

    def raster(self) -> None:
        kind, mode, *size = self.take(6)
        if (kind, mode) != (48, 0) or self.text:
            raise NotUnderstoodError(f"GS v {kind} {mode}, text waiting: {self.text!r}")
        width, height = size[0] + 256 * size[1], size[2] + 256 * size[3]
        bits = self.take(width * height)
        for forbidden in (b"\x10\x04", b"\x10\x05", b"\x10\x14"):
            if forbidden in bits:
                raise NotUnderstoodError("a picture that a printer would take for a real-time command")
        if width * 8 > self.paper.dots:
            raise NotUnderstoodError(f"a picture of {width * 8} dots on paper of {self.paper.dots}")
        dark = Image.frombytes("1", (width * 8, height), bits).convert("L")
        self.paper.items.append(dark.point(lambda grey: 255 - grey))

    def extended(self) -> None:
        kind = self.take(1)
        body = self.take(int.from_bytes(self.take(2), "little"))
        if kind == b"L":
            self.graphics(body)
        elif kind == b"k":
            self.symbol(body)
        else:
            raise NotUnderstoodError(f"GS ( {kind!r}")

    def graphics(self, body: bytes) -> None:
        function = body[1]
        if function == 0x45:
            self.paper.printed_logos.append(body[2:4])
        elif function == 0x43:
            width, height = int.from_bytes(body[6:8], "little"), int.from_bytes(body[8:10], "little")
            if len(body) != 11 + (width + 7) // 8 * height:
                raise NotUnderstoodError("a stored picture whose size is not what it says")
            self.paper.stored_logos.append(body[3:5])
        else:
            raise NotUnderstoodError(f"graphics function {function}")

    def symbol(self, body: bytes) -> None:
        kind, function, data = body[0], body[1], body[2:]
        if kind != 49:
            raise NotUnderstoodError(f"two-dimensional symbol {kind}")
        if function == 67:
            self.qr_module = data[0]
        elif function == 80:
            self.qr_data = data[1:]
        elif function == 81:
            content = self.qr_data.decode("utf-8")
            self.paper.qr_codes.append(content)
            made = zxingcpp.create_barcode(content, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
            code = Image.fromarray(made.to_image(scale=self.qr_module, add_quiet_zones=False))
            code.info["left"] = (self.paper.dots - code.width) // 2 if self.align == 1 else 0
            self.paper.items.append(code)

    def barcode(self) -> None:
        kind = self.take(1)[0]
        data = self.take(self.take(1)[0])
        if kind != 73:
            raise NotUnderstoodError(f"barcode {kind}")
        digits, at, code_set = "", 0, b""
        while at < len(data):
            if data[at : at + 1] == b"{":
                code_set = data[at + 1 : at + 2]
                at += 2
                continue
            digits += f"{data[at]:02d}" if code_set == b"C" else chr(data[at])
            at += 1
        self.paper.barcodes.append(digits)


def read_paper(data: bytes, dots: int = 576) -> Paper:
    """What a printer with paper `dots` wide makes of `data`. Raises `NotUnderstoodError`."""
    return _Printer(data, dots).run()
