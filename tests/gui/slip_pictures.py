"""Pictures of the papers that are no sales receipts (:mod:`pictures`), and those of the manual:
``python -m tests.gui.slip_pictures``.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt

from drivers.printers.picture import picture
from drivers.printers.profile import PrinterProfile
from pos_app.domain import tender as tenders
from pos_app.domain.card_slip import card_slip
from pos_app.domain.provisional_receipt import provisional_receipt
from pos_app.domain.receipt_document import ReceiptDocument
from pos_app.domain.receipt_words import NB
from pos_app.ui.keys import Act
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE

MANUAL = Path(__file__).parents[2] / "pos_app" / "help" / "pictures"
BOUGHT = goods.basket((goods.CAPPUCCINO, 2000), goods.CINNAMON_BUN)
_WIDTH = 310


def _provisional(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.controller.act(Act.PROVISIONAL.value)


def _card_slip(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.press(Qt.Key.Key_F9)
    till.type("4711")
    till.press(Qt.Key.Key_Return)


STATES: dict[str, Callable[[Till], None]] = {"provisional": _provisional, "card-slip": _card_slip}


def papers() -> dict[str, ReceiptDocument]:
    """Each paper by its name in the manual."""
    sale = goods.sale(BOUGHT, pay=(tenders.card(14_300, "4711"),))
    return {
        "provisional": provisional_receipt(sale, goods.store(), cashier_name="Ingrid", words=NB),
        "card-slip": card_slip(sale, goods.store(), cashier_name="Ingrid", words=NB),
    }


def on_paper(document: ReceiptDocument) -> Image.Image:
    """As the printer makes it, narrow enough for two beside each other in the help panel."""
    drawn = Image.open(BytesIO(picture(document, PrinterProfile(), scale=1)))
    return drawn.resize((_WIDTH, drawn.height * _WIDTH // drawn.width), Image.Resampling.LANCZOS)


def draw_for_manual() -> list[Path]:
    """Two papers beside each other in each picture."""
    made, drawn = [], {name: on_paper(document) for name, document in papers().items()}
    names = list(drawn)
    for left, right in zip(names[::2], names[1::2], strict=True):
        pair = (drawn[left], drawn[right])
        sheet = Image.new("RGB", (2 * _WIDTH + 20, max(each.height for each in pair)), (253, 253, 251))
        sheet.paste(pair[0], (0, 0))
        sheet.paste(pair[1], (_WIDTH + 20, 0))
        path = MANUAL / f"{left}.png"
        sheet.quantize(32).save(path, optimize=True)
        made.append(path)
    return made


if __name__ == "__main__":
    for each in draw_for_manual():
        print(each, each.stat().st_size)
