"""What a register's period adds up to, from the facts in it alone (:mod:`period_sum`).

A period is what stands in the journal between two Z reports. The fields follow what an X or Z report has to show in
Norway (kassasystemforskriften §§ 2-8-2 and 2-8-3) and what the tax office's ``eventReport`` asks for, field by field:

* sales and returns stand apart everywhere; a return is never subtracted from the sales of a rate or a tender;
* money put on a gift card that buys anything is no sale, and what is paid with one is a tender like any other; a card
  whose VAT was paid when it was sold is a sale then, and no sale again when it is spent;
* goods handed out on an account are no cash sale: their delivery receipts are counted with what they come to, and that
  is all; whoever writes the invoice books the sale, and the credit for what comes back;
* discounts are those that a person gave, never what an offer took off by itself;
* grand totals go on from the period before, and are never reset.

Tips do not exist here. Article groups are of what was sold: a return names its sale, which may be another till's.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.tender import TenderKind


@dataclass(frozen=True, slots=True)
class Counted:
    """How many, and how much together."""

    count: int = 0
    amount_minor: int = 0


NOTHING = Counted()


@dataclass(frozen=True, slots=True)
class NamedTotal:
    """The same under a name: a reason, a kind of correction."""

    name: str
    count: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """What was sold of an article group, as prices are meant (with VAT, where they include it)."""

    group_id: str
    quantity_milli: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class VatTotal:
    """One VAT code: base without VAT and the VAT, of sales and of returns."""

    code: str
    basis_points: int
    base_minor: int = 0
    tax_minor: int = 0
    returned_base_minor: int = 0
    returned_tax_minor: int = 0


@dataclass(frozen=True, slots=True)
class PaymentTotal:
    """One kind of payment: what was taken (cash less change), and what was given back."""

    kind: str
    count: int = 0
    amount_minor: int = 0
    refunds: int = 0
    refunded_minor: int = 0


@dataclass(frozen=True, slots=True)
class CashierTotal:
    """One cashier's part. ``float_minor`` is what they opened drawers with."""

    cashier_id: str
    sales: Counted
    returns: Counted
    float_minor: int
    payments: tuple[PaymentTotal, ...]
    groups: tuple[GroupTotal, ...]


@dataclass(frozen=True, slots=True)
class DrawerTotal:
    """A drawer that was closed or handed over in the period."""

    session_id: str
    owner: str
    counted_minor: int
    expected_minor: int

    @property
    def difference_minor(self) -> int:
        """What was over, or (negative) short."""
        return self.counted_minor - self.expected_minor


@dataclass(frozen=True, slots=True)
class GrandTotals:
    """Everything since the register was new."""

    sales_minor: int = 0
    returns_minor: int = 0

    @property
    def net_minor(self) -> int:
        """Sales less returns."""
        return self.sales_minor - self.returns_minor


NEW_REGISTER = GrandTotals()


@dataclass(frozen=True, slots=True)
class PeriodTotals:
    """All sums of a period, amounts with VAT unless said otherwise; returns and paid-out are positive.

    ``prepaid_minor`` was paid with gift cards whose sale was counted when they were sold. ``drawer_openings`` are
    those without a sale or a return. ``copies`` and the other slips count paper; their amount is what stood on it.
    """

    sales: Counted = NOTHING
    sales_tax_minor: int = 0
    returns: Counted = NOTHING
    returns_tax_minor: int = 0
    rounding_minor: int = 0
    prepaid_minor: int = 0
    gift_cards_loaded: Counted = NOTHING
    gift_cards_returned: Counted = NOTHING
    groups: tuple[GroupTotal, ...] = ()
    vat: tuple[VatTotal, ...] = ()
    payments: tuple[PaymentTotal, ...] = ()
    cashiers: tuple[CashierTotal, ...] = ()
    opening_float_minor: int = 0
    drawer_openings: int = 0
    copies: Counted = NOTHING
    provisional: Counted = NOTHING
    deliveries: Counted = NOTHING
    training: Counted = NOTHING
    discounts: Counted = NOTHING
    voids: Counted = NOTHING
    corrections: tuple[NamedTotal, ...] = ()
    price_lookups: tuple[NamedTotal, ...] = ()
    paid_in: tuple[NamedTotal, ...] = ()
    paid_out: tuple[NamedTotal, ...] = ()
    drops: Counted = NOTHING
    drawers: tuple[DrawerTotal, ...] = ()
    grand: GrandTotals = NEW_REGISTER

    @property
    def net_minor(self) -> int:
        """Sales less returns."""
        return self.sales.amount_minor - self.returns.amount_minor

    @property
    def cash_minor(self) -> int:
        """Cash taken, less change and refunds."""
        return sum(
            each.amount_minor - each.refunded_minor for each in self.payments if each.kind == TenderKind.CASH
        )
