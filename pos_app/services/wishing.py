"""What a customer asks for beside the goods: coupons that are shown, codes from packs. Goods were looked for first."""

from __future__ import annotations

from dataclasses import replace

from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.decision import Wishes
from pos_app.domain.loyalty.member_view import CouponHeld
from pos_app.domain.members import Member
from pos_app.services.ports import Ports
from pos_app.services.quoting import context_now

_COUPON_DIGITS = 10
"""So long are the numbers that the server gives to coupons."""


def show_code(ports: Ports, member: Member | None, wishes: Wishes, text: str) -> Wishes:
    """The wishes with what ``text`` stands for: an open code, a coupon of this member, or a code from a pack.

    Raises :class:`Refused`: ``UNKNOWN_CODE`` where it is nothing of the kind; for a coupon ``COUPON_ON_SALE``,
    ``COUPON_USED``, ``COUPON_EXPIRED`` and ``COUPON_NOT_YET`` (with the ``day``), ``COUPON_NEEDS_MEMBER``,
    ``COUPON_UNKNOWN`` (nobody's, or somebody else's); for a code from a pack ``NO_MEMBER``, ``CODE_CLAIMED``.
    """
    number = _open_code(ports, text) or text
    held = _held(member, number)
    if held is not None:
        _check(held, context_now(ports).business_date)
    if held is not None or _open_code(ports, text):
        if number in wishes.coupons:
            raise Refused(Refusal.COUPON_ON_SALE, code=number)
        return replace(wishes, coupons=(*wishes.coupons, number))
    if _is_from_a_pack(ports, text):
        return _claim(member, wishes, text)
    if len(text) == _COUPON_DIGITS and text.isascii() and text.isdigit():
        raise Refused(Refusal.COUPON_UNKNOWN if member else Refusal.COUPON_NEEDS_MEMBER, code=text)
    raise Refused(Refusal.UNKNOWN_CODE, code=text)


def take_off(wishes: Wishes, code: str) -> Wishes:
    """The wishes without that coupon or code; it is not used up."""
    return replace(
        wishes,
        coupons=tuple(each for each in wishes.coupons if each != code),
        claims=tuple(each for each in wishes.claims if each != code),
    )


def of_member(ports: Ports, member: Member | None, wishes: Wishes) -> Wishes:
    """What is left of the wishes when the sale is somebody else's: open codes, and coupons this member holds too."""
    kept = tuple(each for each in wishes.coupons if _held(member, each) or _open_code(ports, each))
    return Wishes(coupons=kept)


def _held(member: Member | None, number: str) -> CouponHeld | None:
    if member is None:
        return None
    return next((held for held in member.view.coupons if held.number == number), None)


def _check(held: CouponHeld, today: str) -> None:
    if held.used:
        raise Refused(Refusal.COUPON_USED, code=held.number)
    if held.to_day and held.to_day < today:
        raise Refused(Refusal.COUPON_EXPIRED, code=held.number, day=held.to_day)
    if held.from_day > today:
        raise Refused(Refusal.COUPON_NOT_YET, code=held.number, day=held.from_day)


def _open_code(ports: Ports, text: str) -> str:
    """The open code that ``text`` is, as its programme writes it: people type in any case."""
    wanted = text.casefold()
    for programme in ports.programmes.in_force():
        for coupon in programme.coupons:
            if coupon.open_code and coupon.open_code.casefold() == wanted:
                return coupon.open_code
    return ""


def _is_from_a_pack(ports: Ports, text: str) -> bool:
    return any(
        text.startswith(rule.starts_with) and text != rule.starts_with
        for programme in ports.programmes.in_force()
        for rule in programme.codes
    )


def _claim(member: Member | None, wishes: Wishes, code: str) -> Wishes:
    if member is None:
        raise Refused(Refusal.NO_MEMBER)
    if code in member.view.codes_claimed or code in wishes.claims:
        raise Refused(Refusal.CODE_CLAIMED, code=code)
    return replace(wishes, claims=(*wishes.claims, code))
