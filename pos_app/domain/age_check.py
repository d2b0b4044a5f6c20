"""How old somebody has to be for what is in the basket, and how a cashier came to believe it.

What counts is the store's local day. Of the customer's papers nothing is kept: neither the date that was read nor a
name, only which limit was checked, by whom and how. A member's known birthday proves nothing, because a card does not
say who is holding it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pos_app.domain.errors import Refusal, Refused

if TYPE_CHECKING:
    from datetime import date

_OLDEST = 120
"""Years; a date that makes somebody older was mistyped."""


class AgeWay(StrEnum):
    """How a cashier knows. Values are frozen: they stand in facts."""

    SEEN = "seen"
    """The date on a card with a picture was held against the latest one that will do."""
    TYPED = "typed"
    """The date was typed, and the till counted."""
    EVIDENT = "evident"
    """Nobody could take this customer for younger."""


@dataclass(frozen=True, slots=True)
class AgeCheck:
    """One check: for ``years``, held against ``born_by`` (ISO, the latest date of birth that will do), how and by
    whom.
    """

    years: int
    born_by: str
    way: AgeWay
    cashier_id: str


def born_by(day: date, years: int) -> date:
    """The latest date of birth of somebody who is ``years`` old on ``day``. On 29 February of a year whose birth year
    had none it is the 28th: whoever was born on 1 March turns that old tomorrow.
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def typed_birth(text: str, day: date) -> date:
    """The date of birth that somebody typed as it stands on a card: day, month and year, in six or eight digits.

    Two digits of a year are the latest year that is not after ``day``. Raises :class:`Refused` ``NOBODY_BORN_THEN``.
    """
    from datetime import date as calendar

    digits = "".join(sign for sign in text if sign not in " .-/")
    if not (digits.isascii() and digits.isdigit() and len(digits) in (6, 8)):
        raise Refused(Refusal.NOBODY_BORN_THEN)
    year = int(digits[4:])
    if len(digits) == 6:
        year += day.year - day.year % 100
        if (year, int(digits[2:4]), int(digits[:2])) > (day.year, day.month, day.day):
            year -= 100
    try:
        born = calendar(year, int(digits[2:4]), int(digits[:2]))
    except ValueError as error:
        raise Refused(Refusal.NOBODY_BORN_THEN) from error
    if born > day or day.year - born.year > _OLDEST:
        raise Refused(Refusal.NOBODY_BORN_THEN)
    return born


def checked(years: int, day: date, cashier_id: str, way: AgeWay, typed: str = "") -> AgeCheck:
    """The check as a fact says it. Raises :class:`Refused` ``NOBODY_BORN_THEN`` and ``TOO_YOUNG`` where a date was
    ``typed``.
    """
    latest = born_by(day, years)
    if way is AgeWay.TYPED and typed_birth(typed, day) > latest:
        raise Refused(Refusal.TOO_YOUNG, years=years, day=latest.isoformat())
    return AgeCheck(years, latest.isoformat(), way, cashier_id)
