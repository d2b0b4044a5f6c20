"""Counted drawers, X and Z reports from tills: kept, and each report held against the server's own sum.

A report stands behind all records of its period in one chain, so that the server has every one of them when it comes.
What it says otherwise is a flag for a person (``z-differs``); the report is kept as the till wrote it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import msgspec
from sqlalchemy import select

from pos_app.domain.period_report import PeriodReport, ReportKind
from pos_app.domain.period_sum import sum_period
from pos_app.domain.period_totals import NEW_REGISTER, GrandTotals, PeriodTotals
from sync.protocol.envelope import Envelope
from sync.protocol.v1 import period_facts
from sync.protocol.v1.period_reading import PERIOD_KINDS, facts_of
from sync.server.intake.effects import Effects, Place, check_seller
from sync.server.schema import tables
from sync.server.schema.period_tables import drawer_count, period_report
from sync.server.slate.slate import Slate

_PAGE = 1000


def apply_drawer_count(slate: Slate, place: Place, envelope: Envelope) -> Effects:
    """Write a count's row."""
    count = period_facts.decode_drawer_count(envelope.body)
    effects = Effects()
    check_seller(place, count.seller, effects)
    slate.add(
        drawer_count,
        {
            "company_id": place.company_id,
            "till_id": place.till_id,
            "sequence": envelope.sequence,
            "store_id": place.store_id,
            "session_id": count.session_id,
            "purpose": count.purpose.value,
            "owner": count.owner,
            "cashier_id": count.seller.cashier_id,
            "approved_by": count.approved_by,
            "business_date": count.business_date,
            "at_ms": count.at_ms,
            "currency": count.currency_code,
            "counted_minor": count.counted_minor,
            "expected_minor": count.expected_minor,
            "reason": count.reason,
            "received_ms": place.now_ms,
        },
    )
    return effects


def apply_period_report(slate: Slate, place: Place, envelope: Envelope) -> Effects:
    """Write a report's row, with what the server's own sum of the period says otherwise."""
    report = period_facts.decode_period_report(envelope.body)
    effects = Effects()
    check_seller(place, report.seller, effects)
    differs = _what_differs(slate, place, report, envelope.sequence)
    if differs:
        code = "z-differs" if report.kind is ReportKind.Z else "x-differs"
        effects.flag(code, f"the period's own records say otherwise: {differs}")
    totals = report.totals
    slate.add(
        period_report,
        {
            "company_id": place.company_id,
            "till_id": place.till_id,
            "sequence": envelope.sequence,
            "store_id": place.store_id,
            "report_id": report.report_id,
            "kind": report.kind.value,
            "number": report.number,
            "after_sequence": report.after_sequence,
            "cashier_id": report.seller.cashier_id,
            "business_date": report.business_date,
            "at_ms": report.at_ms,
            "currency": report.currency_code,
            "sales": totals.sales.count,
            "sales_minor": totals.sales.amount_minor,
            "sales_tax_minor": totals.sales_tax_minor,
            "returns": totals.returns.count,
            "returns_minor": totals.returns.amount_minor,
            "returns_tax_minor": totals.returns_tax_minor,
            "grand_sales_minor": totals.grand.sales_minor,
            "grand_returns_minor": totals.grand.returns_minor,
            "differs": differs,
            "received_ms": place.now_ms,
        },
    )
    return effects


def _what_differs(slate: Slate, place: Place, report: PeriodReport, sequence: int) -> str:
    """The names of what is otherwise than the records say; "" where all of it is right."""
    last = _last_z(slate, place, sequence)
    after, number, grand = last or (0, 0, NEW_REGISTER)
    place_in_journal = (report.after_sequence, report.until_sequence, report.number)
    if place_in_journal != (after, sequence - 1, number + 1):
        return "where the period begins and ends, or its number"
    try:
        found = sum_period(facts_of(_envelopes(slate, place, after, sequence)), grand)
    except msgspec.MsgspecError:
        return "a record of the period cannot be read"
    return ", ".join(_differing(found, report.totals))


def _differing(found: PeriodTotals, told: PeriodTotals) -> Iterator[str]:
    for each in fields(PeriodTotals):
        if getattr(found, each.name) != getattr(told, each.name):
            yield each.name.removesuffix("_minor").replace("_", " ")


def _last_z(slate: Slate, place: Place, before: int) -> tuple[int, int, GrandTotals] | None:
    """Record, number and grand totals of the last Z that came before."""
    table = period_report
    row = slate.connection.execute(
        select(table.c.sequence, table.c.number, table.c.grand_sales_minor, table.c.grand_returns_minor)
        .where(
            table.c.company_id == place.company_id,
            table.c.till_id == place.till_id,
            table.c.sequence < before,
            table.c.kind == ReportKind.Z.value,
        )
        .order_by(table.c.sequence.desc())
        .limit(1)
    ).first()
    return (row[0], row[1], GrandTotals(row[2], row[3])) if row else None


def _envelopes(slate: Slate, place: Place, after: int, before: int) -> Iterator[bytes]:
    """The records of the period that its totals are summed from, page by page."""
    table = tables.record
    while True:
        rows = slate.connection.execute(
            select(table.c.sequence, table.c.envelope)
            .where(
                table.c.company_id == place.company_id,
                table.c.till_id == place.till_id,
                table.c.sequence > after,
                table.c.sequence < before,
                table.c.kind.in_(sorted(PERIOD_KINDS)),
            )
            .order_by(table.c.sequence)
            .limit(_PAGE)
        ).all()
        yield from (envelope for _, envelope in rows)
        if len(rows) < _PAGE:
            return
        after = rows[-1][0]
