"""What tills are told about accounts as a whole: a month of days for each, for the reports of the shop."""

from __future__ import annotations

import msgspec


class AccountDayV1(msgspec.Struct, frozen=True, omit_defaults=True):
    """A day of an account, in its points (an account of money: minor units): what was written off because its last day
    was over, and what there was at the day's end: ``outstanding`` in lots, ``debt`` that was overspent, ``suspense``
    that waits for a person. None is negative.
    """

    day: str
    expired: int = 0
    outstanding: int = 0
    debt: int = 0
    suspense: int = 0


class AccountMonthRow(msgspec.Struct, frozen=True, tag="account-month"):
    """The days of ``month`` (``2026-03``) that are over, in their order: of the whole company, every member and card.
    ``row_id`` is :func:`month_row_id`.
    """

    account: str
    month: str
    days: tuple[AccountDayV1, ...]

    @property
    def row_id(self) -> str:
        """What it is known by."""
        return month_row_id(self.account, self.month)


def month_row_id(account: str, month: str) -> str:
    """The name of such a row."""
    return f"{account}@{month}"
