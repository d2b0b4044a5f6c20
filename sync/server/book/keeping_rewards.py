"""Rewards of one decision: challenges, referrals, tiers' coupons, coupons in and out, each given once."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select, update

from pos_app.domain.loyalty.decision import ChallengeProgress, CouponIssued, CouponUsed, Outcome
from pos_app.domain.loyalty.play_rules import Challenge, Task
from pos_app.domain.loyalty.programme import Programme
from sync.server.book.bookkeeping import Entry
from sync.server.book.coupons import coupon_of, find_coupon, issue_coupons
from sync.server.book.point_postings import correct
from sync.server.book.referrals import brought_by, friend_of
from sync.server.book.standings import kept_tier
from sync.server.book.usages import add_usage
from sync.server.schema.member_tables import challenge, coupon, referral

_DISTINCT = frozenset({Task.CATEGORIES, Task.ARTICLES})


def keep_challenges(entry: Entry) -> None:
    """Progress of several tills adds up; whoever reached the goal first has the reward, a second one is taken back."""
    for each in entry.decision.challenges:
        key = {
            **entry.key(),
            "programme_id": each.programme_id,
            "challenge": each.challenge,
            "period_start": each.period_start,
        }
        held = entry.slate.line(
            challenge, entry.member_id, each.programme_id, each.challenge, each.period_start
        )
        rule = _challenge(entry, each)
        before = (held["count"], tuple(held["seen"].splitlines()), held["done_by"]) if held else (0, (), "")
        counted, seen = _together(rule, each, before[0], before[1])
        done_by = before[2] or (entry.source if each.done else "")
        values = {"count": counted, "seen": "\n".join(seen), "done_by": done_by}
        entry.slate.put(challenge, {**key, **values})
        if each.done and done_by != entry.source:
            entry.effects.flag("challenge-twice", f"{each.challenge} was reached and rewarded before")
            entry.dropped.add((each.programme_id, each.challenge))
            points = rule.points if rule else 0
            correct(entry, each.programme_id, each.challenge, points, "challenge-twice")


def keep_referrals(entry: Entry) -> None:
    """Referrer and friend are rewarded once, and a referrer for so many friends at most."""
    for name, programme in entry.rules.items():
        if programme.referral is None or not _refers(entry, programme):
            continue
        rule = programme.referral
        row = brought_by(entry.connection, entry.company_id, entry.member_id)
        theirs = {
            each.member_id: each.points
            for each in entry.decision.postings
            if (each.programme_id, each.rule) == (name, rule.rule_id) and each.member_id
        }
        if row is None:
            entry.effects.flag("referral-unknown", "nobody is known to have brought this member")
        elif row.rewarded_by:
            entry.effects.flag("referral-twice", "the friend's first purchase was rewarded before")
            entry.dropped.add((name, rule.rule_id))
            correct(entry, name, rule.rule_id, rule.friend_points, "referral-twice")
            for whose, points in theirs.items():
                correct(entry, name, rule.rule_id, points, "referral-twice", member_id=whose)
        else:
            entry.holder_of(row.referrer_id)  # friends of theirs are counted one after the other
            _reward(entry, row.referrer_id)
            if rule.most_friends and _friends(entry, row.referrer_id) > rule.most_friends:
                entry.effects.flag("cap-passed", "the referrer was rewarded for too many friends")
                for whose, points in theirs.items():
                    correct(entry, name, rule.rule_id, points, "cap", member_id=whose)


def tiers_given_before(entry: Entry) -> None:
    """A tier that another till's sale reached already has given its coupon: this sale's is not given again."""
    for change in entry.decision.tier_changes:
        programme = entry.rules.get(change.programme_id)
        if programme is None or change.before == change.after:
            continue
        kept = kept_tier(entry.slate, entry.member_id, change.programme_id)
        now, meant = programme.tier_by_code(kept.on(entry.day)), programme.tier_by_code(change.after)
        if now and meant and programme.threshold(now) >= programme.threshold(meant):
            entry.dropped |= {
                (change.programme_id, f"tier:{tier.code}")
                for tier in programme.tiers
                if programme.threshold(tier) <= programme.threshold(now)
            }


def issue_and_use_coupons(entry: Entry) -> None:
    """Coupons go into the hands they are meant for, and those used are used up."""
    by_member: dict[str, list[CouponIssued]] = {}
    for each in entry.decision.coupons_issued:
        if (each.programme_id, each.rule) in entry.dropped:
            entry.effects.flag("reward-twice", f"the coupon {each.code} was given for this before")
        else:
            by_member.setdefault(each.member_id or entry.member_id, []).append(each)
    for member_id, issued in by_member.items():
        entry.effects.members.add(member_id)
        issue_coupons(entry.connection, entry.company_id, member_id, issued, entry.source, entry.now_ms)
    for used in entry.decision.coupons_used:
        _use(entry, used)


def _use(entry: Entry, used: CouponUsed) -> None:
    row = find_coupon(entry.connection, entry.company_id, used.number, lock=True)
    if row is None:
        programme = entry.rules.get(used.programme_id)
        if programme and any(terms.open_code == used.number for terms in programme.coupons):
            key = (entry.member_id, used.programme_id, f"coupon:{used.code}"[:64], "ever", "")
            add_usage(entry.slate, *key, entry.source, 1)
        else:
            entry.effects.flag("coupon-unknown", f"a coupon {used.code} that was never issued")
        return
    if row.used_by and row.used_by != entry.source:
        entry.effects.flag("coupon-used-twice", f"the coupon {used.code} was used before")
        return
    if row.taken_back_ms:
        entry.effects.flag("coupon-taken-back", f"the coupon {used.code} had been taken back")
    if row.member_id != entry.member_id:
        entry.effects.flag("coupon-of-another", f"the coupon {used.code} is another member's")
        entry.effects.members.add(row.member_id)
    mine = coupon_of(entry.company_id, row.member_id, used.number)
    entry.connection.execute(update(coupon).where(*mine).values(used_by=entry.source, used_ms=entry.now_ms))


def _together(
    rule: Challenge | None, told: ChallengeProgress, counted: int, seen: tuple[str, ...]
) -> tuple[int, tuple[str, ...]]:
    """Where a challenge stands when this sale's progress joins what was there."""
    task = rule.task if rule else None
    if task in _DISTINCT:
        both = tuple(sorted({*seen, *told.seen}))
        return len(both), both
    if task is Task.DAYS_IN_A_ROW:
        return _streak(told, counted, seen)
    return counted + told.after - told.before, ()


