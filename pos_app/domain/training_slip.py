"""What the printer gives in training: it shows how a receipt is made, and cannot be taken for one.

The words stand twice as large as anything else on it, at its head and at its foot, and neither the code that a return
would scan nor the shop's logo is there (Norway: training receipts say so in letters at least half as large again as the
amount, Cash Register Systems Regulation § 2-8-7).
"""

from __future__ import annotations

from collections.abc import Iterator
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

WORDS = {
    "nb": ("Treningskvittering", "IKKE KVITTERING FOR KJØP"),
    "en": ("Training receipt", "NOT A RECEIPT FOR A PURCHASE"),
    "bg": ("Учебна бележка", "НЕ Е БЕЛЕЖКА ЗА ПОКУПКА"),
    "ko": ("교육용 영수증", "구매 영수증이 아님"),
}
"""By language: what it is called, and what it says that it is not."""


def training_slip(document: ReceiptDocument) -> ReceiptDocument:
    """The slip in the place of ``document``, a receipt of any kind: its title and number, which stand in the first row
    of two columns, give way to what it is.
    """
    name, warning = WORDS.get(document.language, WORDS["en"])
    loud = Text(warning, align="centre", bold=True, size=2)
    title = next((block for block in document.blocks if isinstance(block, Columns)), None)
    middle = [
        small
        for block in document.blocks
        for small in ([Text(name.upper(), bold=True)] if block is title else _made_small(block))
    ]
    at_end = len(middle) - 1 if middle and middle[-1].kind == "cut" else len(middle)
    blocks = (loud, Blank(), *middle[:at_end], Blank(), loud, *middle[at_end:])
    return ReceiptDocument(blocks, document.language, f"{name}: {document.title}")


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
