"""Drawers and periods in ``till.db``, inside a running transaction: the port ``DrawerBook``.

A till's first paint needs none of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from pos_app.domain.drawer import EVERYBODY, DrawerCount, OpenDrawer
from pos_app.domain.errors import JournalUnreadable
from pos_app.domain.period_report import PeriodReport
from pos_app.domain.period_sum import PeriodFact
from pos_app.domain.sale import Seller
from pos_app.domain.tender import TenderKind
from pos_app.storage import drawer_sql as sql
from pos_app.storage import journal
from pos_app.storage.database import Database
from pos_app.storage.journal import Owner
from pos_app.storage.sale_rows import Row
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import period_facts, return_facts
from sync.protocol.v1.period_reading import facts_of

_PAGE = 500


class SqliteDrawerBook:
    """The port on a transaction that somebody else opened and commits."""

    def __init__(self, database: Database, owner_for: Callable[[Seller], Owner]) -> None:
        self._database = database
        self._owner_for = owner_for

    def add_count(self, count: DrawerCount) -> int:
        """Journal a count with its row; returns the sequence."""
        sequence = journal.append(
            self._database,
            self._owner_for(count.seller),
            fact_id=count.count_id,
            kind=period_facts.DRAWER_COUNT,
            at_ms=count.at_ms,
            body=period_facts.encode_drawer_count(count),
        )
        self._database.run(sql.ADD_COUNT, count_row(count, sequence))
        return sequence

    def open_drawers(self) -> list[OpenDrawer]:
        """The drawers that nobody closed, in the order in which they were opened. Raises
        :class:`JournalUnreadable`.
        """
        try:
            return [
                OpenDrawer(period_facts.decode_drawer_count(open_envelope(envelope).body), sequence)
                for sequence, envelope in self._database.rows(sql.OPEN_DRAWERS)
            ]
        except msgspec.MsgspecError as error:
            raise JournalUnreadable from error

    def moved_minor(self, drawer: OpenDrawer) -> int:
        """Cash that came into the drawer since it was opened, less what left it."""
        database, owner, after = self._database, drawer.opening.owner, drawer.sequence
        everybody = int(owner == EVERYBODY)
        taken = database.number(sql.CASH_TAKEN, (after, everybody, owner))
        change = database.number(sql.CHANGE_GIVEN, (after, everybody, owner))
        refunded = sum(
            tender.amount_minor
            for (envelope,) in database.rows(sql.RETURNS_SINCE, (after, everybody, owner))
            for tender in return_facts.decode_return(open_envelope(envelope).body).tenders
            if tender.kind is TenderKind.CASH
        )
        return taken - change - refunded + database.number(sql.CASH_MOVED, (drawer.session_id,))

    def last_z(self) -> PeriodReport | None:
        """The report that closed the last period."""
        return _report(self._database.row(sql.LAST_Z))

    def report(self, report_id: str) -> PeriodReport | None:
        """An X or Z report of this till."""
        return _report(self._database.row(sql.REPORT_OF, (report_id,)))

    def head(self) -> int:
        """The sequence of the newest record."""
        return journal.head(self._database)[0]

    def began_ms(self, after: int) -> int:
        """When the first record after ``after`` was made, by the till's clock; 0 where there is none."""
        row = self._database.row(sql.FIRST_MS, (after,))
        return row[0] if row else 0

    def facts(self, after: int) -> Iterator[PeriodFact]:
        """What the period after that record is summed from, oldest first, some at a time. Raises
        :class:`JournalUnreadable`.
        """
        while rows := self._database.rows(sql.RECORDS_AFTER, (after, _PAGE)):
            try:
                yield from facts_of(envelope for _, envelope in rows)
            except msgspec.MsgspecError as error:
                raise JournalUnreadable from error
            after = rows[-1][0]

    def add_report(self, report: PeriodReport) -> int:
        """Journal an X or Z report with its row; returns the sequence, which is the report's own."""
        sequence = journal.append(
            self._database,
            self._owner_for(report.seller),
            fact_id=report.report_id,
            kind=period_facts.PERIOD_REPORT,
            at_ms=report.at_ms,
            body=period_facts.encode_period_report(report),
        )
        if sequence != report.sequence:
            raise ValueError("a report stands right behind its period")
        self._database.run(sql.ADD_REPORT, report_row(report, sequence))
        return sequence


def _report(row: tuple[bytes] | None) -> PeriodReport | None:
    if row is None:
        return None
    try:
        return period_facts.decode_period_report(open_envelope(row[0]).body)
    except msgspec.MsgspecError as error:
        raise JournalUnreadable from error


def count_row(count: DrawerCount, sequence: int) -> Row:
    """The row of a count, in the order of the table's columns."""
    return (
        sequence,
        count.count_id,
        count.session_id,
        count.purpose.value,
        count.owner,
        count.at_ms,
        count.business_date,
        count.seller.cashier_id,
        count.approved_by,
        count.currency_code,
        count.counted_minor,
        count.expected_minor,
        count.reason,
    )


def report_row(report: PeriodReport, sequence: int) -> Row:
    """The row of a report, in the order of the table's columns."""
    totals = report.totals
    return (
        sequence,
        report.report_id,
        report.kind.value,
        report.number,
        report.after_sequence,
        report.at_ms,
        report.business_date,
        report.seller.cashier_id,
        report.currency_code,
        totals.sales.count,
        totals.sales.amount_minor,
        totals.returns.count,
        totals.returns.amount_minor,
        totals.grand.sales_minor,
        totals.grand.returns_minor,
    )
