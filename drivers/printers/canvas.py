"""Draws laid-out rows with Pillow: the lines a printer cannot print, and whole pictures of receipts.

Every character is centred in its own cell, so that columns stand straight whatever font a character came
from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from drivers.printers.document import DocumentError
from drivers.printers.fonts import font_for
from drivers.printers.layout import BOX_MARGIN, BarcodeRow, BoxRow, TextRow
from drivers.printers.plain_text import cell_width, cells

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

WHITE = 255
BLACK = 0
_QUIET_MODULES = 4
_BARCODE_QUIET_MODULES = 10


class Sheet:
    """The geometry of a strip of paper `columns` cells wide, and how things are drawn on it.

    `scale` is how many pixels stand for one printer dot; `dots`, `cell` and all pictures are in pixels. At
    scale 1 it draws for paper, without grey; larger pictures are for a screen and smooth.
    """

    def __init__(self, columns: int, dots: int, *, scale: int = 1) -> None:
        self._scale = scale
        self._printer_dots = dots
        self.dots = dots * scale
        self.cell = self.dots // columns
        self.margin = (self.dots - self.cell * columns) // 2

    @property
    def line(self) -> int:
        """Height of a line of text of size 1, in dots."""
        return self.cell * 5 // 2

    def text(self, row: TextRow) -> Image.Image:
        """One line of text across the whole width."""
        image = self._blank(self.line * row.size)
        self._write(image, row, self.margin, 0)
        return image

    def box(self, row: BoxRow) -> Image.Image:
        """Lines of text in a frame with round corners."""
        pad = self.line // 2
        height = sum(self.line * line.size for line in row.rows) + 2 * pad
        image = self._blank(height)
        stroke = max(2, self.cell // 5)
        self._draw(image).rounded_rectangle(
            (0, 0, self.dots - 1, height - 1), radius=self.cell * 4 // 3, outline=BLACK, width=stroke
        )
        top = pad
        for line in row.rows:
            self._write(image, line, self.margin + BOX_MARGIN * self.cell, top)
            top += self.line * line.size
        return image

    def rule(self) -> Image.Image:
        """A thin line with some air above and below."""
        thickness = max(2, self.cell // 6)
        top = self.cell * 5 // 6
        image = self._blank(2 * top + thickness)
        self._draw(image).rectangle((0, top, self.dots - 1, top + thickness - 1), fill=BLACK)
        return image

    def qr(self, data: str) -> Image.Image:
        """A QR code in the middle, large enough to be read at arm's length."""
        from PIL import Image

        modules = qr_modules(data)
        module = qr_module_dots(len(modules), self._printer_dots) * self._scale
        side = len(modules)
        small = Image.new("L", (side, side), WHITE)
        small.putdata([BLACK if dark else WHITE for line in modules for dark in line])
        code = small.resize((side * module, side * module), Image.Resampling.NEAREST)
        image = self._blank(code.height + _QUIET_MODULES * module)
        image.paste(code, ((self.dots - code.width) // 2, _QUIET_MODULES * module // 2))
        return image

    def barcode(self, row: BarcodeRow) -> Image.Image:
        """Code 128 bars in the middle; the digits are a line of text of their own."""
        modules = code128_modules(row.digits)
        module = barcode_module_dots(len(modules), self._printer_dots) * self._scale
        image = self._blank(self.cell * 6)
        draw = self._draw(image)
        left = (self.dots - len(modules) * module) // 2
        for at, dark in enumerate(modules):
            if dark:
                x = left + at * module
                draw.rectangle((x, 0, x + module - 1, image.height - self.cell // 2), fill=BLACK)
        return image

    def logo(self, picture: Image.Image) -> Image.Image:
        """A picture, as wide as two thirds of the paper at most, in the middle."""
        flat = flatten(picture)
        widest, highest = self.dots * 2 // 3, self.dots // 2
        if flat.width > widest or flat.height > highest:
            flat.thumbnail((widest, highest))
        image = self._blank(flat.height)
        image.paste(flat, ((self.dots - flat.width) // 2, 0))
        return image

    def _blank(self, height: int) -> Image.Image:
        from PIL import Image

        return Image.new("L", (self.dots, height), WHITE)

    def _draw(self, image: Image.Image) -> ImageDraw.ImageDraw:
        from PIL import ImageDraw

        draw = ImageDraw.Draw(image)
        draw.fontmode = "1" if self._scale == 1 else "L"
        return draw

    def _write(self, image: Image.Image, row: TextRow, left: int, top: int) -> None:
        draw = self._draw(image)
        cell = self.cell * row.size
        baseline = top + self.line * row.size * 17 // 24
        x = left
        for character in row.text:
            width = cell_width(character) * cell
            if character != " ":
                font = font_for(character, cell, wide=width == 2 * cell, bold=row.bold)
                if font is None:
                    self._unknown(draw, x, baseline, max(width, cell))
                    x += width
                    continue
                at = x - cell if width == 0 else x + (width - round(font.getlength(character))) // 2
                # Wide letters stand lower than their baseline says: level with the Latin ones beside them.
                drop = cell // 8 if width == 2 * cell else 0
                draw.text((at, baseline + drop), character, font=font, fill=BLACK, anchor="ls")
            x += width

    @staticmethod
    def _unknown(draw: ImageDraw.ImageDraw, left: int, baseline: int, width: int) -> None:
        """An empty frame where a letter stands that no font draws: seen to be missing, never guessed."""
        draw.rectangle((left + 1, baseline - width * 4 // 3, left + width - 2, baseline), outline=BLACK)


def flatten(picture: Image.Image) -> Image.Image:
    """A picture in grey on white, whatever transparency it had."""
    from PIL import Image

    solid = picture.convert("RGBA")
    paper = Image.new("RGBA", solid.size, (WHITE, WHITE, WHITE, WHITE))
    return Image.alpha_composite(paper, solid).convert("L")


def qr_modules(data: str) -> tuple[tuple[bool, ...], ...]:
    """The dark modules of a QR code for `data`, without its quiet zone. Raises `DocumentError` if it is too
    long.
    """
    import segno

    try:
        code = segno.make_qr(data, error="m", boost_error=False, encoding="utf-8", eci=False)
    except (segno.DataOverflowError, UnicodeEncodeError) as error:
        raise DocumentError(f"a QR code cannot hold {len(data)} characters of this text") from error
    return tuple(tuple(bool(module) for module in line) for line in code.matrix)


def qr_module_dots(modules: int, dots: int) -> int:
    """How many dots wide a module is printed: about 35 mm for the whole code, never under three dots."""
    wanted = min(280, dots - 16)
    return max(3, min(8, wanted // (modules + 2 * _QUIET_MODULES)))


def code128_modules(digits: str) -> tuple[bool, ...]:
    """The bars of `digits` in Code 128, in its set for pairs of digits where they are even."""
    import barcode

    (bars,) = barcode.get("code128", digits).build()
    return tuple(bar == "1" for bar in bars)


def barcode_module_dots(modules: int, dots: int) -> int:
    """How many dots wide a bar is printed: three where it fits, else two. Raises `DocumentError` if neither
    fits.
    """
    for module in (3, 2):
        if (modules + 2 * _BARCODE_QUIET_MODULES) * module <= dots:
            return module
    raise DocumentError(f"a barcode of {modules} modules is wider than the paper")


def digits_under_bars(row: BarcodeRow, columns: int) -> TextRow:
    """The line of digits that stands under the bars."""
    return TextRow(" " * max(0, (columns - cells(row.digits)) // 2) + row.digits)
