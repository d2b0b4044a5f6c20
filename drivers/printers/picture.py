"""A PNG of a document as it will look on paper: the screen's preview of a receipt.

It is drawn from the same layout as the bytes for the printer, with twice the dots, so that it stays sharp
on a good screen.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from drivers.printers.canvas import Sheet, digits_under_bars
from drivers.printers.document import Document
from drivers.printers.layout import (
    BarcodeRow,
    BlankRow,
    BoxRow,
    LogoRow,
    QrRow,
    Row,
    RuleRow,
    TextRow,
    lay_out,
)
from drivers.printers.profile import PrinterProfile

if TYPE_CHECKING:
    from PIL import Image

_PAPER = (253, 253, 251)
_INK = (26, 28, 27)


def picture(document: Document, profile: PrinterProfile, *, scale: int = 2) -> bytes:
    """PNG bytes of `document` on a strip of paper; `scale` pixels for each printer dot, with a margin around.

    Raises `DocumentError` for what no printer could print and `FontMissingError` where no font is installed.
    """
    from PIL import Image

    sheet = Sheet(profile.columns, profile.dots, scale=scale)
    drawn = [image for row in lay_out(document, profile.columns) for image in _draw(row, sheet, profile)]
    margin = 4 * sheet.cell
    height = sum(image.height for image in drawn)
    ink = Image.new("L", (sheet.dots + 2 * margin, height + 2 * margin), 255)
    top = margin
    for image in drawn:
        ink.paste(image, (margin, top))
        top += image.height
    paper = Image.new("RGB", ink.size, _PAPER)
    paper.paste(Image.new("RGB", ink.size, _INK), mask=ink.point(lambda grey: 255 - grey))
    out = BytesIO()
    paper.save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()


def _draw(row: Row, sheet: Sheet, profile: PrinterProfile) -> list[Image.Image]:
    from PIL import Image

    match row:
        case TextRow():
            return [sheet.text(row)]
        case BlankRow():
            return [Image.new("L", (sheet.dots, sheet.line * row.lines), 255)] if row.lines else []
        case RuleRow():
            return [sheet.rule()]
        case BoxRow():
            return [sheet.box(row)]
        case QrRow():
            return [sheet.qr(row.data)]
        case BarcodeRow():
            return [sheet.barcode(row), sheet.text(digits_under_bars(row, profile.columns))]
        case LogoRow() if profile.logo is not None:
            with Image.open(profile.logo) as logo:
                return [sheet.logo(logo)]
        case _:
            return []
