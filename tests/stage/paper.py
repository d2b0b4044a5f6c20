"""Receipt documents as plain text, for people who read tests: one row a block, columns 42 characters wide."""

from __future__ import annotations

from pos_app.domain.formatting import NO_BREAK
from pos_app.domain.receipt import Block, Box, Columns, Qr, ReceiptDocument, Text

WIDTH = 42


def on_paper(document: ReceiptDocument) -> str:
    """The document's rows; no-break blanks become plain ones, ``**`` marks bold, ``x2`` double size."""
    rows = [row for block in document.blocks for row in _rows(block)]
    return "\n".join(row.rstrip() for row in rows).replace(NO_BREAK, " ")


def texts(document: ReceiptDocument) -> list[str]:
    """Every text of the document that is printed, in order, the two sides of columns apart."""
    found: list[str] = []
    for block in document.blocks:
        for line in block.lines if isinstance(block, Box) else (block,):
            if isinstance(line, Text):
                found.append(line.text)
            elif isinstance(line, Columns):
                found += [line.left, line.right]
    return found


def _rows(block: Block) -> list[str]:
    match block:
        case Text():
            text = block.text.center(WIDTH).rstrip() if block.align == "centre" else block.text
            return [_marked(text, block.bold, block.size)]
        case Columns():
            gap = WIDTH - len(block.left) - len(block.right)
            return [_marked(block.left + " " * max(gap, 1) + block.right, block.bold, block.size)]
        case Box():
            return [f"| {row}" for line in block.lines for row in _rows(line)]
        case Qr():
            return [f"[qr {block.data}] {block.caption}"]
        case _:
            lines = getattr(block, "lines", None)
            return [""] * lines if lines else [f"[{block.kind}]"]


def _marked(text: str, bold: bool, size: int) -> str:
    return text + (" **" if bold else "") + (f" x{size}" if size > 1 else "")
