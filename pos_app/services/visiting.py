"""A member who buys nothing: claims a code, comes to an event, gives or converts points.

What can be asked for is worked out from the programmes in force and what is known of the member. The wishes are
decided over an empty basket by the same engine as a sale's, so that a visit and a sale can never disagree.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import Struct

from pos_app.domain.basket import Basket
from pos_app.domain.errors import Refusal, Refused
from pos_app.domain.loyalty.decision import Decision, Outcome, PointsWish, Reason, Wishes
from pos_app.domain.members import Member
from pos_app.services.memberships import Running, running
from pos_app.services.ports import Ports
from pos_app.services.quoting import context_now, decide, programmes_here
from pos_app.services.securing import under_which_lease
from pos_app.services.till_store import OpenBasket

if TYPE_CHECKING:
    from pos_app.domain.loyalty.programme import Programme
    from pos_app.domain.visit import Visit


class Gathering(Struct, frozen=True):
    """An event of today whose guest list has the member."""

    programme_id: str
    code: str
    name: str
    points: int


class Transfer(Struct, frozen=True):
    """A cause or a linked partner that points can go to, ``block`` at a time and at most ``most``. ``theirs`` is what
    a block becomes at a partner, ``value_minor`` what the shop pays a cause for it.
    """

    programme_id: str
    code: str
    name: str
    block: int
    most: int
    theirs: int = 0
    value_minor: int = 0


class OnOffer(Struct, frozen=True):
    """What this member can ask for here and now, apart from codes that somebody has to show."""

    events: tuple[Gathering, ...] = ()
    causes: tuple[Transfer, ...] = ()
    partners: tuple[Transfer, ...] = ()
    memberships: tuple[Running, ...] = ()


class NothingGiven(Refused):
    """None of the wishes could be met: nothing is written. ``reasons`` say why, in the programmes' words."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(Refusal.NOTHING_GIVEN)
        self.reasons = reasons


def on_offer(ports: Ports, member: Member) -> OnOffer:
    """What can be asked for at this counter today. Causes and partners are listed while a block of points is there."""
    today = context_now(ports).business_date
    view = member.view
    events: list[Gathering] = []
    causes: list[Transfer] = []
    partners: list[Transfer] = []
    for place, programme in enumerate(programmes_here(ports)):
        name = programme.programme_id
        events += [
            Gathering(name, event.code, event.name, event.points)
            for event in programme.events
            if event.on == today and event.guests in view.segments
        ]
        left = view.balance(programme.account, is_first=place == 0)
        causes += [
            Transfer(
                name,
                cause.code,
                cause.name,
                cause.per_points,
                left // cause.per_points * cause.per_points,
                value_minor=cause.value_minor,
            )
            for cause in programme.causes
            if left >= cause.per_points
        ]
        partners += [
            Transfer(
                name,
                partner.code,
                partner.name,
                partner.our_points,
                left // partner.our_points * partner.our_points,
                theirs=partner.their_points,
            )
            for partner in programme.partners
            if partner.code in view.partners and 0 < partner.our_points <= left
        ]
    return OnOffer(tuple(events), tuple(causes), tuple(partners), running(ports, member))


def wish_event(wishes: Wishes, code: str) -> Wishes:
    """The wishes with coming to that event."""
    return wishes if code in wishes.events else replace(wishes, events=(*wishes.events, code))


def wish_points(wishes: Wishes, to: Transfer, points: int) -> Wishes:
    """The wishes with so many points for a cause or partner, in place of what was wished for it before.

    Raises :class:`~pos_app.domain.errors.Refused`: ``POINTS_NOT_POSITIVE``, ``POINTS_NOT_WHOLE_BLOCK``,
    ``POINTS_TOO_MANY``.
    """
    if points <= 0:
        raise Refused(Refusal.POINTS_NOT_POSITIVE)
    if points % to.block:
        raise Refused(Refusal.POINTS_NOT_WHOLE_BLOCK, block=to.block)
    if points > to.most:
        raise Refused(Refusal.POINTS_TOO_MANY, most=to.most)
    wish = PointsWish(to.programme_id, to.code, points)
    if to.theirs:
        return replace(wishes, converts=(*_but(wishes.converts, wish), wish))
    return replace(wishes, gives=(*_but(wishes.gives, wish), wish))


def without(wishes: Wishes, key: str) -> Wishes:
    """The wishes without the one that :func:`answers` calls ``key``."""
    return replace(
        wishes,
        claims=tuple(each for each in wishes.claims if f"claim:{each}" != key),
        events=tuple(each for each in wishes.events if f"event:{each}" != key),
        gives=tuple(each for each in wishes.gives if _key("give", each) != key),
        converts=tuple(each for each in wishes.converts if _key("convert", each) != key),
    )


