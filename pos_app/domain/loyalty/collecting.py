"""What a sale adds to: challenges and streaks, coupons for next time, draw entries, codes claimed."""

from __future__ import annotations

from datetime import date

from pos_app.domain.loyalty.calendar_days import period_start
from pos_app.domain.loyalty.condition import Condition, Goods, Period
from pos_app.domain.loyalty.conditions import holds
from pos_app.domain.loyalty.decision import (
    ChallengeProgress,
    Consumption,
    DrawEntry,
    Outcome,
    Posting,
    PostingKind,
    Reason,
)
from pos_app.domain.loyalty.earning import tenders_match
from pos_app.domain.loyalty.eligible import Paid, pieces
from pos_app.domain.loyalty.issuing import issue
from pos_app.domain.loyalty.member_view import ChallengeHeld
from pos_app.domain.loyalty.offer_rules import Issued
from pos_app.domain.loyalty.play_rules import Challenge, Task
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.scene import Scene

_TOLD = {Task.SPEND: "minor", Task.PIECES: "pieces", Task.VISITS: "visits", Task.DAYS_IN_A_ROW: "days"}


def collect(scene: Scene, programme: Programme, paid: Paid) -> None:
    """Everything that a programme collects from this sale."""
    for challenge in programme.challenges:
        places = _counting(scene, programme, challenge.goods, challenge.when, paid)
        if places:
            _progress(scene, programme, challenge, paid, places)
    for coupon in programme.coupons:
        if coupon.issued is Issued.SALE and _counting(scene, programme, coupon.goods, coupon.when, paid):
            issue(scene, programme, coupon.code, "sale")
    for draw in programme.draws:
        if _counting(scene, programme, draw.goods, draw.when, paid):
            scene.entries.append(DrawEntry(programme.programme_id, draw.rule_id))


def _counting(scene: Scene, programme: Programme, goods: Goods, when: Condition, paid: Paid) -> list[int]:
    """The paid lines of these goods, or none where the condition does not hold."""
    places = [place for place in paid.places(goods, programme.never_counts) if paid.lines[place] > 0]
    if not places or not holds(scene, programme, when) or not tenders_match(when, paid):
        return []
    if sum(paid.lines[place] for place in places) < when.minimum_minor:
        return []
    if when.minimum_pieces and pieces(paid, places) < when.minimum_pieces:
        return []
    return places


def _progress(
    scene: Scene, programme: Programme, challenge: Challenge, paid: Paid, places: list[int]
) -> None:
    assert scene.member is not None
    name, start = programme.programme_id, period_start(challenge.period, scene.today)
    held = next(
        (
            each
            for each in scene.member.challenges
            if (each.programme_id, each.challenge, each.period_start) == (name, challenge.rule_id, start)
        ),
        ChallengeHeld(name, challenge.rule_id, start, 0),
    )
    if held.done:
        return
    after, seen = _counted(scene, challenge, held, paid, places)
    done = after >= challenge.target
    scene.challenges.append(ChallengeProgress(name, challenge.rule_id, start, held.count, after, seen, done))
    rule = f"challenge:{challenge.rule_id}"
    if not done:
        unit = _TOLD.get(challenge.task, challenge.task.value)
        scene.nearly(programme, rule, challenge.target - after, unit, challenge.words)
        return
    if challenge.points:
        scene.postings.append(
            Posting(PostingKind.EARN, name, programme.account, challenge.points, challenge.rule_id)
        )
    scene.reasons.append(
        Reason(rule, Outcome.GAVE, challenge.points, programme_id=name, words=challenge.words)
    )
    if challenge.coupon:
        issue(scene, programme, challenge.coupon, challenge.rule_id)


def _counted(
    scene: Scene, challenge: Challenge, held: ChallengeHeld, paid: Paid, places: list[int]
) -> tuple[int, tuple[str, ...]]:
    """The count after this sale, and the distinct things seen so far."""
    lines = scene.basket.lines
    match challenge.task:
        case Task.CATEGORIES:
            seen = {*held.seen, *(lines[place].article.category_id for place in places)} - {""}
            return len(seen), tuple(sorted(seen))
        case Task.ARTICLES:
            seen = {*held.seen, *(lines[place].article.article_id for place in places)}
            return len(seen), tuple(sorted(seen))
        case Task.PIECES:
            return held.count + pieces(paid, places), ()
        case Task.SPEND:
            return held.count + sum(paid.lines[place] for place in places), ()
        case Task.VISITS:
            return held.count + 1, ()
        case Task.DAYS_IN_A_ROW:
            return _streak(held, scene.today), (scene.today_iso,)


def _streak(held: ChallengeHeld, today: date) -> int:
    if not held.seen:
        return 1
    apart = (today - date.fromisoformat(held.seen[-1])).days
    return held.count if apart == 0 else held.count + 1 if apart == 1 else 1


def claim_codes(scene: Scene, programme: Programme) -> None:
    """Codes from packs or receipts: each once, for whoever claims it first."""
    assert scene.member is not None
    name = programme.programme_id
    for rule in programme.codes:
        start = period_start(Period.DAY, scene.today)
        today = scene.member.used_of(name, rule.rule_id, Period.DAY.value, start)
        for code in dict.fromkeys(scene.wishes.claims):
            if not code.startswith(rule.starts_with):
                continue
            why = ""
            if code in scene.member.codes_claimed:
                why = "already-claimed"
            elif not holds(scene, programme, rule.when):
                why = "not-now"
            elif rule.most_a_day and today >= rule.most_a_day:
                why = "cap"
            elif f"code:{code}" in scene.withheld:
                why = "withheld"
            if why:
                scene.passed_by(programme, f"code:{rule.rule_id}", why, rule.words)
                continue
            today += 1
            scene.consumes.append(Consumption(f"code:{code}", name, rule.rule_id, 1, Period.DAY.value, start))
            scene.postings.append(
                Posting(PostingKind.EARN, name, programme.account, rule.points, rule.rule_id)
            )
            scene.reasons.append(
                Reason(f"code:{rule.rule_id}", Outcome.GAVE, rule.points, programme_id=name, words=rule.words)
            )
