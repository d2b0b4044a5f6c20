"""What each fact adds to the reports: one function for the till's roll-ups, for the scan that checks them, and for the
way back from a row to its receipts.

What counts as what is the same as in an X or Z report (:mod:`period_totals`): sales and returns stand apart, a gift
card that is loaded is no sale, and what points pay is a payment or a lower price, as the programme says. Beyond that:

* A day is the shop's own business day, an hour the shop's own clock at that moment.
* By day, hour, cashier, article, category and VAT the sums are the same turnover. What belongs to no one article (VAT
  on top of prices without it, what a card paid whose sale was counted before, an offer that is lost by a return) has a
  row of its own under :data:`REST`, so that a reader can add up.
* Goods handed out on an account are sold here: a reader wants to know what left the shop. The report by payment shows
  how much is invoiced; an X or Z counts them apart.
* A void, practice, a parked basket and a price check add nothing: nothing was sold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import NamedTuple

from pos_app.domain.basket import line_gross_minor
from pos_app.domain.loyalty.calendar_days import minute_of_day
from pos_app.domain.loyalty.decision import Context, Posting, PostingKind
from pos_app.domain.period_sum import paid_with
from pos_app.domain.pricing import OUTSIDE_VAT, VAT_PREPAID, PricedLine, VatAmount, turnover_minor
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.tender import Tender, TenderKind
from pos_app.domain.visit import Visit

RULES = 1
"""Goes up whenever a fact adds something else than before: roll-ups of other rules are made anew."""
REST = "~rest"
"""The row of what is no one article's, and no one category's."""

ReportFact = Sale | Return | Visit
"""What reports are made of."""


class ReportBy(StrEnum):
    """What a report has a row for each of. The words stand in ``till.db`` and in commands."""

    DAY = "day"
    HOUR = "hour"
    CASHIER = "cashier"
    ARTICLE = "article"
    CATEGORY = "category"
    VAT = "vat"
    TENDER = "tender"
    DISCOUNT = "discount"
    LOYALTY = "loyalty"
    ASIDE = "aside"
    """What stands between turnover and payments; told under the report by tender."""


LOADED, PREPAID, ROUNDING = "loaded", "prepaid", "rounding"
ASIDES = (LOADED, PREPAID, ROUNDING)
"""The rows of ``ASIDE``, in the order in which they lead from turnover to payments."""
LINE_OFF, BASKET_OFF, PRICE_OFF, OFFER_OFF, POINTS_OFF = "line", "basket", "price", "offer", "points"
"""How the key of a discount begins: what a person took off a line or a basket, another price, an offer, points."""
ISSUED, REDEEMED, GIVEN, CONVERTED = "issued", "redeemed", "given", "converted"
TAKEN_BACK, GIVEN_BACK = "taken-back", "given-back"
"""How the key of a loyalty row begins: what happened to points; the programme and the account follow."""


@dataclass(slots=True)
class Sums:
    """What a row of a report adds up. Returns are positive and apart; points have no sign either.

    ``count`` counts sales by day, hour and cashier, lines by article and category, else how many times. ``off_minor``
    is what was taken off prices.
    """

    count: int = 0
    quantity_milli: int = 0
    amount_minor: int = 0
    tax_minor: int = 0
    off_minor: int = 0
    points: int = 0
    returns: int = 0
    returned_milli: int = 0
    returned_minor: int = 0
    returned_tax_minor: int = 0

    def add(self, other: Sums) -> None:
        """Add another row's."""
        self.count += other.count
        self.quantity_milli += other.quantity_milli
        self.amount_minor += other.amount_minor
        self.tax_minor += other.tax_minor
        self.off_minor += other.off_minor
        self.points += other.points
        self.returns += other.returns
        self.returned_milli += other.returned_milli
        self.returned_minor += other.returned_minor
        self.returned_tax_minor += other.returned_tax_minor

    @property
    def net_minor(self) -> int:
        """Sales less returns."""
        return self.amount_minor - self.returned_minor

    @property
    def net_tax_minor(self) -> int:
        """VAT of sales less that of returns."""
        return self.tax_minor - self.returned_tax_minor


SUM_FIELDS = tuple(each.name for each in fields(Sums))
"""Their order, for whoever writes them down."""


class Part(NamedTuple):
    """What one fact adds to one row. ``name`` is the row's, where only the fact knows it."""

    by: ReportBy
    key: str
    sums: Sums
    name: str = ""


