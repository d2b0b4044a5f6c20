"""The slip that goes with a present: what was bought and where, and a code that finds the sale when it comes back.

It must not be taken for a sales receipt: it names no price, no payment and no VAT, has no receipt's title and no number
in the open, and says at its head what it is not. Its code is the sale's, so whoever was given the present can bring it
back; what was paid stays between the giver and the shop.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pos_app.domain import formatting
from pos_app.domain.basket import PIECE_MILLI
from pos_app.domain.catalogue import Protection, Unit
from pos_app.domain.receipt_document import Blank, Block, Box, Cut, Qr, ReceiptDocument, Text
from pos_app.domain.receipt_parts import plain
from pos_app.domain.sale import Sale
from pos_app.domain.store import Store

_NO_PRESENT = frozenset({Protection.DEPOSIT, Protection.CARRIER_BAG, Protection.FEE})


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    what_it_is_not: str
    bought: str
    bring_it: str


_WORDS = {
    "nb": _Words(
        "BYTTELAPP", "Ikke kvittering for kjøp", "Kjøpt {day}", "Ta med lappen om gaven skal byttes."
    ),
    "en": _Words(
        "GIFT RECEIPT",
        "Not a receipt for a purchase",
        "Bought {day}",
        "Bring this slip to exchange the gift.",
    ),
    "bg": _Words(
        "БЕЛЕЖКА ЗА ПОДАРЪК",
        "Не е касова бележка",
        "Купено на {day}",
        "Носете бележката при замяна на подаръка.",
    ),
    "ko": _Words("선물 교환증", "구매 영수증이 아닙니다", "구매일 {day}", "교환하실 때 이 표를 가져오세요."),
}


def gift_receipt(sale: Sale, store: Store, language: str) -> ReceiptDocument:
    """The slip for everything in ``sale`` that can be a present, in a language that receipts speak."""
    words = _WORDS.get(language, _WORDS["en"])
    locale = formatting.locale_for(language)
    day = formatting.iso_date(sale.context.business_date, locale)
    blocks: list[Block] = [
        Text(words.title, align="centre", bold=True, size=2),
        Text(words.what_it_is_not, align="centre"),
        Blank(),
        Text(store.name, align="centre", bold=True),
        *(Text(line, align="centre") for line in store.address),
        Blank(),
        Box(tuple(Text(name) for name in _presents(sale, locale))),
        Blank(),
        Text(words.bought.format(day=day), align="centre"),
        Qr(f"TR1:{sale.sale_id}"),
        Text(words.bring_it, align="centre"),
        Cut(),
    ]
    return ReceiptDocument(tuple(blocks), language, words.title)


def has_presents(sale: Sale) -> bool:
    """Whether there is anything in the sale that somebody could be given."""
    return any(line.article.protection not in _NO_PRESENT for line in sale.basket.lines)


def _presents(sale: Sale, locale: formatting.Locale) -> Iterator[str]:
    for line in sale.basket.lines:
        if line.article.protection in _NO_PRESENT:
            continue
        name, unit = plain(line.article.name), line.article.unit
        if unit is Unit.PIECE and line.quantity_milli == PIECE_MILLI:
            yield name
            continue
        times = " ×" if unit is Unit.PIECE else ""
        yield f"{formatting.quantity(line.quantity_milli, unit, locale)}{times} {name}"
