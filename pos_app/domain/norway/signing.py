"""What the signature of a cash transaction is made over (SAF-T Cash Register 1.00, element ``signature``).

Each sale and each return of a register is signed with RSA over its own few words and the signature before it, so that
none can be changed, left out or moved. The till's journal has a stronger chain of its own; this one is what the tax
office's tools know. The key and the arithmetic are the machine's: here is only the text.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.loyalty.calendar_days import local_day
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale

FIRST_PREVIOUS = "0"
"""What stands for the signature before the first one of a register."""
_DAY_S = 86_400


@dataclass(frozen=True, slots=True)
class Signable:
    """The words of one transaction. ``date`` and ``time`` are the store's own, as the file shows them; ``number`` is
    its place in the till's one series of receipts. Amounts in minor units, VAT included and not; a return's are
    negative.
    """

    number: int
    date: str
    time: str
    with_vat_minor: int
    without_vat_minor: int

    def text(self, previous: str) -> str:
        """What is signed; ``previous`` is the signature before, :data:`FIRST_PREVIOUS` for the first."""
        amounts = (amount_text(self.with_vat_minor), amount_text(self.without_vat_minor))
        return ";".join((previous, self.date, self.time, str(self.number), *amounts))


def of_sale(sale: Sale) -> Signable:
    """The words of a sale: what it costs before cash rounding."""
    total, context = sale.priced.total_minor, sale.context
    return Signable(
        sale.receipt_number,
        local_date(context.at_ms, context.offset_minutes),
        local_time(context.at_ms, context.offset_minutes),
        total,
        total - sale.priced.tax_minor,
    )


def of_return(returned: Return) -> Signable:
    """The words of a return: by how much the sale's total fell, below zero."""
    refund, context = returned.reversal.refund, returned.context
    return Signable(
        returned.receipt_number,
        local_date(context.at_ms, context.offset_minutes),
        local_time(context.at_ms, context.offset_minutes),
        -refund.total_minor,
        refund.tax_minor - refund.total_minor,
    )


def amount_text(minor: int) -> str:
    """Two decimals with a point, whatever the language: ``295.40``, ``-16.40``."""
    whole, cents = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{whole}.{cents:02d}"


def local_date(at_ms: int, offset_minutes: int) -> str:
    """The store's calendar day at that instant, ``2026-03-01``."""
    return local_day(at_ms, offset_minutes).isoformat()


def local_time(at_ms: int, offset_minutes: int) -> str:
    """The store's clock at that instant, ``14:02:00``; a part of a second is left out."""
    second = (at_ms // 1000 + offset_minutes * 60) % _DAY_S
    return f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
