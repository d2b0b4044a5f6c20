"""The reports of one till: the port :class:`~pos_app.services.report_ports.ReportBook` on ``till.db``.

A connection of its own, opened for each question: a sale never waits for a report. What is rolled up is read and added
up first, and written in one short transaction with its cursor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pos_app.domain.report_span import ReportSpan, whole_months
from pos_app.domain.report_sums import (
    RULES,
    ReportBy,
    ReportFact,
    ReportTally,
    Sums,
    context_of,
    parts_of,
)
from pos_app.domain.returned import Return
from pos_app.domain.sale import Sale
from pos_app.services.report_ports import TracedFact, TracedPage
from pos_app.storage import journal
from pos_app.storage import report_sql as sql
from pos_app.storage.database import Database
from pos_app.storage.opening import TILL_DB
from pos_app.storage.sale_rows import Row
from sync.protocol.envelope import open_envelope
from sync.protocol.v1 import facts, member_facts, return_facts

_PAGE = 500
"""Records that are added up together: a few milliseconds, and as long the transaction that writes them down."""
_READ: Mapping[str, Callable[[bytes], ReportFact]] = {
    facts.SALE: facts.decode_sale,
    return_facts.RETURN: return_facts.decode_return,
    member_facts.VISIT: member_facts.decode_visit,
}


class TillReports:
    """``till.db`` in ``folder``."""

    def __init__(self, folder: Path, key: bytes) -> None:
        self._path = folder / TILL_DB
        self._key = key

    def catch_up(self, progress: Callable[[int, int], None] | None = None) -> int:
        """Roll up what the journal has gained, some hundred records at a time."""
        with self._open() as database:
            at = _begin(database)
            until = journal.head(database)[0]
            while at < until:
                at = _roll_up(database, at, until)
                if progress is not None:
                    progress(at, until)
        return at

    def sums(self, by: ReportBy, span: ReportSpan, currency: str) -> dict[str, Sums]:
        """The rows of a report: whole months from their own rows, the days around them one by one."""
        parts, found = whole_months(span), dict[str, Sums]()
        spans = [(f"d{each.first}", f"d{each.last}") for each in (parts.head, parts.tail) if each is not None]
        if parts.months is not None:
            spans.append((f"m{parts.months[0]}", f"m{parts.months[1]}"))
        with self._open(read_only=True) as database:
            for first, last in spans:
                for key, *numbers in database.rows(sql.SUMS, (by.value, currency, first, last)):
                    _add(found, key, Sums(*numbers))
        return found

    def scanned(self, by: ReportBy, span: ReportSpan, currency: str) -> dict[str, Sums]:
        """The same from the facts, as far as they were rolled up."""
        found = dict[str, Sums]()
        with self._open(read_only=True) as database:
            after, until = 0, _state(database)[0]
            while rows := database.rows(sql.RECORDS_AFTER, (after, until, _PAGE)):
                after = rows[-1][0]
                for _, fact in _facts(rows):
                    at = context_of(fact)
                    if at.currency == currency and span.first <= at.business_date <= span.last:
                        for part in parts_of(fact, _sold(database, fact)):
                            if part.by is by:
                                _add(found, part.key, part.sums)
        return found

    def names(self, by: ReportBy) -> dict[str, str]:
        """Names by keys."""
        with self._open(read_only=True) as database:
            return dict(database.rows(sql.NAMES, (by.value,)))

    def trace(self, by: ReportBy, key: str, span: ReportSpan, currency: str, *, most: int = 50) -> TracedPage:
        """Day by day from the last, each day's facts asked what they add to the row."""
        found: list[TracedFact] = []
        with self._open(read_only=True) as database:
            where = (by.value, currency, f"d{span.first}", f"d{span.last}", key)
            for (said,) in database.rows(sql.DAYS_OF_ROW, where):
                day = said[1:]
                if len(found) >= most:
                    return TracedPage(tuple(found), day)
                found += _traced(database, by, key, day, currency)
        return TracedPage(tuple(found))

    @contextmanager
    def _open(self, *, read_only: bool = False) -> Iterator[Database]:
        database = Database.open(self._path, self._key, read_only=read_only)
        try:
            yield database
        finally:
            database.close()


