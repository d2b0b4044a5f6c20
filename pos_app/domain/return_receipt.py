"""The receipt of a return: a paper of its own, with a number in the one series of the till's sales and returns.

In Norway it is called Returkvittering and says what a sales receipt says, below zero (kassasystemforskriften § 2-8-5).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pos_app.domain import formatting
from pos_app.domain.basket import PIECE_MILLI, Basket, Line
from pos_app.domain.catalogue import Unit
from pos_app.domain.credit_note import issued
from pos_app.domain.receipt import receipt_number
from pos_app.domain.receipt_document import (
    Blank,
    Block,
    Columns,
    Cut,
    DrawerPulse,
    Qr,
    ReceiptDocument,
    Rule,
    Text,
)
from pos_app.domain.receipt_parts import head, plain, vat_table
from pos_app.domain.receipt_words import ReceiptWords
from pos_app.domain.return_words import return_words_for
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.store import Store
from pos_app.domain.tender import Tender, TenderKind
from pos_app.domain.tender_words import tender_text

_INDENT = formatting.NO_BREAK * 2


def return_receipt(
    returned: Return,
    sale: Sale | None,
    store: Store,
    *,
    cashier_name: str,
    copy: bool,
    words: ReceiptWords,
    open_drawer: bool,
    note_number: str = "",
) -> ReceiptDocument:
    """The receipt of ``returned``, goods of ``sale``, with the credit note that it made under ``note_number``. A
    ``copy`` says so at the top and never opens the drawer.

    Its code is the sale's: scanned, it shows what is left to bring back. Without a sale there is none, and a line for
    the customer's signature instead.
    """
    writer = _Writer(returned, returned.basket(sale), words)
    number = return_number(returned)
    context = returned.context
    blocks = [
        *([DrawerPulse()] if open_drawer and not copy else []),
        *head(
            store,
            words,
            writer.said.title,
            number,
            at=formatting.date_time(context.at_ms, context.offset_minutes, writer.locale),
            till_number=returned.seller.till_number,
            cashier_name=plain(cashier_name),
            copy=copy,
        ),
        Text(writer.origin(sale)),
        Rule(),
        *writer.goods(),
        Rule(),
        *writer.total(),
        Blank(),
        *writer.handed_back(returned.tenders),
        Blank(),
        *vat_table(returned.reversal.refund.vat, words, writer.currency, sign=-1),
        *writer.points(),
        *writer.note(note_number),
        Blank(),
        *writer.foot(sale),
        Blank(),
        Text(words.thanks, align="centre"),
        Cut(),
    ]
    return ReceiptDocument(tuple(blocks), words.language, f"{writer.said.title} {number}")


def return_number(returned: Return) -> str:
    """The number people read: the till's number within the store and its gapless count, ``2-1043``."""
    return f"{returned.seller.till_number}-{returned.receipt_number}"


def sale_number(sale: Sale) -> str:
    """The number on the receipt of a sale, in the same way."""
    return f"{sale.seller.till_number}-{sale.receipt_number}"


def return_half(returned: Return, sale: Sale, words: ReceiptWords) -> tuple[Block, ...]:
    """What a return says on a paper that it shares with a sale, under its own title and number."""
    writer = _Writer(returned, sale.basket, words)
    said = writer.said
    return (
        Text(said.part.format(title=said.title, number=return_number(returned)), bold=True),
        Text(writer.origin(sale)),
        *writer.goods(),
        *writer.total(),
        *vat_table(returned.reversal.refund.vat, words, writer.currency, sign=-1),
        *writer.points(),
    )


def handed_back(returned: Return, sale: Sale, words: ReceiptWords) -> tuple[Block, ...]:
    """How the money of a return went back, but for what paid for other goods."""
    writer = _Writer(returned, sale.basket, words)
    return tuple(writer.handed_back(t for t in returned.tenders if t.kind is not TenderKind.EXCHANGE))


class _Writer:
    def __init__(self, returned: Return, basket: Basket, words: ReceiptWords) -> None:
        self.returned = returned
        self.basket = basket
        self.words = words
        self.said = return_words_for(words.language)
        self.locale = formatting.locale_for(words.language)
        self.currency = basket.currency

    def origin(self, sale: Sale | None) -> str:
        return (
            self.said.unproven if sale is None else self.said.of_receipt.format(number=receipt_number(sale))
        )

    def note(self, number: str) -> Iterator[Block]:
        """The credit note, to be cut off or kept whole: whoever has the number has the money."""
        tender = issued(self.returned)
        if tender is None or tender.gift_card is None or not number:
            return
        worth = formatting.money(tender.amount_minor, self.currency, self.locale)
        until = formatting.iso_date(tender.gift_card.expires_on, self.locale)
        groups = " ".join(number[place : place + 4] for place in range(0, len(number), 4))
        yield Rule()
        yield Columns(self.words.credit_note.upper(), worth, bold=True, size=2)
        yield Text(self.said.note_until.format(day=until))
        yield Text(self.said.note_terms)
        yield Blank()
        yield Qr(number, groups)
        yield Rule()

    def foot(self, sale: Sale | None) -> Iterator[Block]:
        if sale is not None:
            yield Qr(f"TR1:{sale.sale_id}", self.words.scan.format(number=receipt_number(sale)))
            return
        yield Text(self.said.signature)
        yield Blank()
        yield Blank()
        yield Rule()

    def goods(self) -> Iterator[Block]:
        refund = self.returned.reversal.refund
        for back in refund.lines:
            line = self.basket.line(back.line_id)
            yield Columns(plain(line.article.name), self.amount(-back.paid_minor))
            if detail := self.detail(line, back.quantity_milli):
                yield Text(f"{_INDENT}{detail}")
        # The total is what the sale's falls by: whatever lies between it and the goods is said, by its name or none.
        if refund.fee_kept_minor:
            yield Columns(self.said.fee_kept, self.amount(refund.fee_kept_minor))
        goods = sum(back.paid_minor for back in refund.lines)
        if rest := goods - refund.fee_kept_minor - refund.total_minor:
            yield Columns(self.said.offers_lost, self.amount(rest))

    def detail(self, line: Line, quantity_milli: int) -> str:
        if line.article.unit is Unit.PIECE and quantity_milli == PIECE_MILLI:
            return ""
        return formatting.quantity(quantity_milli, line.article.unit, self.locale)

    def total(self) -> Iterator[Block]:
        refund = self.returned.reversal.refund
        total = formatting.money(-refund.total_minor, self.currency, self.locale)
        yield Columns(self.said.total, total, bold=True, size=2)
        if refund.rounding_minor:
            yield Columns(self.words.cash_rounding, self.amount(-refund.rounding_minor))

    def handed_back(self, tenders: Iterable[Tender]) -> Iterator[Block]:
        for tender in tenders:
            way = self.said.handed_back.format(tender=tender_text(tender, self.words))
            yield Columns(way, self.amount(tender.amount_minor), bold=True)

    def points(self) -> Iterator[Block]:
        reversal = self.returned.reversal
        moved = (
            (self.said.points_taken, -reversal.points_taken),
            (self.said.points_given, reversal.points_given),
        )
        told = [(said, count) for said, count in moved if count]
        if told:
            yield Blank()
        for said, count in told:
            yield Columns(said, self.words.count.format(points=formatting.points(count, self.locale)))

    def amount(self, minor: int) -> str:
        return formatting.amount(minor, self.currency, self.locale)
