"""Days as a shop counts them: local dates, periods, birthdays, terms, and a lot's last day. No clock is asked."""

from __future__ import annotations

from datetime import date, timedelta

from pos_app.domain.loyalty.condition import Period
from pos_app.domain.loyalty.earn_rules import Expires, Expiry
from pos_app.domain.loyalty.settings import LeapBirthday
from pos_app.domain.loyalty.status_rules import Birthday, Membership, Qualifying, Window

DAY_MS = 86_400_000
_EPOCH = date(1970, 1, 1).toordinal()
_LAST_DAY = date(9999, 12, 31)
_LAST_ORDINAL = _LAST_DAY.toordinal()
_WRITTEN_YEARS = range(1900, 2200)


def is_in_reach(day: date) -> bool:
    """Whether a day that a person wrote can be meant. Around it the calendar has room for every term and window, and
    between two of them every day can be kept.
    """
    return day.year in _WRITTEN_YEARS


def local_day(at_ms: int, offset_minutes: int) -> date:
    """The calendar day at that instant under that offset from UTC. An instant beyond the calendar, from a clock that
    is broken, is on the calendar's first or last day: it stops no sale (SERVER-ORDER).
    """
    ordinal = _EPOCH + (at_ms + offset_minutes * 60_000) // DAY_MS
    return date.fromordinal(min(max(ordinal, 1), _LAST_ORDINAL))


def minute_of_day(at_ms: int, offset_minutes: int) -> int:
    """Local minutes after midnight."""
    return (at_ms + offset_minutes * 60_000) % DAY_MS // 60_000


def period_start(period: Period, day: date) -> str:
    """The first day of the period that ``day`` lies in (ISO); weeks begin on Monday. Empty for sale and ever."""
    match period:
        case Period.DAY:
            return day.isoformat()
        case Period.WEEK:
            return (day - timedelta(days=day.weekday())).isoformat()
        case Period.MONTH:
            return day.replace(day=1).isoformat()
        case Period.YEAR:
            return day.replace(month=1, day=1).isoformat()
        case Period.SALE | Period.EVER:
            return ""


def period_end(period: Period, day: date) -> str:
    """The last day of the period that ``day`` lies in (ISO). Empty for sale and ever."""
    match period:
        case Period.DAY:
            return day.isoformat()
        case Period.WEEK:
            return days_on(day, 6 - day.weekday()).isoformat()
        case Period.MONTH:
            return months_on(day.replace(month=1, day=31), day.month - 1).isoformat()
        case Period.YEAR:
            return day.replace(month=12, day=31).isoformat()
        case Period.SALE | Period.EVER:
            return ""


def days_on(day: date, days: int) -> date:
    """So many days later, at most the calendar's last."""
    left = (_LAST_DAY - day).days
    return day + timedelta(days=min(days, left))


def months_on(day: date, months: int) -> date:
    """The same day so many months later; the month's last where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > _LAST_DAY.year:
        return _LAST_DAY
    return date(year, month + 1, min(day.day, _longest(month + 1, leap=_is_leap(year))))


def is_birthday(month: int, day: int) -> bool:
    """Whether there is such a day in some year; 0 and 0 where it is not known."""
    return 1 <= month <= 12 and 1 <= day <= _longest(month, leap=True)


def observed(month: int, day: int, year: int, leap: LeapBirthday) -> date:
    """A birthday in ``year``; 29 February in other years as the programme says."""
    if (month, day) == (2, 29) and not _is_leap(year):
        return date(year, 2, 28) if leap is LeapBirthday.FEBRUARY_28 else date(year, 3, 1)
    return date(year, month, day)


def in_birthday_window(month: int, day: int, today: date, window: Birthday, leap: LeapBirthday) -> bool:
    """Whether ``today`` lies in the window around the birthday (or the day of joining). No such date, no window."""
    if not is_birthday(month, day):
        return False
    if window.whole_month:
        return observed(month, day, today.year, leap).month == today.month
    for year in (today.year - 1, today.year, today.year + 1):
        if 1 <= year <= _LAST_DAY.year:
            kept = observed(month, day, year, leap)
            if -window.days_before <= (today - kept).days <= window.days_after:
                return True
    return False


def lot_last_day(expiry: Expiry, earned: date, last_purchase: date | None = None) -> str:
    """The last local day (ISO) on which points earned on ``earned`` may be used; empty for ever.

    ``after-inactivity`` counts from the last purchase, the earning itself where there is none later.
    """
    match expiry.when:
        case Expires.NEVER:
            return ""
        case Expires.AFTER_EARNING:
            return months_on(earned, expiry.months).isoformat()
        case Expires.END_OF_YEAR:
            return date(min(earned.year + expiry.years, _LAST_DAY.year), 12, 31).isoformat()
        case Expires.AFTER_INACTIVITY:
            start = max(earned, last_purchase) if last_purchase else earned
            return months_on(start, expiry.months).isoformat()


def tier_until(qualifying: Qualifying, reached: date) -> str:
    """The last day (ISO) of a tier reached on that day, grace included; empty where it is for good."""
    match qualifying.window:
        case Window.LIFETIME:
            return ""
        case Window.CALENDAR_YEAR:
            end = date(min(reached.year + qualifying.keep_years, _LAST_DAY.year), 12, 31)
        case Window.ROLLING:
            end = days_on(reached, max(qualifying.rolling_days - 1, 0))
    return days_on(end, qualifying.grace_days).isoformat()


def window_start(qualifying: Qualifying, today: date) -> str:
    """The first day (ISO) whose points or spend count today; empty where all do."""
    match qualifying.window:
        case Window.LIFETIME:
            return ""
        case Window.CALENDAR_YEAR:
            return today.replace(month=1, day=1).isoformat()
        case Window.ROLLING:
            return date.fromordinal(
                max(today.toordinal() - max(qualifying.rolling_days - 1, 0), 1)
            ).isoformat()


def trial_last_day(membership: Membership, first: date) -> date:
    """The last day of a trial: the joining day is day 1."""
    return days_on(first, max(membership.trial_days - 1, 0))


def term_last_day(membership: Membership, first: date) -> date:
    """The last day of a paid term that begins on ``first``."""
    return months_on(first, membership.months) - timedelta(days=1)


def _longest(month: int, *, leap: bool) -> int:
    return 28 + leap if month == 2 else 30 if month in {4, 6, 9, 11} else 31


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
