"""X and Z reports: what a register says its period added up to, as facts that hold all of it.

A period is a stretch of the journal, from the record after the last Z to the one before this report: no clock that was
set back moves anything into it or out of it, and since the journal only grows, a closed period never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.period_totals import PeriodTotals
from pos_app.domain.sale import Seller


class ReportKind(StrEnum):
    """X looks; Z closes. Values are frozen: they stand in journals."""

    X = "x"
    Z = "z"


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """One report: a fact. ``number`` counts the register's periods from 1, without a gap: that of a Z is its own, an X
    has the number that its period's Z will have.

    The period is the journal's records after ``after_sequence`` up to ``until_sequence``; the report itself is the
    next one. ``from_ms`` is when the period began by the till's clock (the last Z, or the register's first record).
    """

    report_id: str
    kind: ReportKind
    number: int
    seller: Seller
    from_ms: int
    at_ms: int
    offset_minutes: int
    business_date: str
    currency_code: str
    after_sequence: int
    until_sequence: int
    totals: PeriodTotals
    approved_by: str = ""

    @property
    def sequence(self) -> int:
        """The report's own place in the journal."""
        return self.until_sequence + 1
