"""Points that a sale earns: rules, tiers' rates, bonuses, caps, and the tier that the sale may cross."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pos_app.domain.loyalty.calendar_days import period_start
from pos_app.domain.loyalty.condition import EVERYTHING, Cap, Condition, Period
from pos_app.domain.loyalty.conditions import holds
from pos_app.domain.loyalty.crossing import Ladder
from pos_app.domain.loyalty.decision import CapUsed, Posting, PostingKind
from pos_app.domain.loyalty.drafts import GAVE, NEARLY, posting, reason
from pos_app.domain.loyalty.earn_rules import BonusRule, EarnRule
from pos_app.domain.loyalty.eligible import Paid, eligible_by_line, pieces, weight_milli
from pos_app.domain.loyalty.pin import AccountUnit
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.scene import Scene
from pos_app.domain.loyalty.settings import BonusStacking, RoundedPer, TierCrossing
from pos_app.domain.loyalty.status_rules import Tier
from pos_app.domain.money import Rounding, divide
from pos_app.domain.tender import TenderKind

# Looked up once: in Python 3.11 that takes as long as ten plain names.
_EARN, _MONEY = PostingKind.EARN, AccountUnit.MONEY
_OLD_RATE, _PER_LINE, _BEST = TierCrossing.OLD_RATE, RoundedPer.LINE, BonusStacking.BEST


@dataclass(slots=True)
class Measured:
    """What a rule looked at: its units (a list where they are rounded line by line), the units of one ``points``, and
    the money behind them.
    """

    units: tuple[int, ...]
    per: int
    money: int


@dataclass(slots=True)
class Earned:
    """What one rule gives before caps."""

    rule: EarnRule
    points: int
    money: int
    percent: int


def earn(scene: Scene, number: int, programme: Programme, paid: Paid) -> int:
    """Post what a programme's rules earn; returns the points that count towards its tier."""
    standing, tier = scene.stands(programme)
    rules = scene.rules.earns[number]
    measured = [(rule, found) for rule in rules if (found := _measure(scene, programme, rule, paid))]
    results = [_points(rule, found, tier, None) for rule, found in measured]
    crossing = programme.settings.tier_crossing
    if crossing is not _OLD_RATE and programme.tiers:
        ladder = Ladder.of(programme, standing.qualifying, tier)
        if programme.counts_spend:
            gained = spend(programme, paid)
        else:
            gained = sum(each.points for each in results if not each.rule.account)
        reached = ladder.reached(gained)
        if reached is not tier and crossing is TierCrossing.NEW_RATE:
            tier = reached
            results = [_points(rule, found, tier, None) for rule, found in measured]
        elif reached is not tier:
            results = [_points(rule, found, tier, ladder) for rule, found in measured]
    qualifying = 0
    for result in results:
        points = _cap(scene, programme, result.rule.rule_id, result.rule.caps, result.points)
        _post(scene, number, programme, result, points, tier)
        if not result.rule.account:
            qualifying += points
    if programme.bonuses:
        qualifying += _bonuses(scene, number, programme, paid, results, tier)
    return qualifying


def spend(programme: Programme, paid: Paid) -> int:
    """The money that counts towards tiers: unprotected goods, less what points paid for unless that counts."""
    counted = sum(paid.lines[place] for place in paid.places(EVERYTHING, programme.never_counts))
    if programme.settings.redeemed_counts or not paid.everything:
        return counted
    by_points = paid.by((TenderKind.POINTS,))
    return counted - divide(by_points * counted, paid.everything, Rounding.HALF_UP)


def _measure(scene: Scene, programme: Programme, rule: EarnRule, paid: Paid) -> Measured | None:
    """The units of a rule that holds and reaches its minimums; says so where it nearly does."""
    places = paid.places(rule.goods, programme.never_counts)
    if not holds(scene, programme, rule.when) or not tenders_match(rule.when, paid):
        return None
    by_line = eligible_by_line(rule, paid, places)
    money = sum(by_line)
    missing = max(rule.minimum_minor, rule.when.minimum_minor) - money
    if missing > 0:
        _nearly(scene, programme, rule, money, missing)
        return None
    if rule.when.minimum_pieces and pieces(paid, places) < rule.when.minimum_pieces:
        return None
    if len(places) < len(paid.lines) and _passed_protected(paid, programme):
        scene.passed_by(programme, f"{_name(rule)}.protected", "protected")
    if rule.per_minor:
        units = tuple(by_line) if rule.rounded is _PER_LINE else (money,)
        return Measured(units, rule.per_minor, money)
    if rule.per_weight_milli:
        return Measured((weight_milli(paid, places),), rule.per_weight_milli, money)
    if rule.per_pieces:
        return Measured((pieces(paid, places),), rule.per_pieces, money)
    return Measured((1 if places else 0,), 1, money)


def _points(rule: EarnRule, found: Measured, tier: Tier | None, ladder: Ladder | None) -> Earned:
    percent = tier.earn_percent if tier and rule.tier_rates else 100
    if ladder is not None and rule.tier_rates and not rule.account:
        points = ladder.split(rule, found.units[0], found.per)
    else:
        points = sum(
            divide(units * rule.points * percent, found.per * 100, rule.rounding) for units in found.units
        )
    return Earned(rule, points, found.money, percent)


