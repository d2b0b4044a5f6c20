"""What a programme gives apart from any sale: for joining, for a consent, for coming to belong to a segment, on a
birthday, on the first of a month.

Pure: the ledger (on the server, in the simulation, in a worked example) decides that an occasion has come, asks here
what it is worth, and posts it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pos_app.domain.loyalty.calendar_days import is_birthday, observed
from pos_app.domain.loyalty.decision import CouponIssued, Posting, PostingKind
from pos_app.domain.loyalty.issuing import coupon_issued
from pos_app.domain.loyalty.offer_rules import Issued, RewardTime
from pos_app.domain.loyalty.programme import Programme

MOST_REWARDS = 1_000
"""Coupons that one reward gives at a time. Nobody's month is worth so many; a rule that costs one point might be."""


@dataclass(frozen=True, slots=True)
class Given:
    """What an occasion gives: points to post, and coupons."""

    postings: tuple[Posting, ...] = ()
    coupons: tuple[CouponIssued, ...] = ()


def joining(programme: Programme, day: date) -> Given:
    """Welcome points and the coupons for joining."""
    points = programme.welcome.points
    postings = (_posting(programme, PostingKind.EARN, points, "welcome"),) if points else ()
    codes = [coupon.code for coupon in programme.coupons if coupon.issued is Issued.JOINING]
    if programme.welcome.coupon and programme.welcome.coupon not in codes:
        codes.append(programme.welcome.coupon)
    return Given(postings, tuple(coupon_issued(programme, code, "welcome", day) for code in codes))


def consenting(programme: Programme, consent: str, day: date) -> Given:
    """The coupons for a consent. Whether this member had them before is for the ledger to know: they come once."""
    return Given(
        coupons=tuple(
            coupon_issued(programme, coupon.code, f"consent:{consent}", day)
            for coupon in programme.coupons
            if coupon.issued is Issued.CONSENT and coupon.consent == consent
        )
    )


def entering(programme: Programme, segment: str, day: date) -> Given:
    """The coupons for a member who comes to belong to a segment on ``day``."""
    return Given(
        coupons=tuple(
            coupon_issued(programme, coupon.code, f"segment:{segment}", day)
            for coupon in programme.coupons
            if coupon.issued is Issued.SEGMENT and coupon.segment == segment
        )
    )


def birthday(programme: Programme, month: int, day_of_month: int, day: date) -> Given:
    """The coupons for a birthday that is kept on ``day``; nothing on any other day, nor where it is not known."""
    if not is_birthday(month, day_of_month):
        return Given()
    if observed(month, day_of_month, day.year, programme.settings.leap_birthday) != day:
        return Given()
    return Given(coupons=_coupons(programme, Issued.BIRTHDAY, "birthday", day))


def anniversary(programme: Programme, joined: date, day: date) -> Given:
    """The coupons for the day of joining, every later year."""
    kept = observed(joined.month, joined.day, day.year, programme.settings.leap_birthday)
    if day <= joined or kept != day:
        return Given()
    return Given(coupons=_coupons(programme, Issued.ANNIVERSARY, "anniversary", day))


def rewards(programme: Programme, balance: int, day: date, issued: RewardTime) -> Given:
    """What ``balance`` points become: every full block a coupon, at most :data:`MOST_REWARDS` of them, the rest is
    carried. Asked on the first of a month, and after each sale for those rewards that are issued at once.
    """
    postings: list[Posting] = []
    coupons: list[CouponIssued] = []
    for reward in programme.rewards:
        if reward.issued is not issued or balance < reward.points:
            continue
        blocks = min(balance // reward.points, MOST_REWARDS)
        balance -= blocks * reward.points
        rule = f"reward:{reward.code}"
        postings.append(_posting(programme, PostingKind.CONVERT, -blocks * reward.points, rule))
        coupons += [coupon_issued(programme, reward.code, rule, day)] * blocks
    return Given(tuple(postings), tuple(coupons))


def _posting(programme: Programme, kind: PostingKind, points: int, rule: str) -> Posting:
    return Posting(kind, programme.programme_id, programme.account, points, rule)


def _coupons(programme: Programme, issued: Issued, rule: str, day: date) -> tuple[CouponIssued, ...]:
    return tuple(
        coupon_issued(programme, coupon.code, rule, day)
        for coupon in programme.coupons
        if coupon.issued is issued
    )