def parts_of(fact: ReportFact, sold: Sale | None = None) -> Iterator[Part]:
    """All that a fact adds. ``sold`` is the sale that a return is of, where this till knows it."""
    if isinstance(fact, Sale):
        yield from _sale(fact)
    elif isinstance(fact, Return):
        yield from _return(fact, sold)
    else:
        yield from _points(fact.decision.postings, ())


def context_of(fact: ReportFact) -> Context:
    """When and where it was, its business day and its currency."""
    return fact.context


class ReportTally:
    """Adds up facts by what, business day, currency and key; ``spans`` are the first and last record of each day."""

    def __init__(self) -> None:
        self.sums: dict[tuple[ReportBy, str, str, str], Sums] = {}
        self.names: dict[tuple[ReportBy, str], str] = {}
        self.spans: dict[str, tuple[int, int]] = {}

    def add(self, sequence: int, fact: ReportFact, sold: Sale | None = None) -> None:
        """Add journal record ``sequence``."""
        at = context_of(fact)
        day, currency, sums = at.business_date, at.currency, self.sums
        for by, key, more, name in parts_of(fact, sold):
            row = (by, day, currency, key)
            found = sums.get(row)
            if found is None:
                sums[row] = more
            else:
                found.add(more)
            if name:
                self.names[by, key] = name
        first, last = self.spans.get(day, (sequence, sequence))
        self.spans[day] = (min(first, sequence), max(last, sequence))


def _hour(at: Context) -> str:
    return f"{minute_of_day(at.at_ms, at.offset_minutes) // 60:02}"


def _sale(sale: Sale) -> Iterator[Part]:
    at, priced = sale.context, sale.priced
    sold, tax, off = turnover_minor(priced), priced.tax_minor, priced.discount_minor
    for by, key in _whens(at, sale.seller.cashier_id):
        yield Part(by, key, Sums(count=1, amount_minor=sold, tax_minor=tax, off_minor=off))
    yield from _goods(sale, sold)
    for vat in priced.vat:
        yield from _vat(vat, Sums(count=1, amount_minor=vat.gross_minor, tax_minor=vat.tax_minor))
    for kind, paid in paid_with(sale):
        yield Part(ReportBy.TENDER, kind, Sums(count=1, amount_minor=paid))
    if sale.settlement.rounding_minor:
        yield Part(ReportBy.ASIDE, ROUNDING, Sums(count=1, amount_minor=sale.settlement.rounding_minor))
    yield from _points(sale.decision.postings, sale.tenders)


def _whens(at: Context, cashier_id: str) -> tuple[tuple[ReportBy, str], ...]:
    return (
        (ReportBy.DAY, at.business_date),
        (ReportBy.HOUR, _hour(at)),
        (ReportBy.CASHIER, cashier_id),
    )


def _goods(sale: Sale, sold: int) -> Iterator[Part]:
    money = {each.line_id: each for each in sale.priced.lines}
    offers: dict[int, list[tuple[str, str, int]]] = {}
    for effect in sale.decision.line_effects:
        key = f"{OFFER_OFF}:{effect.programme_id}:{effect.offer_id}"
        offers.setdefault(effect.line_id, []).append((key, effect.words, effect.amount_minor))
    discount, rest, whole = sale.basket.discount, sold, 0
    for line in sale.basket.lines:
        priced = money.get(line.line_id)
        if priced is None:
            continue
        whole += priced.basket_discount_minor
        article = line.article
        if line.discount is not None and priced.line_discount_minor:
            yield _off(f"{LINE_OFF}:{line.discount.reason}", priced.line_discount_minor)
        if priced.offer_minor:
            yield from _offers(priced, offers.get(line.line_id, []))
        if line.override is not None:
            usual = line_gross_minor(replace(line, unit_price_minor=line.override.usual_minor))
            yield _off(f"{PRICE_OFF}:{line.override.reason}", usual - priced.gross_minor)
        if line.gift_card is not None and line.gift_card.vat is None:
            continue
        net = priced.net_minor
        rest -= net
        for by, key, name in (
            (ReportBy.ARTICLE, article.article_id, article.name),
            (ReportBy.CATEGORY, article.category_id, ""),
        ):
            sums = Sums(1, line.quantity_milli, net, off_minor=priced.gross_minor - net)
            yield Part(by, key, sums, name)
    if rest:
        yield Part(ReportBy.ARTICLE, REST, Sums(count=1, amount_minor=rest))
        yield Part(ReportBy.CATEGORY, REST, Sums(count=1, amount_minor=rest))
    if whole:
        yield _off(f"{BASKET_OFF}:{discount.reason if discount is not None else ''}", whole)
    if reduced := sum(each.points_minor for each in sale.priced.lines):
        yield _off(POINTS_OFF, reduced)