def _bonuses(
    scene: Scene,
    number: int,
    programme: Programme,
    paid: Paid,
    results: Sequence[Earned],
    tier: Tier | None,
) -> int:
    given: list[tuple[int, BonusRule, int]] = []
    for bonus in programme.bonuses:
        places = paid.places(bonus.goods, programme.never_counts)
        if not places or not holds(scene, programme, bonus.when) or not tenders_match(bonus.when, paid):
            continue
        money = sum(paid.lines[place] for place in places)
        missing = bonus.when.minimum_minor - money
        if missing > 0:
            scene.nearly(programme, f"bonus:{bonus.rule_id}", missing, "minor", bonus.words)
            continue
        if bonus.when.minimum_pieces > pieces(paid, places):
            short = bonus.when.minimum_pieces - pieces(paid, places)
            scene.nearly(programme, f"bonus:{bonus.rule_id}", short, "pieces", bonus.words)
            continue
        points, money = _bonus_points(programme, bonus, paid, results, tier)
        if points > 0:
            given.append((points, bonus, money))
    if given and programme.settings.bonuses is _BEST:
        given = [max(given, key=lambda each: each[0])]
    total = 0
    for points, bonus, money in given:
        kept = _cap(scene, programme, bonus.rule_id, bonus.caps, points)
        if not kept:
            continue
        base = next((each.rule for each in results if each.rule.rule_id == bonus.earn), None)
        account = base.account if base and bonus.percent else ""
        scene.postings.append(_posting(scene, number, programme, account, kept, bonus.rule_id))
        scene.reasons.append(
            reason(
                f"bonus:{bonus.rule_id}",
                GAVE,
                kept,
                money,
                bonus.percent or 100,
                programme_id=programme.programme_id,
                words=bonus.words,
            )
        )
        total += 0 if account else kept
    return total


def _bonus_points(
    programme: Programme, bonus: BonusRule, paid: Paid, results: Sequence[Earned], tier: Tier | None
) -> tuple[int, int]:
    """A bonus counts on its goods that also earn: so much more of the ordinary points, at the tier's rate."""
    if bonus.points:
        return bonus.points, 0
    base = next((each for each in results if each.rule.rule_id == bonus.earn), None)
    if base is None:
        return 0, 0
    rule = base.rule
    earns = paid.places(rule.goods, programme.never_counts)
    among = set(paid.places(bonus.goods, programme.never_counts))
    places = [place for place in earns if place in among]
    by_line = dict(zip(earns, eligible_by_line(rule, paid, earns), strict=True))
    money = sum(by_line[place] for place in places)
    if rule.per_minor:
        units, per = money, rule.per_minor
    elif rule.per_weight_milli:
        units, per = weight_milli(paid, places), rule.per_weight_milli
    elif rule.per_pieces:
        units, per = pieces(paid, places), rule.per_pieces
    else:
        units, per = (1 if places else 0), 1
    percent = tier.earn_percent if tier and rule.tier_rates else 100
    more = units * rule.points * percent * (bonus.percent - 100)
    return divide(more, per * 10_000, rule.rounding), money


def tenders_match(when: Condition, paid: Paid) -> bool:
    """Whether the whole sale is paid with the tenders a condition asks for; not before it is paid."""
    if not when.tenders:
        return True
    return bool(paid.tenders) and all(tender.kind in when.tenders for tender in paid.tenders)


def _cap(scene: Scene, programme: Programme, rule_id: str, caps: Sequence[Cap], points: int) -> int:
    """What the caps let through; provisional offline, corrected by the server with a named adjustment."""
    member, name = scene.member, programme.programme_id
    assert member is not None
    kept = points
    for cap in caps:
        start = period_start(cap.period, scene.today)
        used = 0 if cap.period is Period.SALE else member.used_of(name, rule_id, cap.period.value, start)
        kept = min(kept, max(cap.points - used, 0))
    for cap in caps:
        if cap.period is not Period.SALE and kept:
            start = period_start(cap.period, scene.today)
            scene.caps.append(CapUsed(name, rule_id, cap.period.value, start, kept))
    if kept < points:
        scene.passed_by(programme, f"cap:{rule_id}", "cap")
    return kept


def _post(
    scene: Scene, number: int, programme: Programme, result: Earned, points: int, tier: Tier | None
) -> None:
    if points <= 0:
        return
    rule = result.rule
    scene.postings.append(_posting(scene, number, programme, rule.account, points, rule.rule_id))
    scene.reasons.append(
        reason(
            _name(rule),
            GAVE,
            points,
            result.money,
            result.percent,
            tier=tier.name if tier and rule.tier_rates else "",
            programme_id=programme.programme_id,
        )
    )


def _posting(
    scene: Scene, number: int, programme: Programme, account: str, points: int, rule: str
) -> Posting:
    is_money = scene.rules.units[number].get(account) is _MONEY
    name = account or programme.account
    return posting(_EARN, programme.programme_id, name, points, rule, is_money=is_money)


def _nearly(scene: Scene, programme: Programme, rule: EarnRule, money: int, missing: int) -> None:
    scene.reasons.append(
        reason(
            _name(rule),
            NEARLY,
            amount_minor=money,
            missing=missing,
            missing_unit="minor",
            programme_id=programme.programme_id,
        )
    )


def _name(rule: EarnRule) -> str:
    return "earn" if rule.rule_id == "earn" else f"earn:{rule.rule_id}"


def _passed_protected(paid: Paid, programme: Programme) -> bool:
    return any(line.article.protection in programme.never_counts for line in paid.basket.lines)
