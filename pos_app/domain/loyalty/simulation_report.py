"""What a simulation says to an owner: money, tiers, who gains, and how the stated goals and budget stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pos_app.domain.loyalty.programme import Measure, Programme
from pos_app.domain.loyalty.simulate import Simulated, points_worth
from pos_app.domain.money import Rounding, divide


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal: what its measure is in the past sales, and what it would have to become, in ``unit``: a ``rate`` in basis
    points, ``money`` in minor units or a ``count``. Whether people change their ways no past sale can tell.
    """

    measure: str
    now: int
    wanted: int
    change_bp: int
    unit: str


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """The budget's share for the days simulated, and what the programme would have cost in them; minor units."""

    budget_minor: int
    cost_minor: int

    @property
    def is_kept(self) -> bool:
        """Whether the cost stays within the budget."""
        return self.cost_minor <= self.budget_minor


@dataclass(frozen=True, slots=True)
class Gains:
    """Who gains how much, minor units: members who get nothing, the middle member's gain, and the share (basis points)
    of all gains that goes to the tenth of the members who gain most.
    """

    nothing: int
    median_minor: int
    top_tenth_bp: int


@dataclass(frozen=True, slots=True)
class Versus:
    """Members who would have gained more, less or the same than under the other programme, and the extremes."""

    winners: int
    losers: int
    same: int
    more_minor: int
    less_minor: int
    biggest_winner: tuple[str, int]
    biggest_loser: tuple[str, int]


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. Rates in basis points, money in minor units."""

    days: int
    simulated: Simulated
    point_value_minor: int
    """Of 1000 points."""
    liability_minor: int
    breakage_minor: int
    breakage_bp: int
    redemption_bp: int
    cost_bp: int
    tiers: tuple[tuple[str, int, int], ...]
    """Name (empty for none), members, share."""
    gains: Gains
    goals: tuple[GoalLine, ...]
    budget: BudgetLine | None


def report(programme: Programme, done: Simulated, days: int) -> Report:
    """What ``days`` of past sales under ``programme`` come to."""
    names = {tier.code: tier.name for tier in programme.tiers}
    order = [*names, ""]
    tiers = tuple(
        (names.get(code, ""), done.tiers[code], _bp(done.tiers[code], done.members))
        for code in order
        if code in done.tiers and (code or len(done.tiers) > 1 or names)
    )
    budget = None
    if programme.budget:
        of_days = programme.budget.amount_minor * days * 12
        share = divide(of_days, max(programme.budget.months, 1) * 365, Rounding.HALF_UP)
        budget = BudgetLine(share, done.cost_minor)
    return Report(
        days=days,
        simulated=done,
        point_value_minor=points_worth(programme, 1000),
        liability_minor=points_worth(programme, max(done.outstanding, 0)),
        breakage_minor=points_worth(programme, done.expired),
        breakage_bp=_bp(done.expired, done.issued),
        redemption_bp=_bp(done.redeemed + done.converted, done.issued),
        cost_bp=_bp(done.cost_minor, done.turnover_minor),
        tiers=tiers,
        gains=_gains([*done.gains.values()]),
        goals=tuple(_goal(goal.measure, goal.change_bp, done) for goal in programme.goals),
        budget=budget,
    )


def versus(ours: Mapping[str, int], theirs: Mapping[str, int]) -> Versus:
    """Each member's gain under the programme against the other one."""
    changes = {member: gain - theirs.get(member, 0) for member, gain in ours.items()}
    more = [change for change in changes.values() if change > 0]
    less = [change for change in changes.values() if change < 0]
    ordered = sorted(changes.items(), key=lambda each: (each[1], each[0]))
    worst, best = (ordered[0], ordered[-1]) if ordered else (("", 0), ("", 0))
    return Versus(
        winners=len(more),
        losers=len(less),
        same=len(changes) - len(more) - len(less),
        more_minor=sum(more),
        less_minor=-sum(less),
        biggest_winner=best if best[1] > 0 else ("", 0),
        biggest_loser=worst if worst[1] < 0 else ("", 0),
    )


def _gains(gains: Sequence[int]) -> Gains:
    ordered = sorted(gains)
    if not ordered:
        return Gains(0, 0, 0)
    top = ordered[len(ordered) - max(len(ordered) // 10, 1) :]
    nothing = sum(1 for gain in ordered if gain <= 0)
    return Gains(nothing, ordered[(len(ordered) - 1) // 2], _bp(sum(top), sum(ordered)))


def _goal(measure: Measure, change_bp: int, done: Simulated) -> GoalLine:
    now = _measured(measure, done)
    wanted = divide(now * (10_000 + change_bp), 10_000, Rounding.HALF_UP)
    unit = {Measure.ORDER_VALUE: "money", Measure.ENROLMENTS: "count"}.get(measure, "rate")
    return GoalLine(measure.value, now, min(wanted, 10_000) if unit == "rate" else wanted, change_bp, unit)


def _measured(measure: Measure, done: Simulated) -> int:
    """A measure in the past sales. Retention looks at the period's halves: who bought in the first and came again in
    the second; everybody known is a member there, so that both retentions are the same figure.
    """
    match measure:
        case Measure.CUSTOMER_RETENTION | Measure.PROGRAMME_RETENTION:
            return _bp(done.members_both, done.members_before)
        case Measure.REDEMPTION_RATE:
            return _bp(done.redeemed + done.converted, done.issued)
        case Measure.REPEAT_PURCHASES:
            return _bp(done.members_repeat, done.members)
        case Measure.ORDER_VALUE:
            return done.member_turnover_minor // done.member_sales if done.member_sales else 0
        case Measure.ENROLMENTS:
            return done.members
        case Measure.ACTIVE_MEMBERS:
            return _bp(done.members_after, done.members)


def _bp(part: int, whole: int) -> int:
    return divide(part * 10_000, whole, Rounding.HALF_UP) if whole > 0 else 0
