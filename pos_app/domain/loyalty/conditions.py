"""Whether a rule's condition holds: everything but its minimums, which need the rule's own goods."""

from __future__ import annotations

from datetime import date

from pos_app.domain.loyalty.calendar_days import DAY_MS, days_on, in_birthday_window
from pos_app.domain.loyalty.condition import ALWAYS, Condition, Weekday
from pos_app.domain.loyalty.member_view import CouponHeld, MembershipHeld, MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.scene import Scene
from pos_app.domain.loyalty.settings import DayCount
from pos_app.domain.loyalty.status_rules import Membership

WEEKDAYS = tuple(Weekday)


def holds(scene: Scene, programme: Programme, when: Condition) -> bool:
    """Whether everything but minimums, tenders and the coupon is true now."""
    if when is ALWAYS or when == ALWAYS:
        return scene.member is not None
    return _place_and_time(scene, when) and _person(scene, programme, when)


def _place_and_time(scene: Scene, when: Condition) -> bool:
    context = scene.context
    return (
        (not when.stores or context.store_id in when.stores)
        and (not when.channels or context.channel in when.channels)
        and (not when.weekdays or WEEKDAYS[scene.today.weekday()] in when.weekdays)
        and when.from_time <= scene.minute < when.to_time
        and when.from_date <= scene.today_iso
        and (not when.to_date or scene.today_iso <= when.to_date)
    )


def on_calendar(when: Condition, today: date, minute: int) -> bool:
    """Whether the store's day and minute of the day are among those that a condition asks for."""
    iso = today.isoformat()
    return (
        (not when.weekdays or WEEKDAYS[today.weekday()] in when.weekdays)
        and when.from_time <= minute < when.to_time
        and when.from_date <= iso
        and (not when.to_date or iso <= when.to_date)
    )


def _person(scene: Scene, programme: Programme, when: Condition) -> bool:
    member = scene.member
    if member is None:
        return when.anyone and not when.needs_member
    if when.tiers:
        tier = scene.tier_of(programme)
        if tier is None or tier.code not in when.tiers:
            return False
    if when.memberships and not any(is_active(scene, programme, code) for code in when.memberships):
        return False
    return (
        all(partner in member.partners for partner in when.partners)
        and (not when.segments or any(segment in member.segments for segment in when.segments))
        and all(consent in member.consents for consent in when.consents)
        and (not when.birthday or _birthday(scene, programme, member))
        and (not when.anniversary or _anniversary(scene, programme, member))
        and (not when.joined_within or _days_in(scene, member) in range(1, when.joined_within + 1))
        and (not when.first_purchase or member.purchases == 0)
        and (not when.bought_times or _bought(member, when))
    )


def is_active(scene: Scene, programme: Programme, code: str) -> bool:
    """Whether the member's benefits under a membership run now; one that this sale begins counts already."""
    if (programme.programme_id, code) in scene.joined_now:
        return True
    terms = next((each for each in programme.memberships if each.code == code), None)
    member = scene.member
    if terms is None or member is None:
        return False
    return any(
        held.programme_id == programme.programme_id
        and held.code == code
        and _runs(scene, programme, terms, held)
        for held in member.memberships
    )


def _runs(scene: Scene, programme: Programme, terms: Membership, held: MembershipHeld) -> bool:
    grace = 0 if held.is_trial else terms.grace_days
    if programme.settings.days is DayCount.HOURS_24 and held.to_ms:
        return held.from_ms <= scene.context.at_ms < held.to_ms + grace * DAY_MS
    if not held.to_day:
        return False
    last = days_on(date.fromisoformat(held.to_day), grace)
    return held.from_day <= scene.today_iso <= last.isoformat()


def _birthday(scene: Scene, programme: Programme, member: MemberView) -> bool:
    return in_birthday_window(
        member.birthday_month,
        member.birthday_day,
        scene.today,
        programme.birthday,
        programme.settings.leap_birthday,
    )


def _anniversary(scene: Scene, programme: Programme, member: MemberView) -> bool:
    if not member.joined_on or member.joined_on[:4] == scene.today_iso[:4]:
        return False
    joined = date.fromisoformat(member.joined_on)
    return in_birthday_window(
        joined.month, joined.day, scene.today, programme.birthday, programme.settings.leap_birthday
    )


def _days_in(scene: Scene, member: MemberView) -> int:
    """The joining day is day 1; 0 where it is not known."""
    if not member.joined_on:
        return 0
    return (scene.today - date.fromisoformat(member.joined_on)).days + 1


def _bought(member: MemberView, when: Condition) -> bool:
    return any(
        bought.article_id in when.bought and bought.times >= when.bought_times for bought in member.bought
    )


def coupons_for(scene: Scene, programme: Programme, code: str) -> list[CouponHeld]:
    """The coupons of that kind that may be used in this sale: shown or automatic, valid today, not used, not withheld.

    An open code that was shown counts as one coupon whose number is the code itself.
    """
    terms = next((coupon for coupon in programme.coupons if coupon.code == code), None)
    if terms is not None and terms.open_code:
        if terms.open_code in scene.shown and f"coupon:{terms.open_code}" not in scene.withheld:
            return [CouponHeld(programme.programme_id, code, terms.open_code)]
        return []
    automatic = terms is not None and terms.automatic
    return [
        held
        for held in held_coupons(scene, programme, code)
        if (automatic or held.number in scene.shown) and f"coupon:{held.number}" not in scene.withheld
    ]


def held_coupons(scene: Scene, programme: Programme, code: str) -> list[CouponHeld]:
    """What the member holds of a coupon and could use today."""
    if scene.member is None:
        return []
    return [
        held
        for held in scene.member.coupons
        if held.code == code
        and held.programme_id == programme.programme_id
        and not held.used
        and held.from_day <= scene.today_iso
        and (not held.to_day or scene.today_iso <= held.to_day)
    ]