def _off(key: str, off_minor: int, name: str = "") -> Part:
    return Part(ReportBy.DISCOUNT, key, Sums(count=1, off_minor=off_minor), name)


def _offers(priced: PricedLine, offers: list[tuple[str, str, int]]) -> Iterator[Part]:
    """What each offer took off a line; where together they would take more than there is, the later ones less."""
    left = priced.offer_minor
    for key, words, asked in offers:
        off = min(max(asked, 0), left)
        left -= off
        if off:
            yield _off(key, off, words)


def _vat(vat: VatAmount, sums: Sums) -> Iterator[Part]:
    code = vat.rate.code
    if code == OUTSIDE_VAT.code:
        yield Part(ReportBy.ASIDE, LOADED, sums)
    elif code == VAT_PREPAID.code:
        yield Part(ReportBy.ASIDE, PREPAID, sums)
    else:
        yield Part(ReportBy.VAT, f"{code}:{vat.rate.basis_points}", sums)


def _return(returned: Return, sold: Sale | None) -> Iterator[Part]:
    refund = returned.reversal.refund
    apart = {OUTSIDE_VAT.code, VAT_PREPAID.code}
    back = refund.total_minor - sum(each.gross_minor for each in refund.vat if each.rate.code in apart)
    for by, key in _whens(returned.context, returned.seller.cashier_id):
        yield Part(by, key, Sums(returns=1, returned_minor=back, returned_tax_minor=refund.tax_minor))
    goods = () if sold is None and returned.unproven is None else returned.basket(sold).lines
    bought = {line.line_id: line for line in goods}
    rest = back
    for line in refund.lines:
        was = bought.get(line.line_id)
        if was is None or (was.gift_card is not None and was.gift_card.vat is None):
            continue
        rest -= line.paid_minor
        for by, key, name in (
            (ReportBy.ARTICLE, was.article.article_id, was.article.name),
            (ReportBy.CATEGORY, was.article.category_id, ""),
        ):
            sums = Sums(returns=1, returned_milli=line.quantity_milli, returned_minor=line.paid_minor)
            yield Part(by, key, sums, name)
    if rest:
        yield Part(ReportBy.ARTICLE, REST, Sums(returns=1, returned_minor=rest))
        yield Part(ReportBy.CATEGORY, REST, Sums(returns=1, returned_minor=rest))
    for vat in refund.vat:
        yield from _vat(
            vat, Sums(returns=1, returned_minor=vat.gross_minor, returned_tax_minor=vat.tax_minor)
        )
    for tender in returned.tenders:
        kind = tender.kind.value
        yield Part(ReportBy.TENDER, kind, Sums(returns=1, returned_minor=tender.amount_minor))
    if refund.rounding_minor:
        yield Part(ReportBy.ASIDE, ROUNDING, Sums(returns=1, returned_minor=refund.rounding_minor))
    yield from _points(returned.reversal.postings, ())


_HAPPENED = {
    PostingKind.EARN: ISSUED,
    PostingKind.REDEEM: REDEEMED,
    PostingKind.CONVERT: CONVERTED,
    PostingKind.DONATE: GIVEN,
}


def _points(postings: tuple[Posting, ...], tenders: tuple[Tender, ...]) -> Iterator[Part]:
    """Points, or money in a member's account; what redeemed points were worth is what their tender paid."""
    for posting in postings:
        what = _HAPPENED.get(posting.kind)
        if posting.kind is PostingKind.REVERSE:
            what = TAKEN_BACK if posting.points < 0 else GIVEN_BACK
        if what is None or not posting.points:
            continue
        key = f"{what}:{posting.programme_id}:{posting.account}"
        if posting.is_money:
            yield Part(ReportBy.LOYALTY, key, Sums(count=1, amount_minor=abs(posting.points)))
            continue
        worth = 0
        if what is REDEEMED:
            worth = sum(
                tender.amount_minor
                for tender in tenders
                if tender.kind is TenderKind.POINTS and tender.redemption_id == posting.redemption_id
            )
        yield Part(ReportBy.LOYALTY, key, Sums(count=1, amount_minor=worth, points=abs(posting.points)))