def _add(found: dict[str, Sums], key: str, more: Sums) -> None:
    if key in found:
        found[key].add(more)
    else:
        found[key] = more


def _state(database: Database) -> tuple[int, int]:
    row = database.row(sql.STATE)
    return (row[0], row[1]) if row else (0, RULES)


def _begin(database: Database) -> int:
    """Where to go on; from the first record where the rows were made by other rules, or stand before their journal (a
    file that was brought back from a copy).
    """
    at, rules = _state(database)
    if rules == RULES and at <= journal.head(database)[0]:
        return at
    with database.writing():
        for statement in (sql.FORGET_SUMS, sql.FORGET_NAMES, sql.FORGET_DAYS):
            database.run(statement)
        database.run(sql.KEEP_STATE, (1, 0, RULES))
    return 0


def _roll_up(database: Database, after: int, until: int) -> int:
    """One page: read and added up, then written with the cursor, unless somebody else was quicker."""
    rows = database.rows(sql.RECORDS_AFTER, (after, until, _PAGE))
    tally = ReportTally()
    for sequence, fact in _facts(rows):
        tally.add(sequence, fact, _sold(database, fact))
    reached: int = rows[-1][0] if len(rows) == _PAGE else until
    with database.writing():
        at, rules = _state(database)
        if (at, rules) != (after, RULES):
            return at
        database.run_many(sql.ADD_SUM, _sum_rows(tally))
        database.run_many(
            sql.KEEP_NAME, [(by.value, key, name) for (by, key), name in sorted(tally.names.items())]
        )
        database.run_many(sql.KEEP_DAY, [(day, *ends) for day, ends in sorted(tally.spans.items())])
        database.run(sql.KEEP_STATE, (1, reached, RULES))
    return reached


def _sum_rows(tally: ReportTally) -> list[Row]:
    """In the order of the table, so that neighbours are written together; each day's row once more for its month."""
    months: dict[tuple[str, str, str, str], Sums] = {}
    rows: list[Row] = []
    for (by, day, currency, key), sums in tally.sums.items():
        rows.append((by.value, currency, f"d{day}", key, *_numbers(sums)))
        month = months.setdefault((by.value, currency, f"m{day[:7]}", key), Sums())
        month.add(sums)
    rows += [(*place, *_numbers(sums)) for place, sums in months.items()]
    return sorted(rows, key=lambda row: row[:4])


def _numbers(sums: Sums) -> tuple[int, ...]:
    return (
        *(sums.count, sums.quantity_milli, sums.amount_minor, sums.tax_minor, sums.off_minor, sums.points),
        *(sums.returns, sums.returned_milli, sums.returned_minor, sums.returned_tax_minor),
    )


def _facts(rows: list[tuple[Any, ...]]) -> Iterator[tuple[int, ReportFact]]:
    for sequence, kind, envelope in rows:
        yield sequence, _READ[kind](open_envelope(envelope).body)


def _sold(database: Database, fact: ReportFact) -> Sale | None:
    """The sale behind a return, where this till made it."""
    if not isinstance(fact, Return):
        return None
    body = journal.sale_body(database, fact.sale_id)
    return None if body is None else facts.decode_sale(body)


def _traced(database: Database, by: ReportBy, key: str, day: str, currency: str) -> Iterator[TracedFact]:
    ends = database.row(sql.DAY_RECORDS, (day,))
    for sequence, fact in _facts(database.rows(sql.RECORDS_BETWEEN, ends or (1, 0))):
        at = context_of(fact)
        if (at.business_date, at.currency) != (day, currency):
            continue
        added = [
            part.sums for part in parts_of(fact, _sold(database, fact)) if (part.by, part.key) == (by, key)
        ]
        if added:
            whole = Sums()
            for each in added:
                whole.add(each)
            yield TracedFact(sequence, fact, whole)
