"""What a member could have on this very basket beside points: each coupon they hold, and what it would take off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.decision import Reason, Wishes
from pos_app.domain.members import Member
from pos_app.services.live_offers import scene_of
from pos_app.services.member_sheet import CouponNow, CouponState, coupons_now
from pos_app.services.ports import Ports
from pos_app.services.quoting import Quote, context_now, quote


@dataclass(frozen=True, slots=True)
class CouponWorth:
    """A coupon and what it takes off this basket in minor units, or would. ``why_not`` tells a coupon that gives
    nothing here.
    """

    coupon: CouponNow
    saves_minor: int
    why_not: Reason | None


def coupons_worth(
    ports: Ports, basket: Basket, member: Member, wishes: Wishes, quoted: Quote
) -> tuple[CouponWorth, ...]:
    """Each coupon that can be used today or is on the sale, worth most first. Asks the rules once for each."""
    found = sorted(_worths(ports, basket, member, wishes, quoted), key=lambda worth: -worth.saves_minor)
    return tuple(found)


def _worths(
    ports: Ports, basket: Basket, member: Member, wishes: Wishes, quoted: Quote
) -> Iterator[CouponWorth]:
    scene = scene_of(ports, member.view, context_now(ports, wishes))
    for coupon in coupons_now(scene, wishes, quoted.decision):
        if coupon.state is CouponState.LATER or (coupon.automatic and coupon.state is CouponState.READY):
            continue
        shown = coupon.number in wishes.coupons or coupon.automatic
        others = tuple(number for number in wishes.coupons if number != coupon.number)
        if coupon.automatic:
            without_it = replace(wishes, withheld=(*wishes.withheld, f"coupon:{coupon.number}"))
        else:
            without_it = replace(wishes, coupons=others)
        with_it = replace(wishes, coupons=(*others, coupon.number))
        first = quote(ports, basket, member, (), without_it)
        then = quoted if shown else quote(ports, basket, member, (), with_it)
        rule = f"coupon:{coupon.number}"
        why_not = next((reason for reason in then.decision.reasons if reason.rule == rule), None)
        yield CouponWorth(coupon, first.priced.total_minor - then.priced.total_minor, why_not)
