"""What each account comes to at a day's end: points that expired, and what members have left in all (the liability).

It is counted on the morning after, as soon as the points whose last day it was are written off and before the new day
gives or takes anything. An account is what is summed, not a programme: programmes may share one, and what was overspent
belongs to none of them. So what a member has left counts once, and gift cards and money given back have their own rows.

* ``outstanding`` is what lots hold (LOTS), points that are lent to a till among them: they are still owed, wherever
  they are kept (LEASE). So are held ones, until their sale comes (HOLD).
* ``debt`` stands beside it and is never taken off: what one member has overspent makes nobody else's points fewer.
* ``suspense`` is what tills gave for points that nobody had held; a person has yet to say whether lots pay for it.

Together ``outstanding - debt - suspense`` is all that the company ever issued less all it took back (CONSERVATION).
What an erased member left lives on under an id that leads nowhere, as its postings do, and expires as it would have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import Connection, Update, bindparam, func, select, update

from sync.protocol.v1.account_messages import AccountDayV1, AccountMonthRow, month_row_id
from sync.server.calendar.morning import Morning
from sync.server.changes import Publication, gone, publish
from sync.server.schema import tables
from sync.server.schema.account_tables import account_day
from sync.server.slate.writing import count_all

BALANCES_FOR_ONE = 50
"""How many balances count as one member of a piece: adding up is so much less work than giving a birthday coupon."""
MONTHS_TOLD = 14
"""How long tills are told of a month: a year, the month it is compared with, and the one that runs."""

_AT_THE_END = ("outstanding", "debt", "suspense")
_BALANCE = tables.balance.c
_THEIRS = (_BALANCE.company_id == bindparam("company"), _BALANCE.member_id > bindparam("after"))
_LAST_OF_PAGE = (
    select(_BALANCE.member_id)
    .where(*_THEIRS)
    .order_by(_BALANCE.member_id, _BALANCE.account)
    .limit(1)
    .offset(bindparam("most"))
)
_SUMS = (
    select(
        _BALANCE.account,
        func.sum(_BALANCE.points),
        func.sum(_BALANCE.debt),
        func.sum(_BALANCE.suspense),
    )
    .where(*_THEIRS)
    .group_by(_BALANCE.account)
    .order_by(_BALANCE.account)
)
_SUMS_OF_PAGE = _SUMS.where(_BALANCE.member_id <= bindparam("last"))


def note_expired(at: Morning, expired: Mapping[str, int]) -> None:
    """Points by account that a piece of the run wrote off, in its transaction: once, like the writing off itself.

    What a return gives back to a lot that is over by then, and expires at once, is a matter of that return: it leaves
    members with as much as before.
    """
    _count(at, ("expired",), [(account, (points,)) for account, points in sorted(expired.items())])


def outstanding(at: Morning, after: str) -> str:
    """Add up what purses hold, so many at a time; with the last of them the day is told.

    It is what each purse held when its page was read, some seconds apart. What a till brings late is in the sums of the
    day it arrived (SERVER-ORDER), and a day that was caught up late has those of when it was summed.
    """
    if not after:
        _begin(at)
    asked = {"company": at.company_id, "after": after}
    most = at.left * BALANCES_FOR_ONE
    last = at.connection.execute(_LAST_OF_PAGE, {**asked, "most": most - 1}).scalar_one_or_none()
    page = _SUMS if last is None else _SUMS_OF_PAGE
    found = at.connection.execute(page, asked if last is None else {**asked, "last": last}).all()
    _count(at, _AT_THE_END, [(account, sums) for account, *sums in found])
    if last is not None:
        at.left = 0
        return str(last)
    at.left -= 1
    at.connection.execute(_of_day(at).values(summed_ms=at.now_ms))
    at.tally.summed.append(at.books_day)
    return ""


def tell_months(connection: Connection, company_id: str, days: Iterable[date]) -> None:
    """Tell tills of the months in which these days lie, and end what was told of the month so long before."""
    for month in sorted({day.isoformat()[:7] for day in days}):
        told = [
            AccountMonthRow(account, month, found)
            for account, found in _days_of(connection, company_id, month).items()
        ]
        before = _months_before(month, MONTHS_TOLD)
        ended = [
            gone("account-month", month_row_id(account, before))
            for account in _days_of(connection, company_id, before)
        ]
        rows = [Publication("account-month", row.row_id, row) for row in told]
        publish(connection, company_id, [*rows, *ended])


def _begin(at: Morning) -> None:
    """Nothing is added up yet. What had expired stays."""
    at.connection.execute(_of_day(at).values(dict.fromkeys(_AT_THE_END, 0)))


def _of_day(at: Morning) -> Update:
    table = account_day.c
    return update(account_day).where(table.company_id == at.company_id, table.day == at.books_day.isoformat())


def _count(at: Morning, names: tuple[str, ...], sums: Iterable[tuple[str, Iterable[int]]]) -> None:
    """Add to the day's row of each account; PostgreSQL's sum of whole numbers is a decimal."""
    key = {"company_id": at.company_id, "day": at.books_day.isoformat()}
    rows = [
        {**key, "account": account, **dict(zip(names, map(int, more), strict=True))} for account, more in sums
    ]
    count_all(at.connection, account_day, rows, names)


def _days_of(connection: Connection, company_id: str, month: str) -> dict[str, tuple[AccountDayV1, ...]]:
    """The days of a month that are summed, by account."""
    table = account_day.c
    found: dict[str, tuple[AccountDayV1, ...]] = {}
    for row in connection.execute(
        select(account_day)
        .where(
            table.company_id == company_id,
            table.day.between(f"{month}-01", f"{month}-31"),
            table.summed_ms > 0,
        )
        .order_by(table.account, table.day)
    ):
        told = AccountDayV1(row.day, row.expired, row.outstanding, row.debt, row.suspense)
        found[row.account] = (*found.get(row.account, ()), told)
    return found


def _months_before(month: str, months: int) -> str:
    at = int(month[:4]) * 12 + int(month[5:]) - 1 - months
    return f"{at // 12:04}-{at % 12 + 1:02}"
