"""The sum over a period's facts: till and server make the same one.

What counts as what is said in :mod:`period_totals`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.drawer import CountPurpose, DrawerCount
from pos_app.domain.period_totals import (
    NEW_REGISTER,
    CashierTotal,
    Counted,
    DrawerTotal,
    GrandTotals,
    GroupTotal,
    NamedTotal,
    PaymentTotal,
    PeriodTotals,
    VatTotal,
)
from pos_app.domain.pricing import OUTSIDE_VAT, VAT_PREPAID, VatAmount, price, turnover_minor
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.domain.tender import TenderKind, is_on_account, kept_minor

PeriodFact = Sale | Return | CounterEvent | DrawerCount
"""What a period is summed from. Sign-ins, visits and other facts change nothing in it."""


def sum_period(facts: Iterable[PeriodFact], before: GrandTotals = NEW_REGISTER) -> PeriodTotals:
    """The totals of a period's facts; ``before`` are the grand totals of the report that closed the one before."""
    running = _Sum()
    for fact in facts:
        running.add(fact)
    return running.totals(before)


def paid_with(sale: Sale) -> list[tuple[str, int]]:
    """What each tender paid, cash less change; points only so far as they are a payment and no price reduction."""
    reduced = 0
    if sale.decision.redeemed_shares:
        reduced = price(sale.basket, sale.decision.line_effects).total_minor - sale.priced.total_minor
    found = []
    kept = kept_minor(sale.tenders, sale.settlement.change_minor)
    for tender, left in zip(sale.tenders, kept, strict=True):
        paid = left
        if tender.kind is TenderKind.POINTS:
            off = min(reduced, paid)
            reduced, paid = reduced - off, paid - off
            if off and not paid:
                continue
        found.append((tender.kind.value, paid))
    return found


@dataclass(slots=True)
class _Tally:
    """A count and an amount that grow."""

    count: int = 0
    amount_minor: int = 0

    def add(self, amount_minor: int, count: int = 1) -> None:
        self.count += count
        self.amount_minor += amount_minor

    def done(self) -> Counted:
        return Counted(self.count, self.amount_minor)


@dataclass(slots=True)
class _Part:
    """The sums that are made for the whole and for each cashier."""

    sales: _Tally = field(default_factory=_Tally)
    returns: _Tally = field(default_factory=_Tally)
    float_minor: int = 0
    taken: dict[str, _Tally] = field(default_factory=dict)
    refunded: dict[str, _Tally] = field(default_factory=dict)
    groups: dict[str, _Tally] = field(default_factory=dict)

    def payments(self) -> tuple[PaymentTotal, ...]:
        none = _Tally()
        kinds = ((kind, self.taken.get(kind, none), self.refunded.get(kind, none)) for kind in self.kinds())
        return tuple(
            PaymentTotal(kind, taken.count, taken.amount_minor, back.count, back.amount_minor)
            for kind, taken, back in kinds
        )

    def kinds(self) -> list[str]:
        return sorted({*self.taken, *self.refunded})

    def by_group(self) -> tuple[GroupTotal, ...]:
        return tuple(
            GroupTotal(name, each.count, each.amount_minor) for name, each in sorted(self.groups.items())
        )


_SLIPS: Mapping[CounterEventKind, str] = {
    CounterEventKind.COPY_PRINTED: "copies",
    CounterEventKind.PROVISIONAL_PRINTED: "provisional",
    CounterEventKind.DELIVERY_PRINTED: "deliveries",
    CounterEventKind.TRAINING_PRINTED: "training",
    CounterEventKind.VOIDED: "voids",
}
_BY_REASON: Mapping[CounterEventKind, str] = {
    CounterEventKind.LINE_CORRECTED: "corrections",
    CounterEventKind.PRICE_LOOKED_UP: "price_lookups",
    CounterEventKind.PAID_IN: "paid_in",
    CounterEventKind.PAID_OUT: "paid_out",
}
_WITHOUT_SALE = frozenset({OUTSIDE_VAT.code, VAT_PREPAID.code})