def answers(ports: Ports, wishes: Wishes, decision: Decision) -> dict[str, Reason | None]:
    """What became of each wish, by a key of its own, in the order it was wished; none where no programme knew it."""
    found: dict[str, Reason | None] = {f"claim:{code}": None for code in wishes.claims}
    for programme in ports.programmes.in_force():
        for rule in programme.codes:
            told = _reasons(decision, programme, f"code:{rule.rule_id}")
            codes = [code for code in dict.fromkeys(wishes.claims) if code.startswith(rule.starts_with)]
            found.update({f"claim:{code}": reason for code, reason in zip(codes, told, strict=False)})
        for event in wishes.events:
            for reason in _reasons(decision, programme, f"event:{event}"):
                found[f"event:{event}"] = reason
        for kind, rule_name, moved in (
            ("give", "cause", wishes.gives),
            ("convert", "partner", wishes.converts),
        ):
            for wish in moved:
                for reason in _reasons(decision, programme, f"{rule_name}:{wish.code}"):
                    if wish.programme_id == programme.programme_id:
                        found[_key(kind, wish)] = reason
    keys = (
        *(f"claim:{code}" for code in wishes.claims),
        *(f"event:{code}" for code in wishes.events),
        *(_key("give", wish) for wish in wishes.gives),
        *(_key("convert", wish) for wish in wishes.converts),
    )
    return {key: found.get(key) for key in keys}


def is_wished(wishes: Wishes) -> bool:
    """Whether there is anything that can be had without buying."""
    return bool(wishes.claims or wishes.gives or wishes.converts or wishes.events)


def propose(ports: Ports, member: Member, wishes: Wishes) -> Decision:
    """What the wishes would give now; nothing is written."""
    return decide(ports, _nothing(ports, "proposed"), member, (), context_now(ports, wishes))


def visit(
    ports: Ports, cashier_id: str, basket: Basket, member: Member, wishes: Wishes, after: Basket | None = None
) -> Visit:
    """Decide the wishes, write the visit in one transaction, and return it once it is durable (DURABLE-FIRST).

    ``basket`` is the empty one on the counter. ``after`` is what is there from now on (:func:`goes_on_with`): it has no
    wishes, so that no crash can ask for them twice. ``wishes.withheld`` names what could not be secured for that
    basket. Raises :class:`~pos_app.domain.errors.Refused` (``NOTHING_WISHED``, or :class:`NothingGiven` with
    the reasons) and :class:`~pos_app.domain.errors.CannotSell`. Run on the store thread.
    """
    from pos_app.domain.visit import Visit

    if not is_wished(wishes):
        raise Refused(Refusal.NOTHING_WISHED)
    context = context_now(ports, wishes)
    visit_id = ports.ids.new_id()
    decision = decide(ports, _nothing(ports, visit_id), member, (), context)
    if not any(reason.outcome is Outcome.GAVE for reason in decision.reasons):
        raise NothingGiven(decision.reasons)
    lease_id = under_which_lease(ports, basket.basket_id) if decision.consumes else ""
    seller = ports.counter.seller(cashier_id)
    made = Visit(visit_id, seller, member.view, context, decision, lease_id, basket.basket_id)
    with ports.store.unit_of_work() as work:
        work.add_visit(made)
        work.save_open_basket(OpenBasket(after or goes_on_with(ports, basket)))
        work.commit()
    return made


def goes_on_with(ports: Ports, basket: Basket) -> Basket:
    """The basket after a visit: by another id, because things that are kept for a basket are one fact's alone."""
    return replace(basket, basket_id=ports.ids.new_id())


def _nothing(ports: Ports, visit_id: str) -> Basket:
    from pos_app.domain.visit import nothing_bought

    store = ports.counter.store
    return nothing_bought(visit_id, store.currency, vat_included=store.vat_included)


def _reasons(decision: Decision, programme: Programme, rule: str) -> list[Reason]:
    name = programme.programme_id
    return [each for each in decision.reasons if (each.rule, each.programme_id) == (rule, name)]


def _key(kind: str, wish: PointsWish) -> str:
    return f"{kind}:{wish.programme_id}:{wish.code}"


def _but(wishes: tuple[PointsWish, ...], wish: PointsWish) -> tuple[PointsWish, ...]:
    return tuple(each for each in wishes if (each.programme_id, each.code) != (wish.programme_id, wish.code))
