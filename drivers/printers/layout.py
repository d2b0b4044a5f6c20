"""Decides what stands on which line of the paper; the same decision serves bytes and picture.

Widths are counted in character cells of the printer's normal font. A row's `text` is complete: padded to its
place, so that whoever draws it only has to put one character after the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from drivers.printers.document import (
    BarcodeBlock,
    BlankBlock,
    Block,
    BoxBlock,
    ColumnsBlock,
    Document,
    DocumentError,
    QrBlock,
    TextBlock,
)
from drivers.printers.plain_text import cell_width, cells, printable

BOX_MARGIN = 2
"""Cells between the edge of the paper and the text in a box, at either side."""

_GUTTER = 2
_CONTINUED = "  "
_MAX_BARCODE_DIGITS = 36


@dataclass(frozen=True, slots=True)
class TextRow:
    """One line of text. `size` 2 makes each cell twice as wide and high."""

    text: str
    bold: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True)
class BlankRow:
    """`lines` empty lines."""

    lines: int


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A thin line across the paper."""


@dataclass(frozen=True, slots=True)
class BoxRow:
    """Lines within a frame; their text is laid out for the width inside it."""

    rows: tuple[TextRow, ...]


@dataclass(frozen=True, slots=True)
class QrRow:
    """A QR code; its caption follows as rows of its own."""

    data: str


@dataclass(frozen=True, slots=True)
class BarcodeRow:
    """Digits in Code 128."""

    digits: str


@dataclass(frozen=True, slots=True)
class LogoRow:
    """The shop's logo."""


@dataclass(frozen=True, slots=True)
class CutRow:
    """Feed to the cutter and cut."""


@dataclass(frozen=True, slots=True)
class DrawerRow:
    """Open the cash drawer."""


Row = TextRow | BlankRow | RuleRow | BoxRow | QrRow | BarcodeRow | LogoRow | CutRow | DrawerRow


def lay_out(document: Document, columns: int) -> list[Row]:
    """The rows of `document` on paper that is `columns` cells wide.

    Raises `DocumentError` for a block of unknown kind or with values that cannot be printed.
    """
    return [row for block in document.blocks for row in _rows(block, columns)]


def _rows(block: Block, columns: int) -> Iterator[Row]:
    match block.kind:
        case "text" | "columns":
            yield from _text_rows(block, columns)
        case "rule":
            yield RuleRow()
        case "blank":
            yield BlankRow(_at_least("blank", cast("BlankBlock", block).lines))
        case "box":
            yield _box_row(cast("BoxBlock", block), columns - 2 * BOX_MARGIN)
        case "qr":
            yield from _qr_rows(cast("QrBlock", block), columns)
        case "barcode":
            yield BarcodeRow(_digits(cast("BarcodeBlock", block).data))
        case "logo":
            yield LogoRow()
        case "cut":
            yield CutRow()
        case "drawer":
            yield DrawerRow()
        case _:
            raise DocumentError(f"no driver prints a block of kind {block.kind!r}")


def _box_row(box: BoxBlock, inside: int) -> BoxRow:
    """A box within its number of rows: whole lines, what is worth most first, as far as they fit."""
    lines = [list(_text_rows(line, inside)) for line in box.lines]
    if not box.most_rows:
        return BoxRow(tuple(row for line in lines for row in line))
    worth = [*box.worth, *[0] * (len(lines) - len(box.worth))]
    kept, room = [], box.most_rows
    for place in sorted(range(len(lines)), key=lambda place: (worth[place], place)):
        if len(lines[place]) <= room:
            kept.append(place)
            room -= len(lines[place])
    return BoxRow(tuple(row for place in sorted(kept) for row in lines[place]))


