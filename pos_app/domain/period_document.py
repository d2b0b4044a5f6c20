"""An X or Z report as a document that any printer can render.

What it must show in Norway is said in kassasystemforskriften § 2-8-2 (X) and § 2-8-3 (Z). A count of nothing is printed
all the same: that there was none is what a reader looks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from pos_app.domain import formatting
from pos_app.domain.catalogue import Unit
from pos_app.domain.money import Currency
from pos_app.domain.period_report import PeriodReport, ReportKind
from pos_app.domain.period_totals import Counted, NamedTotal, PaymentTotal, PeriodTotals
from pos_app.domain.period_words import PeriodWords, period_words_for
from pos_app.domain.receipt_document import Blank, Block, Columns, Cut, ReceiptDocument, Rule, Text
from pos_app.domain.receipt_words import ReceiptWords, words_for
from pos_app.domain.return_words import return_words_for
from pos_app.domain.slip_head import slip_head
from pos_app.domain.store import Store
from pos_app.domain.tender import TenderKind

_INDENT = formatting.NO_BREAK * 2


def period_document(
    report: PeriodReport,
    store: Store,
    *,
    cashier_name: Callable[[str], str],
    group_name: Callable[[str], str],
) -> ReceiptDocument:
    """The report in the store's language; the two functions give names for ids (the id itself where none is known)."""
    words = period_words_for(store.language)
    title = words.z_report if report.kind is ReportKind.Z else words.x_report
    number = words.number.format(number=report.number)
    writer = _Writer(report.totals, store.currency, words, words_for(store.language))
    locale = writer.locale
    began = formatting.date_time(report.from_ms, report.offset_minutes, locale)
    blocks: list[Block] = [
        *slip_head(
            store,
            title,
            number,
            at_ms=report.at_ms,
            offset_minutes=report.offset_minutes,
            till_number=report.seller.till_number,
        ),
        Columns(words.period, began),
        Columns(words.by, cashier_name(report.seller.cashier_id)),
        *([Columns(words.approved, cashier_name(report.approved_by))] if report.approved_by else []),
        Rule(),
        *writer.turnover(),
        *writer.vat_table(),
        *writer.groups(group_name),
        *writer.payments(),
        *writer.cashiers(cashier_name),
        *writer.drawer(),
        *writer.drawers(cashier_name),
        *writer.events(),
        *writer.grand(),
        Blank(),
        Cut(),
    ]
    return ReceiptDocument(tuple(blocks), words.language, f"{title} {report.number}")


