"""X and Z reports at the server: kept, and held against its own sum of the same records."""

from __future__ import annotations

from dataclasses import replace

import uuid_utils

from pos_app.domain.account_customer import AccountCustomer
from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.drawer import CountPurpose
from pos_app.domain.period_report import PeriodReport, ReportKind
from pos_app.domain.period_sum import PeriodFact, sum_period
from pos_app.domain.period_totals import NEW_REGISTER, Counted, GrandTotals
from pos_app.domain.sale import Sale
from pos_app.domain.tender import invoice, settle
from sync.protocol.v1 import counter_facts, period_facts
from sync.server.schema.period_tables import drawer_count, period_report
from tests.stage.counter_facts import paid_out
from tests.stage.drawers import counted, every_kind_of_report
from tests.unit.sync.server.joining_stage import seller_of
from tests.unit.sync.server.stage import FakeTill, Shop


def count(till: FakeTill, purpose: CountPurpose, minor: int) -> PeriodFact:
    made = replace(
        counted(purpose, counted_minor=minor), count_id=str(uuid_utils.uuid7()), seller=seller_of(till)
    )
    till.write(period_facts.DRAWER_COUNT, period_facts.encode_drawer_count(made), fact_id=made.count_id)
    return made


def pay_out(till: FakeTill) -> CounterEvent:
    made = replace(paid_out(), event_id=str(uuid_utils.uuid7()), seller=seller_of(till))
    till.write(counter_facts.COUNTER_EVENT, counter_facts.encode_counter_event(made), fact_id=made.event_id)
    return made


def report(
    till: FakeTill,
    facts: list[PeriodFact],
    *,
    kind: ReportKind = ReportKind.Z,
    number: int = 1,
    after: int = 0,
    grand: GrandTotals = NEW_REGISTER,
    wrong_sales: Counted | None = None,
) -> PeriodReport:
    totals = sum_period(facts, grand)
    if wrong_sales is not None:
        totals = replace(totals, sales=wrong_sales)
    made = replace(
        every_kind_of_report(),
        report_id=str(uuid_utils.uuid7()),
        kind=kind,
        number=number,
        seller=seller_of(till),
        after_sequence=after,
        until_sequence=len(till.records),
        totals=totals,
    )
    till.write(period_facts.PERIOD_REPORT, period_facts.encode_period_report(made), fact_id=made.report_id)
    return made


def day(till: FakeTill) -> list[PeriodFact]:
    opened = count(till, CountPurpose.OPENED, 200_000)
    sales: list[Sale] = [till.sell() for _ in range(3)]
    till.write()
    out = pay_out(till)
    return [opened, *sales, out, count(till, CountPurpose.CLOSED, 190_000)]


def test_a_z_whose_sums_are_those_of_its_records_raises_nothing_and_the_next_begins_behind_it(
    shop: Shop,
) -> None:
    till = shop.till()
    facts = day(till)
    looked = report(till, facts, kind=ReportKind.X)
    first = report(till, facts)
    more = [till.sell()]
    second = report(till, list(more), number=2, after=first.sequence, grand=first.totals.grand)
    assert shop.taken(till).fates == ()
    shop.taken(till)
    rows = shop.rows(period_report)
    assert [(each.kind, each.number, each.differs) for each in rows] == [
        ("x", 1, ""),
        ("z", 1, ""),
        ("z", 2, ""),
    ]
    assert [each.report_id for each in rows] == [looked.report_id, first.report_id, second.report_id]
    assert rows[2].grand_sales_minor == sum(each.sales_minor for each in rows if each.kind == "z")
    assert [each.counted_minor for each in shop.rows(drawer_count)] == [200_000, 190_000]


def test_facts_never_rejected_a_z_that_says_otherwise_is_kept_and_flagged_with_what_differs(
    shop: Shop,
) -> None:
    till = shop.till()
    report(till, day(till), wrong_sales=Counted(2, 1), grand=GrandTotals(7, 0))
    assert "z-differs" in str(shop.taken(till).fates)
    [row] = shop.rows(period_report)
    assert row.differs == "sales, grand"
    assert row.sales_minor == 1


def test_closed_stays_a_z_with_a_number_or_a_place_that_is_taken_is_flagged(shop: Shop) -> None:
    till = shop.till()
    facts = day(till)
    report(till, facts)
    report(till, facts)
    shop.taken(till)
    assert [bool(each.differs) for each in shop.rows(period_report)] == [False, True]


def test_goods_on_an_account_are_taken_by_the_server_and_are_no_cash_sale_in_its_sum_either(
    shop: Shop,
) -> None:
    till = shop.till()
    paid = till.sell()
    customer = AccountCustomer("Bakeriet på hjørnet AS", "923609016", "Ordre 77")
    made = till.make_sale()
    invoiced = invoice(made.priced.total_minor, customer, "maja")
    settlement = settle(made.priced.total_minor, [invoiced], made.basket.currency)
    handed_out = till.sell(replace(made, tenders=(invoiced,), settlement=settlement, delivery_number=1))
    told = replace(
        paid_out(),
        event_id=str(uuid_utils.uuid7()),
        kind=CounterEventKind.DELIVERY_PRINTED,
        seller=seller_of(till),
        amount_minor=made.priced.total_minor,
        subject=made.sale_id,
    )
    till.write(counter_facts.COUNTER_EVENT, counter_facts.encode_counter_event(told), fact_id=told.event_id)
    closed = report(till, [paid, handed_out, told])
    assert shop.taken(till).fates == ()
    assert closed.totals.sales == Counted(1, paid.priced.total_minor)
    assert closed.totals.deliveries == Counted(1, made.priced.total_minor)
    assert [each.differs for each in shop.rows(period_report)] == [""]
