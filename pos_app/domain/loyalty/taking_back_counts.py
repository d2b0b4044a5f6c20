"""What a return undoes of stamps, coupons, challenges, limits, tiers, referrals and memberships.

Each function holds what the sale decided against what its kept goods alone decide, and leaves out what earlier
returns undid, so that returns one by one sum to the whole.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from pos_app.domain.loyalty.calendar_days import local_day
from pos_app.domain.loyalty.decision import (
    CapUsed,
    ChallengeProgress,
    Consumption,
    Context,
    CouponIssued,
    CouponUsed,
    Decision,
    DrawEntry,
    MembershipChange,
    Outcome,
    Qualified,
)
from pos_app.domain.loyalty.play_rules import Task
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.reversal import (
    ChallengeBack,
    MembershipEnded,
    ReferralReversed,
    Reversal,
    StampsBack,
    TierDrop,
)
from pos_app.domain.loyalty.settings import IssuedRewards
from pos_app.domain.loyalty.settings import TierDrop as TierDropSetting
from pos_app.domain.sale import Sale

_STAYS = ("coupon:", "trial:", "points:", "stamp:")
"""Things used up that come back another way (a coupon, points, stamps), or never: a trial is one per person."""

Rules = Mapping[str, Programme]


def rewards_stand(rules: Rules, programme_id: str) -> bool:
    """Whether coupons that a sale of this programme issued stay when its goods come back."""
    programme = rules.get(programme_id)
    return programme is None or programme.returns.issued_rewards is IssuedRewards.STAND


def qualified_back(sold: Decision, kept: Decision, before: Sequence[Reversal]) -> tuple[Qualified, ...]:
    """What no longer counts towards tiers, negative."""
    stays = {each.programme_id: each.amount for each in kept.qualified}
    found = []
    for each in sold.qualified:
        gone = -sum(
            back.amount
            for reversal in before
            for back in reversal.qualified
            if back.programme_id == each.programme_id
        )
        step = each.amount - stays.get(each.programme_id, 0) - gone
        if step > 0:
            found.append(Qualified(each.programme_id, -step))
    return tuple(found)


def stamps_back(
    rules: Rules, sold: Decision, kept: Decision, before: Sequence[Reversal]
) -> tuple[StampsBack, ...]:
    """How the cards move. A free unit that is not free any more gives its stamps back; a full card that became a
    coupon stays used where the coupon stands.
    """
    stays = {(each.programme_id, each.card): each for each in kept.stamps}
    found = []
    for change in sold.stamps:
        key = (change.programme_id, change.card)
        left = stays.get(key)
        stamps = (left.after - left.before if left else 0) - (change.after - change.before)
        added = change.added - (left.added if left else 0)
        if rewards_stand(rules, change.programme_id):
            stamps -= _full_cards(rules, sold, kept, key) * _size(rules, key)
        gone = [
            each for reversal in before for each in reversal.stamps if (each.programme_id, each.card) == key
        ]
        stamps -= sum(each.stamps for each in gone)
        added -= sum(each.added for each in gone)
        if stamps or added:
            found.append(StampsBack(*key, stamps, added))
    return tuple(found)


def _full_cards(rules: Rules, sold: Decision, kept: Decision, key: tuple[str, str]) -> int:
    """How many coupons fewer the kept goods alone would have filled cards for."""

    def issued(decision: Decision) -> int:
        return sum((each.programme_id, each.rule) == key for each in decision.coupons_issued)

    programme = rules.get(key[0])
    card = (
        next((each for each in programme.stamp_cards if each.rule_id == key[1]), None) if programme else None
    )
    return issued(sold) - issued(kept) if card is not None and card.coupon else 0


def _size(rules: Rules, key: tuple[str, str]) -> int:
    return next((each.stamps for each in rules[key[0]].stamp_cards if each.rule_id == key[1]), 0)


def coupons_taken(
    rules: Rules, sold: Decision, kept: Decision, before: Sequence[Reversal]
) -> tuple[CouponIssued, ...]:
    """Coupons that the kept goods alone would not have issued. Those of a referral go back whatever is set."""

    def name(each: CouponIssued) -> tuple[str, str, str, str]:
        return (each.programme_id, each.code, each.rule, each.member_id)

    left = Counter(name(each) for each in kept.coupons_issued)
    left.update(name(each) for reversal in before for each in reversal.coupons_taken)
    found = []
    for each in sold.coupons_issued:
        if left[name(each)]:
            left[name(each)] -= 1
            continue
        programme = rules.get(each.programme_id)
        referral = programme.referral if programme else None
        if (referral and referral.rule_id == each.rule) or not rewards_stand(rules, each.programme_id):
            found.append(each)
    return tuple(found)


def coupons_given(sold: Decision, kept: Decision, before: Sequence[Reversal]) -> tuple[CouponUsed, ...]:
    """Coupons that the kept goods alone would not have used: they are the member's again."""
    used = {each.number for each in kept.coupons_used}
    used.update(each.number for reversal in before for each in reversal.coupons_given)
    return tuple(each for each in sold.coupons_used if each.number not in used)


