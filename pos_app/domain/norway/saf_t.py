"""The elements of a SAF-T Cash Register file, one at a time: a year of sales is never in memory together.

The order of the elements is the schema's (``urn:StandardAuditFile-Taxation-CashRegister:NO``, version 1.00).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pos_app.domain.norway import codes
from pos_app.domain.norway.cash_transaction import CashTransaction, FileLine
from pos_app.domain.norway.signing import amount_text, local_date, local_time
from pos_app.domain.period_totals import PeriodTotals
from pos_app.domain.pricing import VatAmount
from pos_app.domain.store import Store

NAMESPACE = "urn:StandardAuditFile-Taxation-CashRegister:NO"
Element = tuple[str, "str | Sequence[Element]"]
"""A name, and its text or what is inside it."""
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_POSTAL = re.compile(r"(\d{4}) +(\S.*)")


@dataclass(frozen=True, slots=True)
class FileHead:
    """What the file says of itself. Days are ISO dates of the store; ``made_ms`` is when it was written."""

    store: Store
    first_day: str
    last_day: str
    made_ms: int
    offset_minutes: int
    program_version: str


@dataclass(frozen=True, slots=True)
class MasterData:
    """What the transactions name: articles as id, name, group and first day; groups; VAT codes; employees by id."""

    articles: Sequence[tuple[str, str, str, str]]
    groups: Sequence[str]
    vat: Sequence[tuple[str, int]]
    employees: Sequence[str]


@dataclass(frozen=True, slots=True)
class FileEvent:
    """One ``event``: something that is no transaction, or the paper and the drawer of one."""

    event_id: str
    code: str
    at_ms: int
    offset_minutes: int
    cashier_id: str = ""
    transaction_id: str = ""
    text: str = ""
    report: Element | None = None
    totals: PeriodTotals | None = None
    """What ``report`` was made from."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What the till keeps beside a transaction: its signature and how often it was printed."""

    signature: str
    key_version: int
    receipts: int
    copies: int
    provisional: int = 0
    """Provisional receipts of the basket that became it."""
    deliveries: int = 0
    """Delivery receipts that came out in the place of sales receipts."""


def render(element: Element, depth: int = 0) -> str:
    """An element as text, indented by tabs, with a line end."""
    name, inside = element
    pad = "\t" * depth
    if isinstance(inside, str):
        return f"{pad}<{name}>{escaped(inside)}</{name}>\n" if inside else f"{pad}<{name}/>\n"
    return f"{pad}<{name}>\n{''.join(render(each, depth + 1) for each in inside)}{pad}</{name}>\n"


