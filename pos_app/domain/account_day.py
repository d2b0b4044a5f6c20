"""What the whole company's accounts come to, as the server counted it: what expired, and what members have left.

An account belongs to whoever's programme names it; several may share one. Points are valued as its first programme
would let them be used, which is what they cost the shop if they all were (the liability): a part of a block counts too,
and a least number to use at a time does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_app.domain.gift_card import ACCOUNT, account_of
from pos_app.domain.money import Currency
from pos_app.domain.report_span import ReportSpan
from pos_app.domain.report_sums import Sums

if TYPE_CHECKING:
    from pos_app.domain.loyalty.programme import Programme

EXPIRED, OUTSTANDING, DEBT, SUSPENSE = "expired", "outstanding", "debt", "suspense"
"""How the key of a row begins that the server has counted; the programme and the account follow."""
TOLD = (EXPIRED, OUTSTANDING, DEBT, SUSPENSE)
STORED_VALUE = "~stored"
"""Stands in such a key in the place of a programme: money on gift cards and credit notes, which no programme gives."""


@dataclass(frozen=True, slots=True)
class AccountDay:
    """A local day (ISO) of an account, in its points, or minor units where it holds money. What ``expired`` was written
    off after that day; ``outstanding`` was left in lots at its end, ``debt`` overspent, ``suspense`` waiting for a
    person to decide.
    """

    account: str
    day: str
    expired: int
    outstanding: int
    debt: int = 0
    suspense: int = 0


@dataclass(frozen=True, slots=True)
class AccountRows:
    """What there is to tell of a span: rows by their keys. ``last`` is the last day that was counted before the span
    ended, ``first`` the first one within it; "" for none.
    """

    rows: tuple[tuple[str, Sums], ...]
    first: str = ""
    last: str = ""


def account_rows(
    days: Iterable[AccountDay], span: ReportSpan, programmes: Sequence[Programme], currency: Currency
) -> AccountRows:
    """For each account what expired in the span, and how it stood on the last day that was counted by its end: of a day
    that still runs, that is how it began.

    An account of another currency is left out, as its sales are: it is in the report of a shop that takes it. So is one
    in which nothing ever was.
    """
    found: dict[str, list[AccountDay]] = {}
    first = last = ""
    for each in days:
        if each.day <= span.last:
            found.setdefault(each.account, []).append(each)
            last = max(last, each.day)
            if each.day >= span.first:
                first = min(first or each.day, each.day)
    rows = [
        row
        for account, theirs in sorted(found.items(), key=lambda each: (_is_stored(each[0]), each[0]))
        for row in _of_account(account, theirs, first, programmes, currency)
    ]
    return AccountRows(tuple(rows), first, last)


def is_told(key: str) -> bool:
    """Whether the row of that key is the server's: this till has no receipts behind it."""
    return key.partition(":")[0] in TOLD


def _of_account(
    account: str, days: Sequence[AccountDay], first: str, programmes: Sequence[Programme], currency: Currency
) -> Iterator[tuple[str, Sums]]:
    whose, is_money, values = _kind_of(account, programmes, currency)
    if whose is None:
        return
    end = max(days, key=lambda each: each.day)
    counted = [(OUTSTANDING, end.outstanding), (DEBT, end.debt), (SUSPENSE, end.suspense)]
    if first:
        counted.insert(0, (EXPIRED, sum(each.expired for each in days if each.day >= first)))
    if not any(points for _, points in counted):
        return
    always = (OUTSTANDING,) if is_money else (EXPIRED, OUTSTANDING)
    for what, points in counted:
        if points or what in always:
            sums = Sums(amount_minor=points) if is_money else Sums(points=points)
            if values is not None:
                from pos_app.domain.loyalty.simulate import points_worth

                sums.amount_minor = points_worth(values, points)
            yield f"{what}:{whose}:{account}", sums


def _kind_of(
    account: str, programmes: Sequence[Programme], currency: Currency
) -> tuple[str | None, bool, Programme | None]:
    """Whose it is (``None``: of another currency), whether it holds money, and which programme says what points are
    worth.
    """
    if _is_stored(account):
        return (STORED_VALUE if account == account_of(currency.code) else None), True, None
    from pos_app.domain.loyalty.pin import AccountUnit
    from pos_app.domain.loyalty.rule_book import account_units

    for programme in programmes:
        unit = account_units(programme).get(account)
        if unit is AccountUnit.MONEY:
            return (programme.programme_id if programme.currency == currency.code else None), True, None
        if unit is not None or programme.account == account:
            worth = (
                programme if programme.account == account and programme.currency == currency.code else None
            )
            return programme.programme_id, False, worth
    return account, False, None


def _is_stored(account: str) -> bool:
    return account.startswith(f"{ACCOUNT}-")
