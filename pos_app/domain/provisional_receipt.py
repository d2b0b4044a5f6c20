"""The provisional receipt: what is in the basket and what it comes to, before anybody paid (Norway: *foreløpig
kvittering*). A restaurant's guest reads it at the table; it is counted, and no sale.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain import formatting
from pos_app.domain.not_a_receipt import not_a_receipt
from pos_app.domain.receipt import goods_and_total
from pos_app.domain.receipt_document import Blank, Block, Cut, ReceiptDocument, Rule, Text
from pos_app.domain.receipt_parts import plain, vat_table
from pos_app.domain.receipt_words import ReceiptWords
from pos_app.domain.sale import Sale
from pos_app.domain.slip_head import slip_head
from pos_app.domain.store import Store


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    not_paid: str


_WORDS = {
    "nb": _Words("Foreløpig kvittering", "Ikke betalt ennå. Salgskvitteringen kommer når det er betalt."),
    "en": _Words("Provisional receipt", "Not paid yet. The receipt comes once it is paid."),
    "bg": _Words("Временна бележка", "Още не е платено. Касовата бележка се дава след плащането."),
    "ko": _Words("임시 영수증", "아직 결제되지 않았습니다. 영수증은 결제 후에 드립니다."),
}


def provisional_receipt(
    unpaid: Sale, store: Store, *, cashier_name: str, words: ReceiptWords
) -> ReceiptDocument:
    """The slip about a basket that stands on the counter: ``unpaid`` is what its sale would be if it were paid with
    nothing yet. It has no number, and no member is on it.
    """
    said = _WORDS.get(words.language, _WORDS["en"])
    when = unpaid.context
    blocks: list[Block] = [
        *slip_head(
            store,
            said.title,
            "",
            at_ms=when.at_ms,
            offset_minutes=when.offset_minutes,
            till_number=unpaid.seller.till_number,
        ),
        *([Text(f"{words.served_by} {plain(cashier_name)}")] if cashier_name else []),
        Rule(),
        *goods_and_total(unpaid, store, words),
        Blank(),
        *vat_table(unpaid.priced.vat, words, unpaid.basket.currency),
        Blank(),
        Text(said.not_paid, align="centre"),
        Cut(),
    ]
    total = formatting.money(
        unpaid.priced.total_minor, unpaid.basket.currency, formatting.locale_for(words.language)
    )
    return not_a_receipt(blocks, words.language, f"{said.title} {total}")