def escaped(text: str) -> str:
    """Text as XML may hold it; what it can not hold at all is left out."""
    plain = _NOT_XML.sub("", text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def opening(head: FileHead, master: MasterData, register_id: str) -> Iterator[str]:
    """Everything before the register's events."""
    store = head.store
    number = "".join(letter for letter in store.organisation_number if letter.isdigit())
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<auditfile xmlns="{NAMESPACE}">\n'
    yield render(
        (
            "header",
            (
                ("fiscalYear", head.first_day[:4]),
                ("startDate", head.first_day),
                ("endDate", head.last_day),
                ("curCode", store.currency.code),
                ("dateCreated", local_date(head.made_ms, head.offset_minutes)),
                ("timeCreated", local_time(head.made_ms, head.offset_minutes)),
                ("softwareDesc", "Trofast"),
                ("softwareVersion", head.program_version[:20]),
                ("softwareCompanyName", "Trofast"),
                ("auditfileVersion", "1.00"),
            ),
        ),
        1,
    )
    yield "\t<company>\n"
    yield render(("companyIdent", number[:35]), 2)
    yield render(("companyName", store.name[:100]), 2)
    yield render(("taxRegistrationCountry", "NO"), 2)
    yield render(("taxRegIdent", f"{number}MVA"[:50]), 2)
    yield render(_address(store), 2)
    yield from _masters(head, master)
    yield "\t\t<location>\n"
    yield render(("name", store.name[:100]), 3)
    yield render(_address(store), 3)
    yield "\t\t\t<cashregister>\n"
    yield render(("registerID", register_id[:100]), 4)


CLOSING = "\t\t\t</cashregister>\n\t\t</location>\n\t</company>\n</auditfile>\n"


def event(one: FileEvent) -> str:
    """An ``event``."""
    inside: list[Element] = [("eventID", codes.identification(one.event_id)), ("eventType", one.code)]
    if one.transaction_id:
        inside.append(("transID", codes.identification(one.transaction_id)))
    if one.cashier_id:
        inside.append(("empID", codes.identification(one.cashier_id)))
    inside += [
        ("eventDate", local_date(one.at_ms, one.offset_minutes)),
        ("eventTime", local_time(one.at_ms, one.offset_minutes)),
    ]
    if one.text:
        inside.append(("eventText", one.text[:9999]))
    if one.report is not None:
        inside.append(one.report)
    return render(("event", inside), 4)


def transaction(one: CashTransaction, kept: Kept, currency_code: str) -> str:
    """A ``cashtransaction``."""
    number, sign = str(one.number), _side(one.with_vat_minor, one.kind)
    employee = codes.identification(one.cashier_id)
    day, clock = local_date(one.at_ms, one.offset_minutes), local_time(one.at_ms, one.offset_minutes)
    inside: list[Element] = [
        ("nr", number),
        ("transID", codes.identification(one.transaction_id)),
        ("transType", one.kind),
        ("transAmntIn", amount_text(one.with_vat_minor)),
        ("transAmntEx", amount_text(one.with_vat_minor - one.tax_minor)),
        ("amntTp", sign),
        ("empID", employee),
        ("periodNumber", "1"),
        ("transDate", day),
        ("transTime", clock),
    ]
    if one.of_transaction:
        inside.append(("refID", codes.identification(one.of_transaction)))
    for place, line in enumerate(one.lines, start=1):
        inside.append(_line(line, number, place, employee, (day, clock), one.kind))
    inside += [_vat(amount.rate.code, amount, one.kind) for amount in one.vat]
    inside.append(("rounding", (("roundingAmnt", amount_text(one.rounding_minor)),)))
    for paid in one.payments:
        inside.append(
            (
                "payment",
                (
                    ("paymentType", paid.code),
                    ("paidAmnt", amount_text(paid.amount_minor)),
                    ("empID", employee),
                    ("curCode", currency_code),
                    ("exchRt", "1.000000"),
                    ("paymentRefID", paid.reference[:999]),
                ),
            )
        )
    inside += [
        ("signature", kept.signature),
        ("keyVersion", str(kept.key_version)),
        ("receiptNum", str(min(kept.receipts, 999))),
        ("receiptCopyNum", str(min(kept.copies, 999))),
        ("receiptProformaNum", str(min(kept.provisional, 999))),
        ("receiptDeliveryNum", str(min(kept.deliveries, 999))),
        ("voidTransaction", "false"),
        ("trainingID", "false"),
    ]
    return render(("cashtransaction", inside), 4)


def _line(
    line: FileLine, number: str, place: int, employee: str, when: tuple[str, str], kind: str
) -> Element:
    inside: list[Element] = [("nr", number), ("lineID", str(place)), ("lineType", line.kind)]
    if line.article is not None:
        inside += [
            ("artGroupID", codes.group_code(line.article.category_id)),
            ("artID", codes.identification(line.article.article_id)),
            ("qnt", thousandths(line.quantity_milli)),
        ]
    inside += [
        ("lineAmntIn", amount_text(line.with_vat_minor)),
        ("lineAmntEx", amount_text(line.with_vat_minor - line.tax_minor)),
        ("amntTp", _side(line.with_vat_minor, kind)),
    ]
    if line.article is not None:
        inside.append(("ppu", amount_text(line.unit_price_minor)))
    inside += [("empID", employee), ("lineDate", when[0]), ("lineTime", when[1])]
    inside.append(_vat(line.rate.code, VatAmount(line.rate, line.base_minor, line.tax_minor), kind))
    for code, minor in line.discounts:
        who = (("empID", employee),) if code in codes.BY_PERSONS else ()
        inside.append(("discount", (("dscTp", code), ("dscAmnt", amount_text(minor)), *who)))
    return ("ctLine", inside)


def _vat(code: str, amount: VatAmount, kind: str) -> Element:
    return (
        "vat",
        (
            ("vatCode", code[:20]),
            ("vatPerc", amount_text(amount.rate.basis_points)),
            ("vatAmnt", amount_text(amount.tax_minor)),
            ("vatAmntTp", _side(amount.tax_minor, kind)),
            ("vatBasAmnt", amount_text(amount.base_minor)),
        ),
    )


def _side(minor: int, kind: str) -> str:
    """Credit for what comes in, debit for what goes out; nothing at all goes with its transaction."""
    return (
        "D"
        if minor < 0 or (minor == 0 and kind in (codes.RETURN_PAYMENT.code, codes.CREDIT_RETURN.code))
        else "C"
    )


def thousandths(milli: int) -> str:
    """A quantity in its own unit, ``2`` or ``0.342``."""
    whole, rest = divmod(abs(milli), 1000)
    return f"{'-' if milli < 0 else ''}{whole}" + (f".{rest:03d}" if rest else "")


def _address(store: Store) -> Element:
    """A street and further lines as the shop wrote them; a last line that begins with four digits is the town."""
    lines = [line for line in store.address if line.strip()]
    inside: list[Element] = []
    town = _POSTAL.fullmatch(lines[-1].strip()) if lines else None
    if town:
        lines.pop()
    if lines:
        inside.append(("streetname", lines[0][:100]))
    if len(lines) > 1:
        inside.append(("additionalAddressDetails", ", ".join(lines[1:])[:100]))
    if town:
        inside += [("city", town[2][:50]), ("postalCode", town[1])]
    return ("streetAddress", (*inside, ("country", "NO")))


def _masters(head: FileHead, master: MasterData) -> Iterator[str]:
    day = head.first_day
    yield "\t\t<vatCodeDetails>\n"
    for code, basis_points in master.vat:
        yield render(
            (
                "vatCodeDetail",
                (
                    ("vatCode", code[:20]),
                    ("dateOfEntry", day),
                    ("vatDesc", f"{amount_text(basis_points)} %"),
                    ("standardVatCode", codes.standard_vat_code(code, basis_points)),
                ),
            ),
            3,
        )
    yield "\t\t</vatCodeDetails>\n"
    period = (("periodNumber", "1"), ("startDatePeriod", day), ("endDatePeriod", head.last_day))
    yield render(("periods", (("period", period),)), 2)
    yield "\t\t<employees>\n"
    for cashier_id in master.employees:
        known = codes.identification(cashier_id)
        yield render(
            (
                "employee",
                (
                    ("empID", known),
                    ("dateOfEntry", day),
                    ("timeOfEntry", "00:00:00"),
                    ("surName", cashier_id[:100]),
                ),
            ),
            3,
        )
    yield "\t\t</employees>\n\t\t<articles>\n"
    for article_id, name, category_id, first_day in master.articles:
        yield render(
            (
                "article",
                (
                    ("artID", codes.identification(article_id)),
                    ("dateOfEntry", first_day),
                    ("artGroupID", codes.group_code(category_id)),
                    ("artDesc", name[:999]),
                ),
            ),
            3,
        )
    yield "\t\t</articles>\n\t\t<basics>\n"
    for group in master.groups:
        words = f"Article group {group or 'none'}"
        yield render(
            _basic(codes.Basic(codes.ARTICLE_GROUP, codes.group_code(group), codes.GROUP_OTHER, words)), 3
        )
    for basic in codes.BASICS:
        yield render(_basic(basic), 3)
    yield "\t\t</basics>\n"


def _basic(basic: codes.Basic) -> Element:
    inside: list[Element] = [("basicType", basic.list_id), ("basicID", basic.code)]
    if basic.predefined:
        inside.append(("predefinedBasicID", basic.predefined))
    return ("basic", (*inside, ("basicDesc", basic.words[:999])))
