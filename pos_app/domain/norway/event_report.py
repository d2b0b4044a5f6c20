"""An X or Z report as the tax office's file holds it: ``eventReport``, field by field.

As in the tax office's own example, total, VAT and payments are sales less returns, and returns stand apart once more.
Groups are of what was sold, so what came back has a row of its own among them. Money put on gift cards is paid in.
Where the schema wants a row and nothing happened, the row says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pos_app.domain.norway import codes
from pos_app.domain.norway.saf_t import Element, thousandths
from pos_app.domain.norway.signing import amount_text, local_date, local_time
from pos_app.domain.period_report import PeriodReport, ReportKind
from pos_app.domain.period_totals import CashierTotal, Counted, GroupTotal, NamedTotal, PaymentTotal
from pos_app.domain.store import Store
from pos_app.domain.tender import TenderKind

NOTHING = "None"
"""The name of a row that the schema wants where nothing happened."""


def event_report(report: PeriodReport, store: Store, register_id: str) -> Element:
    """The ``eventReport`` of a report."""
    totals = report.totals
    number = "".join(letter for letter in store.organisation_number if letter.isdigit())
    is_z = report.kind is ReportKind.Z
    loaded = NamedTotal(
        codes.LOAD_LINE.code, totals.gift_cards_loaded.count, totals.gift_cards_loaded.amount_minor
    )
    given_back = NamedTotal(
        codes.UNLOAD_LINE.code, totals.gift_cards_returned.count, totals.gift_cards_returned.amount_minor
    )
    dropped = NamedTotal("CASHDROP", totals.drops.count, totals.drops.amount_minor)
    inside: list[Element] = [
        ("reportID", f"Z-{report.number}" if is_z else f"X-{report.sequence}"),
        ("reportType", "Z report" if is_z else "X report"),
        ("companyIdent", number[:35]),
        ("companyName", store.name[:100]),
        ("reportDate", local_date(report.at_ms, report.offset_minutes)),
        ("reportTime", local_time(report.at_ms, report.offset_minutes)),
        ("registerID", register_id[:100]),
        ("reportTotalCashSales", (("totalCashSaleAmnt", amount_text(totals.net_minor)),)),
        ("reportArtGroups", list(_groups(totals.groups, totals.returns))),
        *_rows("reportEmpArtGroups", _cashiers_groups(totals.cashiers)),
        ("reportPayments", list(_payments(totals.payments))),
        *_rows("reportEmpPayments", _cashiers_payments(totals.cashiers)),
        ("reportCashSalesVat", list(_vat(report))),
        ("reportOpeningChangeFloat", amount_text(totals.opening_float_minor)),
        *_rows("reportEmpOpeningChangeFloats", _cashiers_floats(totals.cashiers)),
        ("reportReceiptNum", str(totals.sales.count)),
        ("reportOpenCashBoxNum", str(totals.drawer_openings)),
        *_counted("reportReceiptCopy", totals.copies),
        *_counted("reportReceiptProforma", totals.provisional),
        *_counted("reportReturn", totals.returns),
        *_counted("reportDiscount", totals.discounts),
        *_counted("reportVoidTrans", totals.voids),
        ("reportCorrLines", _named("reportCorrLine", "corrLine", "Type", totals.corrections)),
        (
            "reportPriceInquiries",
            _named("reportPriceInquiry", "priceInquiry", "Group", _by_group(totals.price_lookups)),
        ),
        ("reportOtherCorrs", _named("reportOtherCorr", "otherCorr", "Type", ())),
        *_counted("reportReceiptDelivery", totals.deliveries),
        *_counted("reportTraining", totals.training),
        ("reportPayIns", _named("reportPayIn", "payIn", "Type", (*totals.paid_in, loaded))),
        ("reportPayOuts", _named("reportPayOut", "payOut", "Type", (*totals.paid_out, dropped, given_back))),
        ("reportGrandTotalSales", amount_text(totals.grand.sales_minor)),
        ("reportGrandTotalReturn", amount_text(totals.grand.returns_minor)),
        ("reportGrandTotalSalesNet", amount_text(totals.grand.net_minor)),
    ]
    return ("eventReport", inside)


def _counted(name: str, counted: Counted) -> tuple[Element, Element]:
    return ((f"{name}Num", str(counted.count)), (f"{name}Amnt", amount_text(abs(counted.amount_minor))))


def _named(row: str, name: str, key: str, found: Sequence[NamedTotal]) -> list[Element]:
    told = [each for each in found if each.count or each.amount_minor]
    return [
        (
            row,
            (
                (f"{name}{key}", codes.identification(each.name or NOTHING)),
                (f"{name}Num", str(each.count)),
                (f"{name}Amnt", amount_text(abs(each.amount_minor))),
            ),
        )
        for each in told or (NamedTotal(NOTHING, 0, 0),)
    ]


def _by_group(found: Sequence[NamedTotal]) -> list[NamedTotal]:
    """By the file's codes of article groups; what was looked up without a group stays without."""
    return [replace(each, name=codes.group_code(each.name)) if each.name else each for each in found]