def challenges_back(
    rules: Rules, sale: Sale, kept: Decision, before: Sequence[Reversal]
) -> tuple[ChallengeBack, ...]:
    """Progress that goes back. A challenge whose coupon stands stays done: it is not reached a second time."""
    stays = {(each.programme_id, each.challenge): each for each in kept.challenges}
    found = []
    for made in sale.decision.challenges:
        key = (made.programme_id, made.challenge)
        left = stays.get(key)
        gone = [
            each for one in before for each in one.challenges if (each.programme_id, each.challenge) == key
        ]
        count = made.after - (left.after if left else made.before) - sum(each.count for each in gone)
        seen = _shown_by(rules, sale, made) - set(left.seen if left else ())
        unseen = tuple(sorted(seen - {thing for each in gone for thing in each.unseen}))
        undone = (
            made.done
            and not (left and left.done)
            and not any(each.undone for each in gone)
            and not (_coupon_of(rules, key) and rewards_stand(rules, made.programme_id))
        )
        if count > 0 or undone or unseen:
            found.append(ChallengeBack(*key, made.period_start, max(count, 0), unseen, undone))
    return tuple(found)


def _shown_by(rules: Rules, sale: Sale, made: ChallengeProgress) -> set[str]:
    """Distinct things that this sale was the first to show. Days in a row stay seen: the member did come."""
    programme = rules.get(made.programme_id)
    known = programme.challenges if programme else ()
    if any(each.rule_id == made.challenge and each.task is Task.DAYS_IN_A_ROW for each in known):
        return set()
    key = (made.programme_id, made.challenge, made.period_start)
    held = sale.member.challenges if sale.member else ()
    before = {
        thing
        for each in held
        if (each.programme_id, each.challenge, each.period_start) == key
        for thing in each.seen
    }
    return set(made.seen) - before


def _coupon_of(rules: Rules, key: tuple[str, str]) -> str:
    programme = rules.get(key[0])
    found = (
        (each.coupon for each in programme.challenges if each.rule_id == key[1]) if programme else iter(())
    )
    return next(found, "")


def usage_back(sold: Decision, kept: Decision, before: Sequence[Reversal]) -> tuple[Consumption, ...]:
    """What no longer counts as used up: pieces of a limit, a once-a-year offer, a claimed code, an event."""
    stays = _amounts(kept.consumes)
    for key, amount in _amounts(each for reversal in before for each in reversal.usage).items():
        stays[key] = stays.get(key, 0) + amount
    found = []
    for each in sold.consumes:
        step = each.amount - stays.get(each.key, 0)
        if step > 0 and not each.key.startswith(_STAYS):
            found.append(replace(each, amount=step))
    return tuple(found)


def _amounts(consumed: Iterable[Consumption]) -> dict[str, int]:
    found: dict[str, int] = {}
    for each in consumed:
        found[each.key] = found.get(each.key, 0) + each.amount
    return found


