"""Stamp cards: what stamps, what is free, and what overflows into the next card."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.basket import PIECE_MILLI
from pos_app.domain.catalogue import Unit
from pos_app.domain.loyalty.condition import EVERYTHING
from pos_app.domain.loyalty.conditions import holds
from pos_app.domain.loyalty.decision import Consumption, Outcome, Reason, StampChange
from pos_app.domain.loyalty.issuing import issue
from pos_app.domain.loyalty.member_view import StampsHeld
from pos_app.domain.loyalty.offer_effects import cheapest
from pos_app.domain.loyalty.play_rules import StampCard, StampFor
from pos_app.domain.loyalty.programme import Programme
from pos_app.domain.loyalty.sales_limit import is_over
from pos_app.domain.loyalty.scene import Scene
from pos_app.domain.loyalty.unit_pool import UnitPool
from pos_app.domain.pricing import LineEffect

_NO_LIMIT = 10**9


def stamp(scene: Scene, programme: Programme, card: StampCard, pool: UnitPool, places: Sequence[int]) -> None:
    """Stamp one card for this basket, and give what it has earned.

    With ``c`` stamps before, ``n`` stamping units in the basket and ``f`` of them free, ``c + n - f - f * stamps`` are
    left: the most free units for which that is not negative are given, the cheapest first.
    """
    if scene.member is None or not places or not holds(scene, programme, card.when):
        return
    if not _reaches_minimum(scene, programme, card, pool, places):
        return
    held = _held(scene, programme, card)
    room = card.most_a_day or _NO_LIMIT
    if held.day == scene.today_iso:
        room = max(room - held.stamped_that_day, 0)
    if is_over(scene, programme):
        room = 0
    if card.stamp_for is StampFor.VISIT:
        _visit(scene, programme, card, pool, places, held, room)
    else:
        _pieces(scene, programme, card, pool, places, held, room)


def _pieces(
    scene: Scene,
    programme: Programme,
    card: StampCard,
    pool: UnitPool,
    places: Sequence[int],
    held: StampsHeld,
    room: int,
) -> None:
    units = {place: _whole(pool, place) - pool.free.get(place, 0) for place in places}
    count = sum(units.values())
    if card.coupon:
        added = min(count, room)
        full, after = divmod(held.stamps + added, card.stamps)
        _write(scene, programme, card, held.stamps, added, 0, after)
        for _ in range(full):
            issue(scene, programme, card.coupon, card.rule_id)
        return
    group = pool.group("")
    free_places = _open_places(pool, card, places)
    most = min((held.stamps + count) // card.stamps, sum(pool.pieces(group, place) for place in free_places))
    free = most if _may_give(scene, programme, card, most) else 0
    while free:
        chosen = cheapest(pool, group, free_places, free)
        added = min(count - sum(pieces for place, pieces in chosen.items() if place in units), room)
        if held.stamps + added >= free * card.stamps:
            break
        free -= 1
    if not free:
        chosen, added = {}, min(count, room)
    _give(scene, programme, card, pool, chosen)
    _write(scene, programme, card, held.stamps, added, free, held.stamps + added - free * card.stamps)


def _visit(
    scene: Scene,
    programme: Programme,
    card: StampCard,
    pool: UnitPool,
    places: Sequence[int],
    held: StampsHeld,
    room: int,
) -> None:
    """The visit after a full card is free of stamps and brings the free unit; every other visit stamps once."""
    if held.stamps >= card.stamps and not card.coupon:
        group = pool.group("")
        open_places = _open_places(pool, card, places)
        chosen = cheapest(pool, group, open_places, 1)
        if chosen and _may_give(scene, programme, card, 1):
            _give(scene, programme, card, pool, chosen)
            _write(scene, programme, card, held.stamps, 0, 1, held.stamps - card.stamps)
            return
    added = min(1, room)
    after = held.stamps + added
    if card.coupon and after >= card.stamps:
        after -= card.stamps
        issue(scene, programme, card.coupon, card.rule_id)
    _write(scene, programme, card, held.stamps, added, 0, after)


def _give(
    scene: Scene, programme: Programme, card: StampCard, pool: UnitPool, chosen: dict[int, int]
) -> None:
    group, name = pool.group(""), programme.programme_id
    total = 0
    for place, pieces in sorted(chosen.items()):
        taken = pool.lower(place, pool.give(group, place, pieces))
        total += taken
        if taken:
            line_id = pool.lines[place].line_id
            scene.effects.append(LineEffect(line_id, taken, card.rule_id, card.name, name))
    if chosen:
        key, count = f"stamp:{name}:{card.rule_id}", sum(chosen.values())
        scene.consumes.append(Consumption(key, name, card.rule_id, count))
        scene.reasons.append(
            Reason(
                f"stamp:{card.rule_id}",
                Outcome.GAVE,
                amount_minor=total,
                programme_id=name,
                words=card.name,
            )
        )


def _write(
    scene: Scene, programme: Programme, card: StampCard, before: int, added: int, free: int, after: int
) -> None:
    if added or free or after != before:
        scene.stamps.append(StampChange(programme.programme_id, card.rule_id, added, free, before, after))
    if after < card.stamps:
        scene.nearly(programme, f"stamp:{card.rule_id}", card.stamps - after, "stamps", card.name)


def _may_give(scene: Scene, programme: Programme, card: StampCard, free: int) -> bool:
    if free and f"stamp:{programme.programme_id}:{card.rule_id}" in scene.withheld:
        scene.passed_by(programme, f"stamp:{card.rule_id}", "withheld", card.name)
        return False
    return bool(free)


def _open_places(pool: UnitPool, card: StampCard, places: Sequence[int]) -> list[int]:
    """The lines that may hold the free unit, as far as something of them is open."""
    if card.free_goods != EVERYTHING:
        places = [place for place, line in enumerate(pool.lines) if card.free_goods.covers(line.article)]
    live = pool.group("").live
    return [place for place in places if place in live and pool.left[place]]


def _reaches_minimum(
    scene: Scene, programme: Programme, card: StampCard, pool: UnitPool, places: Sequence[int]
) -> bool:
    missing = card.when.minimum_minor - sum(pool.left[place] for place in places)
    if card.when.minimum_minor and missing > 0:
        scene.nearly(programme, f"stamp:{card.rule_id}", missing, "minor", card.name)
        return False
    return sum(_whole(pool, place) for place in places) >= card.when.minimum_pieces


def _held(scene: Scene, programme: Programme, card: StampCard) -> StampsHeld:
    assert scene.member is not None
    for held in scene.member.stamps:
        if held.card == card.rule_id and held.programme_id == programme.programme_id:
            return held
    return StampsHeld(programme.programme_id, card.rule_id, 0)


def _whole(pool: UnitPool, place: int) -> int:
    """Whole pieces of a line; goods by weight stamp once."""
    line = pool.lines[place]
    return line.quantity_milli // PIECE_MILLI if line.article.unit is Unit.PIECE else 1
