"""The offers and bonus events that hold for a member here and now: what the cashier may speak of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pos_app.domain.basket import Basket
from pos_app.domain.loyalty.calendar_days import period_start
from pos_app.domain.loyalty.condition import Condition, Period
from pos_app.domain.loyalty.conditions import holds
from pos_app.domain.loyalty.decision import Context, Decision, Outcome, Reason
from pos_app.domain.loyalty.member_view import MemberView
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.rule_book import RuleBook
from pos_app.domain.loyalty.scene import Scene
from pos_app.services.ports import Ports


@dataclass(frozen=True, slots=True)
class LiveOffer:
    """An offer or bonus that holds for this member now. ``personal`` ones come from their own purchases or segment.

    ``reason`` is what the sale on the counter made of it: given, nearly given, or nothing yet.
    """

    words: str
    personal: bool
    reason: Reason | None

    @property
    def is_given(self) -> bool:
        """Whether this sale has it."""
        return self.reason is not None and self.reason.outcome is Outcome.GAVE


def scene_of(ports: Ports, view: MemberView, context: Context) -> Scene:
    """The rules' own view of this member here and now, with nothing bought."""
    in_force = ports.programmes.in_force()
    book = in_force if isinstance(in_force, RuleBook) else RuleBook(in_force)
    store = ports.counter.store
    nothing = Basket("", store.currency, store.vat_included)
    return Scene(nothing, view, book.in_currency(context.currency), context)


def live_offers(scene: Scene, decision: Decision) -> tuple[LiveOffer, ...]:
    """Personal ones first, then what the sale gives, nearly gives, and the rest. What everybody gets is on the shelf
    and not here, unless this sale gives it.
    """
    found = [
        LiveOffer(words, _is_personal(when), reason)
        for programme in scene.rules.programmes
        for words, when, reason in _live(scene, programme, decision)
    ]
    rank = {None: 2, Outcome.GAVE: 0, Outcome.NEARLY: 1, Outcome.PASSED_BY: 3}
    found.sort(key=lambda offer: (not offer.personal, rank[offer.reason.outcome if offer.reason else None]))
    return tuple(found)


def _live(
    scene: Scene, programme: Programme, decision: Decision
) -> Iterator[tuple[str, Condition, Reason | None]]:
    told = {
        reason.rule: reason
        for reason in reversed(decision.reasons)
        if reason.programme_id == programme.programme_id
    }
    for offer in programme.offers:
        reason = told.get(f"offer:{offer.rule_id}")
        gives = reason is not None and reason.outcome is Outcome.GAVE
        if offer.when.coupon or (offer.when.anyone and not gives) or not holds(scene, programme, offer.when):
            continue
        if (
            offer.once is not Period.SALE
            and not gives
            and _is_had(scene, programme, offer.rule_id, offer.once)
        ):
            continue
        yield offer.words, offer.when, reason
    for bonus in programme.bonuses:
        if holds(scene, programme, bonus.when):
            yield bonus.words, bonus.when, told.get(f"bonus:{bonus.rule_id}")


def _is_had(scene: Scene, programme: Programme, rule_id: str, once: Period) -> bool:
    assert scene.member is not None
    start = period_start(once, scene.today)
    return bool(scene.member.used_of(programme.programme_id, rule_id, once.value, start))


def _is_personal(when: Condition) -> bool:
    return bool(when.segments or when.bought or when.first_purchase or when.anniversary or when.birthday)