class _Writer:
    def __init__(
        self, totals: PeriodTotals, currency: Currency, words: PeriodWords, receipt_words: ReceiptWords
    ) -> None:
        self.totals = totals
        self.currency = currency
        self.words = words
        self.receipt_words = receipt_words
        self.locale = formatting.locale_for(words.language)

    def amount(self, minor: int) -> str:
        return formatting.amount(minor, self.currency, self.locale)

    def heading(self, said: str) -> Iterator[Block]:
        yield Blank()
        yield Text(said, bold=True)

    def row(self, said: str, minor: int) -> Columns:
        return Columns(f"{_INDENT}{said}", self.amount(minor))

    def counted(self, said: str, found: Counted) -> Columns:
        return self.row(f"{said} ({found.count})", found.amount_minor)

    def turnover(self) -> Iterator[Block]:
        totals, words = self.totals, self.words
        for said, found in ((words.sales, totals.sales), (words.returns, totals.returns)):
            receipts = words.receipts.format(count=formatting.points(found.count, self.locale))
            yield Columns(f"{said}, {receipts}", self.amount(found.amount_minor))
        net = formatting.money(totals.net_minor, self.currency, self.locale)
        yield Columns(words.net, net, bold=True)

    def vat_table(self) -> Iterator[Block]:
        yield from self.heading(self.words.vat)
        for vat in self.totals.vat:
            rate = formatting.percent(vat.basis_points, self.locale)
            said = self.words.vat_of.format(rate=rate, base=self.amount(vat.base_minor))
            yield self.row(said, vat.tax_minor)
            if vat.returned_base_minor or vat.returned_tax_minor:
                base = self.amount(vat.returned_base_minor)
                yield self.row(self.words.vat_returned.format(rate=rate, base=base), -vat.returned_tax_minor)

    def groups(self, group_name: Callable[[str], str]) -> Iterator[Block]:
        yield from self.heading(self.words.groups)
        for group in self.totals.groups:
            many = formatting.quantity(group.quantity_milli, Unit.PIECE, self.locale)
            yield self.row(f"{group_name(group.group_id)} ({many})", group.amount_minor)

    def payments(self) -> Iterator[Block]:
        totals = self.totals
        yield from self.heading(self.words.payments)
        for payment in totals.payments:
            yield from self.payment(payment)
        if totals.rounding_minor:
            yield self.row(self.words.rounding, totals.rounding_minor)
        if totals.gift_cards_loaded.count or totals.gift_cards_returned.count:
            loaded = totals.gift_cards_loaded.amount_minor - totals.gift_cards_returned.amount_minor
            yield self.row(self.words.cards_loaded, loaded)
        if totals.prepaid_minor:
            yield self.row(self.words.prepaid, totals.prepaid_minor)

    def payment(self, payment: PaymentTotal) -> Iterator[Block]:
        name = self.tender_name(payment.kind)
        if payment.count:
            yield self.row(self.words.payment.format(name=name, count=payment.count), payment.amount_minor)
        if payment.refunds:
            said = self.words.refund.format(name=name, count=payment.refunds)
            yield self.row(said, -payment.refunded_minor)

    def tender_name(self, kind: str) -> str:
        words = self.receipt_words
        names = {
            TenderKind.CASH.value: words.cash,
            TenderKind.CARD.value: words.card,
            TenderKind.POINTS.value: words.points_tender,
            TenderKind.GIFT_CARD.value: words.gift_card,
            TenderKind.REGISTERED_CARD.value: words.registered_card,
            TenderKind.MOBILE.value: words.mobile,
            TenderKind.EXCHANGE.value: return_words_for(words.language).exchange,
        }
        return names.get(kind, kind)

    def cashiers(self, cashier_name: Callable[[str], str]) -> Iterator[Block]:
        if len(self.totals.cashiers) < 2:
            return
        yield from self.heading(self.words.cashiers)
        for cashier in self.totals.cashiers:
            yield self.row(
                f"{cashier_name(cashier.cashier_id)} ({cashier.sales.count})", cashier.sales.amount_minor
            )
            if cashier.returns.count:
                said = f"{_INDENT}{self.words.returns} ({cashier.returns.count})"
                yield self.row(said, -cashier.returns.amount_minor)

    def drawer(self) -> Iterator[Block]:
        totals, words = self.totals, self.words
        yield from self.heading(words.drawer)
        yield self.row(words.opening_float, totals.opening_float_minor)
        yield self.row(words.cash_taken, totals.cash_minor)
        for said, found, sign in ((words.paid_in, totals.paid_in, 1), (words.paid_out, totals.paid_out, -1)):
            yield from self.named(said, found, sign)
        if totals.drops.count:
            yield self.row(f"{words.drop} ({totals.drops.count})", -totals.drops.amount_minor)

    def named(self, said: str, found: tuple[NamedTotal, ...], sign: int = 1) -> Iterator[Block]:
        for each in found:
            reason = self.words.reason_of(each.name)
            name = f"{said}: {reason}" if reason else said
            yield self.row(f"{name} ({each.count})", sign * each.amount_minor)

    def drawers(self, cashier_name: Callable[[str], str]) -> Iterator[Block]:
        words = self.words
        for drawer in self.totals.drawers:
            name = cashier_name(drawer.owner) if drawer.owner else ""
            yield Rule()
            if name:
                yield Text(f"{_INDENT}{name}", bold=True)
            yield self.row(words.expected, drawer.expected_minor)
            yield self.row(words.counted, drawer.counted_minor)
            away = drawer.difference_minor
            said = words.over if away > 0 else words.short if away < 0 else words.exact
            yield Columns(f"{_INDENT}{said}", self.amount(away), bold=True)
        if self.totals.drawers:
            yield Rule()

    def events(self) -> Iterator[Block]:
        totals, words = self.totals, self.words
        yield from self.heading(words.counts)
        yield Columns(f"{_INDENT}{words.openings}", str(totals.drawer_openings))
        yield self.counted(words.copies, totals.copies)
        yield self.counted(words.provisional, totals.provisional)
        yield self.counted(words.deliveries, totals.deliveries)
        yield self.counted(words.training, totals.training)
        yield self.counted(words.discounts, totals.discounts)
        yield self.counted(words.voids, totals.voids)
        yield self.counted(words.corrections, _all_of(totals.corrections))
        yield self.counted(words.lookups, _all_of(totals.price_lookups))

    def grand(self) -> Iterator[Block]:
        grand, words = self.totals.grand, self.words
        yield from self.heading(words.grand)
        yield self.row(words.grand_sales, grand.sales_minor)
        yield self.row(words.grand_returns, grand.returns_minor)
        net = formatting.money(grand.net_minor, self.currency, self.locale)
        yield Columns(f"{_INDENT}{words.grand_net}", net, bold=True)


def _all_of(named: tuple[NamedTotal, ...]) -> Counted:
    return Counted(sum(each.count for each in named), sum(each.amount_minor for each in named))
