"""Pictures of the papers that are no sales receipts (:mod:`pictures`), and those of the manual:
``python -m tests.gui.slip_pictures``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt

from drivers.printers.picture import picture
from drivers.printers.profile import PrinterProfile
from pos_app.domain import tender as tenders
from pos_app.domain.account_customer import AccountCustomer
from pos_app.domain.card_slip import card_slip
from pos_app.domain.delivery_receipt import delivery_receipt
from pos_app.domain.gift_receipt import gift_receipt
from pos_app.domain.provisional_receipt import provisional_receipt
from pos_app.domain.receipt import receipt
from pos_app.domain.receipt_document import ReceiptDocument
from pos_app.domain.receipt_words import NB
from pos_app.domain.training_slip import training_slip
from pos_app.ui.keys import Act
from tests.gui.till import Till
from tests.stage import goods
from tests.stage.counter import BUN_CODE, CAPPUCCINO_CODE, MAJAS_CARD

MANUAL = Path(__file__).parents[2] / "pos_app" / "help" / "pictures"
BOUGHT = goods.basket(goods.CAPPUCCINO, goods.CINNAMON_BUN)
_WIDTH = 310


def _provisional(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.controller.act(Act.PROVISIONAL.value)


def _card_slip(till: Till) -> None:
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.press(Qt.Key.Key_F9)
    till.type("4711")
    till.press(Qt.Key.Key_Return)


def _invoice(till: Till) -> None:
    takes_invoices(till)
    till.stage.staff.manager_comes()
    till.scan(CAPPUCCINO_CODE, BUN_CODE)
    till.press(Qt.Key.Key_Return)
    till.controller.desk.payment_chosen("invoice")
    till.settle()
    till.window.models.invoice.set_number("923 609 016")
    till.window.models.invoice.set_name("Bakeriet på hjørnet AS")
    till.window.models.invoice.set_reference("Ordre 77")


def _invoice_wrong(till: Till) -> None:
    _invoice(till)
    till.window.models.invoice.set_number("923 609 017")
    till.press(Qt.Key.Key_Return)


def _invoice_done(till: Till) -> None:
    _invoice(till)
    till.press(Qt.Key.Key_Return)
    till.scan(MAJAS_CARD)


def _invoice_letters(till: Till) -> None:
    _invoice(till)
    till.panel._toggle_letters()  # type: ignore[attr-defined]


def _invoice_back(till: Till) -> None:
    _invoice_done(till)
    till.press(Qt.Key.Key_Escape)
    till.scan(f"TR1:{till.stage.store.kept.sales[-1].sale_id}")
    till.press(Qt.Key.Key_Plus)


def _invoice_came_back(till: Till) -> None:
    _invoice_back(till)
    till.press(Qt.Key.Key_Return)


def takes_invoices(till: Till) -> None:
    """The shop has said that it sends invoices."""
    services = till.window.models.services
    object.__setattr__(services, "tenders_taken", services.tenders_taken | {tenders.TenderKind.INVOICE})


STATES: dict[str, Callable[[Till], None]] = {
    "provisional": _provisional,
    "card-slip": _card_slip,
    "invoice": _invoice,
    "invoice-wrong": _invoice_wrong,
    "invoice-done": _invoice_done,
    "invoice-letters": _invoice_letters,
    "invoice-back": _invoice_back,
    "invoice-came-back": _invoice_came_back,
}


def papers() -> dict[str, ReceiptDocument]:
    """Each paper by its name in the manual."""
    sale = goods.sale(BOUGHT, pay=(tenders.card(9_400, "4711"),))
    bakery = AccountCustomer("Bakeriet på hjørnet AS", "923609016", "Ordre 77")
    account = replace(goods.sale(BOUGHT, pay=(tenders.invoice(9_400, bakery),)), delivery_number=17)
    receipts = receipt(
        sale,
        goods.store(),
        cashier_name="Ingrid",
        member_name="",
        programmes=(),
        balances=(),
        copy=False,
        words=NB,
        open_drawer=False,
    )
    return {
        "training": training_slip(receipts),
        "gift": gift_receipt(sale, goods.store(), "nb"),
        "provisional": provisional_receipt(sale, goods.store(), cashier_name="Ingrid", words=NB),
        "card-slip": card_slip(sale, goods.store(), cashier_name="Ingrid", words=NB),
        "delivery": delivery_receipt(account, goods.store(), cashier_name="Ingrid", copy=False, words=NB),
    }


def on_paper(document: ReceiptDocument) -> Image.Image:
    """As the printer makes it, narrow enough for two beside each other in the help panel."""
    drawn = Image.open(BytesIO(picture(document, PrinterProfile(), scale=1)))
    return drawn.resize((_WIDTH, drawn.height * _WIDTH // drawn.width), Image.Resampling.LANCZOS)


def _panel() -> Image.Image:
    from PySide6.QtCore import QBuffer

    from tests.gui.pictures import _stage

    till = Till(_stage(), palette="light", size=(1024, 768)).sign_in()
    _invoice(till)
    grabbed = till.panel.grab()
    till.close()
    kept = QBuffer()
    kept.open(QBuffer.OpenModeFlag.WriteOnly)
    grabbed.save(kept, "PNG")
    drawn = Image.open(BytesIO(bytes(kept.data().data()))).convert("RGB")
    return drawn.resize((_WIDTH, drawn.height * _WIDTH // drawn.width), Image.Resampling.LANCZOS)


def draw_for_manual() -> list[Path]:
    """Two beside each other in each picture: two papers, and the panel for an invoice beside its paper."""
    made, drawn = [], {name: on_paper(document) for name, document in papers().items()}
    drawn["invoice"] = _panel()
    for left, right in (("provisional", "card-slip"), ("invoice", "delivery"), ("training", "gift")):
        pair = (drawn[left], drawn[right])
        sheet = Image.new("RGB", (2 * _WIDTH + 20, max(each.height for each in pair)), (253, 253, 251))
        sheet.paste(pair[0], (0, 0))
        sheet.paste(pair[1], (_WIDTH + 20, 0))
        path = MANUAL / f"{left}.png"
        sheet.quantize(64).save(path, optimize=True)
        made.append(path)
    return made


if __name__ == "__main__":
    for each in draw_for_manual():
        print(each, each.stat().st_size)