def _streak(told: ChallengeProgress, counted: int, seen: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    if not seen or not told.seen:
        return max(counted, told.after), told.seen or seen
    apart = (date.fromisoformat(told.seen[-1]) - date.fromisoformat(seen[-1])).days
    if apart < 0:
        return counted, seen  # an older day that came late
    if apart == 0:
        return max(counted, told.after), seen
    return (max(counted + 1, told.after) if apart == 1 else told.after), told.seen


def _challenge(entry: Entry, told: ChallengeProgress) -> Challenge | None:
    programme = entry.rules.get(told.programme_id)
    if programme is None:
        return None
    return next((each for each in programme.challenges if each.rule_id == told.challenge), None)


def _refers(entry: Entry, programme: Programme) -> bool:
    assert programme.referral is not None
    words = f"referral:{programme.referral.rule_id}"
    return any(
        (each.programme_id, each.rule, each.outcome) == (programme.programme_id, words, Outcome.GAVE)
        for each in entry.decision.reasons
    )


def _reward(entry: Entry, referrer_id: str) -> None:
    entry.effects.members.add(referrer_id)
    entry.connection.execute(
        update(referral)
        .where(*friend_of(entry.company_id, referrer_id, entry.member_id))
        .values(rewarded_by=entry.source)
    )


def _friends(entry: Entry, referrer_id: str) -> int:
    return int(
        entry.connection.execute(
            select(func.count()).where(
                referral.c.company_id == entry.company_id,
                referral.c.referrer_id == referrer_id,
                referral.c.rewarded_by != "",
                referral.c.reversed == 0,
            )
        ).scalar_one()
    )
