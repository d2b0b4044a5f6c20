"""What a slip says that somebody could take for a receipt and that is none: first, last, and larger than all on it.

Norway asks for letters at least half as large again as the amount (kassasystemforskriften § 2-8, of provisional and
training receipts and of the slips of a payment terminal that stands apart). Here they are twice as large: no printer
has a step between. Nothing on such a slip can be scanned, and the shop's logo is not on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pos_app.domain.receipt_document import (
    Blank,
    Block,
    Box,
    Columns,
    DrawerPulse,
    Logo,
    Qr,
    ReceiptDocument,
    Text,
)

WARNINGS = {
    "nb": "IKKE KVITTERING FOR KJØP",
    "en": "NOT A RECEIPT FOR A PURCHASE",
    "bg": "НЕ Е БЕЛЕЖКА ЗА ПОКУПКА",
    "ko": "구매 영수증이 아님",
}
"""By language."""


def not_a_receipt(blocks: Iterable[Block], language: str, title: str) -> ReceiptDocument:
    """A slip of ``blocks`` between the words; everything on it is made small."""
    loud = Text(WARNINGS.get(language, WARNINGS["en"]), align="centre", bold=True, size=2)
    middle = [small for block in blocks for small in _made_small(block)]
    at_end = len(middle) - 1 if middle and middle[-1].kind == "cut" else len(middle)
    return ReceiptDocument(
        (loud, Blank(), *middle[:at_end], Blank(), loud, *middle[at_end:]), language, title
    )


def _made_small(block: Block) -> Iterator[Block]:
    match block:
        case Logo() | Qr() | DrawerPulse():
            return
        case Text() | Columns():
            yield replace(block, size=1)
        case Box(lines=lines):
            yield replace(block, lines=tuple(replace(line, size=1) for line in lines))
        case _:
            yield block
