"""Writes a register's SAF-T Cash Register file from ``till.db``, page by page: a year of sales in the memory of one.

Everything is read in one transaction: the file tells of one moment however long it takes, and the till sells on beside.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pos_app.domain.basket import Line
from pos_app.domain.catalogue import VatRate
from pos_app.domain.counter_event import CounterEvent, CounterEventKind
from pos_app.domain.drawer import DrawerCount
from pos_app.domain.norway import codes, saf_t
from pos_app.domain.norway.cash_transaction import CashTransaction, from_return, from_sale
from pos_app.domain.norway.event_report import event_report
from pos_app.domain.norway.signing import amount_text, local_date
from pos_app.domain.period_report import ReportKind
from pos_app.domain.pricing import OUTSIDE_VAT, VAT_PREPAID
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.services.till_store import PrintKind, PrintState
from pos_app.storage import journal
from pos_app.storage import saf_t_statements as sql
from pos_app.storage.database import Database
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import counter_facts, facts, period_facts, return_facts

_DAY_MS = 86_400_000
_ODD_CLOCKS_MS = 2 * _DAY_MS
"""How much further than the days asked for is looked: zones, and clocks that were set, move days against instants."""
_SPAN = 250
"""Records whose lines are in memory together."""


@dataclass
class Written:
    """What was written: how many, the sum with VAT in minor units, and the receipt numbers that carry no signature."""

    transactions: int = 0
    events: int = 0
    total_minor: int = 0
    unsigned: list[int] = field(default_factory=list)


_OF_A_RECEIPT = frozenset(
    {
        CounterEventKind.COPY_PRINTED,
        CounterEventKind.SALE_WITHOUT_RECEIPT,
        CounterEventKind.GIFT_RECEIPT_PRINTED,
        CounterEventKind.CARD_SLIP_PRINTED,
        CounterEventKind.DELIVERY_PRINTED,
    }
)
"""Events whose subject is a sale or a return: the file names its transaction."""
_TOLD_BY_THEIR_REPORT = frozenset({CounterEventKind.X_REPORT, CounterEventKind.Z_REPORT})


class SafTFile:
    """The file of one register for the store's days ``first_day`` to ``last_day`` (ISO, both included).

    ``offset_minutes`` tells the store's offset from UTC at an instant, for what was written without its own.
    """

    def __init__(
        self,
        database: Database,
        head: saf_t.FileHead,
        register_id: str,
        offset_minutes: Callable[[int], int],
    ) -> None:
        self._database = database
        self._head = head
        self._register_id = register_id
        self._offset_minutes = offset_minutes
        self.written = Written()

    def write(self, out: Path) -> Written:
        """Write the whole file, or none: aside first, then under its name. ``OSError`` when it can not be written."""
        aside = out.with_name(out.name + ".part")
        try:
            with aside.open("w", encoding="utf-8", newline="\n") as file:
                self._database.sql("BEGIN")
                try:
                    for part in self.parts():
                        file.write(part)
                finally:
                    self._database.rollback()
            aside.replace(out)
        finally:
            aside.unlink(missing_ok=True)
        return self.written

    def parts(self) -> Iterator[str]:
        """The file's text from its first line to its last."""
        yield from saf_t.opening(self._head, self._master_data(), self._register_id)
        for event in heapq.merge(self._events(), self._prints(), key=lambda each: each.at_ms):
            self.written.events += 1
            yield saf_t.event(event)
        for transaction, kept in self._transactions():
            self.written.transactions += 1
            self.written.total_minor += transaction.with_vat_minor
            if not kept.signature:
                self.written.unsigned.append(transaction.number)
            yield saf_t.transaction(transaction, kept, self._head.store.currency.code)
        yield saf_t.CLOSING

    @property
    def _both_days(self) -> tuple[str, str, str, str]:
        days = (self._head.first_day, self._head.last_day)
        return (*days, *days)

    def _master_data(self) -> saf_t.MasterData:
        articles, groups, rates = self._of_lines()
        vat = dict.fromkeys([*sorted(rates, key=_highest_first), OUTSIDE_VAT, VAT_PREPAID])
        employees = {row[0] for row in self._database.rows(sql.CASHIERS)}
        for (
            event
        ) in self._events():  # a report tells of its whole period, which may have begun before these days
            employees.add(event.cashier_id)
            if event.totals is not None:
                employees.update(cashier.cashier_id for cashier in event.totals.cashiers)
                groups.update(group.group_id for group in event.totals.groups)
                groups.update(each.name for each in event.totals.price_lookups if each.name)
                vat.update({VatRate(each.code, each.basis_points): None for each in event.totals.vat})
        return saf_t.MasterData(
            articles=articles,
            groups=sorted(groups),
            vat=[(rate.code, rate.basis_points) for rate in vat],
            employees=sorted(employees - {""}),
        )

    def _of_lines(self) -> tuple[list[tuple[str, str, str, str]], set[str], set[VatRate]]:
        """Each article once (its id, name, group and first day), the groups, and the rates of what these days sold or
        brought back.
        """
        articles: dict[str, tuple[str, str, str]] = {}
        groups, rates = set(), set()
        for article_id, name, group, code, basis_points, day in self._lines():
            groups.add(group)
            rates.add(VatRate(code, basis_points))
            kept = articles.get(article_id, (name, group, day))
            articles[article_id] = (max(kept[0], name), max(kept[1], group), min(kept[2], day))
        return [(each, *articles[each]) for each in sorted(articles)], groups, rates

    def _lines(self) -> Iterator[tuple[str, str, str, str, int, str]]:
        first, last = self._database.row(sql.FIRST_AND_LAST, self._both_days) or (None, None)
        days = (self._head.first_day, self._head.last_day)
        for begin in range(first or 0, (last or -1) + 1, _SPAN):
            span = (begin, begin + _SPAN - 1, *days)
            yield from self._database.rows(sql.LINES_SOLD, span)
            yield from self._database.rows(sql.LINES_BACK, span)
        for day, line in self._of_no_sale_here():
            of, vat = line.article, line.article.vat
            yield of.article_id, of.name, of.category_id, vat.code, vat.basis_points, day

    def _of_no_sale_here(self) -> Iterator[tuple[str, Line]]:
        """The lines that came back without a receipt, or on one of another till, with their business day."""
        after, days = 0, (self._head.first_day, self._head.last_day)
        while rows := self._database.rows(sql.OF_NO_SALE_HERE, (after, *days)):
            for _, day, envelope in rows:
                back = return_facts.decode_return(open_envelope(envelope).body)
                goods = back.basket(self._sale_of(back))
                yield from ((day, goods.line(each.line_id)) for each in back.reversal.refund.lines)
            after = rows[-1][0]

    def _sale_of(self, back: Return) -> Sale | None:
        stored = journal.sale_body(self._database, back.sale_id)
        return None if stored is None else facts.decode_sale(stored)

    def _is_in(self, day: str) -> bool:
        return self._head.first_day <= day <= self._head.last_day

    def _around_ms(self) -> tuple[int, int]:
        from datetime import date

        epoch = date(1970, 1, 1).toordinal()
        first = (date.fromisoformat(self._head.first_day).toordinal() - epoch) * _DAY_MS
        last = (date.fromisoformat(self._head.last_day).toordinal() - epoch) * _DAY_MS
        return first - _ODD_CLOCKS_MS, last + _ODD_CLOCKS_MS

    def _events(self) -> Iterator[saf_t.FileEvent]:
        after = 0
        while rows := self._database.rows(sql.OTHER_RECORDS, (after, *self._around_ms())):
            for sequence, kind, at_ms, envelope in rows:
                found = self._event(sequence, kind, at_ms, open_envelope(envelope).body)
                if found is not None and self._is_in(local_date(found.at_ms, found.offset_minutes)):
                    yield found
            after = rows[-1][0]

    def _event(self, sequence: int, kind: str, at_ms: int, body: bytes) -> saf_t.FileEvent | None:
        if kind == counter_facts.COUNTER_EVENT:
            happened = counter_facts.decode_counter_event(body)
            return None if happened.kind in _TOLD_BY_THEIR_REPORT else _counter_event(sequence, happened)
        if kind == period_facts.DRAWER_COUNT:
            return _drawer_count(sequence, period_facts.decode_drawer_count(body))
        if kind == period_facts.PERIOD_REPORT:
            report = period_facts.decode_period_report(body)
            code = codes.EVENTS[
                CounterEventKind.Z_REPORT if report.kind is ReportKind.Z else CounterEventKind.X_REPORT
            ].code
            told = event_report(report, self._head.store, self._register_id)
            when = (report.at_ms, report.offset_minutes, report.seller.cashier_id)
            allowed = f"allowed by {report.approved_by}" if report.approved_by else ""
            return saf_t.FileEvent(
                str(sequence), code, *when, text=allowed, report=told, totals=report.totals
            )
        cashier_id = facts.decode_signed_in(body)
        return saf_t.FileEvent(
            str(sequence), codes.SIGNED_IN.code, at_ms, self._offset_minutes(at_ms), cashier_id
        )

    def _prints(self) -> Iterator[saf_t.FileEvent]:
        from_ms, to_ms = self._around_ms()
        after_job = ""
        while rows := self._database.rows(sql.PRINTS, (after_job, from_ms, to_ms)):
            for row in rows:
                yield from self._paper_and_drawer(*row)
            after_job = rows[-1][1]

    def _paper_and_drawer(
        self,
        created_ms: int,
        job_id: str,
        fact_id: str,
        kind: str,
        state: str,
        open_drawer: int,
        fact_kind: str,
        cashier_id: str,
        copy_told: int,
        declined: int,
        delivered: int,
    ) -> Iterator[saf_t.FileEvent]:
        offset = self._offset_minutes(created_ms)
        if not self._is_in(local_date(created_ms, offset)):
            return
        when = (created_ms, offset, cashier_id, fact_id)
        if open_drawer:
            yield saf_t.FileEvent(f"D{codes.identification(job_id)}", codes.DRAWER_WITH_SALE.code, *when)
        if kind == PrintKind.GIFT.value or not _came_out(state, declined):
            return  # the journal's own event tells of a gift's slip
        if delivered and kind == PrintKind.RECEIPT.value:
            return  # and of a delivery's
        if kind == PrintKind.COPY.value:
            if not copy_told:  # else the journal's own event tells it
                yield saf_t.FileEvent(job_id, codes.COPY_PRINTED.code, *when)
            return
        printed = codes.RETURN_PRINTED if fact_kind == return_facts.RETURN else codes.RECEIPT_PRINTED
        yield saf_t.FileEvent(job_id, printed.code, *when)

    def _transactions(self) -> Iterator[tuple[CashTransaction, saf_t.Kept]]:
        first, last = self._database.row(sql.FIRST_AND_LAST, self._both_days) or (None, None)
        after = (first or 0) - 1
        while rows := self._database.rows(sql.TRANSACTIONS, (after, last or 0)):
            for _, fact_id, kind, envelope, signature, key_version in rows:
                transaction, day, paper = self._read(kind, open_envelope(envelope).body)
                if self._is_in(day):
                    yield transaction, self._kept(paper or fact_id, transaction, signature, key_version)
            after = rows[-1][0]

    def _read(self, kind: str, body: bytes) -> tuple[CashTransaction, str, str]:
        """The transaction, its day, and the fact on whose paper it stands where that is another."""
        if kind == facts.SALE:
            sold = facts.decode_sale(body)
            return from_sale(sold), sold.context.business_date, ""
        back = return_facts.decode_return(body)
        paper = next((each.exchange_id for each in back.tenders if each.exchange_id), "")
        return from_return(back, self._sale_of(back)), back.context.business_date, paper

    def _kept(
        self, fact_id: str, of: CashTransaction, signature: str | None, key_version: int | None
    ) -> saf_t.Kept:
        sent = [
            kind
            for kind, state, declined in self._database.rows(sql.JOBS_OF_FACT, (fact_id,))
            if kind != PrintKind.GIFT.value and _came_out(state, declined)
        ]
        copies = sent.count(PrintKind.COPY.value)
        (provisional,) = self._database.row(sql.PROVISIONAL_OF_BASKET, (of.basket_id,)) or (0,)
        first = len(sent) - copies
        receipts, deliveries = (0, first) if of.kind == codes.CREDIT_SALE.code else (first, 0)
        return saf_t.Kept(signature or "", key_version or 0, receipts, copies, provisional, deliveries)


