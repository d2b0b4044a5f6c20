"""What the basket costs right now, what it earns, and what may be promised: asked after every change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from pos_app.domain.basket import Basket
from pos_app.domain.deposit_slip import with_slips
from pos_app.domain.errors import Refused
from pos_app.domain.loyalty.decision import NO_WISHES, NOTHING, Context, Decision, Wishes
from pos_app.domain.loyalty.redemption import RedemptionRoom, room, to_pay_by_points
from pos_app.domain.members import Member
from pos_app.domain.pricing import Priced
from pos_app.domain.sale import reckon
from pos_app.domain.tender import Settlement, Tender
from pos_app.services.ports import Clock, Counter, Ports

if TYPE_CHECKING:
    from pos_app.domain.loyalty.programme import Programme


class AtCounter(Protocol):
    """Where and when: all that a context is made of."""

    @property
    def counter(self) -> Counter:
        """Where."""

    @property
    def clock(self) -> Clock:
        """When."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A basket with its money and its points."""

    priced: Priced
    decision: Decision
    settlement: Settlement


def quote(
    ports: Ports,
    basket: Basket,
    member: Member | None,
    tenders: Sequence[Tender] = (),
    wishes: Wishes = NO_WISHES,
) -> Quote:
    """Price the basket and ask the programmes, with the tenders taken and what the customer asked for so far."""
    paid = with_slips(basket, tenders) if tenders else ()
    decision = decide(ports, basket, member, paid, context_now(ports, wishes))
    priced, settlement = reckon(basket, tenders, decision)
    return Quote(priced, decision, settlement)


def quote_asked(
    ports: Ports, basket: Basket, member: Member | None, wishes: Wishes, *, network_down: bool
) -> tuple[Quote, Wishes]:
    """The quote before payment, and the wishes it was made with.

    While the network is known to be down, whatever would have to be secured and no lease of this till covers is
    withheld (CLASSES) and the basket decided again, until nothing more would be: a rule that has to wait may let
    another one through.
    """
    while True:
        made = quote(ports, basket, member, (), wishes)
        if not (network_down and made.decision.consumes):
            return made, wishes
        from pos_app.services.securing import withheld_offline

        more = set(withheld_offline(ports, made.decision, member)).difference(wishes.withheld)
        if not more:
            return made, wishes
        wishes = replace(wishes, withheld=tuple(sorted({*wishes.withheld, *more})))


def decide(
    ports: Ports, basket: Basket, member: Member | None, tenders: Sequence[Tender], context: Context
) -> Decision:
    """What the programmes in force say. The engine is imported by the first basket that has something in it."""
    if basket.is_empty and member is None:
        return NOTHING
    from pos_app.domain.loyalty.engine import evaluate

    return evaluate(basket, tenders, member.view if member else None, ports.programmes.in_force(), context)


def context_now(ports: AtCounter, wishes: Wishes = NO_WISHES) -> Context:
    """Where and when it is, as the rules may know it, and what was asked for. The business date is the store's
    local date; no wishes at all are none in the fact either.
    """
    return context_at(ports, ports.clock.now_ms(), wishes)


def context_at(ports: AtCounter, at_ms: int, wishes: Wishes = NO_WISHES) -> Context:
    """The same at another instant (ms UTC)."""
    offset = ports.clock.offset_minutes(at_ms)
    local = datetime.fromtimestamp(at_ms // 1000, UTC) + timedelta(minutes=offset)
    store = ports.counter.store
    return Context(
        company_id=store.company_id,
        store_id=store.store_id,
        channel=ports.counter.channel,
        currency=store.currency.code,
        at_ms=at_ms,
        offset_minutes=offset,
        business_date=local.date().isoformat(),
        wishes=None if wishes == NO_WISHES else wishes,
    )


def programmes_here(ports: Ports) -> list[Programme]:
    """The programmes of this counter's currency, in the order in which the rules count them."""
    currency = ports.counter.store.currency.code
    return [programme for programme in ports.programmes.in_force() if programme.currency == currency]


def redeemable_programme(ports: Ports) -> Programme | None:
    """The programme whose points can be used at this counter, or none."""
    currency = ports.counter.store.currency.code
    in_force = ports.programmes.in_force()
    return next((found for found in in_force if found.currency == currency and found.redemption), None)


def points_may_pay(ports: Ports, basket: Basket, quoted: Quote) -> int:
    """How much of what is left to pay points may pay, in minor units; nothing without a programme that redeems."""
    programme = redeemable_programme(ports)
    if programme is None:
        return 0
    return to_pay_by_points(programme, basket, quoted.priced, quoted.settlement.due_minor)


def redemption_room(ports: Ports, spendable: int, to_pay_minor: int) -> RedemptionRoom | None:
    """How many of ``spendable`` points may be used on what is to pay; ``None`` when no programme has redemption."""
    programme = redeemable_programme(ports)
    if programme is None:
        return None
    try:
        return room(programme, spendable, to_pay_minor)
    except Refused:
        return None
