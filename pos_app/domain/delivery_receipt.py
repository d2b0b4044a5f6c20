"""The receipt of goods that were handed out on an account and are invoiced later (Norway: *utleveringskvittering*).

It is no sales receipt and is not called one. Its number counts deliveries alone and is never one of the sales' series
(kassasystemforskriften § 2-8-7, and the tax office's answer on its numbers): whoever writes the invoice gives that a
number of its own. What was handed out stands on it with its amounts.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain import formatting
from pos_app.domain.account_customer import AccountCustomer, shown
from pos_app.domain.receipt import QR_MARK, goods_and_total, receipt_number
from pos_app.domain.receipt_document import Blank, Block, Columns, Cut, Qr, ReceiptDocument, Rule, Text
from pos_app.domain.receipt_parts import head, plain, vat_table
from pos_app.domain.receipt_words import ReceiptWords
from pos_app.domain.sale import Sale
from pos_app.domain.store import Store


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    customer: str
    number: str
    reference: str
    invoiced: str
    received: str
    scan: str


_WORDS = {
    "nb": _Words(
        "UTLEVERINGSKVITTERING",
        "Kunde",
        "Org.nr.",
        "Kundens referanse",
        "Ikke betalt. Varene faktureres kunden.",
        "Mottatt av",
        "Utlevering {number}",
    ),
    "en": _Words(
        "DELIVERY RECEIPT",
        "Customer",
        "Org. no.",
        "Customer's reference",
        "Not paid. The customer is sent an invoice.",
        "Received by",
        "Delivery {number}",
    ),
    "bg": _Words(
        "РАЗПИСКА ЗА ПРЕДАДЕНА СТОКА",
        "Клиент",
        "ЕИК",
        "Референция на клиента",
        "Не е платено. На клиента се издава фактура.",
        "Получил",
        "Предаване {number}",
    ),
    "ko": _Words(
        "물품 인도증",
        "고객",
        "사업자등록번호",
        "고객 참조",
        "미결제. 고객에게 청구서를 보냅니다.",
        "인수자",
        "인도 {number}",
    ),
}


def delivery_receipt(
    sale: Sale, store: Store, *, cashier_name: str, copy: bool, words: ReceiptWords
) -> ReceiptDocument:
    """The receipt of goods handed out on an account. ``ValueError`` where ``sale`` was paid for.

    Its code is the sale's: goods that come back are found by it.
    """
    customer = next((tender.customer for tender in sale.tenders if tender.customer is not None), None)
    if customer is None:
        raise ValueError(f"sale {sale.sale_id} is on nobody's account")
    said = _WORDS.get(words.language, _WORDS["en"])
    number, when = receipt_number(sale), sale.context
    blocks: list[Block] = [
        *head(
            store,
            words,
            said.title,
            number,
            at=formatting.date_time(when.at_ms, when.offset_minutes, formatting.locale_for(words.language)),
            till_number=sale.seller.till_number,
            cashier_name=plain(cashier_name),
            copy=copy,
        ),
        Rule(),
        *_customer(customer, said),
        Rule(),
        *goods_and_total(sale, store, words),
        Blank(),
        *vat_table(sale.priced.vat, words, sale.basket.currency),
        Blank(),
        Text(said.invoiced, align="centre", bold=True),
        Blank(2),
        Text(f"{said.received} ________________________"),
        Blank(),
        Qr(f"{QR_MARK}{sale.sale_id}", said.scan.format(number=number)),
        Cut(),
    ]
    return ReceiptDocument(tuple(blocks), words.language, f"{said.title} {number}")


def _customer(customer: AccountCustomer, said: _Words) -> list[Block]:
    found: list[Block] = [
        Columns(said.customer, plain(customer.name), bold=True),
        Columns(said.number, shown(customer.organisation_number)),
    ]
    if customer.reference:
        found.append(Columns(said.reference, plain(customer.reference)))
    return found
