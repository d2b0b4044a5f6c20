"""The slip of a card payment that a terminal of its own took: for a customer who signs, or a terminal without paper.

The payment is told to the till by hand, so this slip proves nothing but that somebody typed it, and says that it is no
receipt: the sale has its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pos_app.domain import formatting
from pos_app.domain.not_a_receipt import not_a_receipt
from pos_app.domain.receipt import receipt_number
from pos_app.domain.receipt_document import Blank, Block, Columns, Cut, ReceiptDocument, Rule, Text
from pos_app.domain.receipt_parts import plain
from pos_app.domain.receipt_words import ReceiptWords
from pos_app.domain.sale import Sale
from pos_app.domain.slip_head import slip_head
from pos_app.domain.store import Store
from pos_app.domain.tender import Tender, TenderKind, cards_by_hand


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    of_receipt: str
    slip: str
    signature: str


_WORDS = {
    "nb": _Words("Kortslipp", "Hører til kvittering {number}", "Terminalens nummer", "Underskrift"),
    "en": _Words("Card slip", "Belongs to receipt {number}", "The terminal's number", "Signature"),
    "bg": _Words("Картова бележка", "Към касова бележка {number}", "Номер от терминала", "Подпис"),
    "ko": _Words("카드 전표", "영수증 {number}", "단말기 번호", "서명"),
}


def card_slip(sale: Sale, store: Store, *, cashier_name: str, words: ReceiptWords) -> ReceiptDocument:
    """One slip for all such payments of ``sale``. ``ValueError`` where it has none."""
    found = cards_by_hand(sale.tenders)
    if not found:
        raise ValueError(f"sale {sale.sale_id} has no card payment by hand")
    said = _WORDS.get(words.language, _WORDS["en"])
    blocks: list[Block] = [
        *slip_head(
            store,
            said.title,
            "",
            at_ms=sale.context.at_ms,
            offset_minutes=sale.context.offset_minutes,
            till_number=sale.seller.till_number,
        ),
        *([Text(f"{words.served_by} {plain(cashier_name)}")] if cashier_name else []),
        Text(said.of_receipt.format(number=receipt_number(sale))),
        Rule(),
        *_paid(found, sale, said, words),
        Rule(),
        Blank(2),
        Text(f"{said.signature} ________________________"),
        Cut(),
    ]
    return not_a_receipt(blocks, words.language, f"{said.title} {receipt_number(sale)}")


def _paid(found: tuple[Tender, ...], sale: Sale, said: _Words, words: ReceiptWords) -> Iterator[Block]:
    locale = formatting.locale_for(words.language)
    for tender in found:
        name = words.card if tender.kind is TenderKind.CARD else words.registered_card
        amount = formatting.money(tender.amount_minor, sale.basket.currency, locale)
        yield Columns(name, amount, bold=True)
        yield Columns(said.slip, plain(tender.slip_reference))
