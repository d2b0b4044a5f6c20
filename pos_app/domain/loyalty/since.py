"""The member as this till has to see them: what the server last said, and what the till itself has sold them since.

The second coffee sold without a network must find the stamp of the first, and a coupon that was used here is used.
Points that may be spent stay as the server said them (STALE-LABEL): those earned offline are not the member's yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pos_app.domain.enrolment import Agreed
from pos_app.domain.loyalty.decision import (
    ChallengeProgress,
    Decision,
    MembershipStep,
    Outcome,
    Posting,
    TierChange,
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
from pos_app.domain.loyalty.reversal import Reversal


@dataclass(frozen=True, slots=True)
class Since:
    """One decision of this till that the server has not told back yet. ``on_day`` is its ISO business date;
    ``articles`` are the ids of what was bought, each once for every line. A visit is no purchase.
    """

    decision: Decision
    on_day: str
    articles: tuple[str, ...] = ()
    is_purchase: bool = True

    @property
    def postings(self) -> tuple[Posting, ...]:
        """Points on their way."""
        return self.decision.postings


@dataclass(frozen=True, slots=True)
class TakenBack:
    """One return of this till that the server has not told back yet."""

    reversal: Reversal

    @property
    def postings(self) -> tuple[Posting, ...]:
        """Points on their way."""
        return self.reversal.postings


@dataclass(frozen=True, slots=True)
class NotRenewed:
    """A membership that was cancelled at this till: its term runs to its end."""

    programme_id: str
    code: str

    @property
    def postings(self) -> tuple[Posting, ...]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class ConsentSaid:
    """A consent that was given at this till at ``at_ms``, or withdrawn."""

    consent: str
    given: bool
    at_ms: int

    @property
    def postings(self) -> tuple[Posting, ...]:
        """None."""
        return ()


Unseen = Since | TakenBack | NotRenewed | ConsentSaid


def seen_since(view: MemberView, since: Sequence[Unseen]) -> MemberView:
    """``view`` with what happened ``since``, oldest first, laid over it.

    What counts is added by its difference, so that it also fits a view in which another till's sales have arrived.
    Coupons that were issued are not held yet: their numbers are the server's to give.
    """
    for each in since:
        match each:
            case Since():
                view = _after(view, each)
            case TakenBack():
                view = _without(view, each.reversal)
            case NotRenewed():
                view = _cancelled(view, each)
            case ConsentSaid():
                others = tuple(code for code in view.consents if code != each.consent)
                view = replace(view, consents=(*others, each.consent) if each.given else others)
    return view


def agreed_since(agreed: tuple[Agreed, ...], since: Sequence[Unseen]) -> tuple[Agreed, ...]:
    """What a member agrees to, with what was said here ``since`` laid over it. The first yes keeps its time."""
    for each in since:
        if not isinstance(each, ConsentSaid) or (
            each.given and any(held.consent == each.consent for held in agreed)
        ):
            continue
        others = tuple(held for held in agreed if held.consent != each.consent)
        agreed = (*others, Agreed(each.consent, each.at_ms)) if each.given else others
    return agreed


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


def _without(view: MemberView, back: Reversal) -> MemberView:
    """After a return: what the sale gave is gone, what it used up is there again."""
    stamps = {(each.programme_id, each.card): each.stamps for each in back.stamps}
    given = {each.number for each in back.coupons_given}
    ended = {(each.programme_id, each.code, each.from_day) for each in back.memberships}
    after = replace(
        view,
        stamps=tuple(
            replace(each, stamps=max(each.stamps + stamps.get((each.programme_id, each.card), 0), 0))
            for each in view.stamps
        ),
        coupons=tuple(replace(each, used=each.used and each.number not in given) for each in view.coupons),
        memberships=tuple(
            each
            for each in view.memberships
            if each.is_trial or (each.programme_id, each.code, each.from_day) not in ended
        ),
        challenges=tuple(_back(each, back) for each in view.challenges),
        used=_less(view.used, back),
    )
    if after.referred_by is not None and back.referrals:
        after = replace(after, referred_by=replace(after.referred_by, rewarded=False))
    drops = tuple(TierChange(each.programme_id, each.before, each.after) for each in back.tiers)
    return _standing(after, Decision(qualified=back.qualified, tier_changes=drops))


def _back(held: ChallengeHeld, back: Reversal) -> ChallengeHeld:
    for each in back.challenges:
        key = (each.programme_id, each.challenge, each.period_start)
        if key == (held.programme_id, held.challenge, held.period_start):
            held = replace(
                held,
                count=max(held.count - each.count, 0),
                seen=tuple(thing for thing in held.seen if thing not in each.unseen),
                done=held.done and not each.undone,
            )
    return held


def _less(held: tuple[Used, ...], back: Reversal) -> tuple[Used, ...]:
    taken: dict[tuple[str, str, str, str], int] = {}
    for cap in back.caps:
        key = (cap.programme_id, cap.rule, cap.period, cap.period_start)
        taken[key] = taken.get(key, 0) + cap.points
    for used in back.usage:
        key = (used.programme_id, used.rule, used.period, used.period_start)
        taken[key] = taken.get(key, 0) + used.amount
    left = [
        replace(each, amount=each.amount - taken.get(key, 0))
        for each in held
        for key in [(each.programme_id, each.rule_id, each.period, each.period_start)]
    ]
    return tuple(each for each in left if each.amount > 0)


def _cancelled(view: MemberView, stopped: NotRenewed) -> MemberView:
    key = (stopped.programme_id, stopped.code)
    return replace(
        view,
        memberships=tuple(
            replace(each, cancelled=each.cancelled or (each.programme_id, each.code) == key)
            for each in view.memberships
        ),
    )


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
    names = [each.programme_id for each in decision.qualified]
    names += [each.programme_id for each in decision.tier_changes]
    for programme_id in dict.fromkeys(names):
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
