"""A sale's receipt, as a document that any printer can render.

What it must show in Norway is said in kassasystemforskriften § 2-8-4: the word Salgskvittering, who sells and their
organisation number, a number, date and time, the till, the goods, the total, VAT per rate and how it was paid.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pos_app.domain import formatting
from pos_app.domain.basket import PIECE_MILLI, Discount, Line
from pos_app.domain.catalogue import Unit
from pos_app.domain.loyalty.decision import Outcome, Reason
from pos_app.domain.pricing import PricedLine
from pos_app.domain.receipt_document import (
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
from pos_app.domain.receipt_words import ReceiptWords
from pos_app.domain.sale import Sale
from pos_app.domain.store import Store
from pos_app.domain.tender import Tender, TenderKind

__all__ = [
    "BalanceLine",
    "Barcode",
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
    "receipt",
    "receipt_number",
]

MOST_POINTS_LINES = 8
"""The box of points is read at a glance or not at all."""
QR_MARK = "TR1:"
"""Tells a scanner that a QR code is one of our receipts; the sale's id follows."""
_INDENT = formatting.NO_BREAK * 2
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """A member's points as the server knew them at ``as_of_ms``, and what it has yet to hear of (STALE-LABEL).

    ``pending`` is earned less used, with its sign; ``offset_minutes`` is the store's offset at that time.
    """

    points: int
    as_of_ms: int
    offset_minutes: int
    pending: int


def receipt(
    sale: Sale,
    store: Store,
    *,
    cashier_name: str,
    member_name: str,
    tier_names: Mapping[str, str],
    balance: BalanceLine | None,
    copy: bool,
    words: ReceiptWords,
    open_drawer: bool,
) -> ReceiptDocument:
    """The receipt of ``sale`` in the language of ``words``.

    ``member_name`` is "" when there is no member or it was erased; ``tier_names`` gives a tier's name by its code.
    A ``copy`` says so at the top and never opens the drawer.
    """
    writer = _Writer(sale, store, words)
    blocks = [
        *([DrawerPulse()] if open_drawer and not copy else []),
        *writer.head(_plain(cashier_name), copy=copy),
        Rule(),
        *writer.goods(),
        Rule(),
        *writer.total(),
        *writer.payment(),
        Blank(),
        *writer.vat_table(),
        *writer.points_box(_plain(member_name), tier_names, balance),
        Blank(),
        Qr(f"{QR_MARK}{sale.sale_id}", words.scan.format(number=receipt_number(sale))),
        Blank(),
        Text(words.thanks, align="centre"),
        Cut(),
    ]
    return ReceiptDocument(tuple(blocks), words.language, f"{words.title} {receipt_number(sale)}")


def receipt_number(sale: Sale) -> str:
    """The number people read: the till's number within the store and its gapless count, ``2-1042``."""
    return f"{sale.seller.till_number}-{sale.receipt_number}"


