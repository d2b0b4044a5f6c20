"""What a member belongs to: memberships sold here, perks promised, referrals, partners, causes, events."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pos_app.domain.loyalty.calendar_days import DAY_MS, days_on, term_last_day, trial_last_day
from pos_app.domain.loyalty.condition import Period
from pos_app.domain.loyalty.conditions import holds
from pos_app.domain.loyalty.decision import (
    Consumption,
    LineRefused,
    MembershipChange,
    MembershipStep,
    Outcome,
    Posting,
    PostingKind,
    Promise,
    Reason,
)
from pos_app.domain.loyalty.eligible import Paid
from pos_app.domain.loyalty.issuing import issue
from pos_app.domain.loyalty.member_view import MembershipHeld
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.scene import Scene
from pos_app.domain.loyalty.settings import DayCount
from pos_app.domain.loyalty.status_rules import Membership
from pos_app.domain.money import Rounding, divide


def sell_memberships(scene: Scene, programme: Programme) -> None:
    """A membership's article in the basket begins or renews it; a trial is begun once per person."""
    for terms in programme.memberships:
        for line in scene.basket.lines:
            if line.article.article_id == terms.article:
                _sell(scene, programme, terms)
                break
            if terms.trial_article and line.article.article_id == terms.trial_article:
                _begin_trial(scene, programme, terms, line.line_id)
                break


def _sell(scene: Scene, programme: Programme, terms: Membership) -> None:
    held = _latest(scene, programme, terms)
    runs_on = held is not None and held.to_day >= scene.today_iso
    first = scene.today
    if held is not None and runs_on:
        first = days_on(date.fromisoformat(held.to_day), 1)
    step = MembershipStep.RENEWED if held is not None and not held.is_trial else MembershipStep.JOINED
    _write(scene, programme, terms, step, first, term_last_day(terms, first))


def _begin_trial(scene: Scene, programme: Programme, terms: Membership, line_id: int) -> None:
    assert scene.member is not None
    if any(
        held.programme_id == programme.programme_id and held.code == terms.code
        for held in scene.member.memberships
    ):
        name = programme.programme_id
        scene.refused.append(LineRefused(line_id, name, terms.code, "trial-used"))
        return
    key = f"trial:{programme.programme_id}:{terms.code}"
    if key in scene.withheld:
        scene.refused.append(LineRefused(line_id, programme.programme_id, terms.code, "withheld"))
        return
    scene.consumes.append(Consumption(key, programme.programme_id, terms.code, 1, Period.EVER.value))
    _write(scene, programme, terms, MembershipStep.TRIAL, scene.today, trial_last_day(terms, scene.today))


def _write(
    scene: Scene, programme: Programme, terms: Membership, step: MembershipStep, first: date, last: date
) -> None:
    at, offset = scene.context.at_ms, scene.context.offset_minutes * 60_000
    days = (last - first).days + 1
    midnight = at - (at + offset) % DAY_MS
    from_ms = midnight + (first - scene.today).days * DAY_MS
    if programme.settings.days is DayCount.HOURS_24:
        from_ms += (at + offset) % DAY_MS
    scene.memberships.append(
        MembershipChange(
            programme.programme_id,
            terms.code,
            step,
            first.isoformat(),
            last.isoformat(),
            from_ms,
            from_ms + days * DAY_MS,
        )
    )
    if first == scene.today:
        scene.joined_now.add((programme.programme_id, terms.code))
    name = programme.programme_id
    scene.reasons.append(
        Reason(f"membership:{terms.code}", Outcome.GAVE, programme_id=name, words=terms.name)
    )


def _latest(scene: Scene, programme: Programme, terms: Membership) -> MembershipHeld | None:
    assert scene.member is not None
    held = [
        each
        for each in scene.member.memberships
        if each.programme_id == programme.programme_id and each.code == terms.code and each.to_day
    ]
    return max(held, key=lambda each: each.to_day, default=None)


def promise_perks(scene: Scene, programme: Programme, paid: Paid) -> None:
    """Benefits without a price: the cashier reads them, the shop keeps them."""
    articles = {line.article.article_id for line in scene.basket.lines}
    for perk in programme.perks:
        if perk.article and perk.article not in articles:
            continue
        if holds(scene, programme, perk.when) and paid.everything >= perk.when.minimum_minor:
            scene.promises.append(Promise(programme.programme_id, perk.rule_id, perk.words))