def caps_back(sold: Decision, kept: Decision, before: Sequence[Reversal]) -> tuple[CapUsed, ...]:
    """Points that no longer count against a cap."""

    def name(each: CapUsed) -> tuple[str, str, str, str]:
        return (each.programme_id, each.rule, each.period, each.period_start)

    stays: dict[tuple[str, str, str, str], int] = {}
    for each in (*kept.caps, *(cap for reversal in before for cap in reversal.caps)):
        stays[name(each)] = stays.get(name(each), 0) + each.points
    return tuple(
        replace(each, points=step)
        for each in sold.caps
        if (step := each.points - stays.get(name(each), 0)) > 0
    )


def entries_back(sold: Decision, kept: Decision, before: Sequence[Reversal]) -> tuple[DrawEntry, ...]:
    """Entries in draws that the kept goods alone would not have made."""
    stays = {*kept.entries, *(entry for reversal in before for entry in reversal.entries)}
    return tuple(entry for entry in sold.entries if entry not in stays)


def tiers_dropped(
    rules: Rules, sold: Decision, kept: Decision, before: Sequence[Reversal]
) -> tuple[TierDrop, ...]:
    """Tiers that fall at once, where the programme says so; elsewhere the window's end decides."""
    stays = {each.programme_id: each.after for each in kept.tier_changes}
    found = []
    for change in sold.tier_changes:
        programme = rules.get(change.programme_id)
        if programme is None or programme.returns.tier_drop is not TierDropSetting.AT_ONCE:
            continue
        now = change.after
        for reversal in before:
            for drop in reversal.tiers:
                now = drop.after if drop.programme_id == change.programme_id else now
        after = stays.get(change.programme_id, change.before or "")
        if _rank(programme, after) < _rank(programme, now):
            found.append(TierDrop(change.programme_id, now, after))
    return tuple(found)


def _rank(programme: Programme, code: str) -> int:
    tier = programme.tier_by_code(code)
    return programme.threshold(tier) if tier else -1


def referrals_back(sale: Sale, kept: Decision, before: Sequence[Reversal]) -> tuple[ReferralReversed, ...]:
    """A referral whose first purchase is no longer large enough: both sides' rewards go back."""
    came = sale.member.referred_by if sale.member else None
    if came is None:
        return ()
    told = {(each.programme_id, each.rule) for reversal in before for each in reversal.referrals}
    told.update(_rewarded(kept))
    return tuple(
        ReferralReversed(*name, came.member_id) for name in _rewarded(sale.decision) if name not in told
    )


def _rewarded(decision: Decision) -> Iterator[tuple[str, str]]:
    for reason in decision.reasons:
        family, _, rule = reason.rule.partition(":")
        if family == "referral" and reason.outcome is Outcome.GAVE:
            yield reason.programme_id, rule


def memberships_ended(
    rules: Rules, sale: Sale, kept: Decision, before: Sequence[Reversal], context: Context
) -> tuple[MembershipEnded, ...]:
    """Memberships whose article came back. Days before the return's are used; where it was sold at a distance, none is
    within the days of withdrawal.
    """
    stays = {(each.programme_id, each.code) for each in kept.memberships}
    stays.update((each.programme_id, each.code) for reversal in before for each in reversal.memberships)
    found = []
    for change in sale.decision.memberships:
        if (change.programme_id, change.code) not in stays:
            used, term = _used_days(rules, sale, change, context)
            found.append(
                MembershipEnded(change.programme_id, change.code, change.from_day, change.to_day, used, term)
            )
    return tuple(found)


def _used_days(rules: Rules, sale: Sale, change: MembershipChange, context: Context) -> tuple[int, int]:
    first, last = date.fromisoformat(change.from_day), date.fromisoformat(change.to_day)
    term = (last - first).days + 1
    sold = local_day(sale.context.at_ms, sale.context.offset_minutes)
    today = local_day(context.at_ms, context.offset_minutes)
    programme = rules.get(change.programme_id)
    terms = (
        next((each for each in programme.memberships if each.code == change.code), None)
        if programme
        else None
    )
    at_a_distance = sale.context.channel != "till"
    if terms is not None and at_a_distance and (today - sold).days <= terms.withdrawal_days:
        return 0, term
    return min(max((today - first).days, 0), term), term
