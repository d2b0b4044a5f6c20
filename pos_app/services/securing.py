"""What a sale would use up is secured at the server before it is paid, or not used up (CLASSES).

Points paid with have their own way (:mod:`pos_app.services.redeeming`); here is all the rest: a coupon, a code, a
free stamp item, a once-only offer, a purchase limit, a trial, an invitation, points given away or converted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.services.ports import Wanted

if TYPE_CHECKING:  # imported by the view models on the way to the first paint
    from pos_app.domain.loyalty.decision import Consumption, Decision
    from pos_app.domain.members import Member
    from pos_app.services.ports import Ports

OFFLINE = "offline"
"""Why nothing is secured while the server can not be asked."""
NO_MEMBER = "no-member"
"""Why nothing is secured for somebody whose card was not shown."""


def secure(ports: Ports, member: Member | None, decision: Decision) -> dict[str, str]:
    """Have all that ``decision`` uses up kept for this sale. Returns the keys to withhold, each with a stable word for
    why (``offline`` without an answer in 2 s, else the server's); empty when the sale may go on as decided.

    With some refused, the basket is decided again with them in ``Wishes.withheld``, and asked again where the new
    decision uses up something else: what is not asked for any more is let go. Run it off the interface and store
    threads.
    """
    wants = to_secure(ports, decision)
    if not wants:
        return {}
    if member is None:
        return {want.key: NO_MEMBER for want in wants}
    return ports.securing.secure(member.view.member_id, wants)


def let_go(ports: Ports, member: Member | None) -> None:
    """The payment was broken off: free what was secured for this member. Run it where :func:`secure` runs."""
    if member is not None:
        ports.securing.let_go(member.view.member_id)


def withheld_offline(ports: Ports, decision: Decision) -> dict[str, str]:
    """What has to wait while the line is known to be down; nothing is asked."""
    return {want.key: OFFLINE for want in to_secure(ports, decision)}


def to_secure(ports: Ports, decision: Decision) -> tuple[Wanted, ...]:
    """What a decision uses up and somebody else could use too. A code that anybody may use, as often as they like, is
    no such thing.
    """
    if not decision.consumes:
        return ()
    is_open = {
        f"coupon:{coupon.open_code}"
        for programme in ports.programmes.in_force()
        for coupon in programme.coupons
        if coupon.open_code
    }
    return tuple(_wanted(each, decision) for each in _together(decision) if each.key not in is_open)


def _together(decision: Decision) -> list[Consumption]:
    """Each key once: two rules that use the same thing up together want both amounts of it."""
    from dataclasses import replace

    found: dict[str, Consumption] = {}
    for each in decision.consumes:
        before = found.get(each.key)
        found[each.key] = each if before is None else replace(each, amount=before.amount + each.amount)
    return list(found.values())


def _wanted(used_up: Consumption, decision: Decision) -> Wanted:
    seen = 0
    if used_up.key.startswith("stamp:"):
        card = (used_up.programme_id, used_up.rule)
        seen = next((each.before for each in decision.stamps if (each.programme_id, each.card) == card), 0)
    return Wanted(
        used_up.key,
        used_up.programme_id,
        used_up.rule,
        used_up.amount,
        used_up.period,
        used_up.period_start,
        max(seen, 0),
    )
