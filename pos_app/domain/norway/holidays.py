"""Norway's holidays, worked out for any year (helligdagsfredloven § 2), and the two days that are none but are kept.

Easter is counted with the Gregorian computus: the moon's age follows the golden number, corrected for centuries.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache


@lru_cache(maxsize=8)
def easter(year: int) -> date:
    """Easter Sunday of a year of the Gregorian calendar."""
    golden = year % 19
    century, of_century = divmod(year, 100)
    leap_centuries, century_left = divmod(century, 4)
    moon_shift = (century - (century + 8) // 25 + 1) // 3
    age = (19 * golden + century - leap_centuries - moon_shift + 15) % 30
    leaps, year_left = divmod(of_century, 4)
    to_sunday = (32 + 2 * century_left + 2 * leaps - age - year_left) % 7
    late = (golden + 11 * age + 22 * to_sunday) // 451
    month, day = divmod(age + to_sunday - 7 * late + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=8)
def holidays(year: int) -> frozenset[date]:
    """The holidays (*helligdager*) of a year, ordinary Sundays left out."""
    sunday = easter(year)
    moving = (sunday + timedelta(days=days) for days in (-3, -2, 0, 1, 39, 49, 50))
    return frozenset({date(year, 1, 1), *moving, date(year, 12, 25), date(year, 12, 26)})


def is_holiday(day: date) -> bool:
    """Whether it is a Sunday or a holiday."""
    return day.weekday() == 6 or day in holidays(day.year)


def is_kept_day(day: date) -> bool:
    """1 May and 17 May: no holidays in the meaning of the law, so that the day before either is like any other."""
    return (day.month, day.day) in ((5, 1), (5, 17))


def ascension(year: int) -> date:
    """Ascension Day."""
    return easter(year) + timedelta(days=39)
