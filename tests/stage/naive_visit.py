"""A visit without goods a second time, as plainly as it can be said: wish by wish, each against the whole member."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pos_app.domain.loyalty.decision import PointsWish, Wishes
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme


@dataclass
class NaiveVisit:
    """What the naive rules decide: points by programme and account, tiers reached, and the keys of what is used up."""

    points: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    tiers: dict[str, str] = field(default_factory=dict)
    keys: list[str] = field(default_factory=list)

    def post(self, programme: Programme, account: str, points: int) -> None:
        """Note one posting."""
        self.points.setdefault((programme.programme_id, account), []).append(points)


def naive_visit(
    member: MemberView, programmes: Sequence[Programme], wishes: Wishes, today: str
) -> NaiveVisit:
    """Decide it all. Its rules have no conditions, and nothing was claimed earlier that day."""
    found = NaiveVisit()
    for number, programme in enumerate(programmes):
        gained = _claim(member, programme, wishes, found)
        has = member.points if number == 0 else 0
        for holding in member.holdings:
            if holding.account == programme.account:
                has = holding.points
        for wish in wishes.gives:
            has -= _give(programme, wish, wishes, has, found)
        for wish in wishes.converts:
            has -= _convert(member, programme, wish, wishes, has, found)
        gained += _come(member, programme, wishes, today, found)
        _climb(member, programme, gained, found)
    return found


def _claim(member: MemberView, programme: Programme, wishes: Wishes, found: NaiveVisit) -> int:
    gained = 0
    for rule in programme.codes:
        taken: list[str] = []
        for code in wishes.claims:
            fits = code.startswith(rule.starts_with) and code not in taken
            is_free = code not in member.codes_claimed and f"code:{code}" not in wishes.withheld
            if fits and is_free and not (rule.most_a_day and len(taken) == rule.most_a_day):
                taken.append(code)
                found.keys.append(f"code:{code}")
                found.post(programme, programme.account, rule.points)
                gained += rule.points
    return gained


def _give(programme: Programme, wish: PointsWish, wishes: Wishes, has: int, found: NaiveVisit) -> int:
    if wish.programme_id != programme.programme_id or f"points:cause:{wish.code}" in wishes.withheld:
        return 0
    for cause in programme.causes:
        if cause.code == wish.code and 0 < wish.points <= has and wish.points % cause.per_points == 0:
            found.keys.append(f"points:cause:{wish.code}")
            found.post(programme, programme.account, -wish.points)
            return wish.points
    return 0


def _convert(
    member: MemberView,
    programme: Programme,
    wish: PointsWish,
    wishes: Wishes,
    has: int,
    found: NaiveVisit,
) -> int:
    if wish.programme_id != programme.programme_id or f"points:partner:{wish.code}" in wishes.withheld:
        return 0
    for partner in programme.partners:
        if partner.code != wish.code or partner.code not in member.partners or not partner.our_points:
            continue
        blocks, rest = divmod(wish.points, partner.our_points)
        if blocks > 0 and rest == 0 and wish.points <= has:
            found.keys.append(f"points:partner:{wish.code}")
            found.post(programme, programme.account, -wish.points)
            found.post(programme, partner.account, blocks * partner.their_points)
            return wish.points
    return 0


def _come(member: MemberView, programme: Programme, wishes: Wishes, today: str, found: NaiveVisit) -> int:
    gained = 0
    for event in programme.events:
        key = f"event:{programme.programme_id}:{event.code}"
        was_here = any(
            used.programme_id == programme.programme_id and used.rule_id == event.code and used.amount
            for used in member.used
        )
        invited = event.guests in member.segments and event.on == today
        if event.code in wishes.events and invited and not was_here and key not in wishes.withheld:
            found.keys.append(key)
            if event.points:
                found.post(programme, programme.account, event.points)
            gained += event.points
    return gained


def _climb(member: MemberView, programme: Programme, gained: int, found: NaiveVisit) -> None:
    reached = [tier for tier in programme.tiers if tier.from_points <= member.qualifying_points]
    before = max((tier.from_points for tier in reached), default=-1)
    for tier in programme.tiers:
        if tier.code == member.tier:
            before = tier.from_points
    for tier in programme.tiers:
        if gained and before < tier.from_points <= member.qualifying_points + gained:
            found.tiers[programme.programme_id] = tier.code
