"""The member as this till has to see them: what the server last said, and what the till itself has sold them since.

The second coffee sold without a network must find the stamp of the first, and a coupon that was used here is used.
Points that may be spent stay as the server said them (STALE-LABEL): those earned offline are not the member's yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos_app.domain.loyalty.decision import (
    ChallengeProgress,
    Decision,
    MembershipStep,
    Outcome,
)
from pos_app.domain.loyalty.member_view import (
    Bought,
    ChallengeHeld,
    CouponHeld,
    MembershipHeld,
    MemberView,
    StampsHeld,
    Standing,
    Used,
)


@dataclass(frozen=True, slots=True)
class Since:
    """One decision of this till that the server has not told back yet. ``on_day`` is its ISO business date;
    ``articles`` are the ids of what was bought, each once for every line. A visit is no purchase.
    """

    decision: Decision
    on_day: str
    articles: tuple[str, ...] = ()
    is_purchase: bool = True


def seen_since(view: MemberView, since: Sequence[Since]) -> MemberView:
    """``view`` with the decisions of ``since``, oldest first, laid over it.

    What counts is added by its difference, so that it also fits a view in which another till's sales have arrived.
    Coupons that were issued are not held yet: their numbers are the server's to give.
    """
    for each in since:
        view = _after(view, each)
    return view


def _after(view: MemberView, since: Since) -> MemberView:
    decision = since.decision
    claimed = tuple(
        each.key.removeprefix("code:") for each in decision.consumes if each.key.startswith("code:")
    )
    after = replace(
        view,
        stamps=_stamps(view.stamps, since),
        coupons=_coupons(view.coupons, decision),
        memberships=_memberships(view.memberships, decision),
        challenges=_challenges(view.challenges, decision.challenges),
        used=_used(view.used, decision),
        codes_claimed=(*view.codes_claimed, *(code for code in claimed if code not in view.codes_claimed)),
    )
    if after.referred_by is not None and _rewards_the_referrer(decision):
        after = replace(after, referred_by=replace(after.referred_by, rewarded=True))
    if since.is_purchase:
        after = replace(
            after,
            purchases=None if view.purchases is None else view.purchases + 1,
            last_purchase_on=max(view.last_purchase_on, since.on_day),
            bought=_bought(view.bought, since.articles),
        )
    return _standing(after, decision)


def _stamps(held: tuple[StampsHeld, ...], since: Since) -> tuple[StampsHeld, ...]:
    if not since.decision.stamps:
        return held
    cards = {(each.programme_id, each.card): each for each in held}
    for change in since.decision.stamps:
        key = (change.programme_id, change.card)
        before = cards.get(key, StampsHeld(*key, 0))
        that_day = before.stamped_that_day if before.day == since.on_day else 0
        stamps = max(before.stamps + change.after - change.before, 0)
        cards[key] = StampsHeld(*key, stamps, since.on_day, that_day + change.added)
    return tuple(cards.values())


def _coupons(held: tuple[CouponHeld, ...], decision: Decision) -> tuple[CouponHeld, ...]:
    used = {each.number for each in decision.coupons_used}
    return tuple(replace(each, used=True) if each.number in used else each for each in held) if used else held


def _memberships(held: tuple[MembershipHeld, ...], decision: Decision) -> tuple[MembershipHeld, ...]:
    fresh = []
    for change in decision.memberships:
        key = (change.programme_id, change.code, change.from_day, change.to_day)
        if any((each.programme_id, each.code, each.from_day, each.to_day) == key for each in held):
            continue
        trial = change.step is MembershipStep.TRIAL
        fresh.append(
            MembershipHeld(*key, change.from_ms, change.to_ms, is_trial=trial, trial_used=trial),
        )
    return (*held, *fresh)


def _challenges(
    held: tuple[ChallengeHeld, ...], progress: tuple[ChallengeProgress, ...]
) -> tuple[ChallengeHeld, ...]:
    if not progress:
        return held
    kept = {(each.programme_id, each.challenge): each for each in held}
    for each in progress:
        key = (each.programme_id, each.challenge)
        before = kept.get(key)
        if before is None or before.period_start < each.period_start:
            kept[key] = ChallengeHeld(*key, each.period_start, each.after, each.seen, each.done)
        elif before.period_start == each.period_start:
            kept[key] = _further(before, each)
    return tuple(kept.values())


def _further(held: ChallengeHeld, made: ChallengeProgress) -> ChallengeHeld:
    done = held.done or made.done
    if held.count == made.before:
        return replace(held, count=made.after, seen=made.seen, done=done)
    # Another till's progress arrived meanwhile: distinct things are counted anew, anything else adds up.
    seen = tuple(sorted({*held.seen, *made.seen}))
    distinct = made.after == len(made.seen)
    count = len(seen) if distinct else held.count + made.after - made.before
    return replace(held, count=count, seen=seen, done=done)


def _used(held: tuple[Used, ...], decision: Decision) -> tuple[Used, ...]:
    taken = [
        Used(cap.programme_id, cap.rule, cap.period, cap.period_start, cap.points) for cap in decision.caps
    ]
    taken += [
        Used(each.programme_id, each.rule, each.period, each.period_start, each.amount)
        for each in decision.consumes
        if each.period
    ]
    if not taken:
        return held
    amounts: dict[tuple[str, str, str, str], int] = {}
    for each in (*held, *taken):
        key = (each.programme_id, each.rule_id, each.period, each.period_start)
        amounts[key] = amounts.get(key, 0) + each.amount
    return tuple(Used(*key, amount) for key, amount in amounts.items())


def _bought(held: tuple[Bought, ...], articles: tuple[str, ...]) -> tuple[Bought, ...]:
    times = {each.article_id: each.times for each in held}
    for article_id in articles:
        times[article_id] = times.get(article_id, 0) + 1
    return tuple(Bought(*each) for each in times.items())


def _rewards_the_referrer(decision: Decision) -> bool:
    return any(
        reason.rule.startswith("referral:") and reason.outcome is Outcome.GAVE for reason in decision.reasons
    )


def _standing(view: MemberView, decision: Decision) -> MemberView:
    """A tier that a till promised holds at the next sale too, and what counts towards the next one adds up."""
    for programme_id in dict.fromkeys(
        each.programme_id for each in (*decision.qualified, *decision.tier_changes)
    ):
        before = view.standing(programme_id)
        gained = sum(each.amount for each in decision.qualified if each.programme_id == programme_id)
        changes = [each for each in decision.tier_changes if each.programme_id == programme_id]
        change = changes[-1] if changes else None
        after = Standing(
            programme_id,
            change.after if change else before.tier,
            before.qualifying + gained,
            change.until if change else before.until,
        )
        place = next((n for n, each in enumerate(view.standings) if each.programme_id == programme_id), None)
        if place is None:
            view = replace(view, standings=(*view.standings, after))
            continue
        standings = (*view.standings[:place], after, *view.standings[place + 1 :])
        if (before.tier, before.qualifying) == (view.tier, view.qualifying_points) and place == 0:
            # The view's own tier and count are those of the shop's first programme, which is told first.
            view = replace(view, tier=after.tier, qualifying_points=after.qualifying)
        view = replace(view, standings=standings)
    return view