class _Writer:
    def __init__(self, sale: Sale, store: Store, words: ReceiptWords) -> None:
        self.sale = sale
        self.store = store
        self.words = words
        self.locale = formatting.locale_for(words.language)
        self.currency = sale.basket.currency

    def head(self, cashier_name: str, *, copy: bool) -> Iterator[Block]:
        store, words, when = self.store, self.words, self.sale.context
        yield Logo()
        yield Text(store.name, align="centre", bold=True)
        for line in store.address:
            yield Text(line, align="centre")
        yield Text(f"{words.organisation_number} {_organisation_number(store)}", align="centre")
        yield Blank()
        yield Columns(words.title, receipt_number(self.sale), bold=True)
        if copy:
            yield Text(words.copy, align="centre", bold=True, size=2)
        at = formatting.date_time(when.at_ms, when.offset_minutes, self.locale)
        yield Columns(at, f"{words.till} {self.sale.seller.till_number}")
        if cashier_name:
            yield Text(f"{words.served_by} {cashier_name}")

    def goods(self) -> Iterator[Block]:
        for line, priced in zip(self.sale.basket.lines, self.sale.priced.lines, strict=True):
            yield Columns(_plain(line.article.name), self.amount(priced.gross_minor))
            detail = self.detail(line)
            if detail:
                yield Text(f"{_INDENT}{detail}")
            if priced.line_discount_minor:
                yield self.taken_off(
                    self.discount_words(self.words.discount, line.discount), priced.line_discount_minor
                )
            yield from self.offers(priced)
        whole = sum(priced.basket_discount_minor for priced in self.sale.priced.lines)
        if whole:
            said = self.discount_words(self.words.whole_discount, self.sale.basket.discount)
            yield Columns(said, self.amount(-whole))

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
        reason = _plain(discount.reason) if discount else ""
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
        for tender in self.sale.tenders:
            yield Columns(self.tender_words(tender), self.amount(tender.amount_minor))
        if self.sale.settlement.change_minor:
            yield Columns(self.words.change, self.amount(self.sale.settlement.change_minor), bold=True)

    def tender_words(self, tender: Tender) -> str:
        match tender.kind:
            case TenderKind.CASH:
                return self.words.cash
            case TenderKind.CARD:
                return f"{self.words.card} {_plain(tender.slip_reference)}"
            case TenderKind.POINTS:
                return f"{self.words.points_tender} ({self.points(tender.points)})"
            case TenderKind.GIFT_CARD:
                return self.words.gift_card
            case TenderKind.REGISTERED_CARD:
                return self.words.registered_card

    def vat_table(self) -> Iterator[Block]:
        """VAT per rate; codes that share a rate share a row."""
        rows: dict[int, tuple[int, int]] = {}
        for vat in self.sale.priced.vat:
            base, tax = rows.get(vat.rate.basis_points, (0, 0))
            rows[vat.rate.basis_points] = (base + vat.base_minor, tax + vat.tax_minor)
        for rate, (base, tax) in rows.items():
            said = self.words.vat_of.format(
                rate=formatting.percent(rate, self.locale), base=self.amount(base)
            )
            yield Columns(said, self.amount(tax))
        if len(rows) > 1:
            yield Columns(self.words.vat_total, self.amount(self.sale.priced.tax_minor))

    def points_box(
        self, member_name: str, tier_names: Mapping[str, str], balance: BalanceLine | None
    ) -> Iterator[Block]:
        member, decision, words = self.sale.member, self.sale.decision, self.words
        if member is None:
            return
        tier = tier_names.get(member.tier or "", "")
        lines: list[Text | Columns] = [Columns(member_name or words.member, tier, bold=True)]
        if decision.points_earned:
            lines.append(Columns(words.earned, self.points(decision.points_earned, sign="+")))
        if decision.points_redeemed:
            lines.append(Columns(words.redeemed, self.points(-decision.points_redeemed)))
        if balance is not None:
            lines.append(self.balance(balance))
        for change in decision.tier_changes:
            if change.before == change.after:
                continue  # kept for longer, not reached
            reached = tier_names.get(change.after, change.after)
            lines.append(Text(words.tier_reached.format(tier=_plain(reached)), bold=True))
        lines += [Text(said) for said in map(self.reason, decision.reasons) if said]
        yield Blank()
        yield Box(tuple(lines[:MOST_POINTS_LINES]))

    def balance(self, balance: BalanceLine) -> Columns:
        """STALE-LABEL: the number with its time, and with its date when that was another day."""
        sold = self.sale.context
        at = formatting.time_of_day(balance.as_of_ms, balance.offset_minutes)
        if not formatting.same_day(balance.as_of_ms, sold.at_ms, balance.offset_minutes):
            at = formatting.date_time(balance.as_of_ms, balance.offset_minutes, self.locale)
        number = self.points(balance.points)
        if balance.pending:
            sign = "+" if balance.pending > 0 else ""
            pending = f"{sign}{formatting.points(balance.pending, self.locale)}"
            number = f"{number}, {self.words.pending.format(points=pending)}"
        return Columns(self.words.balance_at.format(time=at), number)

    def reason(self, reason: Reason) -> str:
        """One reason in words, or "" where the receipt has said it already."""
        words, tier = self.words, _plain(reason.tier)
        missing = formatting.points(reason.missing, self.locale)
        match reason.rule, reason.outcome:
            case "earn", Outcome.GAVE:
                said = words.earned_for if reason.percent == 100 else words.earned_with_tier
                return said.format(
                    points=formatting.points(reason.points, self.locale),
                    amount=self.amount(reason.amount_minor),
                    percent=formatting.percent(reason.percent * 100, self.locale),
                    tier=tier,
                )
            case "earn", Outcome.NEARLY:
                return words.money_missing.format(amount=self.amount(reason.missing))
            case "tier", Outcome.NEARLY:
                return words.points_missing.format(points=missing, tier=tier)
            case "earn.protected", _:
                return words.goods_without_points
            case _:
                return ""

    def amount(self, minor: int) -> str:
        return formatting.amount(minor, self.currency, self.locale)

    def points(self, count: int, sign: str = "") -> str:
        return self.words.count.format(points=f"{sign}{formatting.points(count, self.locale)}")


def _organisation_number(store: Store) -> str:
    """A Norwegian seller who charges VAT adds MVA to the number (bokføringsforskriften § 5-1-2)."""
    number = store.organisation_number
    return f"{number} MVA" if store.country == "NO" and not number.upper().endswith("MVA") else number


def _plain(text: str) -> str:
    """Text that somebody typed, on one line and without characters that would turn or hide the rest."""
    kept = ("" if c in _TURNING else " " if unicodedata.category(c) == "Cc" else c for c in text)
    return " ".join("".join(kept).split())
