"""A sale's receipt, as a document that any printer can render.

What it must show in Norway is said in kassasystemforskriften § 2-8-4: the word Salgskvittering, who sells and their
organisation number, a number, date and time, the till, the goods, the total, VAT per rate and how it was paid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pos_app.domain import formatting
from pos_app.domain.basket import PIECE_MILLI, Discount, Line
from pos_app.domain.catalogue import Unit
from pos_app.domain.gift_card import GiftCard, ends_early
from pos_app.domain.pricing import PricedLine, price
from pos_app.domain.receipt_document import (
    BalanceLine,
    Barcode,
    Blank,
    Block,
    Box,
    Columns,
    Cut,
    DrawerPulse,
    Logo,
    Qr,
    ReceiptDocument,
    Rule,
    Text,
)
from pos_app.domain.receipt_parts import head, plain, vat_table
from pos_app.domain.receipt_words import ReceiptWords
from pos_app.domain.sale import Sale
from pos_app.domain.store import Store
from pos_app.domain.tender import Tender, TenderKind

if TYPE_CHECKING:
    from pos_app.domain.loyalty.programme import Programme

__all__ = [
    "BalanceLine",
    "Barcode",
    "Beside",
    "Blank",
    "Block",
    "Box",
    "Columns",
    "Cut",
    "DrawerPulse",
    "Logo",
    "Qr",
    "ReceiptDocument",
    "Rule",
    "Text",
    "goods_and_total",
    "receipt",
    "receipt_number",
]

QR_MARK = "TR1:"
"""Tells a scanner that a QR code is one of our receipts; the sale's id follows."""
_INDENT = formatting.NO_BREAK * 2


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands on the same paper as a sale (:mod:`pos_app.domain.exchange_receipt`): another title and number, and
    parts before the sale's goods and after its payment.
    """

    title: str
    number: str
    before: tuple[Block, ...]
    after: tuple[Block, ...]


def receipt(
    sale: Sale,
    store: Store,
    *,
    cashier_name: str,
    member_name: str,
    programmes: Sequence[Programme],
    balances: Sequence[BalanceLine],
    copy: bool,
    words: ReceiptWords,
    open_drawer: bool,
    article_name: Callable[[str], str] | None = None,
    beside: Beside | None = None,
) -> ReceiptDocument:
    """The receipt of ``sale`` in the language of ``words``.

    ``member_name`` is "" when there is no member or it was erased; ``programmes`` give the names of tiers, cards and
    accounts, ``balances`` what the server last said of the member's accounts, ``article_name`` a gift's name by its id.
    A ``copy`` says so at the top and never opens the drawer. ``beside`` is what else stands on the paper.
    """
    writer = _Writer(sale, store, words)
    blocks = [
        *([DrawerPulse()] if open_drawer and not copy else []),
        *writer.head(plain(cashier_name), beside, copy=copy),
        Rule(),
        *(beside.before if beside else ()),
        *writer.goods(),
        Rule(),
        *writer.total(),
        *writer.payment(),
        *(beside.after if beside else ()),
        Blank(),
        *writer.vat_table(),
        *writer.member_box(plain(member_name), programmes, balances, article_name),
        Blank(),
        Qr(f"{QR_MARK}{sale.sale_id}", words.scan.format(number=receipt_number(sale))),
        Blank(),
        Text(words.thanks, align="centre"),
        Cut(),
    ]
    title = f"{beside.title} {beside.number}" if beside else f"{words.title} {receipt_number(sale)}"
    return ReceiptDocument(tuple(blocks), words.language, title)


def goods_and_total(sale: Sale, store: Store, words: ReceiptWords) -> Iterator[Block]:
    """What every paper about a basket says of it: the goods with what was taken off, a rule, the total."""
    writer = _Writer(sale, store, words)
    yield from writer.goods()
    yield Rule()
    yield from writer.total()


def receipt_number(sale: Sale) -> str:
    """The number people read: the till's number within the store and its gapless count, ``2-1042``; of goods on an
    account the count of those, ``U2-17``.
    """
    if sale.delivery_number:
        return f"U{sale.seller.till_number}-{sale.delivery_number}"
    return f"{sale.seller.till_number}-{sale.receipt_number}"


class _Writer:
    def __init__(self, sale: Sale, store: Store, words: ReceiptWords) -> None:
        self.sale = sale
        self.store = store
        self.words = words
        self.locale = formatting.locale_for(words.language)
        self.currency = sale.basket.currency

    def head(self, cashier_name: str, beside: Beside | None, *, copy: bool) -> Iterator[Block]:
        sale, when = self.sale, self.sale.context
        yield from head(
            self.store,
            self.words,
            beside.title if beside else self.words.title,
            beside.number if beside else receipt_number(sale),
            at=formatting.date_time(when.at_ms, when.offset_minutes, self.locale),
            till_number=sale.seller.till_number,
            cashier_name=cashier_name,
            copy=copy,
        )

    def goods(self) -> Iterator[Block]:
        for line, priced in zip(self.sale.basket.lines, self.sale.priced.lines, strict=True):
            yield Columns(plain(line.article.name), self.amount(priced.gross_minor))
            detail = self.detail(line)
            if detail:
                yield Text(f"{_INDENT}{detail}")
            if line.gift_card is not None:
                yield Columns(_INDENT + self.on_card(self.words.gift_card_load, line.gift_card), "")
                if ends_early(line.gift_card, self.sale.context.business_date):
                    yield Columns(_INDENT + self.words.gift_card_short, "")
            if priced.line_discount_minor:
                yield self.taken_off(
                    self.discount_words(self.words.discount, line.discount), priced.line_discount_minor
                )
            yield from self.offers(priced)
        whole = sum(priced.basket_discount_minor for priced in self.sale.priced.lines)
        if whole:
            said = self.discount_words(self.words.whole_discount, self.sale.basket.discount)
            yield Columns(said, self.amount(-whole))
        by_points = sum(priced.points_minor for priced in self.sale.priced.lines)
        if by_points:  # points that reduce the price are a discount and no payment
            used = sum(tender.points for tender in self.sale.tenders if tender.kind is TenderKind.POINTS)
            said = f"{self.words.points_tender} ({self.points(used)})"
            yield Columns(said, self.amount(-by_points))

    def detail(self, line: Line) -> str:
        """How a line came to its price, when one piece at its price does not say it."""
        if line.label_amount_minor is not None:
            return self.words.label_price
        if line.article.unit is Unit.PIECE and line.quantity_milli == PIECE_MILLI:
            return ""
        unit = line.article.unit
        quantity = formatting.quantity(line.quantity_milli, unit, self.locale)
        return (
            f"{quantity} × {formatting.unit_price(line.unit_price_minor, unit, self.currency, self.locale)}"
        )

    def offers(self, priced: PricedLine) -> Iterator[Block]:
        left = priced.offer_minor
        for effect in self.sale.decision.line_effects:
            taken = min(effect.amount_minor, left) if effect.line_id == priced.line_id else 0
            if taken > 0:
                left -= taken
                yield self.taken_off(effect.words, taken)

    def discount_words(self, name: str, discount: Discount | None) -> str:
        rate = discount.basis_points if discount else 0
        reason = plain(discount.reason) if discount else ""
        said = f"{name} {formatting.percent(rate, self.locale)}" if rate else name
        return f"{said}: {reason}" if reason else said

    def taken_off(self, said: str, minor: int) -> Columns:
        return Columns(f"{_INDENT}{said}", self.amount(-minor))

    def total(self) -> Iterator[Block]:
        priced, rounding = self.sale.priced, self.sale.settlement.rounding_minor
        if not self.sale.basket.vat_included:
            yield Columns(self.words.without_vat, self.amount(priced.total_minor - priced.tax_minor))
            yield Columns(self.words.vat_added, self.amount(priced.tax_minor))
        total = formatting.money(priced.total_minor, self.currency, self.locale)
        yield Columns(self.words.total, total, bold=True, size=2)
        if rounding:
            yield Columns(self.words.cash_rounding, self.amount(rounding))
            yield Columns(self.words.to_pay, self.amount(priced.total_minor + rounding), bold=True)

    def payment(self) -> Iterator[Block]:
        yield Blank()
        reduced = self.reduced()
        for tender in self.sale.tenders:
            paid = tender.amount_minor
            if tender.kind is TenderKind.POINTS:
                off = min(reduced, paid)
                reduced, paid = reduced - off, paid - off
                if off and not paid:
                    continue
            elif tender.kind is TenderKind.CASH and not paid:
                continue  # nothing was handed over: a deposit slip is worth more than the goods
            yield Columns(self.tender_words(tender), self.amount(paid))
            if tender.gift_card is not None:
                left = self.on_card(self.words.gift_card_left, tender.gift_card)
                yield Columns(left, self.amount(tender.gift_card.balance_minor))
        if self.sale.settlement.change_minor:
            yield Columns(self.words.change, self.amount(self.sale.settlement.change_minor), bold=True)

    def reduced(self) -> int:
        """How much of the points is off the total already, VAT included."""
        if not self.sale.decision.redeemed_shares:
            return 0
        before = price(self.sale.basket, self.sale.decision.line_effects).total_minor
        return before - self.sale.priced.total_minor

    def on_card(self, said: str, card: GiftCard) -> str:
        return said.format(end=card.number_end, day=formatting.iso_date(card.expires_on, self.locale))

    def tender_words(self, tender: Tender) -> str:
        if tender.kind is TenderKind.CARD:
            kind = f"{tender.card_type} **{tender.card_end}" if tender.card_end else tender.card_type
            said = ", ".join(part for part in (kind, tender.slip_reference) if part)
            return f"{self.words.card} {plain(said)}"
        if tender.kind is TenderKind.POINTS:
            return f"{self.words.points_tender} ({self.points(tender.points)})"
        from pos_app.domain.tender_words import tender_text

        return tender_text(tender, self.words)

    def vat_table(self) -> Iterator[Block]:
        return vat_table(self.sale.priced.vat, self.words, self.currency)

    def member_box(
        self,
        member_name: str,
        programmes: Sequence[Programme],
        balances: Sequence[BalanceLine],
        article_name: Callable[[str], str] | None,
    ) -> Iterator[Block]:
        if self.sale.member is None:
            return
        # Only a member's receipt needs the rules' sentences, and none is printed while the till starts.
        from pos_app.domain.loyalty.explain import Explainer, same
        from pos_app.domain.receipt_member import MemberBox

        told = Explainer(programmes, self.currency, self.words.language, article_name or same)
        gathered = MemberBox(self.sale, self.words, told, programmes, member_name, balances)
        yield Blank()
        yield _plain_box(gathered.box(self.sale.member))

    def amount(self, minor: int) -> str:
        return formatting.amount(minor, self.currency, self.locale)

    def points(self, count: int) -> str:
        return self.words.count.format(points=formatting.points(count, self.locale))


def _plain_box(box: Box) -> Box:
    """The box without what somebody's words could turn or hide; numbers keep their no-break blanks."""
    lines = tuple(
        replace(line, text=plain(line.text))
        if isinstance(line, Text)
        else replace(line, left=plain(line.left), right=plain(line.right))
        for line in box.lines
    )
    return replace(box, lines=lines)