def _highest_first(rate: VatRate) -> tuple[int, str]:
    return -rate.basis_points, rate.code


def _came_out(state: str, declined: int) -> bool:
    """Whether paper came out, or may have: all but what still waits, and what nobody wanted."""
    return state != PrintState.QUEUED.value and not (state == PrintState.GIVEN_UP.value and declined)


def _drawer_count(sequence: int, found: DrawerCount) -> saf_t.FileEvent:
    said = (
        found.purpose.value,
        f"counted {amount_text(found.counted_minor)}",
        f"expected {amount_text(found.expected_minor)}",
        found.reason,
        f"allowed by {found.approved_by}" if found.approved_by else "",
    )
    return saf_t.FileEvent(
        str(sequence),
        codes.DRAWER_COUNTED.code,
        found.at_ms,
        found.offset_minutes,
        found.seller.cashier_id,
        text="; ".join(part for part in said if part),
    )


def _counter_event(sequence: int, found: CounterEvent) -> saf_t.FileEvent:
    of_receipt = found.kind in _OF_A_RECEIPT
    said = [
        f"amount {amount_text(found.amount_minor)}" if found.amount_minor else "",
        f"before {amount_text(found.before_minor)}" if found.before_minor else "",
        found.reason,
        f"about {found.subject}" if found.subject and not of_receipt else "",
        f"from {local_date(found.from_ms, found.offset_minutes)}" if found.from_ms else "",
        f"allowed by {found.approved_by}" if found.approved_by else "",
    ]
    if found.kind is CounterEventKind.OTHER or found.kind not in codes.EVENTS:
        said.insert(0, found.kind.value)
    return saf_t.FileEvent(
        str(sequence),
        codes.event_code(found.kind),
        found.at_ms,
        found.offset_minutes,
        found.seller.cashier_id,
        found.subject if of_receipt else "",
        text="; ".join(part for part in said if part),
    )