def _text_rows(block: Block, columns: int) -> Iterator[TextRow]:
    if block.kind == "text":
        text = cast("TextBlock", block)
        width = _width(columns, text.size)
        for line in wrap(printable(text.text), width):
            yield TextRow(_aligned(line, text.align, width), text.bold, text.size)
    elif block.kind == "columns":
        pair = cast("ColumnsBlock", block)
        width = _width(columns, pair.size)
        gutter = _GUTTER // pair.size  # a cell of double size is two
        for line in beside(printable(pair.left), printable(pair.right), width, gutter):
            yield TextRow(line, pair.bold, pair.size)
    else:
        raise DocumentError(f"a box holds text and columns, not {block.kind!r}")


def _qr_rows(block: QrBlock, columns: int) -> Iterator[Row]:
    if not block.data:
        raise DocumentError("a QR code needs data")
    yield QrRow(block.data)
    if block.caption:
        for line in wrap(printable(block.caption), columns):
            yield TextRow(_aligned(line, "centre", columns))


def wrap(text: str, width: int) -> list[str]:
    """Break `text` into lines of at most `width` cells, at spaces where there are any.

    Spaces at the beginning of the text are kept: they are somebody's indent.
    """
    lines = [""]
    for word in _words(text):
        line = lines[-1]
        if cells(line) + cells(word) <= width:
            lines[-1] = line + word
        elif line.strip():
            lines[-1] = line.rstrip()
            lines += _pieces(word.lstrip(), width)
        else:
            lines[-1:] = _pieces(line + word, width)
    lines[-1] = lines[-1].rstrip()
    return lines


def beside(left: str, right: str, width: int, gutter: int = _GUTTER) -> list[str]:
    """Lines with `left` wrapped on the left and `right` at the right edge of the first of them.

    Lines after the first are indented, so that the eye sees where the next item begins. A `right` that
    leaves no room goes on lines of its own, and so does one for which a word would have to be cut.
    """
    room = width - cells(right) - (gutter if right else 0)
    if not left:
        return [_aligned(line, "right", width) for line in wrap(right, width)]
    if room < width // 3 or any(room < cells(word) <= width for word in left.split()):
        return wrap(left, width) + [_aligned(line, "right", width) for line in wrap(right, width)]
    first, *rest = wrap(left, room)
    if rest:
        rest = wrap(left[len(first) :].strip(), room - cells(_CONTINUED))
    gap = width - cells(first) - cells(right)
    head = first + " " * gap + right if right else first
    return [head, *(_CONTINUED + line for line in rest)]


def _words(text: str) -> list[str]:
    """The words of `text`, each with the spaces before it."""
    words: list[str] = []
    spaces = ""
    for part in text.split(" "):
        if part:
            words.append(spaces + part)
            spaces = " "
        else:
            spaces += " "
    return words


def _pieces(word: str, width: int) -> Iterator[str]:
    """A word in one piece, or cut into lines if it fits on none."""
    piece = ""
    for character in word:
        if cells(piece) + cell_width(character) > width:
            yield piece
            piece = ""
        piece += character
    yield piece


def _aligned(line: str, align: str, width: int) -> str:
    spare = width - cells(line)
    if align == "right":
        return " " * spare + line
    if align == "centre":
        return " " * (spare // 2) + line
    if align == "left":
        return line
    raise DocumentError(f"text is aligned left, centre or right, not {align!r}")


def _width(columns: int, size: int) -> int:
    if size not in (1, 2):
        raise DocumentError(f"text has size 1 or 2, not {size}")
    return columns // size


def _at_least(kind: str, lines: int) -> int:
    if not 0 <= lines <= 50:
        raise DocumentError(f"{kind}: 0 to 50 lines, not {lines}")
    return lines


def _digits(data: str) -> str:
    if not (data.isascii() and data.isdigit() and len(data) <= _MAX_BARCODE_DIGITS):
        raise DocumentError(f"a barcode holds 1 to {_MAX_BARCODE_DIGITS} digits")
    return data


def text_rows(rows: Sequence[Row]) -> Iterator[TextRow]:
    """Every line of text in `rows`, those in boxes too."""
    for row in rows:
        if isinstance(row, TextRow):
            yield row
        elif isinstance(row, BoxRow):
            yield from row.rows
