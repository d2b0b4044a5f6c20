"""Why a line costs and earns what it does: the offers on it, and what this sale would earn without it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos_app.domain.basket import Basket, void_line
from pos_app.domain.catalogue import Protection
from pos_app.domain.loyalty.decision import Decision, LineRefused, Outcome, Reason, Wishes
from pos_app.domain.members import Member
from pos_app.services.ports import Ports
from pos_app.services.quoting import context_now, decide


@dataclass(frozen=True, slots=True)
class LineStory:
    """What there is to say of a line. ``points`` is what the sale earns less without it (a bonus that it brings
    counts), which may be negative where the line spoils something.
    """

    refused: LineRefused | None
    offers: tuple[Reason, ...]
    points: int
    protection: Protection | None


def line_story(
    ports: Ports, basket: Basket, member: Member | None, wishes: Wishes, decision: Decision, line_id: int
) -> LineStory:
    """The story of a line under ``decision``, which the rules made of the whole basket."""
    line = basket.line(line_id)
    offers = tuple(
        Reason(
            f"offer:{effect.offer_id}",
            Outcome.GAVE,
            amount_minor=effect.amount_minor,
            programme_id=effect.programme_id,
            words=effect.words,
        )
        for effect in decision.line_effects
        if effect.line_id == line_id
    )
    points = 0
    if member is not None:
        without = decide(ports, void_line(basket, line_id), member, (), context_now(ports, wishes))
        points = decision.points_earned - without.points_earned
    refused = next((each for each in decision.refused if each.line_id == line_id), None)
    return LineStory(refused, offers, points, line.article.protection)
