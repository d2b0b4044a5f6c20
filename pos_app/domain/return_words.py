"""What the receipt of a return says in each language, beside the words of :mod:`receipt_words`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReturnWords:
    """The words of one language. Those with braces are templates."""

    title: str
    of_receipt: str
    """``{number}``: the receipt of the sale that the goods came from."""
    offers_lost: str
    fee_kept: str
    total: str
    handed_back: str
    """``{tender}``: how the money went back; the amount stands to the right."""
    points_taken: str
    points_given: str
    unproven: str
    """Instead of ``of_receipt``, where the customer had none."""
    signature: str
    both_title: str
    """Of one slip with goods that came back and goods that were bought."""
    part: str
    """``{title}`` and ``{number}`` of one half of such a slip."""
    exchange: str
    """How goods pay: the tender of an exchange."""
    note_until: str
    """``{day}`` is the credit note's last day."""
    note_terms: str


_NB = ReturnWords(
    title="RETURKVITTERING",
    of_receipt="Varer fra kvittering {number}",
    offers_lost="Tilbud som ikke lenger gjelder",
    fee_kept="Brukt del av medlemskap",
    total="Totalt retur",
    handed_back="Tilbakebetalt: {tender}",
    points_taken="Poeng trukket tilbake",
    points_given="Poeng gitt tilbake",
    unproven="Varer uten kvittering",
    signature="Kundens underskrift:",
    both_title="SALGSKVITTERING/RETURKVITTERING",
    part="{title} {number}",
    exchange="Varer i retur",
    note_until="Gjelder til og med {day}",
    note_terms="Gjelder som betaling i alle våre butikker. Løses ikke inn i penger.",
)
_EN = ReturnWords(
    title="RETURN RECEIPT",
    of_receipt="Goods from receipt {number}",
    offers_lost="Offers that no longer apply",
    fee_kept="Used part of a membership",
    total="Returned in all",
    handed_back="Paid back: {tender}",
    points_taken="Points taken back",
    points_given="Points given back",
    unproven="Goods without a receipt",
    signature="Customer's signature:",
    both_title="SALES/RETURN RECEIPT",
    part="{title} {number}",
    exchange="Goods returned",
    note_until="Valid through {day}",
    note_terms="Pays for anything in any of our shops. Not exchanged for money.",
)
_BG = ReturnWords(
    title="БЕЛЕЖКА ЗА ВРЪЩАНЕ",
    of_receipt="Стоки от бележка {number}",
    offers_lost="Оферти, които вече не важат",
    fee_kept="Използвана част от членство",
    total="Върнато общо",
    handed_back="Възстановено: {tender}",
    points_taken="Отнети точки",
    points_given="Върнати точки",
    unproven="Стоки без бележка",
    signature="Подпис на клиента:",
    both_title="БЕЛЕЖКА ЗА ПРОДАЖБА И ВРЪЩАНЕ",
    part="{title} {number}",
    exchange="Върнати стоки",
    note_until="Валидна до {day} включително",
    note_terms="Плаща за всичко във всички наши магазини. Не се обменя за пари.",
)
_KO = ReturnWords(
    title="반품 영수증",
    of_receipt="영수증 {number}의 상품",
    offers_lost="더 이상 적용되지 않는 혜택",
    fee_kept="멤버십 사용분",
    total="반품 합계",
    handed_back="환불: {tender}",
    points_taken="회수된 포인트",
    points_given="반환된 포인트",
    unproven="영수증 없는 반품",
    signature="고객 서명:",
    both_title="판매/반품 영수증",
    part="{title} {number}",
    exchange="반품 상품",
    note_until="{day}까지 유효",
    note_terms="모든 매장에서 사용할 수 있습니다. 현금으로 교환되지 않습니다.",
)
_WORDS = {"nb": _NB, "en": _EN, "bg": _BG, "ko": _KO}


def return_words_for(language: str) -> ReturnWords:
    """The words beside those of a receipt in that language; English for one that we do not speak."""
    return _WORDS.get(language, _EN)
