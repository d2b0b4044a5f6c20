"""The facts of a register's cash and periods, version 1: a drawer was counted; an X or Z report with all its totals.

Frozen like :mod:`sync.protocol.v1.facts`; whatever is no such body raises :class:`msgspec.ValidationError` or
``DecodeError``.
"""

from __future__ import annotations

from typing import Any, TypeVar

import msgspec

from pos_app.domain.drawer import DrawerCount
from pos_app.domain.period_report import PeriodReport
from sync.protocol.v1.facts import SellerV1

DRAWER_COUNT = "drawer-count"
PERIOD_REPORT = "period-report"


class PiecesV1(msgspec.Struct, frozen=True):
    """Notes or coins of one value."""

    value_minor: int
    count: int


class DrawerCountV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was counted, why, and what should have been there."""

    count_id: str
    session_id: str
    purpose: str
    seller: SellerV1
    owner: str
    at_ms: int
    offset_minutes: int
    business_date: str
    currency_code: str
    pieces: tuple[PiecesV1, ...]
    counted_minor: int
    expected_minor: int
    reason: str = ""
    approved_by: str = ""
    from_session: str = ""


class CountedV1(msgspec.Struct, frozen=True):
    """How many, how much."""

    count: int
    amount_minor: int


class NamedTotalV1(msgspec.Struct, frozen=True):
    """The same under a name."""

    name: str
    count: int
    amount_minor: int


class GroupTotalV1(msgspec.Struct, frozen=True):
    """An article group."""

    group_id: str
    quantity_milli: int
    amount_minor: int


class VatTotalV1(msgspec.Struct, frozen=True):
    """A VAT code, sales and returns apart."""

    code: str
    basis_points: int
    base_minor: int
    tax_minor: int
    returned_base_minor: int
    returned_tax_minor: int


class PaymentTotalV1(msgspec.Struct, frozen=True):
    """A kind of payment."""

    kind: str
    count: int
    amount_minor: int
    refunds: int
    refunded_minor: int


class CashierTotalV1(msgspec.Struct, frozen=True):
    """A cashier's part."""

    cashier_id: str
    sales: CountedV1
    returns: CountedV1
    float_minor: int
    payments: tuple[PaymentTotalV1, ...]
    groups: tuple[GroupTotalV1, ...]


class DrawerTotalV1(msgspec.Struct, frozen=True):
    """A drawer that was closed."""

    session_id: str
    owner: str
    counted_minor: int
    expected_minor: int


class GrandTotalsV1(msgspec.Struct, frozen=True):
    """Since the register was new."""

    sales_minor: int
    returns_minor: int


class PeriodTotalsV1(msgspec.Struct, frozen=True):
    """All sums of a period."""

    sales: CountedV1
    sales_tax_minor: int
    returns: CountedV1
    returns_tax_minor: int
    rounding_minor: int
    prepaid_minor: int
    gift_cards_loaded: CountedV1
    gift_cards_returned: CountedV1
    groups: tuple[GroupTotalV1, ...]
    vat: tuple[VatTotalV1, ...]
    payments: tuple[PaymentTotalV1, ...]
    cashiers: tuple[CashierTotalV1, ...]
    opening_float_minor: int
    drawer_openings: int
    copies: CountedV1
    provisional: CountedV1
    deliveries: CountedV1
    training: CountedV1
    discounts: CountedV1
    voids: CountedV1
    corrections: tuple[NamedTotalV1, ...]
    price_lookups: tuple[NamedTotalV1, ...]
    paid_in: tuple[NamedTotalV1, ...]
    paid_out: tuple[NamedTotalV1, ...]
    drops: CountedV1
    drawers: tuple[DrawerTotalV1, ...]
    grand: GrandTotalsV1


class PeriodReportV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A report with its totals."""

    report_id: str
    kind: str
    number: int
    seller: SellerV1
    from_ms: int
    at_ms: int
    offset_minutes: int
    business_date: str
    currency_code: str
    after_sequence: int
    until_sequence: int
    totals: PeriodTotalsV1
    approved_by: str = ""


_Fact = TypeVar("_Fact")
_encoder = msgspec.msgpack.Encoder()
_count_decoder = msgspec.msgpack.Decoder(DrawerCountV1)
_report_decoder = msgspec.msgpack.Decoder(PeriodReportV1)


def encode_drawer_count(count: DrawerCount) -> bytes:
    """The body of a count."""
    return _encoder.encode(msgspec.convert(count, DrawerCountV1, from_attributes=True))


def decode_drawer_count(body: bytes) -> DrawerCount:
    """The count that a body says."""
    return _decoded(_count_decoder, body, DrawerCount)


def encode_period_report(report: PeriodReport) -> bytes:
    """The body of an X or Z report."""
    return _encoder.encode(msgspec.convert(report, PeriodReportV1, from_attributes=True))


def decode_period_report(body: bytes) -> PeriodReport:
    """The report that a body says."""
    return _decoded(_report_decoder, body, PeriodReport)


def _decoded(decoder: msgspec.msgpack.Decoder[Any], body: bytes, kind: type[_Fact]) -> _Fact:
    try:
        return msgspec.convert(decoder.decode(body), kind, from_attributes=True)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError("the fact holds what is no text, or too deep a nest") from error