def _rows(name: str, rows: Iterator[Element]) -> tuple[Element, ...]:
    """The element around rows that may be left out altogether."""
    found = list(rows)
    return ((name, found),) if found else ()


def _group(group: str, quantity_milli: int, minor: int) -> tuple[Element, Element, Element]:
    return (
        ("artGroupID", group),
        ("artGroupNum", thousandths(quantity_milli)),
        ("artGroupAmnt", amount_text(minor)),
    )


def _groups(groups: Sequence[GroupTotal], returns: Counted) -> Iterator[Element]:
    for each in groups:
        inside = _group(codes.group_code(each.group_id), each.quantity_milli, each.amount_minor)
        yield ("reportArtGroup", inside)
    if returns.count or not groups:
        inside = _group(codes.RETURNED_GROUP.code, -1000 * returns.count, -returns.amount_minor)
        yield ("reportArtGroup", inside)


def _cashiers_groups(cashiers: Sequence[CashierTotal]) -> Iterator[Element]:
    for cashier in cashiers:
        employee: Element = ("empID", codes.identification(cashier.cashier_id))
        for each in cashier.groups:
            inside = _group(codes.group_code(each.group_id), each.quantity_milli, each.amount_minor)
            yield ("reportEmpArtGroup", (employee, *inside))
        if cashier.returns.count:
            back = cashier.returns
            inside = _group(codes.RETURNED_GROUP.code, -1000 * back.count, -back.amount_minor)
            yield ("reportEmpArtGroup", (employee, *inside))


def _payment(each: PaymentTotal) -> tuple[Element, Element, Element]:
    return (
        ("paymentType", codes.PAYMENTS[TenderKind(each.kind)].code),
        ("paymentNum", str(each.count + each.refunds)),
        ("paymentAmnt", amount_text(each.amount_minor - each.refunded_minor)),
    )


def _payments(payments: Sequence[PaymentTotal]) -> Iterator[Element]:
    for each in payments or (PaymentTotal(TenderKind.CASH.value),):
        yield ("reportPayment", _payment(each))


def _cashiers_payments(cashiers: Sequence[CashierTotal]) -> Iterator[Element]:
    for cashier in cashiers:
        employee: Element = ("empID", codes.identification(cashier.cashier_id))
        for each in cashier.payments:
            yield ("reportEmpPayment", (employee, *_payment(each)))


def _cashiers_floats(cashiers: Sequence[CashierTotal]) -> Iterator[Element]:
    for cashier in cashiers:
        if cashier.float_minor:
            yield (
                "reportEmpOpeningChangeFloat",
                (
                    ("empID", codes.identification(cashier.cashier_id)),
                    ("openingChangeFloatAmnt", amount_text(cashier.float_minor)),
                ),
            )


def _vat(report: PeriodReport) -> Iterator[Element]:
    rows = [
        (
            each.code,
            each.basis_points,
            each.base_minor - each.returned_base_minor,
            each.tax_minor - each.returned_tax_minor,
        )
        for each in report.totals.vat
    ]
    for code, basis_points, base, tax in rows or [("outside", 0, 0, 0)]:
        yield (
            "reportCashSaleVat",
            (
                ("vatCode", code[:20]),
                ("vatPerc", amount_text(basis_points)),
                ("cashSaleAmnt", amount_text(base)),
                ("vatAmnt", amount_text(tax)),
                ("vatAmntTp", "D" if tax < 0 else "C"),
            ),
        )