class _Sum:
    def __init__(self) -> None:
        self.whole = _Part()
        self.cashiers: dict[str, _Part] = {}
        self.vat: dict[tuple[str, int], list[int]] = {}
        self.sales_tax = self.returns_tax = self.rounding = self.prepaid = self.openings = 0
        self.loaded, self.unloaded, self.discounts, self.drops = _Tally(), _Tally(), _Tally(), _Tally()
        self.slips = {name: _Tally() for name in _SLIPS.values()}
        self.named: dict[str, dict[str, _Tally]] = {name: {} for name in _BY_REASON.values()}
        self.drawers: list[DrawerTotal] = []

    def add(self, fact: PeriodFact) -> None:
        if isinstance(fact, Sale):
            self._sale(fact)
        elif isinstance(fact, Return):
            self._return(fact)
        elif isinstance(fact, DrawerCount):
            self._count(fact)
        else:
            self._event(fact)

    def _parts(self, cashier_id: str) -> tuple[_Part, _Part]:
        return self.whole, self.cashiers.setdefault(cashier_id, _Part())

    def _sale(self, sale: Sale) -> None:
        if is_on_account(
            sale.tenders
        ):  # no cash sale: its delivery receipt is counted, by an event of its own
            return
        parts, lines = self._parts(sale.seller.cashier_id), {each.line_id: each for each in sale.priced.lines}
        for part in parts:
            part.sales.add(turnover_minor(sale.priced))
            for kind, paid in paid_with(sale):
                part.taken.setdefault(kind, _Tally()).add(paid)
        for line in sale.basket.lines:
            money = lines.get(line.line_id)
            if money is None:
                continue
            if money.line_discount_minor:
                self.discounts.add(money.line_discount_minor)
            if line.gift_card is not None and line.gift_card.vat is None:
                continue
            for part in parts:
                group = part.groups.setdefault(line.article.category_id, _Tally())
                group.add(money.net_minor, line.quantity_milli)
        whole = sum(each.basket_discount_minor for each in sale.priced.lines)
        if whole:
            self.discounts.add(whole)
        self._vat(sale.priced.vat, 0, self.loaded)
        self.sales_tax += sale.priced.tax_minor
        self.rounding += sale.settlement.rounding_minor

    def _return(self, returned: Return) -> None:
        if is_on_account(returned.tenders):
            return
        refund = returned.reversal.refund
        apart = sum(each.gross_minor for each in refund.vat if each.rate.code in _WITHOUT_SALE)
        for part in self._parts(returned.seller.cashier_id):
            part.returns.add(refund.total_minor - apart)
            for tender in returned.tenders:
                part.refunded.setdefault(tender.kind.value, _Tally()).add(tender.amount_minor)
        self._vat(refund.vat, 2, self.unloaded)
        self.returns_tax += refund.tax_minor
        self.rounding -= refund.rounding_minor

    def _vat(self, rows: Iterable[VatAmount], place: int, cards: _Tally) -> None:
        for row in rows:
            if row.rate.code == OUTSIDE_VAT.code:
                cards.add(row.gross_minor)
            elif row.rate.code == VAT_PREPAID.code:
                self.prepaid += row.gross_minor if place == 0 else -row.gross_minor
            else:
                sums = self.vat.setdefault((row.rate.code, row.rate.basis_points), [0, 0, 0, 0])
                sums[place] += row.base_minor
                sums[place + 1] += row.tax_minor

    def _count(self, count: DrawerCount) -> None:
        if count.purpose is CountPurpose.OPENED:
            for part in self._parts(count.owner or count.seller.cashier_id):
                part.float_minor += count.counted_minor
        elif count.purpose is CountPurpose.CLOSED:
            self.drawers.append(
                DrawerTotal(count.session_id, count.owner, count.counted_minor, count.expected_minor)
            )

    def _event(self, event: CounterEvent) -> None:
        kind = event.kind
        if kind is CounterEventKind.DRAWER_OPENED:
            self.openings += 1
        elif kind is CounterEventKind.DROP:
            self.drops.add(-event.amount_minor)
        elif kind in _SLIPS:
            self.slips[_SLIPS[kind]].add(event.amount_minor)
        elif kind in _BY_REASON:
            named = self.named[_BY_REASON[kind]].setdefault(event.reason, _Tally())
            named.add(-event.amount_minor if kind is CounterEventKind.PAID_OUT else event.amount_minor)

    def totals(self, before: GrandTotals) -> PeriodTotals:
        whole, slips, named = self.whole, self.slips, self.named
        return PeriodTotals(
            sales=whole.sales.done(),
            sales_tax_minor=self.sales_tax,
            returns=whole.returns.done(),
            returns_tax_minor=self.returns_tax,
            rounding_minor=self.rounding,
            prepaid_minor=self.prepaid,
            gift_cards_loaded=self.loaded.done(),
            gift_cards_returned=self.unloaded.done(),
            groups=whole.by_group(),
            vat=tuple(
                VatTotal(code, rate, *sums)
                for (code, rate), sums in sorted(self.vat.items(), key=lambda item: (-item[0][1], item[0][0]))
            ),
            payments=whole.payments(),
            cashiers=tuple(
                CashierTotal(
                    *(cashier_id, part.sales.done(), part.returns.done()),
                    *(part.float_minor, part.payments(), part.by_group()),
                )
                for cashier_id, part in sorted(self.cashiers.items())
            ),
            opening_float_minor=whole.float_minor,
            drawer_openings=self.openings,
            copies=slips["copies"].done(),
            provisional=slips["provisional"].done(),
            deliveries=slips["deliveries"].done(),
            training=slips["training"].done(),
            voids=slips["voids"].done(),
            discounts=self.discounts.done(),
            corrections=_named(named["corrections"]),
            price_lookups=_named(named["price_lookups"]),
            paid_in=_named(named["paid_in"]),
            paid_out=_named(named["paid_out"]),
            drops=self.drops.done(),
            drawers=tuple(self.drawers),
            grand=GrandTotals(
                before.sales_minor + whole.sales.amount_minor,
                before.returns_minor + whole.returns.amount_minor,
            ),
        )


def _named(tallies: Mapping[str, _Tally]) -> tuple[NamedTotal, ...]:
    return tuple(NamedTotal(name, each.count, each.amount_minor) for name, each in sorted(tallies.items()))
