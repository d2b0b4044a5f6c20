"""What a tier becomes when its last day has passed."""

from __future__ import annotations

from datetime import date, timedelta

from pos_app.domain.loyalty.calendar_days import tier_until, window_start
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.status_rules import Window


def ended_window(programme: Programme, day: date) -> tuple[str, str]:
    """First and last day (ISO) of the window that decides what a tier becomes on ``day``: the calendar year that has
    ended, or the rolling window up to that day. Empty texts are without an end.
    """
    rules = programme.qualifying
    if rules.window is Window.CALENDAR_YEAR:
        return date(max(day.year - 1, 1), 1, 1).isoformat(), date(max(day.year - 1, 1), 12, 31).isoformat()
    return window_start(rules, day), day.isoformat()


def tier_after(programme: Programme, ended: int, now: int, day: date) -> tuple[str | None, str]:
    """The tier (its code or none) and its last day on ``day``, the day after another tier's last. ``ended`` is what the
    window that has ended was worth, ``now`` what counts in the one that runs.

    What the ended window was worth may still hold a lower tier; otherwise it is what the new window says.
    """
    rules = programme.qualifying
    last = day
    if rules.window is Window.CALENDAR_YEAR:
        last = date.fromisoformat(window_start(rules, day)) - timedelta(days=1)
    until = tier_until(rules, last)
    found = programme.tier_at(ended) if until >= day.isoformat() else None
    if found and programme.threshold(found):
        return found.code, until
    lowest = programme.tier_at(now)
    if lowest is None or not programme.threshold(lowest):
        return (lowest.code if lowest else None), ""
    return lowest.code, tier_until(rules, day)
