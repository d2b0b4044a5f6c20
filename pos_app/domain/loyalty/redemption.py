"""How many points may be used on this basket, what they are worth, and why not more."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pos_app.domain.basket import Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.gift_card import loads_minor
from pos_app.domain.money import Rounding, divide
from pos_app.domain.pricing import Priced

if TYPE_CHECKING:
    from pos_app.domain.loyalty.programme import Programme


class Limit(StrEnum):
    """What keeps a member from using more points now."""

    BALANCE = "balance"
    TO_PAY = "to_pay"
    MINIMUM = "minimum"


@dataclass(frozen=True, slots=True)
class RedemptionRoom:
    """At most ``most_points`` worth ``most_minor`` may be used now; ``limit`` says what holds it there.
    They are used in steps of ``block``: 1 where any amount may be used.
    """

    most_points: int
    most_minor: int
    block: int
    minimum: int
    limit: Limit


def to_pay_by_points(programme: Programme, basket: Basket, priced: Priced, due_minor: int) -> int:
    """How much of ``due_minor`` points may pay: never what goes onto a gift card, and where they are a price reduction
    only what unprotected goods cost, because nothing else may be reduced. Minor units.
    """
    from pos_app.domain.loyalty.settings import RedeemedPoints

    if programme.settings.redeemed_points is RedeemedPoints.PAYMENT:
        return max(min(due_minor, priced.total_minor - loads_minor(basket)), 0)
    open_to_it = 0
    for line, done in zip(basket.lines, priced.lines, strict=True):
        if line.article.is_protected:
            continue
        rate = 0 if basket.vat_included else line.article.vat.basis_points
        open_to_it += divide(done.net_minor * (10_000 + rate), 10_000, Rounding.HALF_UP)
    return max(min(due_minor, open_to_it), 0)


def room(programme: Programme, spendable_points: int, to_pay_minor: int) -> RedemptionRoom:
    """What a member with ``spendable_points`` may use on ``to_pay_minor``. :class:`Refused` ``NO_PROGRAMME`` when
    the programme has no redemption.
    """
    rule = programme.redemption
    if rule is None:
        raise Refused(Refusal.NO_PROGRAMME)
    step = rule.block if rule.partial.is_whole_blocks else 1
    by_balance = max(spendable_points, 0) // step * step
    by_money = max(to_pay_minor, 0) * rule.block // (rule.value_minor * step) * step
    most = min(by_balance, by_money)
    limit = Limit.BALANCE if by_balance <= by_money else Limit.TO_PAY
    if most < rule.minimum:
        most, limit = 0, Limit.MINIMUM
    return RedemptionRoom(most, most * rule.value_minor // rule.block, step, rule.minimum, limit)


def value_of(programme: Programme, points: int, spendable_points: int, to_pay_minor: int) -> int:
    """What exactly ``points`` are worth here, in minor units; :class:`Refused` when they may not be used."""
    if points <= 0:
        raise Refused(Refusal.POINTS_NOT_POSITIVE)
    limit = room(programme, spendable_points, to_pay_minor)
    if points % limit.block:
        raise Refused(Refusal.POINTS_NOT_WHOLE_BLOCK, block=limit.block)
    if points < limit.minimum:
        raise Refused(Refusal.POINTS_TOO_FEW, least=limit.minimum)
    if points > limit.most_points:
        raise Refused(Refusal.POINTS_TOO_MANY, most=limit.most_points)
    rule = programme.redemption
    assert rule is not None
    return points * rule.value_minor // rule.block
