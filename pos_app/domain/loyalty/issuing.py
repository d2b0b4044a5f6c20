"""Coupons for later: with their first and last day."""

from __future__ import annotations

from datetime import date

from pos_app.domain.loyalty.calendar_days import days_on
from pos_app.domain.loyalty.decision import CouponIssued, Outcome, Reason
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.scene import Scene


def coupon_issued(programme: Programme, code: str, rule: str, on: date, member_id: str = "") -> CouponIssued:
    """The coupon that ``rule`` issues on that day; ``member_id`` where it is for somebody else than the buyer."""
    coupon = next((each for each in programme.coupons if each.code == code), None)
    reward = next((each for each in programme.rewards if each.code == code), None)
    from_day = days_on(on, coupon.from_days if coupon else 0)
    valid = coupon.valid_days if coupon else reward.valid_days if reward else 0
    to_day = days_on(from_day, valid - 1).isoformat() if valid else ""
    return CouponIssued(programme.programme_id, code, rule, from_day.isoformat(), to_day, member_id)


def issue(scene: Scene, programme: Programme, code: str, rule: str, member_id: str = "") -> None:
    """Issue a coupon with this sale, and say so."""
    scene.coupons_issued.append(coupon_issued(programme, code, rule, scene.today, member_id))
    if not member_id:
        words = next((each.words for each in programme.coupons if each.code == code), "")
        scene.reasons.append(
            Reason(f"coupon:{code}", Outcome.GAVE, programme_id=programme.programme_id, words=words)
        )
