"""A report: rows of sums over some days, in an order, with what they come to together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pos_app.domain.money import Currency
from pos_app.domain.report_span import ReportSpan
from pos_app.domain.report_sums import REST, ReportBy, Sums


class SortBy(StrEnum):
    """In which order the rows stand."""

    NAME = "name"
    """As days, hours and names follow each other."""
    AMOUNT = "amount"
    """The largest first: money, where a report has any, else points."""
    COUNT = "count"
    """What happened most often first; of articles and categories, what was sold most of."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One row. ``key`` finds its receipts again; ``name`` is for people."""

    key: str
    name: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Report:
    """``whole`` adds all rows up. ``asides`` are the sums between turnover and payments (of the report by tender).

    ``scanned`` says that it was made from the facts one by one, not from roll-ups.
    """

    by: ReportBy
    span: ReportSpan
    currency: Currency
    rows: tuple[ReportRow, ...]
    whole: Sums
    sort: SortBy
    asides: Mapping[str, Sums]
    turnover: Sums
    """What was sold and taken back in the same days, whatever the rows are of."""
    scanned: bool = False
    told: tuple[ReportRow, ...] = ()
    """What the server counted of the whole company: rows below those of this till, in no sum with them."""
    told_days: tuple[str, str] = ("", "")
    """The first day (ISO) of the span that the server has counted, and the last one by its end; "" for none."""


def usual_sort(by: ReportBy) -> SortBy:
    """The order that somebody who says nothing gets."""
    in_order = (ReportBy.DAY, ReportBy.HOUR, ReportBy.LOYALTY)
    return SortBy.NAME if by in in_order else SortBy.AMOUNT


def worth_of(by: ReportBy, sums: Sums) -> int:
    """What a row is ranked and drawn by: money after returns, what was taken off, or points."""
    if by is ReportBy.DISCOUNT:
        return sums.off_minor
    if by is ReportBy.LOYALTY:
        return sums.points or sums.amount_minor
    return sums.net_minor


def in_order(rows: Iterable[ReportRow], by: ReportBy, sort: SortBy) -> tuple[ReportRow, ...]:
    """The rows in that order; what is no one article's comes last, whatever it comes to."""

    def place(row: ReportRow) -> tuple[bool, int, str, str]:
        rank = 0
        if sort is SortBy.AMOUNT:
            rank = -worth_of(by, row.sums)
        elif sort is SortBy.COUNT:
            of_goods = by in (ReportBy.ARTICLE, ReportBy.CATEGORY)
            rank = -(row.sums.quantity_milli if of_goods else row.sums.count)
        name = row.key if by in (ReportBy.DAY, ReportBy.HOUR, ReportBy.LOYALTY) else row.name.casefold()
        return row.key == REST, rank, name, row.key

    return tuple(sorted(rows, key=place))


def sum_of(rows: Sequence[ReportRow]) -> Sums:
    """All rows together."""
    whole = Sums()
    for row in rows:
        whole.add(row.sums)
    return whole
