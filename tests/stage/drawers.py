"""Drawers and periods: a count and a report in which every field says something, and the port in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from pos_app.domain.counter_event import CASH_KINDS, CounterEvent
from pos_app.domain.denominations import Pieces
from pos_app.domain.drawer import EVERYBODY, OPENING, CountPurpose, DrawerCount, OpenDrawer
from pos_app.domain.period_report import PeriodReport, ReportKind
from pos_app.domain.period_sum import PeriodFact
from pos_app.domain.period_totals import (
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
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from tests.stage import goods
from tests.stage.counter_facts import SELLER
from tests.stage.tills import fact_id


def counted(
    purpose: CountPurpose = CountPurpose.OPENED,
    number: int = 1,
    *,
    counted_minor: int = 200_000,
    expected_minor: int | None = None,
    session: int = 1,
    owner: str = EVERYBODY,
) -> DrawerCount:
    """The drawer of session ``session`` was counted."""
    return DrawerCount(
        fact_id(0x80000 + number),
        fact_id(0x81000 + session),
        purpose,
        SELLER,
        owner,
        goods.AT_MS + number,
        60,
        "2026-03-01",
        "NOK",
        (Pieces(100, counted_minor // 100),) if counted_minor % 100 == 0 else (),
        counted_minor,
        counted_minor if expected_minor is None else expected_minor,
    )


def every_kind_of_count() -> DrawerCount:
    """A count in which every field says something: for the golden bytes."""
    return DrawerCount(
        fact_id(0x82000),
        fact_id(0x82001),
        CountPurpose.CLOSED,
        SELLER,
        "ingrid",
        goods.AT_MS,
        60,
        "2026-03-01",
        "NOK",
        (Pieces(50_000, 2), Pieces(100, 7)),
        100_700,
        102_000,
        "a wrong note in the change",
        "maren",
        fact_id(0x82002),
    )


def every_kind_of_report() -> PeriodReport:
    """A report in which every field says something: for the golden bytes, its sums do not add up."""
    payments = (PaymentTotal("card", 3, 30_000), PaymentTotal("cash", 2, 20_000, 1, 4_900))
    groups = (GroupTotal("kaffe", 5_000, 40_000),)
    totals = PeriodTotals(
        sales=Counted(5, 50_000),
        sales_tax_minor=7_000,
        returns=Counted(1, 4_900),
        returns_tax_minor=639,
        rounding_minor=-40,
        prepaid_minor=100,
        gift_cards_loaded=Counted(1, 25_000),
        gift_cards_returned=Counted(1, 5_000),
        groups=groups,
        vat=(VatTotal("31", 1500, 43_000, 7_000, 4_261, 639),),
        payments=payments,
        cashiers=(CashierTotal("ingrid", Counted(5, 50_000), Counted(1, 4_900), 200_000, payments, groups),),
        opening_float_minor=200_000,
        drawer_openings=3,
        copies=Counted(1, 4_900),
        provisional=Counted(2, 9_000),
        deliveries=Counted(1, 100),
        training=Counted(4, 12_300),
        discounts=Counted(2, 1_500),
        voids=Counted(1, 8_900),
        corrections=(NamedTotal("removed", 2, -9_000),),
        price_lookups=(NamedTotal("kaffe", 3, 14_700),),
        paid_in=(NamedTotal("change", 1, 50_000),),
        paid_out=(NamedTotal("milk", 1, 10_000),),
        drops=Counted(1, 100_000),
        drawers=(DrawerTotal(fact_id(0x82001), "ingrid", 100_700, 102_000),),
        grand=GrandTotals(9_050_000, 104_900),
    )
    return PeriodReport(
        fact_id(0x83000),
        ReportKind.Z,
        7,
        SELLER,
        goods.AT_MS - 36_000_000,
        goods.AT_MS,
        60,
        "2026-03-01",
        "NOK",
        120,
        158,
        totals,
        "maren",
    )


def empty_report(after: int, until: int, number: int = 1, kind: ReportKind = ReportKind.Z) -> PeriodReport:
    """A report over records in which nothing was sold."""
    return replace(
        every_kind_of_report(),
        report_id=fact_id(0x84000 + until),
        kind=kind,
        number=number,
        after_sequence=after,
        until_sequence=until,
        totals=PeriodTotals(),
    )


@dataclass
class DrawersKept:
    """What a till keeps of drawers and periods."""

    counts: list[tuple[int, DrawerCount]] = field(default_factory=list)
    reports: list[PeriodReport] = field(default_factory=list)
    records: int = 0

    def copy(self) -> DrawersKept:
        return DrawersKept(list(self.counts), list(self.reports), self.records)


class FakeDrawerBook:
    """The port over a list of all facts with the number of their record."""

    def __init__(
        self,
        kept: DrawersKept,
        facts: list[tuple[int, PeriodFact]],
        record: Callable[[PeriodFact | None], int],
    ) -> None:
        self._kept = kept
        self._facts = facts
        self._record = record

    def add_count(self, count: DrawerCount) -> int:
        sequence = self._record(count)
        self._kept.counts.append((sequence, count))
        return sequence

    def open_drawers(self) -> list[OpenDrawer]:
        closed = {each.session_id for _, each in self._kept.counts if each.purpose is CountPurpose.CLOSED}
        return [
            OpenDrawer(each, sequence)
            for sequence, each in self._kept.counts
            if each.purpose in OPENING and each.session_id not in closed
        ]

    def moved_minor(self, drawer: OpenDrawer) -> int:
        return moved_naively(drawer, [fact for at, fact in self._facts if at > drawer.sequence])

    def last_z(self) -> PeriodReport | None:
        return next((each for each in reversed(self._kept.reports) if each.kind is ReportKind.Z), None)

    def report(self, report_id: str) -> PeriodReport | None:
        return next((each for each in self._kept.reports if each.report_id == report_id), None)

    def head(self) -> int:
        return self._kept.records

    def began_ms(self, after: int) -> int:
        return goods.AT_MS if self._kept.records > after else 0

    def facts(self, after: int) -> Iterator[PeriodFact]:
        return (fact for at, fact in self._facts if at > after)

    def add_report(self, report: PeriodReport) -> int:
        sequence = self._record(None)
        assert sequence == report.sequence
        self._kept.reports.append(report)
        return sequence


def moved_naively(drawer: OpenDrawer, facts: list[PeriodFact]) -> int:
    """Cash in less cash out, one fact after the other."""
    moved, owner = 0, drawer.opening.owner
    for fact in facts:
        if isinstance(fact, CounterEvent):
            moved += fact.amount_minor if fact.kind in CASH_KINDS and fact.subject == drawer.session_id else 0
        elif isinstance(fact, Sale | Return) and owner in (EVERYBODY, fact.seller.cashier_id):
            cash = sum(tender.amount_minor for tender in fact.tenders if tender.kind == "cash")
            moved += cash - fact.settlement.change_minor if isinstance(fact, Sale) else -cash
    return moved
