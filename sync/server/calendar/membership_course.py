"""The stated course of a paid membership: trial, term, tries to collect a payment, grace, lapse. Pure.

Benefits follow the dates alone and are decided by the rules at the till; this says in one word where a membership is,
for the desk and for what the member is told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pos_app.domain.loyalty.calendar_days import days_on
from pos_app.domain.loyalty.status_rules import Membership


class Stage(StrEnum):
    """Where a membership is."""

    NOT_BEGUN = "not-begun"
    TRIAL = "trial"
    ACTIVE = "active"
    NOT_RENEWED = "cancelled, runs to its end"
    RETRYING = "payment is tried again"
    GRACE = "grace"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Course:
    """Where a membership is on a day. ``benefits_to`` and ``retried_to`` are last days (ISO), the latter empty where no
    payment is tried again.
    """

    stage: Stage
    has_benefits: bool
    benefits_to: str
    retried_to: str = ""


def course(
    terms: Membership,
    *,
    from_day: str,
    to_day: str,
    today: date,
    is_trial: bool = False,
    is_cancelled: bool = False,
) -> Course:
    """The course of a membership whose last paid (or trial) days are ``from_day`` to ``to_day``.

    After its term a payment is tried again for ``retry_days`` and benefits run on for ``grace_days``, side by side;
    then it lapses. A trial has no grace, and one that was cancelled is not collected again.
    """
    last = date.fromisoformat(to_day)
    grace = 0 if is_trial else terms.grace_days
    retry = 0 if is_trial or is_cancelled else terms.retry_days
    benefits_to = days_on(last, grace)
    retried_to = days_on(last, retry).isoformat() if retry else ""
    begun = from_day <= today.isoformat()
    has_benefits = begun and today <= benefits_to
    return Course(
        _stage(begun, today, last, benefits_to, retried_to, is_trial, is_cancelled),
        has_benefits,
        benefits_to.isoformat(),
        retried_to,
    )


def _stage(
    begun: bool,
    today: date,
    last: date,
    benefits_to: date,
    retried_to: str,
    is_trial: bool,
    is_cancelled: bool,
) -> Stage:
    if not begun:
        return Stage.NOT_BEGUN
    if today <= last:
        return Stage.NOT_RENEWED if is_cancelled else Stage.TRIAL if is_trial else Stage.ACTIVE
    if retried_to and today.isoformat() <= retried_to:
        return Stage.RETRYING
    if today <= benefits_to:
        return Stage.GRACE
    return Stage.ENDED if is_cancelled or is_trial else Stage.LAPSED