def reward_referral(scene: Scene, programme: Programme, paid: Paid) -> None:
    """Referrer and friend are rewarded once, with the friend's first purchase that is large enough."""
    rule, member = programme.referral, scene.member
    if rule is None or member is None or member.referred_by is None or member.purchases != 0:
        return
    came = member.referred_by
    if came.rewarded:
        return
    name, words = programme.programme_id, f"referral:{rule.rule_id}"
    if came.member_id == member.member_id:
        scene.passed_by(programme, words, "self-referral")
        return
    if rule.most_friends and came.friends >= rule.most_friends:
        scene.passed_by(programme, words, "cap")
        return
    counted = sum(
        amount
        for line, amount in zip(scene.basket.lines, paid.lines, strict=True)
        if line.article.protection is None
    )
    if counted < max(rule.minimum_minor, 1):
        scene.nearly(programme, words, max(rule.minimum_minor, 1) - counted, "minor")
        return
    percent = rule.ambassador_percent if came.is_ambassador else 100
    theirs = divide(rule.referrer_points * percent, 100, Rounding.FLOOR)
    for points, whose in ((rule.friend_points, ""), (theirs, came.member_id)):
        if points:
            scene.postings.append(
                Posting(PostingKind.EARN, name, programme.account, points, rule.rule_id, member_id=whose)
            )
    for coupon, whose in ((rule.friend_coupon, ""), (rule.referrer_coupon, came.member_id)):
        if coupon:
            issue(scene, programme, coupon, rule.rule_id, whose)
    scene.reasons.append(Reason(words, Outcome.GAVE, rule.friend_points, programme_id=name))


def move_points(scene: Scene, programme: Programme) -> None:
    """Points that the member gives to a cause, or takes to a partner: whole blocks of what they have."""
    for wish, posting, rule, why in _moves(scene, programme):
        if why:
            scene.passed_by(programme, rule, why)
            continue
        scene.postings += posting
        name = programme.programme_id
        scene.consumes.append(Consumption(f"points:{rule}", name, rule, wish))
        scene.reasons.append(Reason(rule, Outcome.GAVE, -wish, programme_id=name))
    for code in dict.fromkeys(scene.wishes.events):
        _check_in(scene, programme, code)


def _moves(scene: Scene, programme: Programme) -> Iterator[tuple[int, list[Posting], str, str]]:
    assert scene.member is not None
    name, account = programme.programme_id, programme.account
    used = sum(tender.points for tender in scene.tenders) if scene.rules.redeeming is not None else 0
    is_first = bool(scene.rules.programmes) and scene.rules.programmes[0] is programme
    left = scene.member.balance(account, is_first=is_first) - used
    wishes = scene.wishes
    for wish in wishes.gives:
        cause = next((each for each in programme.causes if each.code == wish.code), None)
        if wish.programme_id != name:
            continue
        rule = f"cause:{wish.code}"
        why = _why_not(scene, rule, wish.points, cause.per_points if cause else 0, left)
        giving = [Posting(PostingKind.DONATE, name, account, -wish.points, wish.code)]
        left -= 0 if why else wish.points
        yield wish.points, giving, rule, why
    for wish in wishes.converts:
        partner = next((each for each in programme.partners if each.code == wish.code), None)
        if wish.programme_id != name:
            continue
        rule = f"partner:{wish.code}"
        linked = partner is not None and wish.code in scene.member.partners
        why = _why_not(scene, rule, wish.points, partner.our_points if partner else 0, left)
        why = why or ("" if linked else "not-linked")
        moved = []
        if partner is not None and not why:
            theirs = wish.points // partner.our_points * partner.their_points
            moved = [
                Posting(PostingKind.CONVERT, name, account, -wish.points, wish.code),
                Posting(PostingKind.CONVERT, name, partner.account, theirs, wish.code),
            ]
            left -= wish.points
        yield wish.points, moved, rule, why


def _why_not(scene: Scene, rule: str, points: int, block: int, left: int) -> str:
    if not block:
        return "unknown"
    if points <= 0 or points % block:
        return "whole-blocks"
    if points > left:
        return "too-few-points"
    return "withheld" if f"points:{rule}" in scene.withheld else ""


def _check_in(scene: Scene, programme: Programme, code: str) -> None:
    """A guest who is on the list, on the day, once."""
    assert scene.member is not None
    event = next((each for each in programme.events if each.code == code), None)
    if event is None:
        return
    name, rule = programme.programme_id, f"event:{code}"
    why = ""
    if event.guests not in scene.member.segments:
        why = "not-invited"
    elif event.on != scene.today_iso:
        why = "another-day"
    elif scene.member.used_of(name, code, Period.EVER.value, ""):
        why = "already-checked-in"
    elif f"event:{name}:{code}" in scene.withheld:
        why = "withheld"
    if why:
        scene.passed_by(programme, rule, why, event.name)
        return
    scene.consumes.append(Consumption(f"event:{name}:{code}", name, code, 1, Period.EVER.value))
    if event.points:
        scene.postings.append(Posting(PostingKind.EARN, name, programme.account, event.points, code))
    scene.reasons.append(Reason(rule, Outcome.GAVE, event.points, programme_id=name, words=event.name))
