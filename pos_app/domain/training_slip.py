"""What the printer gives in training: it shows how a receipt is made, and cannot be taken for one
(:mod:`pos_app.domain.not_a_receipt`).
"""

from __future__ import annotations

from pos_app.domain.not_a_receipt import WARNINGS, not_a_receipt
from pos_app.domain.receipt_document import Columns, ReceiptDocument, Text

WORDS = {
    "nb": ("Treningskvittering", WARNINGS["nb"]),
    "en": ("Training receipt", WARNINGS["en"]),
    "bg": ("Учебна бележка", WARNINGS["bg"]),
    "ko": ("교육용 영수증", WARNINGS["ko"]),
}
"""By language: what it is called, and what it says that it is not."""


def training_slip(document: ReceiptDocument) -> ReceiptDocument:
    """The slip in the place of ``document``, a receipt of any kind: its title and number, which stand in the first row
    of two columns, give way to what it is. What says by itself that it is no receipt says so once, as any does.
    """
    name, warning = WORDS.get(document.language, WORDS["en"])
    said = [block for block in document.blocks if not (isinstance(block, Text) and block.text == warning)]
    title = next((block for block in said if isinstance(block, Columns)), None)
    blocks = (Text(name.upper(), bold=True) if block is title else block for block in said)
    return not_a_receipt(blocks, document.language, f"{name}: {document.title}")
