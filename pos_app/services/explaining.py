"""Why a line costs and earns what it does: the offers on it, and what this sale would earn without it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pos_app.domain.basket import Basket, void_line
from pos_app.domain.catalogue import Protection
from pos_app.domain.loyalty.decision import Decision, LineRefused, Outcome, Reason, Wishes
from pos_app.domain.members import Member
from pos_app.services.ports import Ports
from pos_app.services.quoting import context_now, decide

if TYPE_CHECKING:
    from pos_app.domain.loyalty.programme import Programme


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


def name_of_used_up(ports: Ports, member: Member | None, key: str) -> str:
    """What a key of ``Wishes.withheld`` stands for, in the programme's own words; the key's own name else."""
    family, _, rest = key.partition(":")
    programme_id, _, rule = rest.partition(":")
    coupons = {held.number: held for held in member.view.coupons} if member is not None else {}
    held = coupons.get(rest) if family == "coupon" else None
    if held is not None:
        programme_id, rule = held.programme_id, held.code
    for programme in ports.programmes.in_force():
        if programme.programme_id == programme_id:
            return _words(programme, family, rule) or rule
    if family == "points":
        return _receivers(ports).get(rest, rest)
    return rest


def _words(programme: Programme, family: str, rule: str) -> str:
    named: dict[str, dict[str, str]] = {
        "coupon": {
            **{each.code: each.words for each in programme.coupons},
            **{each.code: each.words for each in programme.rewards},
        },
        "once": {each.rule_id: each.words for each in programme.offers},
        "stamp": {each.rule_id: each.name for each in programme.stamp_cards},
        "limit": {each.rule_id: each.words for each in programme.access},
        "trial": {each.code: each.name for each in programme.memberships},
        "event": {each.code: each.name for each in programme.events},
    }
    return named.get(family, {}).get(rule, "")


def _receivers(ports: Ports) -> dict[str, str]:
    """Where points can go, by the keys of the rules: ``cause:forest``, ``partner:bus``."""
    programmes = ports.programmes.in_force()
    causes = {f"cause:{each.code}": each.name for programme in programmes for each in programme.causes}
    return causes | {
        f"partner:{each.code}": each.name for programme in programmes for each in programme.partners
    }
